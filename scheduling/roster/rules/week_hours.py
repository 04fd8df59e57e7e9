"""Paid hours in a week, Monday to Sunday."""

from __future__ import annotations

from scheduling.roster.rules.count import Counted, CountRule
from scheduling.roster.rules.measures import HOURS


class WeekHours(CountRule):
    """At most `max_week_h` paid hours on the shifts that start in an ISO week, those before the plan included."""

    code = "rule.max_week_h"
    limit = "max_week_h"
    template = "{name} works {hours:g} h in the week of {week}, {most:g} h are allowed"
    remedy = "Take a shift off {name} in the week of {week}."
    counted = Counted(HOURS, "week")
