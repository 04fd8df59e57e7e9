"""The plain numbers of a person's hard limits, for engines that know weeks, rests and runs but no rules."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from scheduling.roster.rules.shape import Person, binding, meaning

WEEK_D = 7
NO_LIMIT = 1_000_000


@dataclass(frozen=True)
class LawNumbers:
    """What every week, rest and run of a person keeps, in minutes and days; `inf` and NO_LIMIT: unlimited.

    `band_min` None: starts may differ. `move_min`: by how much the start may move from a day to the next.
    `exact` is False where other hard rules hold besides (windows beyond a week, weekends, successions, long weekly
    rest, least runs, rest after nights): their rows are `slots.budgets_of`, `pair_rows` and `rests_of`.
    """

    rest_min: float
    most_in_row: int
    most_nights_in_row: int
    most_week_days: int
    most_day_min: float
    most_week_min: float
    band_min: float | None
    move_min: float
    least_run: int
    least_off: int
    exact: bool


OTHERS = (
    "max_month_h", "max_quarter_h", "max_year_h", "max_average_week_h", "max_overtime_month_h",
    "max_overtime_quarter_h", "max_overtime_year_h", "min_rest_after_night_h", "min_weekly_rest_h", "max_weekends",
    "min_free_weekends", "whole_weekends",
)  # fmt: skip


def law_numbers(person: Person, day: int | None = None) -> LawNumbers:
    """The numbers in force on a day (none: those of the whole plan). O(limits).

    >>> from data.contracts.centre import LabourLimits
    >>> limits = LabourLimits("full", {"min_rest_h": 11.0, "min_days_off_week": 1.0, "max_overtime_week_h": 4.0}, {})
    >>> numbers = law_numbers(Person("A17", "A17", "voice", 40.0, True, 0, 0, None, frozenset(), limits))
    >>> numbers.rest_min, numbers.most_week_days, numbers.most_week_min, numbers.exact
    (660.0, 6, 2640.0, True)
    """
    limits = person.limits

    def most(limit: str, otherwise: float = inf) -> float:
        value = binding(limits, limit, day)
        return otherwise if value is None else value

    def beyond(normal: str, overtime: str) -> float:
        value = binding(limits, overtime, day)
        return inf if value is None else meaning(limits, normal, day) + value

    band, off = binding(limits, "same_start_band_h", day), binding(limits, "min_days_off_week", day)
    dated = {term.rule for term in limits.terms if term.enforcement == "hard"}
    others = any(binding(limits, limit, day) is not None for limit in OTHERS)
    return LawNumbers(
        rest_min=60.0 * most("min_rest_h", 0.0),
        most_in_row=int(most("max_days_in_row", NO_LIMIT)),
        most_nights_in_row=int(most("max_nights_in_row", NO_LIMIT)),
        most_week_days=WEEK_D - int(off or 0),
        most_day_min=60.0 * min(most("max_day_h"), beyond("overtime_after_day_h", "max_overtime_day_h")),
        most_week_min=60.0 * min(most("max_week_h"), beyond("overtime_after_week_h", "max_overtime_week_h")),
        band_min=None if band is None else 60.0 * band,
        move_min=60.0 * most("max_start_shift_h"),
        least_run=int(most("min_days_in_row", 1)),
        least_off=int(most("min_days_off_in_row", 1)),
        exact=not (others or dated or any(own.enforcement == "hard" for own in limits.own)
                   or any(row.enforcement == "hard" for row in limits.successions)),
    )  # fmt: skip
