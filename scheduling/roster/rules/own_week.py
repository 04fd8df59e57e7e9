"""Hours and days of a week that were agreed with one person: part-time and hourly staff."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from data.contracts.errors import Fault
from scheduling.clock import day_of, week_numbers
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Budget, Person, Slot, binding, one


class OwnWeek:
    """In an ISO week at most the paid hours and the days that the table agents states for the person."""

    code = "rule.own_week"
    limit = "own_week"
    template = "{name} works {worked:g} {unit} in the week of {week}, {most:g} were agreed"
    remedy = "Take a shift off {name} in the week of {week}."

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        if not binding(person.limits, self.limit):
            return []
        own: list[tuple[float, float, Callable[[Slot], float]]] = []
        if person.times.most_week_h is not None:
            own.append((person.times.most_week_h * 60.0, person.hours_before * 60.0, lambda slot: slot.paid_min))
        if person.times.most_week_d is not None:
            own.append((person.times.most_week_d, float(days_before(person, first)), one))
        mondays = range(int(week_numbers(first)) * 7 - 3, last + 1, 7)
        return [
            Budget(max(day, first), min(day + 6, last), max(0.0, most - (before if day < first else 0.0)), weight)
            for most, before, weight in own
            for day in mondays
        ]

    def faults(self, ledger: Ledger) -> list[Fault]:
        bound = np.array(
            [p.times.most_week_h is not None or p.times.most_week_d is not None for p in ledger.people] or [False]
        )
        rows = np.flatnonzero((ledger.person >= 0) & bound[ledger.person] & (ledger.value(self.limit) > 0))
        weeks: dict[tuple[int, int], list[int]] = {}
        for row in rows.tolist():
            weeks.setdefault((int(ledger.person[row]), int(week_numbers(ledger.day[row]))), []).append(row)
        found = []
        for (i, week), own in weeks.items():
            person, monday = ledger.people[i], week * 7 - 3
            first = week == int(week_numbers(ledger.first_day))
            hours = float(ledger.paid_min[own].sum()) / 60.0 + (person.hours_before if first else 0.0)
            days = len(set(ledger.day[own].tolist())) + (days_before(person, ledger.first_day) if first else 0)
            for worked, most, unit in ((hours, person.times.most_week_h, "h"), (days, person.times.most_week_d, "d")):
                if most is not None and worked > most + 1e-6:
                    values = {"week": day_of(monday).date().isoformat(), "unit": unit}
                    over = {"worked": round(float(worked), 2), "most": float(most)}
                    found.append(ledger.fault(self, own[-1], excess=float(worked) - most, **over, **values))
        return found


def days_before(person: Person, first: int) -> int:
    """Days worked in a row right before the plan that lie in the week in which it starts."""
    return min(person.days_before, (first + 3) % 7)
