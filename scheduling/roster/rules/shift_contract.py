"""Shifts of a contract: a shift that names contracts is worked by their people only."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Person, Slot, binding


class ShiftContract:
    """Nobody works a shift that names other contracts than his or her own."""

    code = "rule.shift_contract"
    limit = "shift_contract"
    template = "{name} works on {date} a shift for other contracts"
    remedy = "Give the shift of {date} to somebody under a contract that it names."

    def allows(self, person: Person, slot: Slot) -> bool:
        return slot.shift not in person.times.barred or not binding(person.limits, self.limit)

    def faults(self, ledger: Ledger) -> list[Fault]:
        bound = np.array([bool(p.times.barred) for p in ledger.people] or [False])
        rows = np.flatnonzero((ledger.person >= 0) & bound[ledger.person] & (ledger.value(self.limit) > 0))
        return [
            ledger.fault(self, row, excess=1.0)
            for row in rows.tolist()
            if str(ledger.shift[row]) in ledger.people[ledger.person[row]].times.barred
        ]
