"""Days off in a week."""

from __future__ import annotations

from scheduling.roster.rules.count import Counted, CountRule
from scheduling.roster.rules.measures import DAYS


class DaysOffWeek(CountRule):
    """At least `min_days_off_week` days without work in an ISO week."""

    code = "rule.min_days_off_week"
    limit = "min_days_off_week"
    template = "{name} works {amount:g} days in the week of {week}, {most:g} leave enough days off"
    remedy = "Give {name} a day off in the week of {week}."
    counted = Counted(DAYS, "week", of_days=7.0)
