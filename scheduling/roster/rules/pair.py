"""What rules on two shifts share: a breach measured between them, hard pairs forbidden, soft ones priced."""

from __future__ import annotations

from math import inf

from data.contracts.centre import LabourLimits
from scheduling.roster.rules.shape import Person, Slot, binding, priced, stated

HOUR = 60.0
LONGEST_H = 16.0  # from a shift's midnight its end lies at most a day and so many hours away


class OfTwo:
    """A rule on two shifts of a person that reads one limit; a file says what the breach between two shifts is."""

    limit: str

    def breach(self, earlier: Slot, later: Slot, limits: LabourLimits, value: float) -> float:
        """How far the two break the limit's value, in its unit; 0: they may follow."""
        raise NotImplementedError

    def reach(self, limits: LabourLimits) -> int:
        """Days that the later shift may lie after the earlier one and still break the limit; 0: it does not hold."""
        values = [stated(limits, self.limit)] + [(t.value, t.enforcement) for t in limits.terms if t.rule == self.limit]
        found = [value for value, enforcement in values if value is not None and enforcement in ("hard", "soft")]
        return max((self.days(value) for value in found), default=0)

    def days(self, value: float) -> int:  # noqa: ARG002 - the value matters to rules on rest
        """Days that a limit reaches."""
        return 1

    def may_follow(self, earlier: Slot, later: Slot, limits: LabourLimits) -> bool:
        value = binding(limits, self.limit, later.day)
        return value is None or self.breach(earlier, later, limits, value) <= 0.0

    def price(self, earlier: Slot, later: Slot, limits: LabourLimits) -> float:
        """What a soft limit charges for the two."""
        told = priced(limits, self.limit, later.day)
        if told is None or told[1] == inf:
            return 0.0
        return told[1] * self.breach(earlier, later, limits, told[0])

    def may_start(self, person: Person, slot: Slot) -> bool:  # noqa: ARG002 - of use to rules on rest
        """Whether a shift may follow what the person worked before the plan."""
        return True


class OfRest(OfTwo):
    """A rule on the rest between two shifts, in hours."""

    def days(self, value: float) -> int:
        return 1 + int((LONGEST_H + value) // 24)

    def longest_min(self, limits: LabourLimits) -> float:
        """The longest rest asked for on any day, in minutes."""
        values = [stated(limits, self.limit)[0], *(t.value for t in limits.terms if t.rule == self.limit)]
        return max((value for value in values if value is not None), default=0.0) * HOUR
