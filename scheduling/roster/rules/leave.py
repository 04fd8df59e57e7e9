"""Leave: no shift starts on a day off."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Person, Slot, binding


class Leave:
    """Nobody works a shift that starts on a day of leave."""

    code = "rule.leave"
    limit = "leave"
    template = "{name} is on leave on {date}"
    remedy = "Give the shift of {date} to somebody else, or cancel the leave."

    def allows(self, person: Person, slot: Slot) -> bool:
        return not binding(person.limits, self.limit, slot.day) or slot.day not in person.leave

    def faults(self, ledger: Ledger) -> list[Fault]:
        away = np.array([bool(p.leave) for p in ledger.people] or [False])
        rows = np.flatnonzero((ledger.person >= 0) & away[ledger.person] & (ledger.value(self.limit) > 0))
        return [
            ledger.fault(self, row, excess=1.0)
            for row in rows.tolist()
            if int(ledger.day[row]) in ledger.people[ledger.person[row]].leave
        ]
