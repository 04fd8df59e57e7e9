"""Who may serve what, as the event loop wants it: ranks, speeds and targets by group and queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scheduling.simulator.engine import Rooms

if TYPE_CHECKING:
    from data.contracts.centre import Centre
    from scheduling.replay.counts import Promise

RANKS_PER_PRIORITY = 1000


def rooms_of(skills: pd.DataFrame, groups: list[str], centre: Centre, promise: Promise) -> Rooms:
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
    queues = list(centre.queues.values())
    return Rooms(
        rank,
        proficiency,
        np.array([queue.concurrency for queue in queues], dtype=np.int64),
        np.array([queue.concurrency_factor for queue in queues]),
        promise.within_s,
    )
