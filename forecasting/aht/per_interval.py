"""Average handling time per weekday and slot ahead: a level that drifts times the shape of the week.

Everything is weighted by contacts and taken only as far as it is more than chance: a handling time of few contacts says
little, so the shape of a small queue is drawn to its level, and its level is a mean over more weeks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.aht.level import level_ahead
from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays

SHAPE_D = 26 * 7
FREAK, FREAK_CONTACT = 2.0, 5.0  # an interval's mean is cut beyond so many medians, plus so many over root contacts
SMOOTH_MIN = 60  # minutes around a slot that share its shape
NARROW, WIDE = 0.7, 1.4  # how far beyond what was seen in the last half year a forecast may lie
EDGE = 0.005  # share of contacts at either end that do not count as seen


@dataclass(frozen=True)
class Pace:
    """Known multiples of the handling time by day, of past days and of days ahead: newcomers, a told mix of reasons.

    `ruled` (days ahead): the mix of reasons is told, so that nothing learned from earlier events is laid over it.
    """

    past: FloatArray
    ahead: FloatArray
    ruled: BoolArray


def daily_aht(aht_s: FloatArray, handled: FloatArray) -> FloatArray:
    """Volume-weighted AHT of each day, shape (days,); NaN where nothing was handled."""
    weight = np.where(np.isnan(aht_s) | np.isnan(handled), 0.0, handled)
    top = (weight * np.nan_to_num(aht_s)).sum(axis=1)
    mass = weight.sum(axis=1)
    mean: FloatArray = np.divide(top, mass, out=np.full(len(mass), np.nan), where=mass > 0)
    return mean


def forecast_aht(
    aht_s: FloatArray,
    handled: FloatArray,
    days: IntArray,
    usable: BoolArray,
    ahead: IntArray,
    pace: Pace | None = None,
) -> FloatArray | None:
    """Expected AHT in seconds, shape (len(ahead), slots), or None when no handling time was ever recorded.

    Level of the last weeks with a damped drift, averaged over memories that did well on past weeks, times the ratio of
    hour and weekday to the level. What `pace` knows is taken out of the past and put on the days ahead. Freak intervals
    are cut, and no forecast leaves the range of the last half year far. O(days x slots).
    """
    weight = np.where(np.isnan(aht_s) | np.isnan(handled) | (aht_s <= 0), 0.0, handled)
    weight[~usable] = 0.0
    if weight.sum() <= 0:
        return None
    clean = _without_freaks(aht_s, weight)
    if pace is not None:
        clean = clean / pace.past[:, None]
    late = np.where((days >= days[-1] - SHAPE_D)[:, None], weight, 0.0)
    late = late if late.sum() > 0 else weight
    shape = week_shape(clean, late, days)
    even = clean / shape[weekdays(days)]
    noise = contact_noise(even, late)
    level = level_ahead(daily_aht(even, weight), weight.sum(axis=1), days, ahead, noise)
    made: FloatArray = level[:, None] * shape[weekdays(ahead)]
    low, high = _seen_range(clean, late)
    made = np.clip(made, NARROW * low, WIDE * high)
    return made if pace is None else made * pace.ahead[:, None]


def _without_freaks(aht_s: FloatArray, weight: FloatArray) -> FloatArray:
    middle = _quantiles(aht_s[weight > 0], weight[weight > 0], (0.5,))[0]
    most = FREAK + FREAK_CONTACT / np.sqrt(np.maximum(weight, 1.0))
    clean: FloatArray = np.clip(np.nan_to_num(aht_s), middle / most, middle * most)
    return clean


def _seen_range(aht_s: FloatArray, weight: FloatArray) -> tuple[float, float]:
    """Handling times of whole hours of the week between which nearly all contacts lie."""
    per_hour = max(aht_s.shape[1] // 24, 1)
    mass = weight.reshape(len(weight), -1, per_hour).sum(axis=(0, 2))
    top = (weight * aht_s).reshape(len(weight), -1, per_hour).sum(axis=(0, 2))
    low, high = _quantiles(top[mass > 0] / mass[mass > 0], mass[mass > 0], (EDGE, 1.0 - EDGE))
    return low, high


def _quantiles(values: FloatArray, weight: FloatArray, shares: tuple[float, ...]) -> list[float]:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    last = len(values) - 1
    return [float(values[order[min(int(np.searchsorted(reached, share)), last)]]) for share in shares]


def contact_noise(aht_s: FloatArray, weight: FloatArray) -> float:
    """Squared coefficient of variation of one contact's handling time, from how intervals scatter around their day."""
    day = daily_aht(np.where(weight > 0, aht_s, np.nan), weight)
    ratio = aht_s / np.where(np.isnan(day), 1.0, day)[:, None]
    cells = weight > 0
    spare = max(int(cells.sum()) - int(cells.any(axis=1).sum()), 1)
    return float((weight * (ratio - 1.0) ** 2)[cells].sum()) / spare


def week_shape(aht_s: FloatArray, weight: FloatArray, days: IntArray) -> FloatArray:
    """AHT of each weekday and slot as a multiple of the level, shape (7, slots), its mean over contacts 1.

    Hours of all days first, then weekdays, then hours of a weekday: each as far as it exceeds chance. O(days x slots).
    """
    weekday = weekdays(days)
    level = _level_around(aht_s, weight)
    ratio = aht_s / level[:, None]
    noise = contact_noise(ratio, weight)
    mass = np.stack([weight[weekday == w].sum(axis=0) for w in range(7)])
    top = np.stack([(weight * ratio)[weekday == w].sum(axis=0) for w in range(7)])
    width = max(round(SMOOTH_MIN * aht_s.shape[1] / 1440), 1)
    hours = _drawn(_around(top.sum(axis=0), width), _around(mass.sum(axis=0), width), noise)
    of_day = _drawn(top.sum(axis=1), (mass * hours).sum(axis=1), noise)
    plain = of_day[:, None] * hours
    wide_top, wide_mass = (np.stack([_around(row, width) for row in part]) for part in (top, mass * plain))
    shape: FloatArray = plain * _drawn(wide_top, wide_mass, noise)
    return shape * float(mass.sum() / max(float((mass * shape).sum()), 1e-12))


def _level_around(aht_s: FloatArray, weight: FloatArray) -> FloatArray:
    """Mean of the four weeks around each day, so that a drift is not taken for a shape, shape (days,)."""
    window = np.ones(29)
    top = np.convolve((weight * aht_s).sum(axis=1), window)[14:-14]
    mass = np.convolve(weight.sum(axis=1), window)[14:-14]
    every = float(top.sum() / max(float(mass.sum()), 1e-12))
    level: FloatArray = np.divide(top, mass, out=np.full(len(mass), every), where=mass > 0)
    return np.where(level > 0, level, every)


def _around(row: FloatArray, width: int) -> FloatArray:
    """Sum over the slots around, the day as a circle."""
    if width <= 1 or len(row) <= width:
        return row
    half = width // 2
    circle: FloatArray = np.convolve(np.r_[row[-half:], row, row[:half]], np.ones(2 * half + 1), mode="valid")
    return circle


def _drawn(top: FloatArray, mass: FloatArray, noise: float) -> FloatArray:
    """Ratios top / mass drawn to 1 as far as their scatter is no more than that of contacts (empirical Bayes)."""
    ratio = np.divide(top, mass, out=np.ones_like(top), where=mass > 0)
    some = mass > 0
    total = float(mass.sum())
    if some.sum() < 2 or total <= 0:
        return np.ones_like(top)
    spare = total - float((mass**2).sum()) / total
    excess = float((mass * (ratio - 1.0) ** 2).sum()) - noise * int(some.sum())
    truth = max(excess, 0.0) / max(spare, 1e-9)
    chance = noise / np.maximum(mass, 1e-9)
    drawn: FloatArray = 1.0 + (ratio - 1.0) * truth / np.maximum(truth + chance, 1e-30)
    return np.where(some, drawn, 1.0)
