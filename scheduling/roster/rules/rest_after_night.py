"""Rest after the last of some nights, before a shift by day."""

from __future__ import annotations

import numpy as np

from data.contracts.centre import LabourLimits
from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.min_rest import rest_faults
from scheduling.roster.rules.night import is_night
from scheduling.roster.rules.pair import HOUR, OfRest
from scheduling.roster.rules.shape import Person, Slot, binding


class RestAfterNight(OfRest):
    """At least `min_rest_after_night_h` elapsed hours between a night shift and the next shift that is none."""

    code = "rule.min_rest_after_night"
    limit = "min_rest_after_night_h"
    template = "{name} rests {rest_h:g} h after the night before {date}, {limit_h:g} h are required"
    remedy = "Start later on {date}, or give {name} another night or a day off."

    def breach(self, earlier: Slot, later: Slot, limits: LabourLimits, value: float) -> float:
        missing = value - (later.start - earlier.end) / HOUR
        if later.day == earlier.day or missing <= 0.0:
            return 0.0
        return missing if is_night(earlier, limits) and not is_night(later, limits) else 0.0

    def may_start(self, person: Person, slot: Slot) -> bool:
        value = binding(person.limits, self.limit, slot.day)
        if value is None or person.last_end is None or not person.nights_before or is_night(slot, person.limits):
            return True
        return slot.start - person.last_end >= value * HOUR

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []
        after = np.array([bool(p.nights_before) for p in ledger.people] or [False])[ledger.person]
        after[1:] = np.where(ledger.same_person[1:], ledger.night[:-1], after[1:])
        told = after & ~ledger.night & (ledger.person >= 0)
        return rest_faults(ledger, self, told, ledger.value(self.limit) * HOUR)
