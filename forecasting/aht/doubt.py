"""How far the handling time of a coming day may be off: what forecasts from past origins missed beyond chance."""

from __future__ import annotations

import numpy as np

from forecasting.aht.per_interval import contact_noise, daily_aht, forecast_aht
from forecasting.arrays import BoolArray, FloatArray, IntArray

ORIGINS, STEP_D, AHEAD_D = 6, 28, 14
LEAST_PAST_D = 56
PLAIN_SD, FEW_ORIGINS = 0.03, 2.0  # believed before anything is seen, and the origins it weighs as much as
LEAST_SD, MOST_SD = 0.005, 0.5
EVENT_SHARE = 0.3  # of what an event adds to the handling time is doubted


def aht_doubt(aht_s: FloatArray, handled: FloatArray, days: IntArray, usable: BoolArray) -> float:
    """Relative standard deviation of the mean handling time of a day one or two weeks ahead.

    Forecasts of `AHEAD_D` days from up to `ORIGINS` past origins against what came on usable days; the chance of the
    contacts of a day is taken out, one bad day counts no more than nine times the middle one. Tables (days, slots).
    O(origins x days x slots).
    """
    told, weighed = FEW_ORIGINS * PLAIN_SD**2, FEW_ORIGINS
    for origin in [len(days) - AHEAD_D - STEP_D * back for back in range(ORIGINS)]:
        if origin < LEAST_PAST_D:
            break
        ahead = slice(origin, origin + AHEAD_D)
        made = forecast_aht(aht_s[:origin], handled[:origin], days[:origin], usable[:origin], days[ahead])
        weight = np.where(np.isnan(aht_s[ahead]) | np.isnan(handled[ahead]), 0.0, handled[ahead])
        weight[~usable[ahead]] = 0.0
        if made is None or not (weight.sum(axis=1) > 0).any():
            continue
        variance, trust = _missed(made, np.nan_to_num(aht_s[ahead]), weight)
        told, weighed = told + trust * variance, weighed + trust
    return float(np.clip(np.sqrt(max(told / weighed, 0.0)), LEAST_SD, MOST_SD))


def _missed(made: FloatArray, came: FloatArray, weight: FloatArray) -> tuple[float, float]:
    """Relative variance of the days of one origin beyond the chance of their contacts, and how well they tell it.

    The latter from 0 to 1: days of few contacts tell little.
    """
    contacts = weight.sum(axis=1)
    some = contacts > 0
    expected, seen = daily_aht(made, weight)[some], daily_aht(came, weight)[some]
    squared = (seen / expected - 1.0) ** 2
    squared = np.minimum(squared, 9.0 * max(float(np.median(squared)), 1e-9))
    chance = contact_noise(came, weight) / contacts[some]
    trust = 1.0 / (1.0 + chance / PLAIN_SD**2) ** 2
    return float(np.average(squared - chance, weights=trust)), float(trust.mean())


def doubt_by_day(usual: float, log_aht: FloatArray) -> FloatArray:
    """Deviation of each day (days,), wider on days on which an event moves the handling time by `log_aht`.

    >>> doubt_by_day(0.02, np.array([0.0, 0.1])).round(3).tolist()
    [0.02, 0.036]
    """
    return np.asarray(np.sqrt(usual**2 + (EVENT_SHARE * log_aht) ** 2))
