"""History by wall-clock labels, without zone: laid out by queue, day and slot of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd

import numpy as np
import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays
from forecasting.daily import QueueHistory

DAY_MIN = 24 * 60
FINEST_MIN = 5
CHUNK = 1_000_000  # rows looked at together: memory does not follow the history
DAY_US = DAY_MIN * 60_000_000


@dataclass(frozen=True)
class QueueLabels:
    """Rows of one queue, by day number and slot of the day, and how many labels were there more than once."""

    queue: str
    day: IntArray
    slot: IntArray
    offered: FloatArray
    slots: int
    repeated: int = 0

    def before(self, origin: int, shut: IntArray) -> QueueHistory | None:
        """What is known before an origin, None when nothing is; a weekday's slot opens if it ever did. O(days x slots).

        Rows on days that are shut are no history.
        """
        own = (self.day < origin) & ~np.isin(self.day, shut)
        if not own.any():
            return None
        grid = self.grid(int(self.day[own].min()), origin, shut)
        days = np.arange(int(self.day[own].min()), origin, dtype=np.int64)
        unknown = np.full(grid.shape, np.nan)
        return QueueHistory(self.queue, days, grid, unknown, unknown, _opened(grid, days))

    def grid(self, first: int, stop: int, shut: IntArray) -> FloatArray:
        """Counts (days, slots) of the days from `first` to before `stop`; NaN where no row is, or the day is shut."""
        own = (self.day >= first) & (self.day < stop) & ~np.isin(self.day, shut)
        grid = np.full((stop - first, self.slots), np.nan)
        grid[self.day[own] - first, self.slot[own]] = self.offered[own]
        return grid


def _opened(grid: FloatArray, days: IntArray) -> BoolArray:
    """True for each weekday and slot with a row, shape (7, slots)."""
    seen = ~np.isnan(grid)
    weekday = weekdays(days)
    return np.stack([seen[weekday == w].any(axis=0) for w in range(7)])


def interval_of(history: pd.DataFrame) -> int:
    """Minutes between labels: 1440 for daily files, else the widest grid that all labels lie on, from 5 on.

    Raises `RefusedInput` for labels off any such grid.
    """
    stamp_us = history["timestamp"].to_numpy().astype("datetime64[us]", copy=False).view(np.int64)
    step = DAY_MIN
    for first in range(0, len(stamp_us), CHUNK):
        for value in np.unique((stamp_us[first : first + CHUNK] % DAY_US) // 60_000_000):
            step = gcd(step, int(value))
    if step < FINEST_MIN:
        off = int(np.flatnonzero((stamp_us % DAY_US) // 60_000_000 % FINEST_MIN)[0])
        values = {"at": str(history["timestamp"].iloc[off]), "finest": FINEST_MIN}
        remedy = "Sum the contacts to intervals of 5, 10, 15, 20, 30 or 60 minutes, or to days."
        raise RefusedInput([Fault("backtest.grid", "{at} is no start of an interval of {finest} minutes or more",
                                  values, remedy, column="timestamp")])  # fmt: skip
    return step


def split_labels(history: pd.DataFrame, interval_min: int) -> Iterator[QueueLabels]:
    """Queues by name. A label that is there more than once (a clock set back, a file glued twice) holds its mean."""
    queue = history["queue"].astype("category")
    codes = queue.cat.codes.to_numpy()
    names = [str(name) for name in queue.cat.categories]
    order = None if (codes[1:] >= codes[:-1]).all() else np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes if order is None else codes[order], np.arange(len(names) + 1, dtype=codes.dtype))
    stamp_us = history["timestamp"].to_numpy().astype("datetime64[us]", copy=False).view(np.int64)
    offered = history["offered"].to_numpy(dtype=float)
    for code in sorted(range(len(names)), key=lambda i: names[i]):
        own = slice(int(bounds[code]), int(bounds[code + 1]))
        if own.start == own.stop:
            continue
        rows = own if order is None else order[own]
        at, back = np.unique(stamp_us[rows] // (interval_min * 60_000_000), return_inverse=True)
        number = np.bincount(back)
        mean = np.bincount(back, weights=offered[rows]) / number
        slots = DAY_MIN // interval_min
        yield QueueLabels(names[code], at // slots, at % slots, mean, slots, int((number > 1).sum()))


def labels(days: IntArray, slots: int) -> np.ndarray:
    """Text of the wall-clock labels, shape (days, slots): a date for daily data, else YYYY-MM-DDTHH:MM:SS.

    >>> labels(np.array([0]), 1).tolist()
    [['1970-01-01']]
    """
    if slots == 1:
        return np.datetime_as_string(days.astype("datetime64[D]"), unit="D")[:, None]
    minute = days[:, None] * DAY_MIN + np.arange(slots) * (DAY_MIN // slots)
    return np.datetime_as_string((minute * 60).astype("datetime64[s]"), unit="s")
