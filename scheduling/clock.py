"""Instants of shifts: a local day and minutes after its midnight become zoned instants, clock changes included."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
DAY_MIN = 24 * 60


def shift_starts(dates: pd.DatetimeIndex, start_min: npt.ArrayLike, zone: str) -> pd.DatetimeIndex:
    """Zoned instants of wall-clock times: naive midnights `dates` plus `start_min` minutes on the wall.

    A wall time that the clock skips moves to the first instant after the gap; one that comes twice is the first.
    The end of a shift is its start plus elapsed minutes, so that paid time and rest are what a stop-watch shows.

    >>> shift_starts(pd.DatetimeIndex(["2026-11-10"]), [22 * 60], "Asia/Shanghai")[0].isoformat()
    '2026-11-10T22:00:00+08:00'
    """
    wall = pd.DatetimeIndex(dates).as_unit("us") + pd.to_timedelta(np.asarray(start_min, dtype=np.int64), unit="min")
    first = np.ones(len(wall), dtype=bool)
    return wall.as_unit("us").tz_localize(zone, nonexistent="shift_forward", ambiguous=first)


def epoch_minutes(instants: pd.DatetimeIndex) -> Ints:
    """Whole minutes since 1970-01-01 UTC; NaT must not occur."""
    naive = pd.DatetimeIndex(instants).tz_convert("UTC").tz_localize(None).as_unit("us")
    return np.asarray(naive.asi8, dtype=np.int64) // 60_000_000


def day_numbers(dates: pd.DatetimeIndex) -> Ints:
    """Days since 1970-01-01 of naive midnights.

    >>> int(day_numbers(pd.DatetimeIndex(["1970-01-08"]))[0])
    7
    """
    return np.asarray(pd.DatetimeIndex(dates).as_unit("us").asi8, dtype=np.int64) // 86_400_000_000


def day_of(number: int) -> pd.Timestamp:
    """The naive midnight of a day number."""
    return pd.Timestamp("1970-01-01") + pd.Timedelta(days=int(number))


def week_numbers(days: npt.ArrayLike) -> Ints:
    """Number of the ISO week (Monday to Sunday) of each day number; consecutive weeks count on.

    >>> week_numbers(day_numbers(pd.DatetimeIndex(["2026-11-02", "2026-11-08", "2026-11-09"]))).tolist()
    [2966, 2966, 2967]
    """
    return (np.asarray(days, dtype=np.int64) + 3) // 7
