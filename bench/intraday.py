"""Intraday: the rest of every open day forecast anew at 10:00, against no update; bands of intervals and of the rest.

The base is the default forecast made every Monday for the week; the first 20 days only teach. Run `python -m
bench.intraday`; data as in bench.forecast.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bench.forecast import SETS, read_set
from data.contracts.grid import QUANTILES
from forecasting.arrays import FloatArray, IntArray, day_number
from forecasting.default.pipeline import forecast_queue
from forecasting.rolling.roll import QueueDays
from forecasting.rolling.wall_clock import QueueLabels, interval_of, split_labels
from forecasting.today.intraday import ComingDays, Reforecast, reforecast
from forecasting.today.signals import DaysRecord

TEACH_D = 20
HOURS = (9, 10, 12, 14)
JUDGED_H = 10
NO_WORSE = 1.002
BANDS = {"80 %": (QUANTILES.index(0.1), QUANTILES.index(0.9)), "95 %": (QUANTILES.index(0.025), QUANTILES.index(0.975))}


@dataclass(frozen=True)
class IntradaySet:
    """First Monday forecast, how many days are scored after those that teach, and the bar of the rest's WAPE in %."""

    first: str
    scored_d: int
    bar: float | None


INTRADAY = {
    "bank": IntradaySet("2003-06-02", 82, 4.7),
    "seafire": IntradaySet("2021-01-04", 341, None),
    "assessor": IntradaySet("2024-03-18", 196, 37.2),
}


@dataclass(frozen=True)
class OpenDays:
    """Open days one after the other: base forecast, its quantiles and what came, by day and slot."""

    days: IntArray
    mean: FloatArray
    quantiles: FloatArray
    actual: FloatArray


def run() -> bool:
    """Print every figure; True when the bars hold and no set suffers from the update."""
    folder = Path(os.environ.get("PEAKCREW_BENCH_DATA", "../shared")) / "data" / "forecasting"
    if not folder.is_dir():
        print(f"no data in {folder}: set PEAKCREW_BENCH_DATA")
        return False
    asked = [name for name in os.environ.get("PEAKCREW_BENCH_SETS", "").split(",") if name in INTRADAY]
    missed = [name for name in asked or INTRADAY if not _run_set(name, INTRADAY[name], folder)]
    return not missed


def _run_set(name: str, asked: IntradaySet, folder: Path) -> bool:
    history, days, _ = read_set(name, SETS[name], folder)
    (labels,) = split_labels(history, interval_of(history))
    own = days[labels.queue]
    mondays = range(day_number(pd.Timestamp(asked.first)), int(labels.day.max()) + 1, 7)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        weeks = list(pool.map(_week, [(labels, origin, own) for origin in mondays]))
    known = OpenDays(*(np.concatenate([getattr(week, part) for week in weeks]) for part in OpenDays.__annotations__))
    good = []
    for hour in HOURS:
        plain, updated, moved = _at_hour(known, hour, asked.scored_d)
        print(f"       {name} at {hour}:00, {asked.scored_d} days: {plain:.2f} % not updated, {updated:.2f} % updated; "
              f"{moved}")  # fmt: skip
        if hour == JUDGED_H and asked.bar is not None:
            good.append(updated <= asked.bar)
            print(f"  {'ok  ' if good[-1] else 'MISS'} {name} at {hour}:00: {updated:.2f} (bar {asked.bar:g})")
        good.append(updated <= plain * NO_WORSE)
        print(f"  {'ok  ' if good[-1] else 'MISS'} {name} at {hour}:00 against no update: {updated / plain - 1:+.2%}")
    _next_days(name, known, asked.scored_d)
    return all(good)


def _week(task: tuple[QueueLabels, int, QueueDays]) -> OpenDays:
    """The open days of the week that starts at an origin, forecast from what was known before it."""
    labels, origin, own = task
    history = labels.before(origin, own.shut)
    if history is None:
        raise ValueError("No history before the first Monday.")
    made = forecast_queue(history, 7, own.special, own.shut)
    actual = labels.grid(origin, origin + 7, own.shut)
    some = ~np.isnan(actual).all(axis=1)
    return OpenDays(made.days[some], made.mean[some], made.quantiles[some], actual[some])


def _updated(known: OpenDays, day: int, now: int, ahead: int = 0) -> Reforecast:
    """Update of a day (and the open ones after it) from the slots before `now` and all earlier days."""
    stop = day + 1 + ahead
    coming = ComingDays(known.days[day:stop], known.mean[day:stop], known.quantiles[day:stop])
    arrived = np.where(np.arange(known.mean.shape[1]) < now, known.actual[day], np.nan)
    return reforecast(coming, arrived, DaysRecord(known.days[:day], known.mean[:day], known.actual[:day]))


def _at_hour(known: OpenDays, hour: int, scored_d: int) -> tuple[float, float, str]:
    """WAPE of the rest of the days without and with the update, and words on the bands."""
    slots = known.mean.shape[1]
    now = hour * slots // 24
    errors, inside, widths = np.zeros(3), {name: np.zeros(5) for name in BANDS}, np.zeros(2)
    for day in range(TEACH_D, min(TEACH_D + scored_d, len(known.days))):
        made = _updated(known, day, now)
        rest = ~np.isnan(known.actual[day]) & (np.arange(slots) >= now)
        came = known.actual[day][rest]
        errors += [np.abs(known.mean[day][rest] - came).sum(), np.abs(made.mean[0][rest] - came).sum(), came.sum()]
        before, after = known.quantiles[day][rest], made.quantiles[0][rest]
        whole = np.nansum(known.actual[day])
        for name, (low, high) in BANDS.items():
            inside[name] += [
                ((came >= before[:, low]) & (came <= before[:, high])).sum(),
                ((came >= after[:, low]) & (came <= after[:, high])).sum(), len(came),
                made.totals[0][low] <= whole <= made.totals[0][high], 1,
            ]  # fmt: skip
        low, high = BANDS["80 %"]
        widths += [(before[:, high] - before[:, low]).sum(), (after[:, high] - after[:, low]).sum()]
    words = [f"{name} of intervals {n[0] / n[2]:.1%} before, {n[1] / n[2]:.1%} after, of totals {n[3] / n[4]:.1%}"
             for name, n in inside.items()]  # fmt: skip
    told = "; ".join(words) + f"; width {widths[1] / widths[0]:.2f}"
    return 100 * errors[0] / errors[2], 100 * errors[1] / errors[2], told


def _next_days(name: str, known: OpenDays, scored_d: int) -> None:
    """What an evening's update brings to the next three open days, from day totals."""
    for step in (1, 2, 3):
        sums = np.zeros(5)
        low, high = BANDS["80 %"]
        for day in range(TEACH_D, min(TEACH_D + scored_d, len(known.days)) - step):
            made = _updated(known, day, known.mean.shape[1], step)
            came = np.nansum(known.actual[day + step])
            inside = made.totals[step][low] <= came <= made.totals[step][high]
            plain, now = known.mean[day + step].sum(), made.mean[step].sum()
            sums += [abs(plain - came), abs(now - came), came, inside, 1]
        print(f"       {name}, totals of open day +{step} seen in the evening: {sums[0] / sums[2]:.2%} not updated, "
              f"{sums[1] / sums[2]:.2%} updated; 80 % band holds {sums[3] / sums[4]:.1%}")  # fmt: skip


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
