"""The running day as pages show it: what was expected, what has arrived, and the forecast made anew with its band."""

from __future__ import annotations

import pandas as pd

from data.contracts.grid import local_date
from workbench.figures.forecasts import BANDS

NAMES = [name for band in BANDS for name in band]


def of_day(intervals: pd.DataFrame, queue: str, date: pd.Timestamp | None = None) -> pd.DataFrame:
    """A queue's intervals of one day (none: the first): ts, volume_before, arrived, volume and the bands.

    The bands are NaN where the interval is over: what arrived has none. O(rows).
    """
    rows = intervals[intervals["queue"] == queue]
    dates = local_date(rows["ts"])
    rows = rows[dates == (dates.min() if date is None else date)].reset_index(drop=True)
    rows[NAMES] = rows[NAMES].mask(rows["arrived"].notna())
    return rows[["ts", "volume_before", "arrived", "volume", *NAMES]]


def to_its_end(rows: pd.DataFrame) -> pd.DataFrame:
    """What arrived as a line of steps, ts and arrived, each stretch drawn on to the end of its last interval. O(rows).

    A step begins at a point's instant, so the last one of a stretch would be a spike without width.
    """
    step = rows["ts"].diff().min()
    known = rows["arrived"].notna()
    last = rows[known & ~known.shift(-1, fill_value=False)]
    ends = last.assign(ts=last["ts"] + step)
    found: pd.DataFrame = pd.concat([rows[["ts", "arrived"]], ends[["ts", "arrived"]]])
    found = found.dropna(subset=["arrived"]) if len(last) == 1 else found
    return found.sort_values(["ts", "arrived"], kind="stable", ignore_index=True)


def summed(rows: pd.DataFrame) -> pd.DataFrame:
    """The day so far and to come as running totals: ts, volume_before, arrived, volume; what has not come is NaN."""
    made = rows[["ts"]].assign(volume_before=rows["volume_before"].cumsum(), volume=rows["volume"].cumsum())
    return made.assign(arrived=rows["arrived"].cumsum().where(rows["arrived"].notna()))


def by_queue(days: pd.DataFrame) -> pd.DataFrame:
    """The first day of every queue, as it was forecast, has come and is expected: one row a queue, O(rows)."""
    first = days.sort_values(["queue", "date"], kind="stable").groupby("queue", as_index=False, sort=True).head(1)
    columns = ["queue", "date", "volume_before", "arrived", "volume", *NAMES, "moved"]
    return first[columns].reset_index(drop=True)
