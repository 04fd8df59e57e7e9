"""Today forecast anew: what a plan forecast, the history and what has arrived; the rest of today and the next days."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.errors import Fault, RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS, local_date
from data.contracts.progress import PartMap, Progress, one_by_one, silent
from data.contracts.tables import FORECAST, HISTORY
from forecasting.arrays import BoolArray, FloatArray, IntArray, date_of, day_number
from forecasting.daily import DAY_US, QueueHistory, split_queues
from forecasting.default.pipeline import forecast_queue
from forecasting.events.occasions import occasions_of, outage_mask, special_mask
from forecasting.paths.draw import day_bands
from forecasting.today.intraday import ComingDays, Reforecast, reforecast
from forecasting.today.signals import DaysRecord

LOOK_BACK_D = 14  # days ahead of each past origin that teach how errors carry on


@dataclass(frozen=True)
class TodayMade:
    """The forecast after the update, and what to mind.

    `intervals`: queue, ts, volume_before, arrived (NaN: not yet known), volume and its quantiles; what is known is what
    arrived. `days`: queue, date, volume_before, arrived, volume, its quantiles for the whole day, and `moved`, what is
    still to come over what was forecast for it.
    """

    intervals: pd.DataFrame
    days: pd.DataFrame
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class QueueNow:
    """One queue at a moment of its day; pure and picklable.

    `planned`: days of the forecast that have passed and what came; `calm` marks the days of `history` that teach.
    """

    queue: str
    coming: ComingDays
    arrived: FloatArray
    planned: DaysRecord
    history: QueueHistory
    calm: BoolArray


def reforecast_today(
    forecast: pd.DataFrame,
    history: pd.DataFrame,
    centre: Centre,
    at: pd.Timestamp,
    *,
    paths: pd.DataFrame | None = None,
    progress: Progress = silent,
    place: PartMap = one_by_one,
) -> TodayMade:
    """The rest of the day of `at` and the forecast's later days, from what arrived before `at`.

    Tables FORECAST and HISTORY; today's rows of the history are what has arrived. How far a deviation carries on is
    learned per queue from the days of the forecast that have passed and from what the default models would have said
    at past origins; days of events and outages teach nothing. `paths` (FORECAST_PATHS): the plan's law of day totals,
    below whose width the bands of days narrow only as far as the record proves. Raises `RefusedInput` when the
    forecast has no such day.
    O(queues x fits of the default models).
    """
    forecast, history = checked(FORECAST, forecast), checked(HISTORY, history)
    moment = at.tz_convert(centre.zone)
    today = day_number(moment)
    dates = local_date(forecast["ts"])
    if not (dates == date_of(today)).any():
        values = {"at": str(moment), "first": str(dates.min().date()), "last": str(dates.max().date())}
        remedy = "Choose a moment within it, or make a newer plan."
        raise RefusedInput(
            [Fault("today.outside", "{at} is not within the forecast, {first} to {last}", values, remedy)]
        )
    parts = [_with_totals(part, forecast, paths) for part in _parts(forecast, history, centre, moment, today)]
    made = []
    for number, one in enumerate(place(renewed, parts), start=1):
        made.append(one)
        progress(number / len(parts), "models")
    return _told(forecast, parts, made, centre, today)


def renewed(part: QueueNow) -> Reforecast:
    """The update of one queue."""
    return reforecast(part.coming, part.arrived, _record(part))


def _parts(
    forecast: pd.DataFrame, history: pd.DataFrame, centre: Centre, moment: pd.Timestamp, today: int
) -> list[QueueNow]:
    slots = 24 * 60 // centre.interval_min
    known = history[history["ts"] + pd.Timedelta(minutes=centre.interval_min) <= moment]
    past = {one.queue: one for one in split_queues(known, replace(centre, as_of=moment.normalize()))}
    occasions = occasions_of(centre)
    parts = []
    for queue, rows in forecast.groupby("queue", sort=False):
        name = str(queue)
        day, slot = _places(rows["ts"], centre)
        first, last = int(day.min()), int(day.max())
        days = np.arange(first, last + 1, dtype=np.int64)
        cell, size = (day - first) * slots + slot, len(days) * slots
        mean = _grid(cell, rows["volume"].to_numpy(dtype=float), size).reshape(-1, slots)
        bands = np.stack([_grid(cell, rows[name].to_numpy(dtype=float), size) for name in QUANTILE_COLUMNS], axis=1)
        own = known[(known["queue"] == name)]
        day_seen, slot_seen = _places(own["ts"], centre)
        now = day_seen == today
        arrived = _grid(slot_seen[now], own["offered"].to_numpy(dtype=float)[now], slots, np.nan)
        odd = special_mask(past[name].days, occasions[name]) | outage_mask(past[name].days, occasions[name])
        later = days >= today
        coming = ComingDays(days[later], mean[later], bands.reshape(len(days), slots, -1)[later])
        planned = DaysRecord(days[~later], mean[~later], _seen(past[name], days[~later], odd))
        parts.append(QueueNow(name, coming, arrived, planned, past[name], ~odd))
    return parts


def _with_totals(part: QueueNow, forecast: pd.DataFrame, paths: pd.DataFrame | None) -> QueueNow:
    """The part with the plan's quantiles of its coming days, as far as the paths know them."""
    if paths is None or not (paths["queue"] == part.queue).any():
        return part
    days = part.coming.days
    rows = forecast[(forecast["queue"] == part.queue) & (local_date(forecast["ts"]) >= date_of(int(days[0])))]
    known = day_bands(rows, paths[paths["queue"] == part.queue]).set_index("date")[list(QUANTILE_COLUMNS)]
    dates = pd.DatetimeIndex([date_of(int(day)) for day in days]).as_unit("us")
    return replace(part, coming=replace(part.coming, totals=known.reindex(dates).to_numpy(dtype=float)))


def _places(ts: pd.Series, centre: Centre) -> tuple[IntArray, IntArray]:
    """Day number and slot of the wall clock of each instant."""
    wall = ts.dt.tz_convert(centre.zone).dt.tz_localize(None).to_numpy().astype("datetime64[us]").astype(np.int64)
    return wall // DAY_US, (wall % DAY_US) // (centre.interval_min * 60_000_000)


def _grid(cell: IntArray, value: FloatArray, size: int, empty: float = 0.0) -> FloatArray:
    """Mean of the known values of each cell (an hour that the clock doubles has two)."""
    known = ~np.isnan(value)
    number = np.bincount(cell[known], minlength=size)
    total = np.bincount(cell[known], weights=value[known], minlength=size)
    return np.asarray(np.divide(total, number, out=np.full(size, empty), where=number > 0))


def _seen(history: QueueHistory, days: IntArray, odd: BoolArray) -> FloatArray:
    """What came on these days, (days, slots); NaN on days unknown or out of the ordinary."""
    found = np.full((len(days), history.offered.shape[1]), np.nan)
    if len(history.days):
        at = days - int(history.days[0])
        inside = (at >= 0) & (at < len(history.days))
        found[inside] = np.where(odd[at[inside], None], np.nan, history.offered[at[inside]])
    return found


def _record(part: QueueNow) -> DaysRecord:
    """Earlier days as forecast: those of the plan that have passed, before them past origins of the default models."""
    history = part.history
    if not len(history.days) or not (history.offered > 0).any():
        return part.planned
    past = forecast_queue(history, LOOK_BACK_D, shut=history.days[~part.calm], boosting=False).past
    if past is None or not len(past.origins):
        return part.planned
    days = (past.origins[:, None] + np.arange(past.mean.shape[1])).ravel()
    mean, actual = (grid.reshape(len(days), -1) for grid in (past.mean, past.actual))
    stop = int(part.planned.days[0]) if len(part.planned) else int(part.coming.days[0])
    _, first = np.unique(days, return_index=True)
    early = first[days[first] < stop]
    return DaysRecord(
        np.concatenate([days[early], part.planned.days]),
        np.concatenate([mean[early], part.planned.expected]),
        np.concatenate([actual[early], part.planned.actual]),
    )


def _told(
    forecast: pd.DataFrame, parts: list[QueueNow], made: list[Reforecast], centre: Centre, today: int
) -> TodayMade:
    intervals, days, warnings = [], [], []
    by_queue = dict(tuple(forecast.groupby("queue", sort=False)))
    for part, one in zip(parts, made, strict=True):
        rows = by_queue[part.queue]
        day, slot = _places(rows["ts"], centre)
        rows, day, slot = rows[day >= today], day[day >= today] - today, slot[day >= today]
        known = np.where(day == 0, part.arrived[slot], np.nan)
        bands = dict(zip(QUANTILE_COLUMNS, one.quantiles[day, slot].T, strict=True))
        intervals.append(pd.DataFrame({
            "queue": part.queue, "ts": rows["ts"], "volume_before": rows["volume"], "arrived": known,
            "volume": one.mean[day, slot], **bands,
        }))  # fmt: skip
        days.append(day_rows(part.queue, part.coming, part.arrived, one))
        if one.note:
            warnings.append(f"{part.queue}: {one.note}")
        if np.isnan(part.arrived).all():
            warnings.append(f"{part.queue}: nothing is recorded today, only the days before are followed")
    return TodayMade(pd.concat(intervals, ignore_index=True), pd.concat(days, ignore_index=True), tuple(warnings))


def day_rows(queue: str, coming: ComingDays, arrived: FloatArray, made: Reforecast) -> pd.DataFrame:
    """Rows of `TodayMade.days` for one queue."""
    came = np.full(len(coming.days), np.nan)
    came[0] = float(np.nansum(arrived)) if not np.isnan(arrived).all() else np.nan
    dates = pd.DatetimeIndex([date_of(int(day)) for day in coming.days]).as_unit("us")
    bands = dict(zip(QUANTILE_COLUMNS, made.totals.T, strict=True))
    return pd.DataFrame({
        "queue": queue, "date": dates, "volume_before": coming.mean.sum(axis=1), "arrived": came,
        "volume": made.mean.sum(axis=1), **bands, "moved": made.moved,
    })  # fmt: skip
