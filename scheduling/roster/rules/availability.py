"""Availability: a shift lies within the hours in which a person may work."""

from __future__ import annotations

import numpy as np

from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Person, Slot, binding


def fits(person: Person, day: int, wall_start: int, span_min: int) -> bool:
    """Does a shift from a minute of a day, so long, lie in a window of the person's availability?"""
    windows = person.times.available.get(day)
    return windows is None or any(low <= wall_start and wall_start + span_min <= high for low, high in windows)


class Availability:
    """Shifts start and end within a window of the table availability; days without rows are free."""

    code = "rule.availability"
    limit = "availability"
    template = "{name} is not available for the shift of {date}"
    remedy = "Give the shift of {date} to somebody else, or change the availability of {name}."

    def allows(self, person: Person, slot: Slot) -> bool:
        return not binding(person.limits, self.limit) or fits(
            person, slot.day, slot.wall_start, slot.end - slot.start
        )  # fmt: skip

    def faults(self, ledger: Ledger) -> list[Fault]:
        bound = np.array([bool(p.times.available) for p in ledger.people] or [False])
        rows = np.flatnonzero((ledger.person >= 0) & bound[ledger.person] & (ledger.value(self.limit) > 0))
        return [
            ledger.fault(self, row, excess=1.0)
            for row in rows.tolist()
            if not fits(
                ledger.people[ledger.person[row]], int(ledger.day[row]), int(ledger.wall_start[row]),
                int(ledger.end[row] - ledger.start[row]),
            )
        ]  # fmt: skip
