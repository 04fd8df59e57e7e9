"""A roster laid out for judging: sorted by person and time, as arrays, with each person's limits beside each shift."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault
from scheduling.clock import day_numbers, day_of, epoch_minutes
from scheduling.roster.rules.night import night_minutes
from scheduling.roster.rules.people import known_people
from scheduling.roster.rules.shape import Person, stated

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Ledger:
    """Shifts sorted by person and start; `person` indexes `people`, -1 for an agent nobody knows and for seats."""

    people: tuple[Person, ...]
    first_day: int
    agent: Words
    person: Ints
    seat: Flags
    shift_id: Words
    group: Words
    shift: Words
    day: Ints
    start: Ints
    end: Ints
    wall_start: Ints
    paid_min: Floats

    def of_person(self, value: str) -> npt.NDArray[Any]:
        """An attribute of the person of each shift; where nobody is known the last person's, to be masked."""
        per_person = np.array([getattr(person, value) for person in self.people] or [0])
        return per_person[self.person]

    def value(self, limit: str) -> Floats:
        """Value of a limit for each shift; NaN where it is off or nobody is known."""
        return self._limit(limit)[0]

    def severity(self, limit: str) -> Words:
        """What a breach of the limit is for each shift: `warn` or `hard`."""
        return self._limit(limit)[1]

    def _limit(self, limit: str) -> tuple[Floats, Words]:
        per_contract: dict[int, tuple[float, str]] = {}
        values, severities = [], []
        for person in self.people:
            key = id(person.limits)
            if key not in per_contract:
                value, enforcement = stated(person.limits, limit)
                per_contract[key] = (np.nan if value is None or enforcement == "off" else value, enforcement)
            values.append(per_contract[key][0])
            severities.append(per_contract[key][1])
        chosen = np.where(self.person >= 0, np.array([*values, np.nan])[self.person], np.nan)
        return chosen, np.array([*severities, "hard"], dtype=object)[self.person]

    @cached_property
    def same_person(self) -> Flags:
        """Whether the shift before belongs to the same person."""
        same = np.zeros(len(self.agent), dtype=bool)
        same[1:] = self.agent[1:] == self.agent[:-1]
        return same

    @cached_property
    def at_night_min(self) -> Floats:
        """Minutes of the shift within the hours that the person's contract calls night; 0 where nobody is known."""
        from_h, to_h = self._meaning("night_start_h"), self._meaning("night_end_h")
        minutes = night_minutes(self.wall_start, self.end - self.start, from_h, to_h)
        return np.where(self.person >= 0, minutes, 0.0)

    @cached_property
    def night(self) -> Flags:
        """Whether the shift is a night shift under the person's contract."""
        return (self.at_night_min > 0) & (self.at_night_min >= self._meaning("night_least_h") * 60.0)

    def _meaning(self, limit: str) -> Floats:
        """Value of a limit that only says what a word means, whatever its enforcement."""
        return np.array([stated(p.limits, limit)[0] or 0.0 for p in self.people] or [0.0])[self.person]

    def date_of(self, row: int) -> str:
        """Day of a shift, ISO."""
        return day_of(int(self.day[row])).date().isoformat()

    def fault(self, rule: Any, row: int, **values: Any) -> Fault:
        """A breach by the shift in a row, filled with who, when and which shift."""
        known = self.people[self.person[row]] if self.person[row] >= 0 else None
        filled = {
            "agent": str(self.agent[row]),
            "name": known.name if known else str(self.agent[row]),
            "date": self.date_of(row),
            "shift_id": str(self.shift_id[row]),
            **values,
        }
        severity = str(self.severity(rule.limit)[row]) if known else "hard"
        return Fault(rule.code, rule.template, filled, remedy=rule.remedy, severity=severity)


def ledger_of(roster: pd.DataFrame, centre: Centre, agents: Collection[str] | None = None) -> Ledger:
    """Lay out a roster (or the shifts of some agents) for judging. O(shifts log shifts)."""
    planned = roster["date"] >= centre.window.first  # what was worked before is told by the table agents
    roster = roster[planned if agents is None else planned & roster["agent"].isin(list(agents))]
    who = roster["agent"].to_numpy(dtype=object)
    start = epoch_minutes(pd.DatetimeIndex(roster["start_ts"])) if len(roster) else np.zeros(0, dtype=np.int64)
    codes, names = pd.factorize(who, sort=False)
    order = np.lexsort((start, codes))
    people = known_people(centre, None if agents is None and len(names) > 50 else set(names))
    index = {person.agent: position for position, person in enumerate(people)}
    of_name = np.array([index.get(name, -1) for name in names] or [-1], dtype=np.int64)
    seat = (roster["kind"].to_numpy(dtype=object) == "seat")[order]
    wall = pd.DatetimeIndex(roster["start_ts"]) if len(roster) else pd.DatetimeIndex([], tz=centre.zone)
    wall = wall.tz_convert(centre.zone)
    return Ledger(
        people=people,
        first_day=int(day_numbers(pd.DatetimeIndex([centre.window.first]))[0]),
        agent=who[order],
        person=np.where(seat, -1, of_name[codes[order]]) if len(order) else np.zeros(0, dtype=np.int64),
        seat=seat,
        shift_id=roster["shift_id"].to_numpy(dtype=object)[order],
        group=roster["group"].to_numpy(dtype=object)[order],
        shift=roster["shift"].to_numpy(dtype=object)[order],
        day=day_numbers(pd.DatetimeIndex(roster["date"]))[order],
        start=start[order],
        end=(epoch_minutes(pd.DatetimeIndex(roster["end_ts"])) if len(roster) else start)[order],
        wall_start=np.asarray(wall.hour * 60 + wall.minute, dtype=np.int64)[order],
        paid_min=roster["paid_min"].to_numpy(dtype=np.float64)[order],
    )
