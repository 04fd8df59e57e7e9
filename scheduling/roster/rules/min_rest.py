"""Rest between two shifts of a person, in elapsed hours."""

from __future__ import annotations

import numpy as np

from data.contracts.centre import LabourLimits
from data.contracts.errors import Fault
from scheduling.clock import day_of
from scheduling.roster.rules.ledger import Ledger
from scheduling.roster.rules.shape import Slot, binding


class MinRest:
    """At least `min_rest_h` elapsed hours between the end of a shift and the next; clock changes count as they are."""

    code = "rule.min_rest"
    limit = "min_rest_h"
    template = "{name} rests {rest_h:g} h before {date}, {limit_h:g} h are required"
    remedy = "Start later on {date}, or end earlier on {other}."

    def may_follow(self, earlier: Slot, later: Slot, limits: LabourLimits) -> bool:
        rest_h = binding(limits, self.limit)
        return rest_h is None or later.day == earlier.day or later.start - earlier.end >= rest_h * 60.0

    def faults(self, ledger: Ledger) -> list[Fault]:
        required = ledger.value(self.limit) * 60.0
        ends = np.full(len(required), np.nan)
        ends[1:] = ledger.end[:-1]
        before = np.array([np.nan if p.last_end is None else p.last_end for p in ledger.people] or [np.nan])
        ends = np.where(ledger.same_person, ends, before[ledger.person])
        other_day = ~ledger.same_person
        other_day[1:] |= ledger.day[1:] != ledger.day[:-1]
        with np.errstate(invalid="ignore"):
            breaches = np.flatnonzero(other_day & (ledger.start - ends < required))
        found = []
        for row in breaches.tolist():
            same = bool(ledger.same_person[row])
            other = ledger.date_of(row - 1) if same else day_of(int(ends[row]) // 1440).date().isoformat()
            rest_h = round(float(ledger.start[row] - ends[row]) / 60.0, 2)
            limit_h = float(required[row]) / 60.0
            found.append(ledger.fault(self, row, other=other, rest_h=rest_h, limit_h=limit_h, excess=limit_h - rest_h))
        return found
