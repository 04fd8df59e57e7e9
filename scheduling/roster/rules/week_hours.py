"""Paid hours in a week, Monday to Sunday."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.clock import day_of, week_numbers
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Budget, Person, binding


class WeekHours:
    """At most `max_week_h` paid hours on the shifts that start in an ISO week, those before the plan included."""

    code = "rule.max_week_h"
    limit = "max_week_h"
    template = "{name} works {hours:g} h in the week of {week}, {most:g} h are allowed"
    remedy = "Take a shift off {name} in the week of {week}."

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        most_h = binding(person.limits, self.limit)
        if most_h is None:
            return []
        mondays = range(int(week_numbers(first)) * 7 - 3, last + 1, 7)
        left_h = [max(0.0, most_h - person.hours_before), *[most_h] * (len(mondays) - 1)]
        return [
            Budget(max(day, first), min(day + 6, last), most * 60.0, lambda slot: slot.paid_min)
            for day, most in zip(mondays, left_h, strict=True)
        ]

    def faults(self, ledger: Ledger) -> list[Fault]:
        rows = np.flatnonzero(ledger.person >= 0)
        if not len(rows):
            return []
        week, person = week_numbers(ledger.day[rows]), ledger.person[rows]
        fresh = np.ones(len(rows), dtype=bool)
        fresh[1:] = (person[1:] != person[:-1]) | (week[1:] != week[:-1])
        so_far = np.cumsum(ledger.paid_min[rows])
        start = np.flatnonzero(fresh)
        block = np.cumsum(fresh) - 1
        base = so_far[start] - ledger.paid_min[rows][start]
        before = np.array([p.hours_before for p in ledger.people] or [0.0])[person]
        hours = (so_far - base[block]) / 60.0 + np.where(week == int(week_numbers(ledger.first_day)), before, 0.0)
        end = np.append(start[1:], len(rows)) - 1
        most = ledger.value(self.limit)[rows]
        found = []
        with np.errstate(invalid="ignore"):
            weeks_over = np.flatnonzero(hours[end] > most[end] + 1e-6)
        for i in weeks_over:
            at = start[i] + int(np.argmax(hours[start[i] : end[i] + 1] > most[start[i]] + 1e-6))
            total, limit = round(float(hours[end[i]]), 2), float(most[at])
            monday = day_of(int(week[at]) * 7 - 3).date().isoformat()
            found.append(
                ledger.fault(self, rows[at], week=monday, hours=total, most=limit, excess=round(total - limit, 2))
            )
        return found
