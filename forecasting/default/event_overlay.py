"""Event days in the default pipeline: left out of what is learned, laid over what is forecast, with wider bands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray
from forecasting.default.special import EventDays
from forecasting.default.spread import WEEK_D, Spread
from forecasting.events.observations import Level
from forecasting.hygiene.clean import CleanDays
from forecasting.models.forecaster import DailySeries

LEAST_CALM_D = 28  # normal days, below which event days teach too: a poor history is better than none
MOST_VAR = 1.0  # of a log size: bands wider than that say nothing


def without_events(clean: CleanDays, event: BoolArray) -> CleanDays:
    """What may be learned of normal days: the `event` days (mask) are unknown, as long as enough others are left."""
    if not event.any() or (~np.isnan(clean.total[~event])).sum() < LEAST_CALM_D:
        return clean
    counts = np.where(event[:, None], np.nan, clean.counts)
    return replace(clean, counts=counts, total=np.where(event, np.nan, clean.total))


def normal_level(days: IntArray, clean: CleanDays, odd: BoolArray) -> Level:
    """Level of the days that are not `odd`, as known at the end of the history."""
    return Level(DailySeries(days, np.where(odd, np.nan, clean.total)))


def with_events(mean: FloatArray, ahead: IntArray, level: Level, coming: EventDays) -> FloatArray:
    """Counts (days, slots) with the totals of coming event days as their effects say; closed days stay closed.

    Where no level is known the normal forecast of the day is multiplied. O(event days x slots).
    """
    if not len(coming.days):
        return mean
    result = mean.copy()
    known = level.before(int(ahead[0]))
    for day, size, gamma in zip(coming.days, coming.log_size, coming.gamma, strict=True):
        i = int(day - ahead[0])
        usual = float(mean[i].sum()) if 0 <= i < len(mean) else 0.0
        if usual <= 0:
            continue
        base = known * level.factor(int(day)) ** float(gamma) if known > 0 else usual
        result[i] = mean[i] * (base * float(np.exp(size)) / usual)
    return result


def widened(
    levels: FloatArray, mean: FloatArray, ahead: IntArray, spreads: list[Spread], coming: EventDays
) -> FloatArray:
    """Quantiles (days, slots, levels) in which event days have the variance of the event's size as well."""
    if not len(coming.days):
        return levels
    result = levels.copy()
    for day, var in zip(coming.days, coming.log_var, strict=True):
        i = int(day - ahead[0])
        if 0 <= i < len(mean):
            spread = spreads[min(i // WEEK_D, len(spreads) - 1)]
            alpha = spread.alpha + float(np.expm1(min(max(float(var), 0.0), MOST_VAR)))
            result[i] = replace(spread, alpha=alpha).quantiles(mean[i])
    return result


def banded(mean: FloatArray, spreads: list[Spread], event_alpha: FloatArray) -> FloatArray:
    """Quantiles (days, slots, levels) by the spread of each day's week ahead; `event_alpha` (days,) adds the relative
    variance of the size of an event. Non-negative, never falling along the levels.
    """
    parts = []
    for i, day in enumerate(mean):
        spread = spreads[min(i // WEEK_D, len(spreads) - 1)]
        parts.append(replace(spread, alpha=spread.alpha + float(event_alpha[i])).quantiles(day))
    return np.stack(parts) if parts else np.zeros((*mean.shape, len(spreads[0].levels)))
