"""Queues that share all their people need fewer of them together than apart: the cuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Queue, Target
from scheduling.chat_speed import chat_gains
from scheduling.requirement.chat import agent_time_s
from scheduling.requirement.line import Line
from scheduling.requirement.sizers import Asked

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


def line_of(tables: Sequence[pd.DataFrame], members: Sequence[Queue], centre: Centre) -> Line:
    """The contacts of some queues as one line at the strictest of their promises.

    `tables`: ts, volume and aht_s of each queue, all with the same intervals in order of time. Handling time is the
    mean over the contacts, patience the shortest. Chats of one concurrency keep their gains (the mean by contacts);
    where chats and calls stand in one line, all count by the agent time they take.

    Example: two queues of 10 erlangs, 80 % in 20 s: 13.05 positions each apart, 23.6 and not 26.1 together.
    """
    volumes, ahts = (np.stack([t[c].to_numpy(np.float64) for t in tables]) for c in ("volume", "aht_s"))
    factor = np.array([queue.concurrency_factor for queue in members])[:, None]
    total = volumes.sum(axis=0)
    mean_s = _mean(ahts, volumes)
    agent_s = _mean(agent_time_s(ahts, factor), volumes)
    patience = min((queue.patience_s for queue in members if queue.patience_s is not None), default=None)
    if any(queue.patience_s is None for queue in members):
        patience = None
    promise = replace(members[0], target=strictest(members), patience_s=patience)
    asked = asked_of(total, agent_s, promise, centre.interval_min)
    ts = pd.DatetimeIndex(tables[0]["ts"])
    interval_s = centre.interval_min * 60.0
    return Line(ts, total, mean_s, float(factor.max()), asked, interval_s, _gains(members, volumes, centre))


def _mean(values: Floats, volumes: Floats) -> Floats:
    """Mean over the contacts of all queues; where nobody comes, over the queues."""
    total = volumes.sum(axis=0)
    summed = (values * volumes).sum(axis=0)
    return np.asarray(np.where(total > 0, summed / np.where(total > 0, total, 1.0), values.mean(axis=0)))


def _gains(members: Sequence[Queue], volumes: Floats, centre: Centre) -> Floats | None:
    """Gains of chats that may be held at once; None for calls and for a mixed line."""
    places = {queue.concurrency for queue in members}
    if places == {1} or len(places) > 1:
        return None
    own = np.stack([chat_gains(queue, centre.tables.get("chat_times")) for queue in members])
    weight = volumes.sum(axis=1) + 1e-12
    return np.asarray((own * weight[:, None]).sum(axis=0) / weight.sum())


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
