"""Top-down and boosting averaged by what each did well at past origins: the level of days, the shape within them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray

MOST = 0.6  # boosting alone has blown up after a shift of level: it never rules
LEAST_ORIGINS = 2


@dataclass(frozen=True)
class BlendWeights:
    """Share of boosting in the totals of days and in the shape of a day, 0 to 1."""

    level: float = 0.0
    shape: float = 0.0


def learned_weights(plain: FloatArray, boosted: FloatArray, actual: FloatArray) -> BlendWeights:
    """Shares of boosting from forecasts of past origins and what came, all (origins, days, slots); NaN unknown.

    Totals are judged day by day; shapes slot by slot after both are scaled to what came that day.
    """
    if len(plain) < LEAST_ORIGINS:
        return BlendWeights()
    known = ~np.isnan(actual) & ~np.isnan(boosted)
    day = known.any(axis=2)
    a, p, b = (np.where(known, x, 0.0) for x in (actual, plain, boosted))
    came, expected, other = (x.sum(axis=2) for x in (a, p, b))
    level = _share(came[day], expected[day], other[day])
    p, b = (x * (came / np.maximum(s, 1e-9))[:, :, None] for x, s in ((p, expected), (b, other)))
    return BlendWeights(level, _share(a[known], p[known], b[known]))


def _share(actual: FloatArray, plain: FloatArray, boosted: FloatArray) -> float:
    """Share w of the boosted that leaves the least sum of (actual - (1 - w) plain - w boosted)^2 / (plain + 1).

    Least squares see what a comparison of two errors does not: a forecast no worse than the other, whose difference
    from it is mere noise, earns nothing. The weight is that of counts, whose variance grows with them.

    >>> _share(np.array([10.0, 20.0]), np.array([10.0, 20.0]), np.array([12.0, 18.0]))
    0.0
    """
    off, apart = actual - plain, boosted - plain
    mass = float((apart * apart / (plain + 1.0)).sum())
    return float(np.clip((off * apart / (plain + 1.0)).sum() / mass, 0.0, MOST)) if mass > 0 else 0.0


def blended(plain: FloatArray, boosted: FloatArray, weights: BlendWeights) -> FloatArray:
    """Counts (days, slots): totals and shapes averaged apart; days or slots boosting says nothing about stay plain."""
    open_slot: BoolArray = (plain > 0) & ~np.isnan(boosted)
    other = np.where(open_slot, boosted, 0.0)
    total, other_total = plain.sum(axis=1), other.sum(axis=1)
    asked = (total > 0) & (other_total > 0)
    level = np.where(asked, (1 - weights.level) * total + weights.level * other_total, total)
    shape = plain / np.maximum(total, 1e-12)[:, None]
    other_shape = other / np.maximum(other_total, 1e-12)[:, None]
    mixed = (1 - weights.shape) * shape + weights.shape * other_shape
    return np.asarray(level[:, None] * np.where(asked[:, None], mixed, shape))
