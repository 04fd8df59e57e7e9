"""Rest between two shifts of a person, in elapsed hours."""

from __future__ import annotations

import numpy as np

from data.contracts.centre import LabourLimits
from data.contracts.errors import Fault
from scheduling.roster.rules.ledger import Flags, Floats, Ledger
from scheduling.roster.rules.pair import HOUR, OfRest
from scheduling.roster.rules.shape import Person, Slot, binding


class MinRest(OfRest):
    """At least `min_rest_h` elapsed hours between the end of a shift and the next; clock changes count as they are."""

    code = "rule.min_rest"
    limit = "min_rest_h"
    template = "{name} rests {rest_h:g} h before {date}, {limit_h:g} h are required"
    remedy = "Start later on {date}, or end earlier on {other}."

    def breach(self, earlier: Slot, later: Slot, limits: LabourLimits, value: float) -> float:  # noqa: ARG002
        return 0.0 if later.day == earlier.day else max(0.0, value - (later.start - earlier.end) / HOUR)

    def may_start(self, person: Person, slot: Slot) -> bool:
        value = binding(person.limits, self.limit, slot.day)
        return value is None or person.last_end is None or slot.start - person.last_end >= value * HOUR

    def faults(self, ledger: Ledger) -> list[Fault]:
        if not ledger.in_force(self.limit):
            return []
        return rest_faults(ledger, self, np.ones(len(ledger.agent), dtype=np.bool_), ledger.value(self.limit) * HOUR)


def rest_faults(ledger: Ledger, rule: object, told: Flags, required: Floats) -> list[Fault]:
    """Shifts out of `told` that start sooner than `required` minutes after the end before, told by `rule`."""
    ends = np.full(len(required), np.nan)
    ends[1:] = ledger.end[:-1]
    before = np.array([np.nan if p.last_end is None else p.last_end for p in ledger.people] or [np.nan])
    ends = np.where(ledger.same_person, ends, before[ledger.person])
    other_day = ~ledger.same_person
    other_day[1:] |= ledger.day[1:] != ledger.day[:-1]
    with np.errstate(invalid="ignore"):
        breaches = np.flatnonzero(told & other_day & (ledger.start - ends < required))
    found = []
    for row in breaches.tolist():
        same = bool(ledger.same_person[row])
        other = ledger.date_of(row - 1) if same else ledger.day_text(int(ends[row]) // 1440)
        rest_h = round(float(ledger.start[row] - ends[row]) / HOUR, 2)
        limit_h = float(required[row]) / HOUR
        found.append(ledger.fault(rule, row, other=other, rest_h=rest_h, limit_h=limit_h, excess=limit_h - rest_h))
    return found
