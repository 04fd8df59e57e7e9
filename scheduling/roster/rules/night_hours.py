"""Paid hours of a night shift."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.night import is_night
from scheduling.roster.rules.shape import Person, Slot, binding


class NightHours:
    """A night shift has at most `max_night_h` paid hours."""

    code = "rule.max_night_h"
    limit = "max_night_h"
    template = "{name} works {hours:g} h in the night of {date}, {most:g} h are allowed"
    remedy = "Give {name} a shorter shift on {date}."

    def allows(self, person: Person, slot: Slot) -> bool:
        most = binding(person.limits, self.limit, slot.day)
        return most is None or slot.paid_min <= most * 60.0 or not is_night(slot, person.limits)

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []
        hours, most = ledger.paid_min / 60.0, ledger.value(self.limit)
        with np.errstate(invalid="ignore"):
            rows = np.flatnonzero(ledger.night & (hours > most + 1e-9))
        return [
            ledger.fault(self, row, hours=round(float(hours[row]), 2), most=float(most[row]),
                         excess=round(float(hours[row] - most[row]), 2))
            for row in rows.tolist()
        ]  # fmt: skip
