"""Paid hours of a day."""

from __future__ import annotations

from scheduling.roster.rules.count import Counted, CountRule
from scheduling.roster.rules.measures import HOURS


class DayHours(CountRule):
    """At most `max_day_h` paid hours on the shifts that start on a day."""

    code = "rule.max_day_h"
    limit = "max_day_h"
    template = "{name} works {hours:g} h on {since}, {most:g} h are allowed"
    remedy = "Give {name} a shorter shift on {since}."
    counted = Counted(HOURS, "day")
