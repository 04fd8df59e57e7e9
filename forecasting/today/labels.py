"""Today forecast anew from files alone: rolling forecasts and counts of earlier days and today, by wall clock."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS
from forecasting.arrays import FloatArray, IntArray, day_number
from forecasting.rolling.wall_clock import DAY_MIN, QueueLabels, interval_of, split_labels
from forecasting.today.intraday import ComingDays, reforecast
from forecasting.today.signals import DaysRecord
from forecasting.today.update import TodayMade, day_rows


def reforecast_labels(forecasts: pd.DataFrame, counts: pd.DataFrame, at: pd.Timestamp) -> TodayMade:
    """The rest of the day of `at` and the days after it, per queue of the forecasts.

    `forecasts` (queue, origin, timestamp, mean, quantiles): each day is taken as the newest origin up to it said; the
    days before today teach. `counts` (queue, timestamp, offered): what came on them and today; rows from `at` on are
    not used. Raises `RefusedInput` when no day of the forecasts is today's. O(rows).
    """
    today = day_number(at)
    step = interval_of(forecasts)
    until = counts["timestamp"] + pd.Timedelta(minutes=step) <= at
    if interval_of(counts) != step:
        values = {"counts": interval_of(counts), "forecasts": step}
        raise RefusedInput([Fault("today.interval", "counts of {counts} min, forecasts of {forecasts} min", values,
                                  "Give both in the same intervals.")])  # fmt: skip
    seen = {part.queue: part for part in split_labels(counts[until], step)} if until.any() else {}
    rows = _newest(forecasts, today)
    if not (rows["day"] == today).any():
        span = {"at": str(at), "first": str(forecasts["timestamp"].min()), "last": str(forecasts["timestamp"].max())}
        remedy = "Choose a moment within it, or make newer forecasts."
        raise RefusedInput([Fault("today.outside", "{at} is not within the forecast, {first} to {last}", span, remedy)])
    intervals, days = [], []
    warnings: list[str] = []
    for queue, own in rows.groupby("queue", sort=True, observed=True):
        name = str(queue)
        made = _one(name, own, seen.get(name), today, step)
        intervals.append(made.intervals)
        days.append(made.days)
        warnings += made.warnings
    return TodayMade(pd.concat(intervals, ignore_index=True), pd.concat(days, ignore_index=True), tuple(warnings))


def _newest(forecasts: pd.DataFrame, today: int) -> pd.DataFrame:
    """Rows of each queue and day by the newest origin that may speak for it, with `day`."""
    day = (forecasts["timestamp"].dt.normalize() - pd.Timestamp(0)).dt.days
    origin = (forecasts["origin"] - pd.Timestamp(0)).dt.days
    rows = forecasts.assign(day=day, said=origin)[origin <= np.minimum(day, today)]
    newest: pd.DataFrame = rows[rows["said"] == rows.groupby(["queue", "day"], observed=True)["said"].transform("max")]
    return newest


def _one(queue: str, rows: pd.DataFrame, seen: QueueLabels | None, today: int, step: int) -> TodayMade:
    slots = DAY_MIN // step
    day = rows["day"].to_numpy(dtype=np.int64)
    slot = ((rows["timestamp"] - rows["timestamp"].dt.normalize()).dt.total_seconds() // (step * 60)).to_numpy(int)
    days = np.arange(day.min(), day.max() + 1, dtype=np.int64)
    mean = np.zeros((len(days), slots))
    bands = np.zeros((len(days), slots, len(QUANTILE_COLUMNS)))
    mean[day - days[0], slot] = rows["mean"]
    bands[day - days[0], slot] = rows[list(QUANTILE_COLUMNS)]
    came = _came(seen, days, slots)
    early, later = days < today, days >= today
    coming = ComingDays(days[later], mean[later], bands[later])
    arrived = came[later][0]
    made = reforecast(coming, arrived, DaysRecord(days[early], mean[early], came[early]))
    ahead = day >= today
    at = (day[ahead] - today, slot[ahead])
    table = pd.DataFrame({
        "queue": queue, "ts": rows["timestamp"].to_numpy()[ahead], "volume_before": rows["mean"].to_numpy()[ahead],
        "arrived": came[later][at], "volume": made.mean[at],
        **dict(zip(QUANTILE_COLUMNS, made.quantiles[at].T, strict=True)),
    })  # fmt: skip
    warnings = [f"{queue}: {made.note}"] if made.note else []
    if np.isnan(arrived).all():
        warnings.append(f"{queue}: nothing is recorded today, only the days before are followed")
    return TodayMade(table, day_rows(queue, coming, arrived, made), tuple(warnings))


def _came(seen: QueueLabels | None, days: IntArray, slots: int) -> FloatArray:
    if seen is None:
        return np.full((len(days), slots), np.nan)
    return seen.grid(int(days[0]), int(days[-1]) + 1, np.zeros(0, dtype=np.int64))
