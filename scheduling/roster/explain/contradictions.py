"""Inputs that cannot hold together: shifts that are fixed for somebody, against the rules, and against each other.

The smallest sets are found by a deletion filter (Chinneck and Dravnieks 1991): an input that may be dropped while the
fault stays is dropped, so every input that remains is needed for it. The judge of the rules is the oracle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from scheduling.roster.explain.tried import Tried, rows_of
from scheduling.roster.rules.judge import judge

LOCKED, WISHED = "locked", "wished"


@dataclass(frozen=True)
class Fixed:
    """A shift somebody has to work: `why` is LOCKED (by a planner) or WISHED (a hard wish)."""

    why: str
    tried: Tried


@dataclass(frozen=True)
class Contradiction:
    """One fault and the smallest set of fixed shifts that brings it about; none of them can be left out."""

    fault: Fault
    inputs: tuple[Fixed, ...]

    @property
    def days(self) -> tuple[str, ...]:
        """Days of the inputs, ISO."""
        return tuple(one.tried.date.date().isoformat() for one in self.inputs)


def fixed_shifts(tables: Mapping[str, pd.DataFrame], centre: Centre) -> list[Fixed]:
    """Locked shifts of the roster (if there is one yet) and hard wishes for shifts; locks win over wishes of a day."""
    found: dict[tuple[str, pd.Timestamp], Fixed] = {}
    roster = tables.get("roster")
    if roster is not None and len(roster):
        locked = roster[roster["locked"] & (roster["kind"] == "agent")]
        walls = pd.DatetimeIndex(locked["start_ts"])
        for row, wall in zip(locked.to_dict("records"), walls, strict=True):
            pattern = centre.shifts.get(str(row["shift"]))
            if pattern is not None:
                span = int((row["end_ts"] - row["start_ts"]) / pd.Timedelta(minutes=1))
                tried = Tried(str(row["agent"]), row["date"], pattern, wall.hour * 60 + wall.minute, span)
                found[tried.agent, tried.date] = Fixed(LOCKED, tried)
    wishes = centre.tables.get("wishes")
    if wishes is not None and len(wishes):
        hard = wishes[(wishes["enforcement"] == "hard") & wishes["shift"].isin(list(centre.shifts))]
        planned = hard["date"].between(centre.window.first, centre.window.last)
        for row in hard[planned].to_dict("records"):
            pattern = centre.shifts[str(row["shift"])]
            tried = Tried(str(row["agent"]), row["date"], pattern, pattern.start_min, pattern.span_min)
            found.setdefault((tried.agent, tried.date), Fixed(WISHED, tried))
    return [found[key] for key in sorted(found)]


def contradictions(fixed: Sequence[Fixed], centre: Centre) -> list[Contradiction]:
    """Every hard fault among the fixed shifts with its smallest set, by agent and day.

    O(people with fixed shifts + faults x shifts of the person), each judged.
    """
    homes = dict(zip(centre.tables["agents"]["agent"], centre.tables["agents"]["group"], strict=True))
    found = []
    by_agent: dict[str, list[Fixed]] = {}
    for one in fixed:
        by_agent.setdefault(one.tried.agent, []).append(one)
    for fault in _faults(fixed, centre, homes):
        mine = by_agent[str(fault.values["agent"])]
        found.append(Contradiction(fault, tuple(_smallest(mine, fault, centre, homes))))
    return found


def _smallest(mine: Sequence[Fixed], fault: Fault, centre: Centre, homes: Mapping[str, str]) -> list[Fixed]:
    kept = list(mine)
    for one in mine:
        fewer = [other for other in kept if other is not one]
        if any(again.code == fault.code for again in _faults(fewer, centre, homes)):
            kept = fewer
    return kept


def _faults(fixed: Sequence[Fixed], centre: Centre, homes: Mapping[str, str]) -> list[Fault]:
    if not fixed:
        return []
    groups = [homes.get(one.tried.agent, "") for one in fixed]
    roster = rows_of([one.tried for one in fixed], centre, groups)
    agents = {one.tried.agent for one in fixed}
    return [fault for fault in judge(roster, centre, agents) if fault.severity == "hard"]
