"""Totals of days spread over their slots by the weekday's shape, at the origin and at past origins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays
from forecasting.daily import QueueHistory
from forecasting.default.average import AveragedDays, average_days
from forecasting.default.members import DayTotals
from forecasting.default.special import SpecialDays
from forecasting.hygiene.clean import CleanDays
from forecasting.profile import weekday_profile


@dataclass(frozen=True)
class TopDown:
    """Expected counts: `mean` (horizon, slots) from the origin, `past` (origins, horizon, slots) from past origins."""

    mean: FloatArray
    past_origins: IntArray
    past: FloatArray
    days: AveragedDays


def top_down(history: QueueHistory, clean: CleanDays, special: SpecialDays, shut: IntArray, horizon_d: int) -> TopDown:
    """Average of the daily models times the weekday's shape; days that are shut (day numbers) get nothing."""
    origin = int(history.days[-1]) + 1
    days = np.arange(int(history.days[0]), origin + horizon_d, dtype=np.int64)
    total = np.r_[clean.total, np.full(horizon_d, np.nan)]
    totals = DayTotals(days, total, special.holiday_mask(days) | special.event_mask(days))
    averaged = average_days(totals, special, origin, horizon_d)
    usable = ~np.isnan(clean.total) & ~special.odd_mask(history.days)
    every = [
        spread_days(expected, int(o), history, clean, usable, shut)
        for o, expected in zip([*averaged.past_origins, origin], [*averaged.past_totals, averaged.totals], strict=True)
    ]
    past = np.stack(every[:-1]) if len(every) > 1 else np.zeros((0, *every[-1].shape))
    return TopDown(every[-1], averaged.past_origins, past, averaged)


def spread_days(
    totals: FloatArray, origin: int, history: QueueHistory, clean: CleanDays, usable: BoolArray, shut: IntArray
) -> FloatArray:
    """Counts (days, slots) of the days from `origin`; closed weekdays, slots and shut days are 0."""
    ahead = np.arange(origin, origin + len(totals), dtype=np.int64)
    profile = weekday_profile(clean.counts, history.days, usable, history.open, origin)
    shapes = np.where(history.open, profile, 0.0)[weekdays(ahead)]
    running = ~np.isin(ahead, shut)
    return np.asarray(np.where(running, np.maximum(totals, 0.0), 0.0)[:, None] * shapes)
