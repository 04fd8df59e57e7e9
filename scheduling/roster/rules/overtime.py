"""Overtime of a day and of a week: hours beyond `overtime_after_day_h` and `overtime_after_week_h`."""

from __future__ import annotations

from scheduling.roster.rules.count import Counted, CountRule
from scheduling.roster.rules.measures import DAY_OVERTIME, WEEK_OVERTIME


class DayOvertime(CountRule):
    """At most `max_overtime_day_h` hours beyond the normal day; 0: no overtime."""

    code = "rule.max_overtime_day_h"
    limit = "max_overtime_day_h"
    template = "{name} works {hours:g} h of overtime on {since}, {most:g} h are allowed"
    remedy = "Give {name} a shorter shift on {since}."
    counted = Counted(DAY_OVERTIME, "day")


class WeekOvertime(CountRule):
    """At most `max_overtime_week_h` hours beyond the normal week; 0: no overtime."""

    code = "rule.max_overtime_week_h"
    limit = "max_overtime_week_h"
    template = "{name} works {hours:g} h of overtime in the week of {week}, {most:g} h are allowed"
    remedy = "Take hours off {name} in the week of {week}."
    counted = Counted(WEEK_OVERTIME, "week")
