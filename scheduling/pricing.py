"""What a shift costs: the one place where rates meet evenings, nights and statutory holidays."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import Any

import pandas as pd

EVENING_FROM_MIN = 18 * 60
NIGHT_FROM_MIN = 22 * 60
NIGHT_TO_MIN = 6 * 60
DAY_MIN = 24 * 60

_BANDS = (  # (from minute, to minute, name of the factor) of one local day
    (0, NIGHT_TO_MIN, "night_factor"),
    (NIGHT_TO_MIN, EVENING_FROM_MIN, ""),
    (EVENING_FROM_MIN, NIGHT_FROM_MIN, "evening_factor"),
    (NIGHT_FROM_MIN, DAY_MIN, "night_factor"),
)


def shift_cost_cny(
    rate: Mapping[Hashable, Any] | Mapping[str, Any] | pd.Series,
    date: pd.Timestamp,
    start_min: int,
    span_min: int,
    paid_min: float,
    holidays: Collection[pd.Timestamp],
) -> float:
    """Price of one shift that starts `start_min` after midnight of `date` and lasts `span_min`.

    Paid minutes lie evenly over the span. Each minute costs the hourly price times the factor of its part of the day
    (evening 18:00-22:00, night 22:00-06:00) times, on a holiday's own minutes, the holiday factor. `rate` is a row
    of the table rates; `holidays` are naive midnights (see `holidays_of`).

    >>> rate = {"cost_cny_per_h": 60.0, "evening_factor": 1.0, "night_factor": 1.5, "holiday_factor": 3.0,
    ...         "cost_cny_per_shift": 5.0}
    >>> shift_cost_cny(rate, pd.Timestamp("2026-11-10"), 20 * 60, 480, 480, ())  # 2 h evening, 6 h night
    665.0
    >>> shift_cost_cny(rate, pd.Timestamp("2026-09-30"), 20 * 60, 480, 480, {pd.Timestamp("2026-10-01")})
    1385.0
    """
    weighted_min = 0.0
    for day in range(-(-(start_min + span_min) // DAY_MIN)):
        holiday = float(rate["holiday_factor"]) if date + pd.Timedelta(days=day) in holidays else 1.0
        for low, high, factor in _BANDS:
            within = min(start_min + span_min, day * DAY_MIN + high) - max(start_min, day * DAY_MIN + low)
            if within > 0:
                weighted_min += within * holiday * (float(rate[factor]) if factor else 1.0)
    hours = weighted_min * (paid_min / span_min if span_min else 0.0) / 60.0
    return round(float(rate["cost_cny_per_h"]) * hours + float(rate["cost_cny_per_shift"]), 2)


def holidays_of(calendar: pd.DataFrame | None) -> frozenset[pd.Timestamp]:
    """Statutory holidays of a centre's calendar table, as naive midnights; none without a calendar."""
    if calendar is None or calendar.empty:
        return frozenset()
    return frozenset(pd.to_datetime(calendar.loc[calendar["kind"] == "holiday", "date"]))


def rates_by_pool(rates: pd.DataFrame) -> dict[str, dict[Hashable, Any]]:
    """Rows of the table rates by pool."""
    return {str(row["pool"]): row for row in rates.to_dict("records")}
