"""The grid of intervals: local days of a zone cut into equal intervals, DST days included."""

from __future__ import annotations

import pandas as pd

QUANTILES: tuple[float, ...] = (0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975)
QUANTILE_COLUMNS: tuple[str, ...] = tuple("q" + f"{q:.3f}".split(".")[1].rstrip("0").ljust(2, "0") for q in QUANTILES)


def interval_grid(first: pd.Timestamp, last: pd.Timestamp, interval_min: int, zone: str) -> pd.DatetimeIndex:
    """Starts of all intervals of the local days `first` to `last`, both included.

    A day has 92, 96 or 100 quarters, as its clock says. O(intervals).

    >>> len(interval_grid(pd.Timestamp("2026-03-29"), pd.Timestamp("2026-03-29"), 15, "Europe/Berlin"))
    92
    """
    start = pd.Timestamp(first).tz_localize(None).normalize().tz_localize(zone)
    end = (pd.Timestamp(last).tz_localize(None).normalize() + pd.Timedelta(days=1)).tz_localize(zone)
    grid = pd.date_range(start, end, freq=f"{interval_min}min", inclusive="left", unit="us")
    return grid.rename("ts")


def local_date(ts: pd.Series) -> pd.Series:
    """Local calendar day of each zoned instant, as a naive midnight (`datetime64[us]`).

    >>> s = pd.Series(pd.to_datetime(["2026-11-11 00:15"]).tz_localize("Asia/Shanghai"))
    >>> str(local_date(s).iloc[0].date())
    '2026-11-11'
    """
    days: pd.Series = ts.dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    return days
