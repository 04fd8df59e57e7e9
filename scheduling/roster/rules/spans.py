"""Windows of days that limits count in: calendar periods, the plan, days or weekends in a row."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np

from scheduling.clock import week_numbers

Span = tuple[int, int]
WEEK_D = 7


@lru_cache(maxsize=4096)
def spans_of(window: str, first: int, last: int) -> tuple[Span, ...]:
    """Windows that meet the planned days `first` to `last`, each with its whole extent.

    `window` is day, week (Monday to Sunday), month, quarter, year, plan, `28d` (any 28 days in a row, by their last
    day) or `4w` (any 4 whole weeks in a row, by their last week).

    >>> spans_of("3d", 100, 102), spans_of("week", 20760, 20765)
    (((98, 100), (99, 101), (100, 102)), ((20759, 20765),))
    """
    return tuple(_spans(window, first, last))


def _spans(window: str, first: int, last: int) -> list[Span]:
    rolling = re.fullmatch(r"(\d+)([dw])", window)
    if rolling and rolling[2] == "d":
        return [(day - int(rolling[1]) + 1, day) for day in range(first, last + 1)]
    if rolling:
        weeks = range(int(week_numbers(first)), int(week_numbers(last)) + 1)
        return [(monday_of(week - int(rolling[1]) + 1), monday_of(week) + WEEK_D - 1) for week in weeks]
    if window == "plan":
        return [(first, last)]
    if window == "day":
        return [(day, day) for day in range(first, last + 1)]
    if window == "week":
        weeks = range(int(week_numbers(first)), int(week_numbers(last)) + 1)
        return [(monday_of(week), monday_of(week) + WEEK_D - 1) for week in weeks]
    return _months(first, last, {"month": 1, "quarter": 3, "year": 12}[window])


def monday_of(week: int) -> int:
    """First day of an ISO week as `week_numbers` counts them."""
    return week * WEEK_D - 3


def _months(first: int, last: int, length: int) -> list[Span]:
    months = np.array([first, last], dtype="datetime64[D]").astype("datetime64[M]").astype(np.int64)
    starts = range(int(months[0]) // length * length, int(months[1]) + 1, length)
    bounds = [int(np.datetime64(month, "M").astype("datetime64[D]").astype(np.int64)) for month in starts]
    ends = [int(np.datetime64(month + length, "M").astype("datetime64[D]").astype(np.int64)) - 1 for month in starts]
    return list(zip(bounds, ends, strict=True))
