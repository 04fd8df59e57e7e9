"""Quantiles around expected counts, calibrated per week ahead on how past forecasts of the same pipeline fared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.special import gammainc, gammaincinv, ndtr, ndtri

from data.contracts.grid import QUANTILES
from forecasting.arrays import BoolArray, FloatArray, IntArray

LEVELS: FloatArray = np.asarray(QUANTILES)
LEAST = 60  # past slots, below which only the size of the default law is learned
LEAST_D = 7  # past days, below which the default spread is used
FEW_SLOTS = 8.0  # so many of these days weigh as much as the default law's size
FEW = 2.0  # so many days of past forecasts weigh as much as the law's own quantiles
FEW_OF_WEEK = 60.0  # so many days of one week ahead weigh as much as all weeks together
DEFAULT_PHI, DEFAULT_ALPHA = 1.3, 0.02
WEEK_D = 7
FADE = 0.9  # weight of a past origin against the next one: later forecasts knew more and resemble today's
HELD = 4.0  # so many times the next largest squared error is the most that one day may have
MOST_WEEKS = 6  # later weeks share one calibration
UNLEARNED = "too few past forecasts to learn bands from: those of a usual queue"


@dataclass(frozen=True)
class Spread:
    """Variance phi mu + alpha mu^2 and the probability that stands in for each nominal level."""

    phi: float
    alpha: float
    levels: FloatArray
    learned: bool = True

    def quantiles(self, mean: FloatArray) -> FloatArray:
        """Quantiles of counts with these means, shape (*mean.shape, levels); 0 where nothing is expected.

        Negative binomial made continuous: a gamma law with its variance, moved by half a count, so that the bands of
        small counts do not jump. Never negative, never falling along the levels; the mean lies between the outermost.
        O(means x levels).
        """
        result = np.zeros((*mean.shape, len(self.levels)))
        some = mean > 0
        shape, scale = _gamma(mean[some], self.phi, self.alpha)
        raw = gammaincinv(shape[:, None], self.levels[None, :]) * scale[:, None] - 0.5
        raw[:, 0], raw[:, -1] = np.minimum(raw[:, 0], mean[some]), np.maximum(raw[:, -1], mean[some])
        result[some] = np.maximum.accumulate(np.maximum(raw, 0.0), axis=1)
        return result


def _gamma(mean: FloatArray, phi: float, alpha: float) -> tuple[FloatArray, FloatArray]:
    middle = mean + 0.5
    variance = np.maximum(phi * mean + alpha * mean**2, 0.25 * mean) + 1.0 / 12.0
    return middle**2 / variance, variance / middle


def learned_spreads(expected: FloatArray, actual: FloatArray) -> list[Spread]:
    """One spread per week ahead from past forecasts and what came, both (origins, days, slots); NaN unknown.

    Variance by weighted non-negative least squares of squared residuals on (mu, mu^2); then each level is replaced by
    the level that would have held at past origins (conformal), a week ahead drawn to all weeks together, and those to
    the nominal level where the past is short. Fewer than `LEAST` slots (daily data) only say how large the default
    law is; fewer than `LEAST_D` days nothing, and the spreads are not `learned`. O(slots of the past).
    """
    weeks = max(-(-expected.shape[1] // WEEK_D), 1)
    lead = np.minimum(np.arange(expected.shape[1]) // WEEK_D, MOST_WEEKS - 1)
    known = ~np.isnan(actual) & (expected > 0.01)
    if known.sum() < LEAST and _days(known) < LEAST_D:
        return [Spread(DEFAULT_PHI, DEFAULT_ALPHA, LEVELS, learned=False)] * weeks
    fade = np.broadcast_to(FADE ** np.arange(len(expected))[::-1, None, None], expected.shape)
    if known.sum() < LEAST:
        return [_scaled(expected[known], actual[known], fade[known], _days(known))] * weeks
    phi, alpha = _variance(expected[known], actual[known], fade[known], _days(known))
    shape, scale = _gamma(np.where(known, expected, 1.0), phi, alpha)
    z = ndtri(np.clip(gammainc(shape, (np.where(known, actual, 0.0) + 0.5) / scale), 1e-9, 1.0 - 1e-9))
    together = _drawn(z[known], fade[known], _days(known) / (_days(known) + FEW), ndtri(LEVELS))
    found = []
    for week in range(min(weeks, MOST_WEEKS)):
        own = known & (lead == week)[None, :, None]
        trust = _days(own) / (_days(own) + FEW_OF_WEEK)
        found.append(Spread(phi, alpha, ndtr(_drawn(z[own], fade[own], trust, together))))
    return found + [found[-1]] * (weeks - len(found))


def untold(spreads: list[Spread]) -> tuple[str, ...]:
    """The note that bands were not learned; none where they were."""
    return () if all(one.learned for one in spreads) else (UNLEARNED,)


def _scaled(mean: FloatArray, seen: FloatArray, fade: FloatArray, days: float) -> Spread:
    """The default law as many times larger or smaller as few past errors say, drawn to its own size."""
    usual = DEFAULT_PHI * mean + DEFAULT_ALPHA * mean**2
    ratio = float(np.average(_held((seen - mean) ** 2 / usual, days), weights=fade))
    factor = float(np.exp(days / (days + FEW_SLOTS) * np.log(max(ratio, 1e-3))))
    return Spread(max(DEFAULT_PHI * factor, 0.3), max(DEFAULT_ALPHA * factor, 1e-5), LEVELS)


def _variance(mean: FloatArray, seen: FloatArray, fade: FloatArray, days: float) -> tuple[float, float]:
    """phi and alpha of the variance phi mu + alpha mu^2."""
    ratio = (seen - mean) ** 2 / mean
    held = np.minimum(_held(ratio, days), np.quantile(ratio, 0.99))
    weight = np.sqrt(fade) / (1.0 + 0.02 * mean)
    rows = np.stack([np.ones_like(mean), mean], axis=1)
    (phi, alpha), _ = nnls(rows * weight[:, None], held * weight)
    return max(float(phi), 0.3), max(float(alpha), 1e-5)


def _held(ratio: FloatArray, days: float) -> FloatArray:
    """Squared errors of which those of one day, the largest, stay within a multiple of the next: a freak day is one."""
    rank = max(len(ratio) - 1 - int(np.ceil(len(ratio) / days)), 0)
    return np.asarray(np.minimum(ratio, HELD * np.partition(ratio, rank)[rank]))


def _drawn(z: FloatArray, fade: FloatArray, trust: float, prior: FloatArray) -> FloatArray:
    """Quantiles of past residuals on the normal scale, drawn to a prior as far as they are few."""
    if not len(z):
        return prior
    return np.asarray(trust * weighted_quantiles(z, fade, LEVELS) + (1.0 - trust) * prior)


def _days(known: BoolArray) -> float:
    """Number of past days with a scored slot: slots of one day err together, so days are what counts."""
    return float(known.any(axis=2).sum())


def weighted_quantiles(values: FloatArray, weight: FloatArray, levels: FloatArray) -> FloatArray:
    """Quantiles of weighted values, straight between the middles of their weights.

    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.ones(3), np.array([0.5])).tolist()
    [2.0]
    """
    order = np.argsort(values, kind="stable")
    mass = np.cumsum(weight[order]) - 0.5 * weight[order]
    return np.interp(levels, mass / weight.sum(), values[order])


def quantiles_by_week(spreads: list[Spread], mean: FloatArray) -> FloatArray:
    """Quantiles (days, slots, levels) of expected counts (days, slots), each day by the spread of its week ahead."""
    parts = [
        spreads[min(first // WEEK_D, len(spreads) - 1)].quantiles(mean[first : first + WEEK_D])
        for first in range(0, len(mean), WEEK_D)
    ]
    return np.concatenate(parts)


def actual_after(counts: FloatArray, first_day: int, origins: IntArray, horizon_d: int) -> FloatArray:
    """What came in the `horizon_d` days from each origin, (origins, horizon_d, slots); NaN where not yet known."""
    padded = np.concatenate([counts, np.full((horizon_d, counts.shape[1]), np.nan)])
    parts = [padded[o - first_day : o - first_day + horizon_d] for o in origins]
    return np.stack(parts) if parts else np.zeros((0, horizon_d, counts.shape[1]))
