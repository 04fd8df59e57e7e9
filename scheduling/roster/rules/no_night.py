"""No night work for some people: who is pregnant, nurses, is a minor, an intern, a trainee."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.night import minutes_at_night
from scheduling.roster.rules.shape import Person, Slot, binding


class NoNight:
    """Where `no_night` is 1 no minute of the night is worked; a row of limits says with `flag` for whom."""

    code = "rule.no_night"
    limit = "no_night"
    template = "{name} is protected from night work, but works at night on {date}"
    remedy = "Give {name} a shift by day on {date}, or the night to somebody else."

    def allows(self, person: Person, slot: Slot) -> bool:
        return not binding(person.limits, self.limit, slot.day) or minutes_at_night(slot, person.limits) == 0.0

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []
        rows = np.flatnonzero((ledger.at_night_min > 0) & (ledger.value(self.limit) > 0))
        return [ledger.fault(self, row, excess=1.0) for row in rows.tolist()]
