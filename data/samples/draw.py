"""Contacts drawn from the truth: the history of the sample, and fresh futures to judge forecasts and plans by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from math import sqrt

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.grid import interval_grid
from data.samples.happenings import (
    HISTORY_FIRST,
    HISTORY_LAST,
    OUTAGE_BACK,
    OUTAGE_DAY,
    OUTAGE_QUARTERS,
    days_of,
    sale_on,
)
from data.samples.numbers import Dice, Floats
from data.samples.queues import TEMPLATES, QueueTruth
from data.samples.truth import QUARTERS, ZONE, DayTruth, day_truth

CENTRE_DAY_SD = 0.03  # all queues together, half of it carried to the next day
CARRIED = 0.5
QUEUE_DAY_SD = 0.035
INTERVAL_GAMMA_K = 120.0  # gamma-Poisson: standard deviation of an interval's rate 9 %
SALE_QUEUE_SD = 0.04  # a sale's size per queue, around the truth, in the past
FUTURE_SALE_SD = 0.08  # and in a drawn future: for all queues together,
FUTURE_SALE_QUEUE_SD = 0.05  # and per queue
AHT_CV = 0.7  # coefficient of variation of one handling time


@dataclass(frozen=True)
class Drawn:
    """Contacts of one queue as (days, 96) arrays; `aht_s` is NaN where nothing was handled, `missing` has no row."""

    offered: NDArray[np.int64]
    handled: NDArray[np.int64]
    aht_s: Floats
    missing: NDArray[np.bool_]


def draw_history(template: str, seed: int, queue: str) -> Drawn:
    """The recorded history of one queue, 728 days. O(quarters)."""
    days = days_of(HISTORY_FIRST, HISTORY_LAST)
    row = next(row for row in TEMPLATES[template].queues if row.queue == queue)
    truth = day_truth(row, days)
    past = _Errors(seed, 0.0, SALE_QUEUE_SD)
    mean = _mean(row, days, truth, past)
    missing = np.repeat((truth.shares.max(axis=0) == 0.0)[None, :], len(days), axis=0)
    if row.channel == "voice":
        outage = days.index(OUTAGE_DAY)
        missing[outage, slice(*OUTAGE_QUARTERS)] = True
        start, end, factor = OUTAGE_BACK
        mean[outage, start:end] *= factor
    return _contacts(row, truth, mean, seed, missing)


def draw_future(template: str, seed: int, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """A future that may come: queue, ts, offered, aht_s.

    The same truth, fresh noise, sales larger or smaller than thought; `aht_s` is NaN where nobody was served.
    Same seed, same future. O(queues x quarters).

    >>> day = pd.Timestamp("2026-11-11")
    >>> future = draw_future("shop", 7, day, day)
    >>> len(future), list(future.columns)
    (1248, ['queue', 'ts', 'offered', 'aht_s'])
    """
    days = days_of(pd.Timestamp(first).date(), pd.Timestamp(last).date())
    ts = interval_grid(pd.Timestamp(first), pd.Timestamp(last), 15, ZONE)
    errors = _Errors(seed, FUTURE_SALE_SD, FUTURE_SALE_QUEUE_SD)
    parts = []
    for row in TEMPLATES[template].queues:
        truth = day_truth(row, days)
        mean = _mean(row, days, truth, errors)
        drawn = _contacts(row, truth, mean, seed, np.zeros(mean.shape, dtype=bool))
        offered = drawn.offered.ravel().astype(np.float64)
        parts.append(pd.DataFrame({"queue": row.queue, "ts": ts, "offered": offered, "aht_s": drawn.aht_s.ravel()}))
    return pd.concat(parts, ignore_index=True)


@dataclass(frozen=True)
class _Errors:
    """How far sales and days of one draw are off the truth."""

    seed: int
    sale_sd: float
    sale_queue_sd: float

    def sale(self, event: str, queue: str) -> float:
        common = 1.0 + self.sale_sd * float(Dice(self.seed, f"sale {event}").normal(1)[0])
        own = 1.0 + self.sale_queue_sd * float(Dice(self.seed, f"sale {event} {queue}").normal(1)[0])
        return max(common, 0.3) * max(own, 0.3)


@cache
def _centre_days(seed: int, first: date, count: int) -> Floats:
    """Factor of the day for all queues together; a part is carried to the next day."""
    z = Dice(seed, f"centre {first}").normal(count).tolist()
    fresh = CENTRE_DAY_SD * sqrt(1.0 - CARRIED * CARRIED)
    factors, state = [], CENTRE_DAY_SD * z[0]
    for step in z:
        factors.append(1.0 + state)
        state = CARRIED * state + fresh * step
    return np.array(factors)


def _mean(row: QueueTruth, days: list[date], truth: DayTruth, errors: _Errors) -> Floats:
    """Mean contacts (days, 96) of this draw: the truth with the errors of its sales and days."""
    sales = [sale_on(day) for day in days]
    size = {sale.event: errors.sale(sale.event, row.queue) for sale in sales if sale is not None}
    off = np.array([size[sale.event] if sale is not None else 1.0 for sale in sales])
    own = 1.0 + QUEUE_DAY_SD * Dice(errors.seed, f"days {row.queue}").normal(len(days))
    day = truth.usual * (1.0 + truth.extra * off) * _centre_days(errors.seed, days[0], len(days)) * own
    mean: Floats = day[:, None] * truth.shares
    return mean


def _contacts(row: QueueTruth, truth: DayTruth, mean: Floats, seed: int, missing: NDArray[np.bool_]) -> Drawn:
    days = len(mean)
    dice = Dice(seed, f"contacts {row.queue}")
    offered = dice.poisson(mean * dice.gamma_factor(INTERVAL_GAMMA_K, mean.size).reshape(mean.shape))
    lost = np.minimum(0.35, row.abandoned * (1.0 + 0.6 * truth.extra))[:, None]
    abandoned = np.floor(offered * lost + dice.uniform(mean.size).reshape(mean.shape)).astype(np.int64)
    handled = offered - np.minimum(abandoned, offered)
    z = dice.normal(mean.size).reshape(days, QUARTERS)
    spread = 1.0 + AHT_CV * z / np.sqrt(np.maximum(handled, 1).astype(np.float64))
    aht_s = np.floor(truth.aht_s * np.maximum(spread, 0.15) * 10.0 + 0.5) / 10.0
    return Drawn(offered, handled, np.where(handled > 0, aht_s, np.nan), missing)
