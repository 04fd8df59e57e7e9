"""Cuts over queues that share only part of their people: what one line of them would need, to be checked by play."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from data.contracts.centre import Centre, Queue
from data.contracts.columns import checked
from data.contracts.tables import REQUIREMENT_CUTS
from scheduling.requirement.choice import Choice, affordable, together
from scheduling.requirement.pooling import line_of, pool_sets
from scheduling.requirement.sized_line import size_line
from scheduling.requirement.sizers import SIZERS

SHARED = 0.5  # of the groups of the queue with fewer of them
# Tables that lay work over a queue which its volume does not show, or that the play of a mix does not know.
BESIDE = {"callbacks": "queue", "outbound": "queue", "repeats": "queue", "transfers": "from_queue"}


def shared_sets(skills: pd.DataFrame, queues: Mapping[str, Queue]) -> list[tuple[str, ...]]:
    """Sets of two or more queues, answered at once and as many at a time, connected by shared groups; in their order.

    Two queues are connected when they share at least half of the groups of the one with fewer. Sets whose queues
    share all their groups are left to `pool_sets`.
    """
    served = {str(queue): frozenset(rows) for queue, rows in skills.groupby("queue")["group"]}
    able = [name for name, queue in queues.items() if not queue.deferred and served.get(name)]
    left, found = list(able), []
    while left:
        members, edge = [left[0]], [left[0]]
        while edge:
            one = edge.pop()
            near = [other for other in left if other not in members and _connected(one, other, served, queues)]
            members += near
            edge += near
        left = [name for name in left if name not in members]
        found.append(tuple(name for name in able if name in members))
    alike = set(pool_sets(skills, queues))
    return [members for members in found if len(members) > 1 and members not in alike]


def shared_cuts(requirement: pd.DataFrame, skills: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Positions of one line over each shared set at the promise of its largest queue (REQUIREMENT_CUTS).

    Not yet a promise kept: whoever is free takes whatever comes only as far as the groups allow, so a play of the
    mix must bear the cut out (scheduling.pools). Rows only where the line needs fewer than the queues apart. Empty
    for a centre whose sizer is not peakcrew or whose groups take contacts only after a wait (`after_s`); queues with
    call-backs, campaigns, repeats or transfers stay apart. O(intervals of a set x interval / 15 s x sqrt(load)).
    """
    lines, choices, names, alone = [], [], [], []
    for members in _sets(requirement, skills, centre):
        rows = [requirement[requirement["queue"] == name].sort_values("ts") for name in members]
        if any(len(one) != len(rows[0]) or not (one["ts"].array == rows[0]["ts"].array).all() for one in rows[1:]):
            continue
        lead = max(rows, key=lambda one: float(one["load_erl"].sum()))["queue"].iloc[0]
        promised = [replace(centre.queues[name], target=centre.queues[str(lead)].target) for name in members]
        line = line_of(rows, promised, centre)
        lines.append(line)
        choices.append(together([_choice(one) for one in rows], line))
        names.append("+".join(members))
        alone.append(np.sum([one["positions"].to_numpy(np.float64) for one in rows], axis=0))
    found = [pd.DataFrame({"cut": pd.Series([], dtype=str), "ts": centre.grid()[:0], "positions": np.zeros(0)})]
    for name, line, choice, apart in zip(names, lines, affordable(lines, choices), alone, strict=True):
        sized = size_line(line, choice, SIZERS["peakcrew"])
        saves = ~sized.lost & (sized.positions < apart - 1e-9)
        found.append(pd.DataFrame({"cut": name, "ts": line.ts, "positions": sized.positions})[saves])
    return checked(REQUIREMENT_CUTS, pd.concat([one for one in found if len(one)] or found[:1], ignore_index=True))


def _connected(one: str, other: str, served: Mapping[str, frozenset[str]], queues: Mapping[str, Queue]) -> bool:
    common, fewer = served[one] & served[other], min(len(served[one]), len(served[other]))
    return queues[one].concurrency == queues[other].concurrency and len(common) >= SHARED * fewer


def _sets(requirement: pd.DataFrame, skills: pd.DataFrame, centre: Centre) -> list[tuple[str, ...]]:
    waits = "after_s" in skills and bool((skills["after_s"].fillna(0.0) > 0).any())
    if waits or SIZERS[centre.staffing.sizer] is not SIZERS["peakcrew"] or requirement.empty:
        return []
    beside = {str(queue) for table, column in BESIDE.items() if table in centre.tables
              for queue in centre.tables[table][column]}  # fmt: skip
    known = set(requirement["queue"])
    able = {name: queue for name, queue in centre.queues.items() if name in known - beside}
    return shared_sets(skills, able)


def _choice(rows: pd.DataFrame) -> Choice:
    """How a queue was sized, as the requirement says."""
    method = rows["method"].to_numpy(dtype=object)
    plain = {"transient": "transient", "mol": "mol", "chat_mol": "mol"}
    return Choice(np.array([plain.get(str(one), "stationary") for one in method], dtype=object), method)
