"""Average handling time per weekday and slot ahead: a shape of the day times a level that may drift."""

from __future__ import annotations

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays

SHAPE_D = 26 * 7
LEVEL_HALF_LIFE_D = 14.0
TREND_D = 13 * 7
DAMPING = 0.97  # per day ahead
KAPPA = 200.0  # contacts that the group's hour weighs against the weekday's own
LEVEL_D = 28


def daily_aht(aht_s: FloatArray, handled: FloatArray) -> FloatArray:
    """Volume-weighted AHT of each day, shape (days,); NaN where nothing was handled."""
    weight = np.where(np.isnan(aht_s) | np.isnan(handled), 0.0, handled)
    top = (weight * np.nan_to_num(aht_s)).sum(axis=1)
    mass = weight.sum(axis=1)
    mean: FloatArray = np.divide(top, mass, out=np.full(len(mass), np.nan), where=mass > 0)
    return mean


def forecast_aht(
    aht_s: FloatArray, handled: FloatArray, days: IntArray, usable: BoolArray, ahead: IntArray
) -> FloatArray | None:
    """Expected AHT in seconds, shape (len(ahead), slots), or None when no handling time was ever recorded.

    Hour-of-day ratios per weekday, shrunk to those of all days, times a level of the last weeks (half-life two weeks)
    continued along a damped trend of the last quarter that counts as much as it is certain. O(days x slots).
    """
    weight = np.where(np.isnan(aht_s) | np.isnan(handled) | (aht_s <= 0), 0.0, handled)
    weight[~usable] = 0.0
    if weight.sum() <= 0:
        return None
    day_aht = daily_aht(np.where(weight > 0, aht_s, np.nan), weight)
    known = ~np.isnan(day_aht)
    level, slope = _level_and_slope(day_aht[known], weight.sum(axis=1)[known], days[known], int(ahead[0]))
    steps = ahead - ahead[0] + 1
    drift = slope * (1.0 - DAMPING**steps) / (1.0 - DAMPING)
    shape = _shape(aht_s, weight, day_aht, days)
    result: FloatArray = level * np.exp(drift)[:, None] * shape[weekdays(ahead)]
    return result


def _level_and_slope(aht_s: FloatArray, weight: FloatArray, days: IntArray, now: int) -> tuple[float, float]:
    age = (now - days).astype(float)
    recent = weight * 0.5 ** ((age - age.min()) / LEVEL_HALF_LIFE_D)
    level = float(np.average(aht_s, weights=recent))
    lag = float(np.average(age, weights=recent))
    fit = age <= age.min() + TREND_D
    if fit.sum() < LEVEL_D or np.ptp(aht_s[fit]) == 0.0:
        return level, 0.0
    x = -(age[fit] - np.average(age[fit], weights=weight[fit]))
    y = np.log(aht_s[fit])
    y = y - np.average(y, weights=weight[fit])
    mass = float((weight[fit] * x * x).sum())
    slope = float((weight[fit] * x * y).sum()) / mass
    noise = float((weight[fit] * (y - slope * x) ** 2).sum()) / (mass * max(int(fit.sum()) - 2, 1))
    certain = slope**2 / (slope**2 + 4.0 * noise) if slope else 0.0
    slope *= certain
    return level * float(np.exp(slope * min(lag, TREND_D))), slope


def _shape(aht_s: FloatArray, weight: FloatArray, day_aht: FloatArray, days: IntArray) -> FloatArray:
    """AHT of each weekday and slot as a multiple of the day's, shape (7, slots), smoothed over the hour around."""
    late = days >= days[-1] - SHAPE_D
    mass = np.where(late[:, None], weight, 0.0)
    ratio = np.nan_to_num(aht_s / np.where(np.isnan(day_aht), 1.0, day_aht)[:, None])
    weekday = weekdays(days)
    top = np.stack([(mass * ratio)[weekday == w].sum(axis=0) for w in range(7)])
    bottom = np.stack([mass[weekday == w].sum(axis=0) for w in range(7)])
    hour = np.ones(min(5, top.shape[1]))
    top, bottom = (np.stack([np.convolve(row, hour, mode="same") for row in part]) for part in (top, bottom))
    every = (top.sum(axis=0) + KAPPA) / (bottom.sum(axis=0) + KAPPA)
    result: FloatArray = (top + KAPPA * every) / (bottom + KAPPA)
    return result
