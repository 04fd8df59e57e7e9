"""Level of the handling time in the days ahead: memories and drifts of several lengths, averaged by past merit."""

from __future__ import annotations

from itertools import product

import numpy as np

from forecasting.arrays import FloatArray, IntArray

MEMORIES_D = (7.0, 14.0, 28.0, 70.0)  # half-lives of the level
DRIFTS = (0.0, 0.5, 1.0)  # share of the drift of the last weeks that goes on
TREND_D = 8 * 7
DAMPING = 0.97  # per day ahead
TRIALS, TRIAL_STEP_D, TRIAL_D = 12, 14, 14
SHARPNESS = 6.0  # of the weight that a smaller past error gives
LEAST_ERROR = 1e-9  # of a handling time that never changes no member can be better than another
LEAST_D = 28
FREAK_SD = 3.0  # standard deviations from which a day's pull is cut
DAY_SD = 0.02  # of a day's handling time beyond chance


def level_ahead(aht_s: FloatArray, contacts: FloatArray, days: IntArray, ahead: IntArray, noise: float) -> FloatArray:
    """Level in s on each day ahead from the AHT of days (NaN where none), shape (len(ahead),).

    `noise` is the squared coefficient of variation of one contact. A day counts by its contacts, but no more than its
    own scatter allows, and less the farther it lies off its month. O(trials x members x days).
    """
    known = ~np.isnan(aht_s) & (contacts > 0)
    y, at = np.log(aht_s[known]), days[known]
    weight = 1.0 / (noise / contacts[known] + DAY_SD**2)
    weight = weight * _trust(y, weight)
    members = list(product(MEMORIES_D, DRIFTS)) if len(y) >= LEAST_D else [(MEMORIES_D[1], 0.0)]
    origins = [int(ahead[0]) - TRIAL_D - n * TRIAL_STEP_D for n in range(TRIALS)]
    origins = [origin for origin in origins if (at < origin).sum() >= LEAST_D and (at >= origin).any()]
    error = np.zeros(len(members))
    for origin in origins:
        coming = (at >= origin) & (at < origin + TRIAL_D)
        if coming.any():
            made = _members(y, weight, at, at[coming], origin, members)
            mass = contacts[known][coming]
            error += (mass * np.abs(np.exp(made) - np.exp(y[coming]))).sum(axis=1) / (mass * np.exp(y[coming])).sum()
    merit = (max(float(error.min()), LEAST_ERROR) / np.maximum(error, LEAST_ERROR)) ** SHARPNESS
    made = _members(y, weight, at, ahead, int(ahead[0]), members)
    level: FloatArray = np.exp(np.average(made, axis=0, weights=merit))
    return level


def _trust(y: FloatArray, weight: FloatArray) -> FloatArray:
    """Share of its pull that each day keeps: a freak day is cut to what `FREAK_SD` allow against the days around it."""
    middle = np.array([np.median(y[max(i - 14, 0) : i + 15]) for i in range(len(y))])
    off = np.abs(y - middle) * np.sqrt(weight)
    usual = max(float(np.median(off)) * 1.4826, 1.0)
    kept: FloatArray = np.minimum(1.0, FREAK_SD * usual / np.maximum(off, 1e-12))
    return kept


def _members(
    y: FloatArray, weight: FloatArray, at: IntArray, ahead: IntArray, origin: int, members: list[tuple[float, float]]
) -> FloatArray:
    """Log level of each member on the days ahead of an origin, shape (members, days ahead)."""
    past = at < origin
    y, weight, age = y[past], weight[past], (origin - at[past]).astype(float)
    slope = _slope(y, weight, age)
    steps = (ahead - origin + 1).astype(float)
    fading = (1.0 - DAMPING**steps) / (1.0 - DAMPING)
    rows = []
    for memory, share in members:
        pull = weight * 0.5 ** ((age - age.min()) / memory)
        lag = float(np.average(age, weights=pull))
        rows.append(np.average(y, weights=pull) + share * slope * (min(lag, TREND_D) + fading))
    return np.array(rows)


def _slope(y: FloatArray, weight: FloatArray, age: FloatArray) -> float:
    """Drift per day over the last weeks, drawn to zero as far as it is uncertain."""
    late = age <= age.min() + TREND_D
    if late.sum() < LEAST_D // 2:
        return 0.0
    x, y, weight = -age[late], y[late], weight[late]
    x, y = x - np.average(x, weights=weight), y - np.average(y, weights=weight)
    mass = float((weight * x * x).sum())
    if mass <= 0:
        return 0.0
    slope = float((weight * x * y).sum()) / mass
    noise = float((weight * (y - slope * x) ** 2).sum()) / (mass * max(len(y) - 2, 1))
    return slope * slope**2 / (slope**2 + noise) if slope else 0.0
