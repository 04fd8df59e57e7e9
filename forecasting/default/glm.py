"""Quasi-Poisson regression with a ridge, robust against single days: iteratively re-weighted least squares."""

from __future__ import annotations

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from forecasting.arrays import FloatArray

CLIP = 3.0  # log scale: nothing is expected beyond e^3 = 20 times the mean day
HUBER = 2.5  # residuals beyond so many standard deviations count less


def fit_counts(
    matrix: FloatArray, total: FloatArray, weight: FloatArray, precision: FloatArray, start: FloatArray, rounds: int
) -> FloatArray:
    """Coefficients (columns,) of log expected totals, relative to the scale of `start`.

    `total` (days,) counts, `weight` (days,) >= 0, `precision` (columns,) the ridge; `start` (days,) a first guess of
    the linear predictor. Variance phi x mu, phi from the median residual, Huber weights on Pearson residuals.
    Source: McCullagh & Nelder 1989, ch. 9. O(rounds x days x columns^2).
    """
    eta = start
    coefficients = np.zeros(matrix.shape[1])
    for _ in range(rounds):
        mu = np.exp(np.clip(eta, eta_low(total), eta_high(total)))
        residual = (total - mu) / np.sqrt(mu)
        phi = max(1.0, (1.4826 * float(np.median(np.abs(residual)))) ** 2)
        far = np.abs(residual) / np.sqrt(phi)
        steady = np.where(far > HUBER, HUBER / np.maximum(far, HUBER), 1.0)
        working = weight * steady * mu / phi
        target = eta + (total - mu) / mu
        target = np.clip(target, eta - 1.5, eta + 1.5)
        weighted = matrix * working[:, None]
        gram = weighted.T @ matrix
        gram[np.diag_indices_from(gram)] += precision
        coefficients = cho_solve(cho_factor(gram, check_finite=False), weighted.T @ target, check_finite=False)
        eta = matrix @ coefficients
    return coefficients


def eta_high(total: FloatArray) -> float:
    """Largest linear predictor that is believed."""
    return float(np.log(max(float(total.mean()), 1e-3))) + CLIP


def eta_low(total: FloatArray) -> float:
    """Smallest linear predictor that is believed."""
    return float(np.log(max(float(total.mean()), 1e-3))) - 2 * CLIP
