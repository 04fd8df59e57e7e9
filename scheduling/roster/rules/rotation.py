"""Rotation: who works in turns works the shifts of the turn, and is off on its days off."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Person, Slot, binding


class Rotation:
    """On a day of a person's rotation only its shifts are worked, on its days off none."""

    code = "rule.rotation"
    limit = "rotation"
    template = "the rotation of {name} has no such shift on {date}"
    remedy = "Give the shift of {date} to somebody whose turn it is."

    def allows(self, person: Person, slot: Slot) -> bool:
        turn = person.times.turns.get(slot.day)
        return turn is None or slot.shift in turn or not binding(person.limits, self.limit)

    def faults(self, ledger: Ledger) -> list[Fault]:
        bound = np.array([bool(p.times.turns) for p in ledger.people] or [False])
        rows = np.flatnonzero((ledger.person >= 0) & bound[ledger.person] & (ledger.value(self.limit) > 0))
        found = []
        for row in rows.tolist():
            turn = ledger.people[ledger.person[row]].times.turns.get(int(ledger.day[row]))
            if turn is not None and str(ledger.shift[row]) not in turn:
                found.append(ledger.fault(self, row, excess=1.0))
        return found
