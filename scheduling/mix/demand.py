"""What the mix must cover: positions per queue with the gain of pooling, alike queues put together as one class."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Queue

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class QueueClass:
    """Queues that the same groups serve at the same proficiency: to the mix they are one piece of work.

    `groups[name]` is (proficiency, priority); `need[t]` are positions over the class together, `shares[i, t]` how much
    of them stand on its i-th queue (they add up to 1 where the class needs anybody). `extra` names the rule that asks
    for these seats beyond the requirement; empty for the requirement itself.
    """

    queues: tuple[str, ...]
    groups: Mapping[str, tuple[float, int]]
    need: Floats
    shares: Floats
    priority: int
    extra: str = ""

    @property
    def name(self) -> str:
        """Its queues joined by +, as a cut is named."""
        return "+".join(self.queues)


def queue_classes(
    requirement: pd.DataFrame,
    cuts: pd.DataFrame,
    skills: pd.DataFrame,
    queues: Mapping[str, Queue],
    grid: pd.DatetimeIndex,
    apart: Mapping[str, Hashable] | None = None,
) -> list[QueueClass]:
    """Classes in the order of their first queue: queues that the same groups serve at the same proficiency.

    Queues with different words in `apart` (the rules they are under) are never put together.

    The need of a queue is its positions, or its part of a cut (see `pooled_needs`); the need of a class is the sum.
    A position of one class is never counted for another, so nobody is counted twice. O(rows).
    """
    own, load = _wide(requirement, "positions", grid), _wide(requirement, "load_erl", grid)
    work = {queue: load[queue] / queues[queue].concurrency_factor for queue in load}
    needs = pooled_needs(own, work, cuts, grid)
    served = {
        str(queue): tuple(sorted(zip(rows["group"], rows["proficiency"], rows["priority"], strict=True)))
        for queue, rows in skills.groupby("queue")
    }
    alike: dict[Hashable, list[str]] = {}
    for queue in own:
        people = tuple((group, round(float(proficiency), 6)) for group, proficiency, _ in served.get(queue, ()))
        key = (people if people else queue, (apart or {}).get(queue))
        alike.setdefault(key, []).append(queue)
    classes: list[QueueClass] = []
    for members in alike.values():
        each = np.stack([needs[queue] for queue in members])
        need = each.sum(axis=0)
        groups = {
            str(group): (float(proficiency), min(int(r) for q in members for g, _, r in served[q] if g == group))
            for group, proficiency, _ in served.get(members[0], ())
        }
        shares = np.divide(each, need, out=np.zeros_like(each), where=need > 0)
        priority = min(queues[queue].priority for queue in members)
        classes.append(QueueClass(tuple(members), groups, need, shares, priority))
    return classes


def pooled_needs(
    own: Mapping[str, Floats], work: Mapping[str, Floats], cuts: pd.DataFrame, grid: pd.DatetimeIndex
) -> dict[str, Floats]:
    """Positions each queue is given: its own, or its part of the positions of the queues it is pooled with.

    A cut says that its queues, served by the same people, need `cut` positions together, fewer than apart. Each of
    them gets its offered work and its part of the common reserve, in proportion to the reserve it would need alone:

        positions_i = work_i + (cut - sum of work) * (own_i - work_i) / sum over j of (own_j - work_j)

    These add up to the cut, so the gain of pooling is taken once and nobody is counted twice. Where a queue alone asks
    for less than its work (callers hang up), positions_i = cut * own_i / sum of own. A queue in several cuts gets the
    largest of its parts, never more than its own.

    Example: two alike queues need 13 positions each for 10 erlangs of work; their cut says 24.2: each gets
    10 + (24.2 - 20) * 3 / 6 = 12.1.
    """
    parts: dict[str, Floats] = {}
    for cut, rows in cuts.groupby("cut"):
        members = [queue for queue in str(cut).split("+") if queue in own]
        if len(members) < len(str(cut).split("+")):
            continue
        together = rows.set_index("ts")["positions"].reindex(grid).to_numpy(np.float64)
        alone = np.stack([own[queue] for queue in members])
        need = np.fmin(alone.sum(axis=0), np.where(np.isnan(together), np.inf, together))
        split = _shares(alone, np.stack([work[queue] for queue in members]), need) * need
        for queue, part in zip(members, split, strict=True):
            parts[queue] = np.maximum(parts.get(queue, np.zeros(len(grid))), part)
    return {queue: np.minimum(own[queue], parts[queue]) if queue in parts else own[queue] for queue in own}


def _shares(own: Floats, work: Floats, need: Floats) -> Floats:
    """How the positions of a cut divide among its queues; see `pooled_needs`."""
    total = own.sum(axis=0)
    plain = np.divide(own, total, out=np.zeros_like(own), where=total > 0)
    reserve = own - work
    reserves, spare = reserve.sum(axis=0), need - work.sum(axis=0)
    split = work + np.divide(spare * reserve, reserves, out=np.zeros_like(own), where=reserves > 1e-9)
    by_reserve = np.divide(split, need, out=np.zeros_like(own), where=need > 0)
    sound = (reserve >= 0).all(axis=0) & (reserves > 1e-9) & (spare >= 0) & (need > 0)
    return np.asarray(np.where(sound, by_reserve, plain))


def _wide(requirement: pd.DataFrame, column: str, grid: pd.DatetimeIndex) -> dict[str, Floats]:
    """One array over the grid per queue; intervals that are not in the table are 0."""
    table = requirement.pivot(index="ts", columns="queue", values=column).reindex(grid).fillna(0.0)
    order = requirement["queue"].drop_duplicates()
    return {str(queue): table[queue].to_numpy(np.float64) for queue in order}
