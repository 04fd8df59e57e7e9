"""How many shifts a person may work on one day."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Budget, Person, one, priced


class OneShiftADay:
    """At most `max_shifts_per_day` shifts start on a day; a seat of a partner holds one person, so one shift."""

    code = "rule.one_shift_a_day"
    limit = "max_shifts_per_day"
    template = "{name} has {shifts} shifts on {date}, {most:g} are allowed"
    remedy = "Give one of the shifts of {date} to somebody else."

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        told = {day: priced(person.limits, self.limit, day) for day in range(first, last + 1)}
        return [Budget(day, day, most[0], one, price=most[1]) for day, most in told.items() if most]

    def faults(self, ledger: Ledger) -> list[Fault]:
        again = ledger.same_person.copy()
        again[1:] &= ledger.day[1:] == ledger.day[:-1]
        position = np.arange(len(again))
        nth = position - np.maximum.accumulate(np.where(again, 0, position)) + 1 if len(again) else position
        most = np.where(ledger.seat, 1.0, ledger.value(self.limit))
        with np.errstate(invalid="ignore"):
            rows = np.flatnonzero(nth > most)
        return [
            ledger.fault(self, row, shifts=int(nth[row]), most=float(most[row]), excess=float(nth[row] - most[row]))
            for row in rows.tolist()
        ]
