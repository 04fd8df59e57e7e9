"""Shape of a usual day: the share of a weekday's volume that falls on each slot."""

from __future__ import annotations

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays

HALF_LIFE_D = 280.0
KAPPA_D = 8.0  # the group's shape weighs as much as that many days of the weekday's own
SMOOTH_COUNT = 30.0  # slots with fewer learned contacts than this lean on their neighbours
GROUPS = ((0, 1, 2, 3, 4), (5, 6))


def weekday_profile(counts: FloatArray, days: IntArray, usable: BoolArray, mask: BoolArray, now: int) -> FloatArray:
    """Shares per weekday, shape (7, slots), each open weekday's row summing to 1 and closed slots 0.

    Decayed counts of the weekday (the Poisson estimate of its shape) are pooled with `KAPPA_D` days of the shape of
    its group (Monday to Friday, weekend), then slots with few contacts are smoothed over their neighbours.
    `counts` (days, slots) may be NaN where not `usable`; only days before day number `now` are used. O(days x slots).
    """
    fit = usable & (days < now) & ~np.isnan(counts).any(axis=1, where=mask[weekdays(days)])
    weight = np.where(fit, 0.5 ** ((now - days) / HALF_LIFE_D), 0.0)
    weekday = weekdays(days)
    known = np.nan_to_num(counts)
    sums = np.stack([(weight * (weekday == w)) @ known for w in range(7)])
    mass = np.array([weight[weekday == w].sum() for w in range(7)])
    profile = np.zeros_like(sums)
    for group in GROUPS:
        pooled = _or_even(sums[list(group)].sum(axis=0), _or_even(sums.sum(axis=0), np.ones(sums.shape[1])))
        pooled = pooled / pooled.sum()
        for w in group:
            typical_day = sums[w].sum() / mass[w] if mass[w] > 0 else sums.sum() / max(mass.sum(), 1e-9)
            blended = sums[w] + KAPPA_D * max(typical_day, 1e-9) * pooled
            profile[w] = _closed(_smoothed(blended, mask[w]), mask[w])
    return profile


def _or_even(row: FloatArray, other: FloatArray) -> FloatArray:
    return row if row.sum() > 0 else other


def _smoothed(row: FloatArray, is_open: BoolArray) -> FloatArray:
    """Lean slots with few contacts on the mean of themselves and their open neighbours."""
    if len(row) < 3:
        return row
    weight = is_open.astype(float)
    top = np.convolve(row * weight, [0.25, 0.5, 0.25], mode="same")
    bottom = np.convolve(weight, [0.25, 0.5, 0.25], mode="same")
    near = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    lean = SMOOTH_COUNT / (SMOOTH_COUNT + row)
    return (1.0 - lean) * row + lean * near


def _closed(row: FloatArray, is_open: BoolArray) -> FloatArray:
    row = np.where(is_open, row, 0.0)
    if row.sum() <= 0:
        row = is_open.astype(float)
    return row / max(float(row.sum()), 1e-12)
