"""Runs that are not too short: days worked in a row, days off in a row, whole weekends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data.contracts.errors import Fault
from scheduling.clock import week_numbers
from scheduling.roster.rules.ledger import Flags, Ledger
from scheduling.roster.rules.shape import Budget, Person, Slot, priced
from scheduling.roster.rules.spans import monday_of

Weight = Callable[[Slot], float]


def _signed(inside: range, edges: tuple[int, ...], sign: float) -> Weight:
    return lambda slot: sign if slot.day in inside else -sign if slot.day in edges else 0.0


class LeastRun:
    """Days alike in a row: a run that is shorter than the limit and ends within the plan is a breach.

    A run that the plan cuts off at its end is not judged. One that began before the plan counts the days known then
    (days worked in a row); of days off before it nothing is known, so a run of them at its start is not judged.
    """

    code: str
    limit: str
    template: str
    remedy: str
    worked: bool

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        """Rows with weights of both signs: not all days of a short run and none beside it."""
        made = []
        for end in range(first, last):  # the last day of a run; the day after is planned
            told = priced(person.limits, self.limit, end)
            for length in range(1, int(told[0]) if told else 1):
                start = end - length + 1
                if told and start >= first:
                    made += self._row(person, start, end, first, told[1])
        if self.worked and person.days_before:
            made += self._inherited(person, first, last)
        return made

    def _row(self, person: Person, start: int, end: int, first: int, price: float) -> list[Budget]:
        if start == first and self.worked == bool(person.days_before):
            return []  # the run goes on from before the plan (see _inherited), or days off before are not known
        inside, edges = range(start, end + 1), (start - 1, end + 1)
        if self.worked:  # all worked and none beside: sum inside - sum of edges <= length - 1
            most, weight = len(inside) - 1.0, _signed(inside, edges, 1.0)
        else:  # both edges worked and none inside: sum of edges - sum inside <= 1
            most, weight = float(start > first), _signed(inside, edges, -1.0)
        return [Budget(max(first, start - 1), end + 1, most, weight, price=price, signed=True)]

    def _inherited(self, person: Person, first: int, last: int) -> list[Budget]:
        """A run worked before the plan goes on until it is long enough."""
        made = []
        for end in range(first, last + 1):  # the first day off after it
            told = priced(person.limits, self.limit, max(first, end - 1))
            if told and person.days_before + end - first < told[0]:
                inside = range(first, end)
                weight = _signed(inside, (end,), 1.0)
                made.append(Budget(first, end, len(inside) - 1.0, weight, price=told[1], signed=True))
        return made

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit) or not ledger.people:
            return []
        days = ledger.last_day - ledger.first_day + 1
        on: Flags = ledger.by_day(ledger.ones)[:, :days] > 0
        alike = on if self.worked else ~on
        least = ledger.values(self.limit)[:, :days]
        before = np.array([p.days_before for p in ledger.people], dtype=np.int64)
        run = before.copy() if self.worked else np.where(before > 0, 0, 1_000_000)
        found = []
        for day in range(days):
            ends = ~alike[:, day]
            with np.errstate(invalid="ignore"):
                limit = least[:, max(0, day - 1)]
                short = ends & (run > 0) & (run < limit)
            for i in np.flatnonzero(short).tolist():
                at = ledger.first_day + day
                row = ledger.rows_of(i, 0, max(0, day - 1) if self.worked else day)
                told = {"days": int(run[i]), "least": float(limit[i]), "until": ledger.day_text(at - 1)}
                found.append(ledger.fault_of(self, i, max(ledger.first_day, at - 1), int(row[-1]) if len(row) else None,
                                             excess=float(limit[i] - run[i]), **told))  # fmt: skip
            run = np.where(ends, 0, run + 1)
        return found


class LeastDaysOff(LeastRun):
    """Days off come in runs of at least `min_days_off_in_row`."""

    code = "rule.min_days_off_in_row"
    limit = "min_days_off_in_row"
    template = "{name} has {days} days off in a row up to {until}, at least {least:g} are required"
    remedy = "Give {name} the day before or after off as well, or a shift on {until}."
    worked = False


class LeastDaysWorked(LeastRun):
    """Days worked come in runs of at least `min_days_in_row`."""

    code = "rule.min_days_in_row"
    limit = "min_days_in_row"
    template = "{name} works {days} days in a row up to {until}, at least {least:g} are required"
    remedy = "Give {name} a shift on the day before or after as well, or {until} off."
    worked = True


class WholeWeekends:
    """Saturday and Sunday are both worked or both off; a weekend cut off by the plan is not judged."""

    code = "rule.whole_weekends"
    limit = "whole_weekends"
    template = "{name} works one day of the weekend of {week} only"
    remedy = "Give {name} both days of the weekend off, or a shift on both."

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        made = []
        for saturday in _saturdays(first, last):
            told = priced(person.limits, self.limit, saturday + 1)
            if told and told[0] > 0:
                weight = _signed(range(saturday, saturday + 1), (saturday + 1,), 1.0)
                made.append(Budget(saturday, saturday + 1, 0.0, weight, 0.0, told[1], signed=True))
        return made

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit) or not ledger.people:
            return []
        on, yes = ledger.by_day(ledger.ones) > 0, ledger.values(self.limit)
        found = []
        for saturday in _saturdays(ledger.first_day, ledger.last_day):
            at = saturday - ledger.first_day
            for i in np.flatnonzero((on[:, at] != on[:, at + 1]) & (yes[:, at + 1] > 0)).tolist():
                row = ledger.rows_of(i, at, at + 1)
                found.append(
                    ledger.fault_of(self, i, saturday + 1, int(row[-1]), week=ledger.day_text(saturday), excess=1.0)
                )
        return found


def _saturdays(first: int, last: int) -> list[int]:
    """Saturdays whose Sunday is planned too."""
    weeks = range(int(week_numbers(first)), int(week_numbers(last)) + 1)
    return [monday_of(week) + 5 for week in weeks if first <= monday_of(week) + 5 < last]
