"""Fronts: skill groups that stand side by side, so that the mix needs one flow of work to all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scheduling.mix.demand import QueueClass


@dataclass(frozen=True)
class Front:
    """Groups that serve the same classes at speeds in the same proportion.

    `groups[g]` is the speed of group g on the class it is best at; `classes[c]` is the speed on class c relative to
    that (1 for the best) and the least rank the class has for any of the groups. `outsourced`: all groups are those of
    partners; where a rule asks who answers a class, partners never share a front with others.
    """

    name: str
    groups: Mapping[str, float]
    classes: Mapping[int, tuple[float, int]]
    outsourced: bool = False


def fronts_of(
    classes: Sequence[QueueClass],
    groups: Iterable[str],
    partners: Collection[str] = (),
    ruled: Collection[int] = (),
) -> list[Front]:
    """All fronts in the order of their first group; groups that serve nothing stand in none. O(groups x classes).

    A position that any group of a front fills could be filled by every other one of it, with heads in proportion to
    their speeds: to know how much a front does of each class is to know what its groups can do between them. Groups of
    `partners` stand apart from the others where they serve a class of `ruled`.

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> work = [QueueClass((n,), {"own": (1.0, 1), "away": (0.8, 1)}, one, one[None], 1) for n in ("a", "b")]
    >>> [(front.name, dict(front.groups)) for front in fronts_of(work, ["own", "away"])]
    [('own', {'own': 1.0, 'away': 0.8})]
    """
    alike: dict[tuple[tuple[tuple[int, float], ...], bool], dict[str, float]] = {}
    for group in groups:
        speeds = {c: one.groups[group][0] for c, one in enumerate(classes) if group in one.groups}
        if speeds:
            best = max(speeds.values())
            key = tuple((c, round(speed / best, 9)) for c, speed in sorted(speeds.items()))
            alone = group in partners and any(c in ruled for c in speeds)
            alike.setdefault((key, alone), {})[group] = best
    return [
        Front(next(iter(members)), members,
              {c: (speed, min(classes[c].groups[group][1] for group in members)) for c, speed in key},
              all(group in partners for group in members))
        for (key, _), members in alike.items()
    ]  # fmt: skip
