"""Quantiles around expected volumes: counts scatter more than Poisson, by as much as the backtest has shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.contracts.grid import QUANTILES
from forecasting.arrays import FloatArray

LEAST_RESIDUALS = 200
CENTRAL = 0.8  # the band that the conformal scale makes hold


@dataclass(frozen=True)
class Dispersion:
    """Variance of a count with mean mu: scale x (phi mu + alpha mu^2), never under mu (Poisson)."""

    phi: float = 1.3
    alpha: float = 0.02
    scale: float = 1.0

    def variance(self, mean: FloatArray, extra_alpha: FloatArray | float = 0.0) -> FloatArray:
        """Variance (same shape as `mean`); `extra_alpha` adds the relative variance of an event's size."""
        spread = self.scale * (self.phi * mean + self.alpha * mean**2) + extra_alpha * mean**2
        result: FloatArray = np.maximum(spread, mean)
        return result


def fitted_dispersion(expected: FloatArray, actual: FloatArray) -> Dispersion:
    """Dispersion from past forecasts of intervals and what came; the default when there are too few.

    phi and alpha by weighted non-negative least squares of squared residuals / mean on (1, mean); then one scale so
    that the central 80 % band of the standardised residuals holds (split conformal). O(residuals).
    """
    fit = np.isfinite(expected) & np.isfinite(actual) & (expected > 0.01)
    mean, seen = expected[fit], actual[fit]
    if len(mean) < LEAST_RESIDUALS:
        return Dispersion()
    from scipy.optimize import nnls

    ratio = (seen - mean) ** 2 / mean
    weight = np.sqrt(mean) / (1.0 + 0.02 * mean)
    ceiling = np.quantile(ratio, 0.999)
    rows = np.stack([np.ones_like(mean), mean], axis=1)
    (phi, alpha), _ = nnls(rows * weight[:, None], np.minimum(ratio, ceiling) * weight)
    plain = Dispersion(max(float(phi), 1.0), max(float(alpha), 1e-4))
    return Dispersion(plain.phi, plain.alpha, _conformal_scale(mean, seen, plain))


def _conformal_scale(mean: FloatArray, seen: FloatArray, plain: Dispersion) -> float:
    """Factor on the variance that makes the central band hold; 1 where counts are too small for it."""
    large = mean >= 5.0
    if large.sum() < LEAST_RESIDUALS:
        return 1.0
    from scipy.stats import norm

    z = np.abs(seen[large] - mean[large]) / np.sqrt(plain.variance(mean[large]))
    width = float(np.quantile(z, CENTRAL)) / float(norm.ppf(0.5 + CENTRAL / 2))
    return float(np.clip(width**2, 0.5, 3.0))


def count_quantiles(mean: FloatArray, variance: FloatArray) -> FloatArray:
    """Negative binomial quantiles, shape (len(mean), len(QUANTILES)); zero where nothing is expected.

    Poisson where the variance is that of one. Source: Var = mu + mu^2 / r, p = mu / Var. O(intervals x quantiles).

    >>> count_quantiles(np.array([0.0, 10.0]), np.array([0.0, 10.0]))[:, 4].tolist()
    [0.0, 10.0]
    """
    from scipy.stats import nbinom, poisson

    result = np.zeros((len(mean), len(QUANTILES)))
    levels = np.asarray(QUANTILES)[None, :]
    wide = (mean > 0) & (variance > mean * (1 + 1e-9))
    if wide.any():
        m, v = mean[wide], variance[wide]
        result[wide] = nbinom.ppf(levels, (m**2 / (v - m))[:, None], (m / v)[:, None])
    narrow = (mean > 0) & ~wide
    if narrow.any():
        result[narrow] = poisson.ppf(levels, mean[narrow][:, None])
    return np.maximum.accumulate(np.maximum(result, 0.0), axis=1)
