"""History laid out by queue, day and slot of the day: what the models and profiles learn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.arrays import BoolArray, FloatArray, IntArray, day_number, weekdays
from forecasting.opening import has_hours, open_mask, opened

DAY_US = 24 * 3600 * 1_000_000


@dataclass(frozen=True)
class QueueHistory:
    """History of one queue on consecutive local days, the last one the day before the forecast.

    `offered`, `handled` and `aht_s` have the shape (days, slots of a day); NaN where nothing was recorded or the queue
    is closed. Slots are wall-clock times: on the day a clock is set back the doubled hour holds its mean, on the day it
    is set forward the skipped hour is NaN. `outside` (days,): contacts that came while the queue was closed; `repeated`
    (days, slots): more than one record for the interval.
    """

    queue: str
    days: IntArray
    offered: FloatArray
    handled: FloatArray
    aht_s: FloatArray
    open: BoolArray
    outside: FloatArray | None = None
    repeated: BoolArray | None = None

    @property
    def open_days(self) -> BoolArray:
        """True on days with at least one open interval, shape (days,)."""
        return self.open_weekdays[weekdays(self.days)]

    @property
    def open_weekdays(self) -> BoolArray:
        """True for weekdays with at least one open interval, shape (7,)."""
        return np.asarray(self.open.any(axis=1), dtype=np.bool_)


def first_forecast_day(centre: Centre) -> int:
    """Day number of the first day to forecast: the day of `as_of`."""
    return day_number(centre.as_of.tz_convert(centre.zone))


def split_queues(history: pd.DataFrame, centre: Centre) -> list[QueueHistory]:
    """One `QueueHistory` per queue of the centre, in its order; what lies at or after `as_of` is not seen. O(rows)."""
    seen = history[history["ts"] < centre.as_of]
    wall = seen["ts"].dt.tz_convert(centre.zone).dt.tz_localize(None).to_numpy()
    instant_us = wall.astype("datetime64[us]").astype(np.int64)
    day, slot = instant_us // DAY_US, (instant_us % DAY_US) // (centre.interval_min * 60 * 1_000_000)
    codes, names = pd.factorize(seen["queue"])
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
    rows = {name: order[bounds[i] : bounds[i + 1]] for i, name in enumerate(names)}
    values = {name: seen[name].to_numpy(dtype=float) for name in ("offered", "handled", "aht_s")}
    parts = []
    for queue in centre.queues:
        own = rows.get(queue, np.zeros(0, dtype=np.int64))
        parts.append(_laid_out(queue, day[own], slot[own], {k: v[own] for k, v in values.items()}, centre))
    return parts


def _laid_out(queue: str, day: IntArray, slot: IntArray, values: dict[str, FloatArray], centre: Centre) -> QueueHistory:
    end = first_forecast_day(centre)
    slots = 24 * 60 // centre.interval_min
    some = values["offered"] > 0
    begin = int(day[some].min()) if some.any() else int(day.min()) if len(day) else end
    keep = (day >= begin) & (day < end)
    cell = (day[keep] - begin) * slots + slot[keep]
    days = np.arange(begin, end, dtype=np.int64)
    grids = {name: _grid(cell, value[keep], len(days), slots) for name, value in values.items()}
    mask = open_mask(centre, queue) if has_hours(centre, queue) else opened(grids["offered"], days)
    closed = ~mask[weekdays(days)]
    outside = np.where(closed, np.nan_to_num(grids["offered"]), 0.0).sum(axis=1)
    repeated = (np.bincount(cell, minlength=closed.size) > 1).reshape(closed.shape)
    for grid in grids.values():
        grid[closed] = np.nan
    return QueueHistory(queue, days, grids["offered"], grids["handled"], grids["aht_s"], mask, outside, repeated)


def _grid(cell: IntArray, value: FloatArray, days: int, slots: int) -> FloatArray:
    """Mean of the values that fall on each (day, slot), NaN where there is none."""
    known = ~np.isnan(value)
    size = days * slots
    total = np.bincount(cell[known], weights=value[known], minlength=size)
    count = np.bincount(cell[known], minlength=size)
    grid = np.full(size, np.nan)
    np.divide(total, count, out=grid, where=count > 0)
    return grid.reshape(days, slots)
