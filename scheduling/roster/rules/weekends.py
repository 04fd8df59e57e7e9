"""Weekends worked: most of them, or least that stay free, in any `weekend_weeks` weeks."""

from __future__ import annotations

from scheduling.roster.rules.count import Counted, CountRule
from scheduling.roster.rules.measures import WEEKENDS


class Weekends(CountRule):
    """At most `max_weekends` weekends with work in any `weekend_weeks` weeks in a row."""

    code = "rule.max_weekends"
    limit = "max_weekends"
    template = "{name} works {amount:g} weekends from {since} to {until}, {most:g} are allowed"
    remedy = "Give {name} the weekend before {until} off."
    counted = Counted(WEEKENDS, "{n}w", n_limit="weekend_weeks")


class FreeWeekends(CountRule):
    """At least `min_free_weekends` weekends without work in any `weekend_weeks` weeks in a row."""

    code = "rule.min_free_weekends"
    limit = "min_free_weekends"
    template = "{name} works {amount:g} weekends from {since} to {until}, {most:g} leave enough free"
    remedy = "Give {name} the weekend before {until} off."
    counted = Counted(WEEKENDS, "{n}w", n_limit="weekend_weeks", of_n=True)
