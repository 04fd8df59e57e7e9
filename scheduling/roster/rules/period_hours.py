"""Paid hours of a month, quarter or year: cycles of comprehensive hours, what was worked before included."""

from __future__ import annotations

from scheduling.roster.rules.count import Counted, CountRule
from scheduling.roster.rules.measures import HOURS


class MonthHours(CountRule):
    """At most `max_month_h` paid hours in a calendar month, by the balance those before the plan included."""

    code = "rule.max_month_h"
    limit = "max_month_h"
    template = "{name} works {hours:g} h from {since} to {until}, {most:g} h are allowed in a month"
    remedy = "Take hours off {name} until {until}."
    counted = Counted(HOURS, "month")


class QuarterHours(CountRule):
    """At most `max_quarter_h` paid hours in a calendar quarter, by the balance those before the plan included."""

    code = "rule.max_quarter_h"
    limit = "max_quarter_h"
    template = "{name} works {hours:g} h from {since} to {until}, {most:g} h are allowed in a quarter"
    remedy = "Take hours off {name} until {until}."
    counted = Counted(HOURS, "quarter")


class YearHours(CountRule):
    """At most `max_year_h` paid hours in a calendar year, by the balance those before the plan included."""

    code = "rule.max_year_h"
    limit = "max_year_h"
    template = "{name} works {hours:g} h from {since} to {until}, {most:g} h are allowed in a year"
    remedy = "Take hours off {name} until {until}."
    counted = Counted(HOURS, "year")
