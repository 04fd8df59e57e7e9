"""Night ban: who may not work at night does not."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.night import minutes_at_night
from scheduling.roster.rules.shape import Person, Slot, binding


class NightBan:
    """Agents with `night_ok` false work no minute of the night (`night_start_h` to `night_end_h`)."""

    code = "rule.night_ban"
    limit = "night_ban"
    template = "{name} may not work at night, but does on {date}"
    remedy = "Give the night of {date} to somebody who may work at night."

    def allows(self, person: Person, slot: Slot) -> bool:
        return (
            person.night_ok
            or not binding(person.limits, self.limit, slot.day)
            or minutes_at_night(slot, person.limits) == 0.0
        )

    def faults(self, ledger: Ledger) -> list[Fault]:
        banned = np.array([not p.night_ok for p in ledger.people] or [False])[ledger.person]
        rows = np.flatnonzero(
            (ledger.person >= 0) & banned & (ledger.at_night_min > 0) & (ledger.value(self.limit) > 0)
        )
        return [ledger.fault(self, row, excess=1.0) for row in rows.tolist()]
