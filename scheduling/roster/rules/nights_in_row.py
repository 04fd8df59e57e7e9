"""Night shifts in a row."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.in_a_row import run_budgets, run_lengths
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.night import is_night
from scheduling.roster.rules.shape import Budget, Person, Slot, priced


class NightsInRow:
    """At most `max_nights_in_row` night shifts on days in a row, nights right before the plan included."""

    code = "rule.max_nights_in_row"
    limit = "max_nights_in_row"
    template = "{name} works {nights} nights in a row up to {date}, {most:g} are allowed"
    remedy = "Give {name} a day shift or a day off on {date} or before."

    def budgets(self, person: Person, first: int, last: int) -> list[Budget]:
        def weight(slot: Slot) -> float:
            return float(is_night(slot, person.limits))

        return run_budgets(
            first, last, lambda day: priced(person.limits, self.limit, day), person.nights_before, weight
        )  # fmt: skip

    def faults(self, ledger: Ledger) -> list[Fault]:
        before = np.array([p.nights_before for p in ledger.people] or [0], dtype=np.int64)
        rows, length = run_lengths(ledger, ledger.night & (ledger.person >= 0), before)
        most = ledger.value(self.limit)[rows]
        with np.errstate(invalid="ignore"):
            breaches = np.flatnonzero(length > most)
        return [
            ledger.fault(self, rows[i], nights=int(length[i]), most=float(most[i]), excess=float(length[i] - most[i]))
            for i in breaches
        ]
