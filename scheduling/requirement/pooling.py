"""Queues that share all their people need fewer of them together than apart: the cuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Queue, Target
from scheduling.requirement.chat import agent_time_s
from scheduling.requirement.sizers import Asked, Sizer

Floats = NDArray[np.float64]


def pool_sets(skills: pd.DataFrame, queues: Mapping[str, Queue]) -> list[tuple[str, ...]]:
    """Sets of two or more queues, answered at once, that exactly the same groups serve; in the order of the queues.

    Only there is one crew behind one line: whoever is free takes whatever comes. Queues whose people overlap in part
    are left apart, because the formula of the pooled line would promise help from people who cannot give it.
    """
    served = {str(queue): frozenset(rows) for queue, rows in skills.groupby("queue")["group"]}
    alike: dict[frozenset[str], list[str]] = {}
    for name, queue in queues.items():
        if not queue.deferred and served.get(name):
            alike.setdefault(served[name], []).append(name)
    return [tuple(members) for members in alike.values() if len(members) > 1]


def pooled_positions(
    volume: Floats, aht_s: Floats, members: Sequence[Queue], sizer: Sizer, interval_min: int
) -> Floats:
    """Positions of one line that takes the contacts of all members at the strictest of their promises.

    `volume[i, t]` and `aht_s[i, t]` by member and interval. Handling time is the mean over the contacts (in agent time:
    chats by their factor), patience the shortest. NaN where the sizer has no answer.

    Example: two queues of 10 erlangs, 80 % in 20 s: 13.05 positions each apart, 23.6 and not 26.1 together.
    """
    total = volume.sum(axis=0)
    factor = np.array([[queue.concurrency_factor] for queue in members])
    seconds = (volume * agent_time_s(aht_s, factor)).sum(axis=0)
    mean_s = np.divide(seconds, total, out=np.zeros_like(total), where=total > 0)
    patience = min((queue.patience_s for queue in members if queue.patience_s is not None), default=np.nan)
    if any(queue.patience_s is None for queue in members):
        patience = np.nan
    asked = asked_of(total, mean_s, replace(members[0], target=strictest(members), patience_s=None), interval_min)
    return np.asarray(sizer(replace(asked, patience_s=patience)).positions)


def strictest(members: Sequence[Queue]) -> Target:
    """A target that keeps every promise of the members, however their contacts are mixed."""
    targets = [queue.target for queue in members]

    def most(values: list[float | None]) -> float | None:
        return max((value for value in values if value is not None), default=None)

    def least(values: list[float | None]) -> float | None:
        return min((value for value in values if value is not None), default=None)

    return Target(
        service_level=most([t.service_level for t in targets]),
        target_s=least([t.target_s for t in targets]),
        sl_definition=targets[0].sl_definition,
        max_asa_s=least([t.max_asa_s for t in targets]),
        max_occupancy=least([t.max_occupancy for t in targets]),
        max_abandon=least([t.max_abandon for t in targets]),
    )


def asked_of(volume: Floats, aht_s: Floats, queue: Queue, interval_min: int) -> Asked:
    """What a queue asks of a sizer, by interval; `aht_s` is agent time."""
    target = queue.target

    def given(value: float | None) -> float:
        return np.nan if value is None else float(value)

    return Asked(
        volume * (60.0 / interval_min),
        aht_s,
        patience_s=given(queue.patience_s),
        target_s=given(target.target_s),
        service_level=given(target.service_level),
        max_asa_s=given(target.max_asa_s),
        max_occupancy=given(target.max_occupancy),
        max_abandon=given(target.max_abandon),
        sl_definition=target.sl_definition,
    )
