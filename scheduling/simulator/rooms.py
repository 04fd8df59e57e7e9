"""Who may serve what, as the event loop wants it: ranks, speeds and targets by group and queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scheduling.simulator.engine import Rooms

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from data.contracts.centre import Centre, Queue
    from scheduling.simulator.engine import Floats, Ints

RANKS_PER_PRIORITY = 1000
# A queue with a target service level but no time, or none at all, is judged by this many seconds.
USUAL_TARGET_S = 20.0


def rooms_of(skills: pd.DataFrame, groups: list[str], centre: Centre) -> Rooms:
    """Ranks: a queue's own priority goes before the group's, so that VIP and the elderly lane never wait behind a mass.

    Among groups that may take the same call only the group's priority differs, so it decides there. O(skills).
    """
    place = {name: number for number, name in enumerate(centre.queues)}
    number = {name: at for at, name in enumerate(groups)}
    rank = np.zeros((len(groups), len(place)), dtype=np.int64)
    proficiency = np.ones((len(groups), len(place)))
    for row in skills.to_dict("records"):
        if row["group"] in number and row["queue"] in place:
            at = number[row["group"]], place[row["queue"]]
            rank[at] = centre.queues[row["queue"]].priority * RANKS_PER_PRIORITY + row["priority"]
            proficiency[at] = row["proficiency"]
    return _rooms(list(centre.queues.values()), rank, proficiency)


def own_room(queue: Queue) -> Rooms:
    """One queue with people of its own, all at full speed."""
    return _rooms([queue], np.ones((1, 1), dtype=np.int64), np.ones((1, 1)))


def within_s(queue: Queue) -> float:
    """Seconds inside which an answer counts."""
    if queue.deadline_h is not None:
        return queue.deadline_h * 3600.0
    return float(queue.target.target_s) if queue.target.target_s is not None else USUAL_TARGET_S


def _rooms(queues: Sequence[Queue], rank: Ints, proficiency: Floats) -> Rooms:
    return Rooms(
        rank,
        proficiency,
        np.array([queue.concurrency for queue in queues], dtype=np.int64),
        np.array([queue.concurrency_factor for queue in queues]),
        np.array([within_s(queue) for queue in queues]),
    )
