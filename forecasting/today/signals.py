"""What the known part of a day says: its deviation from the forecast, weighed by how much of it is chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray

FRESH_D = 1 / 12  # what arrived two hours before the last known interval counts half
MOST_DEVIATION = 1.5  # a day that is further off teaches and moves no more than that
FEWEST_EXPECTED = 0.3


@dataclass(frozen=True)
class DaysRecord:
    """Earlier days of one queue, oldest first: day numbers, what was expected and what came.

    `expected` and `actual` have the shape (days, slots of a day); `actual` is NaN where nothing was recorded or the
    queue was closed. `expected` must have been said before its day began.
    """

    days: IntArray
    expected: FloatArray
    actual: FloatArray

    def __len__(self) -> int:
        return len(self.days)


@dataclass(frozen=True)
class Signal:
    """Relative deviation of each day, (days,), and how many expected contacts stand behind it."""

    deviation: FloatArray
    expected: FloatArray


def freshness(known: FloatArray) -> FloatArray:
    """Weight of each slot, (slots,): 0 where nothing is known today, halving every two hours before the last known.

    >>> freshness(np.array([5.0, np.nan, 3.0, np.nan] * 6)).round(2)[[22, 20, 18, 3]].tolist()
    [1.0, 0.5, 0.25, 0.0]
    """
    seen = ~np.isnan(known)
    if not seen.any():
        return np.zeros(len(known))
    age = np.flatnonzero(seen)[-1] - np.arange(len(known))
    return np.asarray(np.where(seen, 0.5 ** (age / (FRESH_D * len(known))), 0.0))


def signal_of(expected: FloatArray, actual: FloatArray, weight: FloatArray) -> Signal:
    """Deviation of every day over the weighted slots; a day of which nothing is known says nothing. O(days x slots)."""
    known = ~np.isnan(actual) & (expected > 0)
    mean = np.where(known, expected, 0.0)
    came, awaited, squares = np.where(known, actual, 0.0) @ weight, mean @ weight, mean @ weight**2
    some = awaited > 0
    deviation = np.divide(came - awaited, awaited, out=np.zeros(len(came)), where=some)
    behind = np.divide(awaited**2, squares, out=np.zeros(len(came)), where=some)
    return Signal(np.clip(deviation, -MOST_DEVIATION, MOST_DEVIATION), behind)


def counting_noise(expected: FloatArray, actual: FloatArray) -> float:
    """Variance of an interval over its mean once the level of its day is taken out, at least 1 (Poisson)."""
    known = ~np.isnan(actual) & (expected > 0)
    level = signal_of(expected, actual, np.ones(expected.shape[1])).deviation
    mean = np.where(known, expected * (1.0 + level[:, None]), 0.0)
    squares = np.where(known, (actual - mean) ** 2 / np.maximum(mean, FEWEST_EXPECTED), 0.0)
    freedom = np.maximum(known.sum(axis=1) - 1, 0).sum()
    return max(float(squares.sum() / max(freedom, 1)), 1.0)


def without_chance(signal: Signal, noise: float, learned_from: int) -> FloatArray:
    """Deviations drawn to zero as far as counting explains them: the gamma-Poisson mean, (days,).

    The variance of true deviations is what the first `learned_from` days show beyond `noise` / expected contacts.
    """
    chance = noise / np.maximum(signal.expected, 1e-9)
    weight = signal.expected[:learned_from]
    if not weight.sum() > 0:
        return np.zeros(len(chance))
    true = float(((signal.deviation**2 - chance)[:learned_from] * weight).sum() / weight.sum())
    return np.asarray(signal.deviation * (true / (true + chance))) if true > 0 else np.zeros(len(chance))
