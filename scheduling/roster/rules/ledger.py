"""A roster laid out for judging: sorted by person and time, as arrays, with each person's limits beside each shift."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.centre import Centre, LabourLimits, ShiftPattern
from data.contracts.errors import Fault
from data.contracts.labour import AgentPair
from scheduling.clock import day_numbers, day_of, epoch_minutes, week_numbers
from scheduling.pricing import holidays_of
from scheduling.roster.rules.night import night_minutes
from scheduling.roster.rules.parts import is_of
from scheduling.roster.rules.people import known_people
from scheduling.roster.rules.shape import Person, price_of, stated

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Ledger:
    """Shifts sorted by person and start; `person` indexes `people`, -1 for an agent nobody knows and for seats."""

    people: tuple[Person, ...]
    first_day: int
    last_day: int
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
    holiday: Flags
    patterns: Mapping[str, ShiftPattern]
    pairs: tuple[AgentPair, ...] = ()
    breaks: Mapping[str, tuple[tuple[int, int, int], ...]] | None = None

    def of_person(self, value: str) -> npt.NDArray[Any]:
        """An attribute of the person of each shift; where nobody is known the last person's, to be masked."""
        per_person = np.array([getattr(person, value) for person in self.people] or [0])
        return per_person[self.person]

    @cached_property
    def variants(self) -> tuple[LabourLimits, ...]:
        """The different limits of the people."""
        return tuple({id(person.limits): person.limits for person in self.people}.values())

    @cached_property
    def variant(self) -> Ints:
        """Which of the variants holds for each person."""
        number = {id(limits): i for i, limits in enumerate(self.variants)}
        return np.array([number[id(person.limits)] for person in self.people], dtype=np.int64)

    @cached_property
    def width(self) -> int:
        """Days of the tables by day: the planned ones, and those up to the Sunday after."""
        return int(week_numbers(self.last_day)) * 7 + 3 - self.first_day + 1

    def by_day(self, weights: Floats) -> Floats:
        """(people, days) of what the shifts of known people weigh together. O(shifts + people x days)."""
        rows = np.flatnonzero((self.person >= 0) & (self.day <= self.last_day))
        cells = self.person[rows] * self.width + self.day[rows] - self.first_day
        summed = np.bincount(cells, weights[rows], len(self.people) * self.width)
        return np.asarray(summed, dtype=np.float64).reshape(len(self.people), self.width)

    def values(self, limit: str) -> Floats:
        """(people, days): a limit in force, NaN where it is off or not stated."""
        return self._table(limit, lambda value, enforcement: np.nan if enforcement == "off" else value)

    def meanings(self, limit: str) -> Floats:
        """(people, days): a limit that only says what a word means, whatever its enforcement; 0 where not stated."""
        return np.nan_to_num(self._table(limit, lambda value, _enforcement: value))

    def _table(self, limit: str, told: Callable[[float, str], float]) -> Floats:
        of_variants = np.empty((len(self.variants), self.width))
        for i, limits in enumerate(self.variants):
            dated = any(term.rule == limit for term in limits.terms)
            days = range(self.first_day, self.first_day + self.width) if dated else (None,)
            made = [(np.nan if value is None else value, enforcement)
                    for value, enforcement in (stated(limits, limit, day) for day in days)]  # fmt: skip
            of_variants[i] = [told(value, enforcement) for value, enforcement in made]
        return of_variants[self.variant]

    def value(self, limit: str) -> Floats:
        """Value of a limit for each shift on its day; NaN where it is off or nobody is known."""
        if not self.people:
            return np.full(len(self.agent), np.nan)
        days = np.clip(self.day - self.first_day, 0, self.width - 1)
        return np.where(self.person >= 0, self.values(limit)[self.person, days], np.nan)

    def in_force(self, limit: str) -> bool:
        """Whether a limit finds anything for anybody on any day."""
        return any(
            stated(limits, limit)[1] != "off"
            or any(term.rule == limit and term.enforcement != "off" for term in limits.terms)
            for limits in self.variants
        )

    def is_of(self, words: Collection[str]) -> Flags:
        """Whether each shift is one of some codes of shifts or parts of the day."""
        keys = list(zip(self.shift.tolist(), self.wall_start.tolist(), strict=True))
        known = {key: is_of(key[0], key[1], words) for key in set(keys)}
        return np.array([known[key] for key in keys], dtype=np.bool_)

    def bears(self, fact: str) -> Flags:
        """Whether the person of each shift bears a fact on its day."""
        some = np.array([any(name == fact for name, _, _ in p.facts) for p in self.people] or [False])
        rows = np.flatnonzero((self.person >= 0) & some[self.person])
        found = np.zeros(len(self.agent), dtype=np.bool_)
        found[rows] = [self.people[self.person[row]].bears(fact, int(self.day[row])) for row in rows.tolist()]
        return found

    def breaks_of(self, row: int) -> tuple[tuple[int, int, int], ...] | None:
        """Breaks of a shift as they lie, else those of its pattern; None where its span is another."""
        if self.breaks is not None:
            return self.breaks.get(str(self.shift_id[row]), ())
        pattern = self.patterns.get(str(self.shift[row]))
        if pattern is None or pattern.span_min != int(self.end[row] - self.start[row]):
            return None
        return tuple((rule.earliest_min, rule.latest_min, rule.length_min) for rule in pattern.breaks)

    def rows_of(self, person: int, low: int, high: int) -> Ints:
        """Shifts of a person on the days `low` to `high` of the plan, in order."""
        days = self.day - self.first_day
        return np.flatnonzero((self.person == person) & (days >= low) & (days <= high))

    @cached_property
    def ones(self) -> Floats:
        """1 for each shift."""
        return np.ones(len(self.agent))

    @cached_property
    def same_person(self) -> Flags:
        """Whether the shift before belongs to the same person."""
        same = np.zeros(len(self.agent), dtype=bool)
        same[1:] = self.agent[1:] == self.agent[:-1]
        return same

    @cached_property
    def next_day(self) -> Flags:
        """Whether the shift before belongs to the same person and the day before."""
        after = self.same_person & (self.person >= 0)
        after[1:] &= self.day[1:] == self.day[:-1] + 1
        return after

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
        """Value of a limit that only says what a word means, for each shift."""
        days = np.clip(self.day - self.first_day, 0, self.width - 1)
        return self.meanings(limit)[self.person, days] if self.people else np.zeros(len(self.agent))

    def date_of(self, row: int) -> str:
        """Day of a shift, ISO."""
        return self.day_text(int(self.day[row]))

    def day_text(self, day: int) -> str:
        """A day, ISO."""
        return day_of(int(day)).date().isoformat()

    def fault(self, rule: Any, row: int, **values: Any) -> Fault:
        """A breach by the shift in a row, filled with who, when and which shift."""
        row = int(row)
        if self.person[row] >= 0:
            return self.fault_of(rule, int(self.person[row]), int(self.day[row]), row, **values)
        filled = {"agent": str(self.agent[row]), "name": str(self.agent[row]), "date": self.date_of(row),
                  "shift_id": str(self.shift_id[row]), **values}  # fmt: skip
        return Fault(rule.code, rule.template, filled, remedy=rule.remedy, severity="hard")

    def fault_of(self, rule: Any, person: int, day: int, row: int | None = None, **values: Any) -> Fault:
        """A breach of a person on a day, by the shift in a row where there is one.

        `rule` may tell `severity` and `price_cny` itself (limits of a centre's own); else the limit on the day does.
        """
        known = self.people[person]
        filled = {
            "agent": known.agent,
            "name": known.name,
            "date": day_of(day).date().isoformat() if row is None else self.date_of(row),
            "shift_id": "" if row is None else str(self.shift_id[row]),
            **values,
        }
        if rule.limit:
            severity = stated(known.limits, rule.limit, day)[1]
            price = price_of(known.limits, rule.limit, day)
        else:
            severity, price = rule.severity, rule.price_cny
        if severity == "soft":
            filled["price_cny"] = round(price * float(values.get("excess", 1.0)), 2)
        return Fault(rule.code, rule.template, filled, remedy=rule.remedy, severity=severity)


def ledger_of(
    roster: pd.DataFrame,
    centre: Centre,
    agents: Collection[str] | None = None,
    breaks: Mapping[str, tuple[tuple[int, int, int], ...]] | None = None,
) -> Ledger:
    """Lay out a roster (or the shifts of some agents) for judging. O(shifts log shifts).

    `breaks` of shifts by their id, as (start, start, length) in minutes; without them those of the patterns.
    """
    planned = roster["date"] >= centre.window.first  # what was worked before is told by the table agents
    roster = roster[planned if agents is None else planned & roster["agent"].isin(list(agents))]
    who = roster["agent"].to_numpy(dtype=object)
    start = epoch_minutes(pd.DatetimeIndex(roster["start_ts"])) if len(roster) else np.zeros(0, dtype=np.int64)
    codes, names = pd.factorize(who, sort=False)
    order = np.lexsort((start, codes))
    people = known_people(centre, agents)
    index = {person.agent: position for position, person in enumerate(people)}
    of_name = np.array([index.get(name, -1) for name in names] or [-1], dtype=np.int64)
    first, last = (int(n) for n in day_numbers(pd.DatetimeIndex([centre.window.first, centre.window.last])))
    day = day_numbers(pd.DatetimeIndex(roster["date"]))[order]
    holidays = day_numbers(pd.DatetimeIndex(sorted(holidays_of(centre.tables.get("calendar")))))
    seat = (roster["kind"].to_numpy(dtype=object) == "seat")[order]
    wall = pd.DatetimeIndex(roster["start_ts"]) if len(roster) else pd.DatetimeIndex([], tz=centre.zone)
    wall = wall.tz_convert(centre.zone)
    return Ledger(
        people=people,
        first_day=first,
        last_day=last,
        agent=who[order],
        person=np.where(seat, -1, of_name[codes[order]]) if len(order) else np.zeros(0, dtype=np.int64),
        seat=seat,
        shift_id=roster["shift_id"].to_numpy(dtype=object)[order],
        group=roster["group"].to_numpy(dtype=object)[order],
        shift=roster["shift"].to_numpy(dtype=object)[order],
        day=day,
        start=start[order],
        end=(epoch_minutes(pd.DatetimeIndex(roster["end_ts"])) if len(roster) else start)[order],
        wall_start=np.asarray(wall.hour * 60 + wall.minute, dtype=np.int64)[order],
        paid_min=roster["paid_min"].to_numpy(dtype=np.float64)[order],
        holiday=np.isin(day, holidays),
        patterns=centre.shifts,
        pairs=centre.labour.pairs,
        breaks=breaks,
    )
