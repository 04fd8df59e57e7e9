"""What may be limited about people's work: every limit with its unit and kind, and what a row of limits says.

A limit is `most`, `least`, `yes` (1: it holds) or a `meaning`, which no breach can have: it says what a word stands for
(when night is, what counts as overtime, what overtime is paid).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

ENFORCEMENTS = ("off", "warn", "soft", "hard")
MOST, LEAST, YES, MEANING = "most", "least", "yes", "meaning"

# name in limits.csv -> (unit, kind)
LIMIT_KINDS: dict[str, tuple[str, str]] = {
    "max_day_h": ("h", MOST),
    "max_week_h": ("h", MOST),
    "max_month_h": ("h", MOST),
    "max_quarter_h": ("h", MOST),
    "max_year_h": ("h", MOST),
    "max_average_week_h": ("h", MOST),
    "average_weeks": ("week", MEANING),
    "overtime_after_day_h": ("h", MEANING),
    "overtime_after_week_h": ("h", MEANING),
    "max_overtime_day_h": ("h", MOST),
    "max_overtime_week_h": ("h", MOST),
    "max_overtime_month_h": ("h", MOST),
    "max_overtime_quarter_h": ("h", MOST),
    "max_overtime_year_h": ("h", MOST),
    "min_rest_h": ("h", LEAST),
    "min_rest_after_night_h": ("h", LEAST),
    "min_weekly_rest_h": ("h", LEAST),
    "min_days_off_week": ("d", LEAST),
    "max_days_in_row": ("d", MOST),
    "min_days_in_row": ("d", LEAST),
    "min_days_off_in_row": ("d", LEAST),
    "max_weekends": ("weekend", MOST),
    "min_free_weekends": ("weekend", LEAST),
    "weekend_weeks": ("week", MEANING),
    "whole_weekends": ("", YES),
    "max_nights_in_row": ("d", MOST),
    "max_night_h": ("h", MOST),
    "night_ban": ("", YES),
    "no_night": ("", YES),
    "night_start_h": ("h", MEANING),
    "night_end_h": ("h", MEANING),
    "night_least_h": ("h", MEANING),
    "max_start_shift_h": ("h", MOST),
    "same_start_band_h": ("h", MOST),
    "break_after_h": ("h", MOST),
    "break_least_min": ("min", MEANING),
    "meal_after_h": ("h", MOST),
    "second_meal_after_h": ("h", MOST),
    "meal_least_min": ("min", MEANING),
    "rest_break_every_h": ("h", MOST),
    "rest_break_least_min": ("min", MEANING),
    "break_premium_h": ("h", MEANING),
    "not_alone": ("", YES),
    "mentor_present": ("", YES),
    "max_shifts_per_day": ("shift", MOST),
    "leave": ("", YES),
    "skill": ("", YES),
    "availability": ("", YES),
    "rotation": ("", YES),
    "shift_contract": ("", YES),
    "own_week": ("", YES),
    "pay_overtime_factor": ("multiple", MEANING),
    "pay_rest_day_factor": ("multiple", MEANING),
    "pay_rest_day_from_d": ("d", MEANING),
    "pay_holiday_factor": ("multiple", MEANING),
    "pay_double_after_day_h": ("h", MEANING),
    "pay_double_factor": ("multiple", MEANING),
}

# what agents.csv does not say of a person; a limit with such a flag holds for those who bear the fact
FACTS = ("pregnant_7m", "nursing", "minor", "intern", "trainee", "mentor")
QUANTITIES = ("hours", "overtime", "days", "shifts", "nights", "weekends", "holidays")
PERIODS = ("week", "month", "quarter", "year", "rolling")
COUNTS = ("hours", "days", "shifts", "nights", "weekends", "holidays")
PARTS_OF_DAY = ("early", "day", "late", "night")
CALENDAR_WINDOWS = ("day", "week", "month", "quarter", "year", "plan")


@dataclass(frozen=True)
class Term:
    """A row of limits: what holds for whom (blank: for all) and from when until when (None: no end)."""

    rule: str
    value: float
    enforcement: str
    price_cny: float = 0.0
    contract: str = "*"
    flag: str = ""
    kind: str = ""
    site: str = ""
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None

    @property
    def rank(self) -> tuple[bool, int, pd.Timestamp]:
        """Among rows that hold at a time the one of the highest rank wins: a person's facts before the contract."""
        scopes = (self.contract != "*") + bool(self.kind) + bool(self.site)
        return bool(self.flag), scopes, self.first if self.first is not None else pd.Timestamp.min


@dataclass(frozen=True)
class OwnLimit:
    """A limit that a centre adds: most or least of something counted in a window.

    `of` are codes of shifts or parts of the day (empty: all); `window` is a word of CALENDAR_WINDOWS or `28d`.
    """

    limit: str
    title_en: str
    title_zh: str
    contract: str
    counts: str
    of: tuple[str, ...]
    window: str
    bound: str
    value: float
    enforcement: str
    price_cny: float = 0.0
    flag: str = ""
    first: pd.Timestamp | None = None
    last: pd.Timestamp | None = None


@dataclass(frozen=True)
class Succession:
    """What must not follow on the next day: codes of shifts or parts of the day."""

    contract: str
    earlier: str
    later: str
    enforcement: str
    price_cny: float = 0.0


@dataclass(frozen=True)
class AgentPair:
    """Two people who must not meet (`apart`) or come and go together (`together`, within `tolerance_min`)."""

    agent: str
    other: str
    kind: str
    enforcement: str
    price_cny: float = 0.0
    tolerance_min: float = 15.0
