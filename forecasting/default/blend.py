"""Top-down and boosting averaged by what each did well at past origins: the level of days, the shape within them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import BoolArray, FloatArray

POWER_LEVEL, POWER_SHAPE = 3.0, 3.0
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
    sums = [x.sum(axis=2) for x in (a, p, b)]
    level = _share(np.abs(sums[1] - sums[0])[day].sum(), np.abs(sums[2] - sums[0])[day].sum(), POWER_LEVEL)
    scaled = [x * (sums[0] / np.maximum(s, 1e-9))[:, :, None] for x, s in ((p, sums[1]), (b, sums[2]))]
    shape = _share(np.abs(scaled[0] - a)[known].sum(), np.abs(scaled[1] - a)[known].sum(), POWER_SHAPE)
    return BlendWeights(level, shape)


def _share(error: float, other: float, power: float) -> float:
    """Share of the other by errors to the minus power."""
    if not (np.isfinite(error) and np.isfinite(other)) or max(error, other) <= 0:
        return 0.0
    return min(float(1.0 / (1.0 + (max(other, 1e-9) / max(error, 1e-9)) ** power)), MOST)


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
