"""Hours a week on average over a reference period."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Budget, Person, meaning, priced

WEEK_D = 7


class AverageWeek:
    """On average at most `max_average_week_h` paid hours a week over `average_weeks` weeks that end with the plan.

    What was worked in that period before the plan is the rolling balance of hours; where there is none, the planned
    days are judged by themselves.
    """

    code = "rule.max_average_week_h"
    limit = "max_average_week_h"
    template = "{name} works {hours:g} h until {until}, {most:g} h keep the average of {average:g} h a week"
    remedy = "Take hours off {name} until {until}."

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        told = priced(person.limits, self.limit, last)
        if told is None:
            return []
        most_h = _most_h(person, told[0], first, last)
        return [Budget(first, last, max(0.0, most_h * 60.0), lambda slot: slot.paid_min, price=told[1], scale=60.0)]

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []
        first, last = ledger.first_day, ledger.last_day
        value = ledger.values(self.limit)[:, last - first]
        hours = ledger.by_day(ledger.paid_min).sum(axis=1) / 60.0
        most = np.array([_most_h(p, v, first, last) for p, v in zip(ledger.people, value, strict=True)])
        with np.errstate(invalid="ignore"):
            people = np.flatnonzero((hours > 0) & (hours > most + 1e-6))
        return [
            ledger.fault_of(
                self, i, last, int(ledger.rows_of(i, 0, last - first)[-1]), until=ledger.day_text(last),
                hours=round(float(hours[i]), 2), most=round(max(0.0, float(most[i])), 2), average=float(value[i]),
                excess=round(float(hours[i] - most[i]), 2),
            )
            for i in people.tolist()
        ]  # fmt: skip


def _most_h(person: Person, average_h: float, first: int, last: int) -> float:
    """Hours that the plan may have."""
    days = last - first + 1
    worked = person.balances.get(("rolling", "hours"))
    if worked is None:
        return average_h * days / WEEK_D
    return average_h * max(meaning(person.limits, "average_weeks", last), days / WEEK_D) - worked
