"""Days worked in a row without a day off."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.in_a_row import run_budgets, run_lengths
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Budget, Person, one, priced


class DaysInRow:
    """At most `max_days_in_row` days in a row, days worked right before the plan included."""

    code = "rule.max_days_in_row"
    limit = "max_days_in_row"
    template = "{name} works {days} days in a row up to {date}, {most:g} are allowed"
    remedy = "Give {name} a day off on {date} or before."

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        return run_budgets(
            first, last, lambda day: priced(person.limits, self.limit, day), person.days_before, one
        )  # fmt: skip

    def faults(self, ledger: Ledger) -> list[Fault]:
        before = np.array([p.days_before for p in ledger.people] or [0], dtype=np.int64)
        rows, length = run_lengths(ledger, ledger.person >= 0, before)
        most = ledger.value(self.limit)[rows]
        with np.errstate(invalid="ignore"):
            breaches = np.flatnonzero(length > most)
        return [
            ledger.fault(self, rows[i], days=int(length[i]), most=float(most[i]), excess=float(length[i] - most[i]))
            for i in breaches
        ]
