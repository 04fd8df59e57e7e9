"""What a change of one person's day would break: the faults the judge finds after it and not before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from data.contracts.centre import Centre, ShiftPattern
from data.contracts.errors import Fault
from scheduling.clock import shift_starts
from scheduling.roster.rules.judge import judge


@dataclass(frozen=True)
class Tried:
    """A shift that somebody could work instead of what is in the roster that day; `end_min` after its start.

    `start_min` is counted from midnight of `date`; it may lie before the pattern's start or `span_min` be longer.
    """

    agent: str
    date: pd.Timestamp
    pattern: ShiftPattern
    start_min: int
    span_min: int

    @property
    def paid_min(self) -> float:
        """Paid minutes: what the shift is longer than its pattern is paid."""
        return float(self.pattern.paid_min + self.span_min - self.pattern.span_min)


def whole(agent: str, date: pd.Timestamp, pattern: ShiftPattern) -> Tried:
    """The shift as its pattern has it."""
    return Tried(agent, date, pattern, pattern.start_min, pattern.span_min)


def later(tried: Tried, minutes: int) -> Tried:
    """The same shift, longer at its end."""
    return replace(tried, span_min=tried.span_min + minutes)


def earlier(tried: Tried, minutes: int) -> Tried:
    """The same shift, longer at its start."""
    return replace(tried, start_min=tried.start_min - minutes, span_min=tried.span_min + minutes)


def faults_of(
    roster: pd.DataFrame, tries: Sequence[Tried], centre: Centre, group: str
) -> list[list[Fault]]:  # fmt: skip
    """Hard faults that each try would cause, tried alone; a person's other shifts of that day make way for it.

    `roster` holds everybody; `group` is where the tried shift is worked. People are judged together, each with one try
    at a time: O(tries of the busiest person x shifts).
    """
    rounds: dict[str, int] = defaultdict(int)
    by_round: dict[int, list[int]] = defaultdict(list)
    for number, tried in enumerate(tries):
        by_round[rounds[tried.agent]].append(number)
        rounds[tried.agent] += 1
    agents = {tried.agent for tried in tries}
    before = {_key(fault): _excess(fault) for fault in judge(roster, centre, agents)}
    found: list[list[Fault]] = [[] for _ in tries]
    for numbers in by_round.values():
        of_agent = {tries[number].agent: number for number in numbers}
        laid = _laid_over(roster, [tries[number] for number in numbers], centre, group)
        for fault in judge(laid, centre, set(of_agent)):
            if fault.severity == "hard" and _excess(fault) > before.get(_key(fault), 0.0) + 1e-9:
                found[of_agent[str(fault.values["agent"])]].append(fault)
    return found


def rows_of(tries: Sequence[Tried], centre: Centre, groups: Sequence[str]) -> pd.DataFrame:
    """Rows of a roster for the tries, each in its group, as the judge reads them; pay is left out."""
    dates = pd.DatetimeIndex([tried.date for tried in tries]).as_unit("us")
    start = shift_starts(dates, [max(0, tried.start_min) for tried in tries], centre.zone)
    # A start before midnight keeps its date: it is the same shift, begun sooner.
    start = (start + pd.to_timedelta([min(0, tried.start_min) for tried in tries], unit="min")).as_unit("us")
    return pd.DataFrame(
        {
            "shift_id": [f"{tried.agent}-{date:%Y%m%d}" for tried, date in zip(tries, dates, strict=True)],
            "agent": [tried.agent for tried in tries],
            "kind": "agent",
            "date": dates,
            "start_ts": start,
            "end_ts": (start + pd.to_timedelta([tried.span_min for tried in tries], unit="min")).as_unit("us"),
            "shift": [tried.pattern.shift for tried in tries],
            "pool": "",
            "site": "",
            "group": list(groups),
            "paid_min": [tried.paid_min for tried in tries],
            "cost_cny": 0.0,
            "locked": False,
            "origin": "planner",
        }
    )


def _laid_over(roster: pd.DataFrame, tries: Sequence[Tried], centre: Centre, group: str) -> pd.DataFrame:
    """The roster with one try of some people each."""
    rows = rows_of(tries, centre, [group] * len(tries))
    day = pd.MultiIndex.from_arrays([rows["agent"], rows["date"]])
    there = pd.MultiIndex.from_arrays([roster["agent"], pd.DatetimeIndex(roster["date"]).as_unit("us")])
    kept = roster[~there.isin(day)]
    return pd.concat([kept, rows], ignore_index=True) if len(kept) else rows


def _key(fault: Fault) -> tuple[str, str, str]:
    return fault.code, str(fault.values["agent"]), str(fault.values.get("week") or fault.values["date"])


def _excess(fault: Fault) -> float:
    return float(fault.values.get("excess", 1.0))
