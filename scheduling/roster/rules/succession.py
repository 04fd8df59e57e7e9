"""Shifts that must not follow each other on the next day: rows of the table successions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.contracts.centre import LabourLimits
from data.contracts.errors import Fault
from data.contracts.labour import Succession
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.parts import is_of
from scheduling.roster.rules.shape import Person, Slot


@dataclass(frozen=True)
class _Told:
    code: str
    limit: str
    template: str
    remedy: str
    severity: str
    price_cny: float


class ForbiddenSuccession:
    """A row forbids a shift (or part of the day) on the day after another, for a contract or for all."""

    code = "rule.forbidden_succession"
    limit = ""
    template = "{name} works {later} on {date} after {earlier} the day before"
    remedy = "Give {name} another shift or a day off on {date}."

    def reach(self, limits: LabourLimits) -> int:
        return int(any(row.enforcement in ("hard", "soft") for row in limits.successions))

    def may_follow(self, earlier: Slot, later: Slot, limits: LabourLimits) -> bool:
        return all(row.enforcement != "hard" or not _meets(row, earlier, later) for row in limits.successions)

    def price(self, earlier: Slot, later: Slot, limits: LabourLimits) -> float:
        """What soft rows charge for the two."""
        return sum(
            row.price_cny for row in limits.successions if row.enforcement == "soft" and _meets(row, earlier, later)
        )

    def may_start(self, person: Person, slot: Slot) -> bool:  # noqa: ARG002 - what was worked before has no name
        return True

    def faults(self, ledger: Ledger) -> list[Fault]:
        found = []
        rows = {row for limits in ledger.variants for row in limits.successions if row.enforcement != "off"}
        for row in sorted(rows, key=lambda row: (row.earlier, row.later, row.contract)):
            bound = np.array([row in limits.successions for limits in ledger.variants])[ledger.variant]
            after = np.zeros(len(ledger.agent), dtype=np.bool_)
            after[1:] = ledger.is_of((row.earlier,))[:-1]
            breaks = ledger.next_day & after & ledger.is_of((row.later,)) & bound[ledger.person]
            told = _Told(self.code, "", self.template, self.remedy, row.enforcement, row.price_cny)
            found += [
                ledger.fault(told, at, earlier=str(ledger.shift[at - 1]), later=str(ledger.shift[at]), excess=1.0)
                for at in np.flatnonzero(breaks & (ledger.person >= 0)).tolist()
            ]
        return found


def _meets(row: Succession, earlier: Slot, later: Slot) -> bool:
    return (
        later.day == earlier.day + 1
        and is_of(earlier.shift, earlier.wall_start, (row.earlier,))
        and is_of(later.shift, later.wall_start, (row.later,))
    )
