"""Who is kept from a shift that nobody works, by which rule and which limit: the names behind the reason of a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from scheduling.roster.explain.tried import faults_of, whole

BUSY = "roster.busy"  # works another shift that day
FREE = "roster.free"  # no rule keeps the person away
LIMIT_NAMES = ("limit_h", "most", "limit")  # under which faults tell the limit they are about


@dataclass(frozen=True)
class Kept:
    """People whom one rule keeps from a shift; `limit` is its value (None: it has none), `faults` say it of each."""

    rule: str
    limit: float | None
    agents: tuple[str, ...]
    faults: tuple[Fault, ...]


def keepers_of(
    tables: Mapping[str, pd.DataFrame], centre: Centre, group: str, date: pd.Timestamp, shift: str
) -> list[Kept]:  # fmt: skip
    """Each rule with everybody of the group whom it keeps from the shift, most people first.

    Somebody kept by several rules stands under each of them. Who works that day already is BUSY and is not asked
    further. Tables: roster. O(people of the group), judged at once.
    """
    people = centre.tables["agents"]
    agents = people.loc[people["group"] == group, "agent"].astype(str).tolist()
    roster = tables["roster"]
    busy = set(roster.loc[roster["date"] == date, "agent"])
    off = [agent for agent in agents if agent not in busy]
    found = faults_of(roster, [whole(agent, date, centre.shifts[shift]) for agent in off], centre, group) if off else []
    groups: dict[tuple[str, float | None], list[tuple[str, Fault | None]]] = {}
    for agent, faults in zip(off, found, strict=True):
        for fault in faults:
            groups.setdefault((fault.code, limit_of(fault)), []).append((agent, fault))
        if not faults:
            groups.setdefault((FREE, None), []).append((agent, None))
    if at_work := [(agent, None) for agent in agents if agent in busy]:
        groups[BUSY, None] = list(at_work)
    made = [
        Kept(
            rule,
            limit,
            tuple(dict.fromkeys(agent for agent, _ in members)),
            tuple(fault for _, fault in members if fault),
        )
        for (rule, limit), members in groups.items()
    ]
    return sorted(made, key=lambda kept: (-len(kept.agents), kept.rule, kept.limit or 0.0))


def limit_of(fault: Fault) -> float | None:
    """The value of the limit that a fault is about, None where it is yes or no.

    >>> limit_of(Fault("rule.min_rest", "", {"limit_h": 11.0}))
    11.0
    """
    known = [fault.values[name] for name in LIMIT_NAMES if name in fault.values]
    return float(known[0]) if known else None
