"""Exponential smoothing (Holt-Winters) of square-rooted daily totals with a weekly season: the door of statsmodels."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray
from forecasting.models.forecaster import DailySeries, ModelFailed, filled

LEAST_D = 21


@dataclass(frozen=True)
class Ets:
    """ETS(A, Ad, A) on square roots, which evens out the variance of counts; gaps are filled before the fit."""

    memory_d: int = 371

    def forecast(self, series: DailySeries, ahead: IntArray) -> FloatArray:
        """Expected totals. Square roots understate a mean by their variance, which is put back."""
        from statsmodels.tsa.holtwinters import ExponentialSmoothing

        known = int((~np.isnan(series.total)).sum())
        if known < LEAST_D:
            raise ModelFailed("{known} days are too few for a weekly season; {least} are needed.",
                              known=known, least=LEAST_D)  # fmt: skip
        root = np.sqrt(filled(series).total[-self.memory_d :])
        if np.ptp(root) < 1e-9 * max(float(root.max()), 1.0):
            return np.full(len(ahead), float(root[-1]) ** 2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of slow convergence; the backtest judges what comes out
            fit = ExponentialSmoothing(
                root,
                trend="add",
                damped_trend=True,
                seasonal="add",
                seasonal_periods=7,
                initialization_method="estimated",
            ).fit()
        steps = int(ahead.max() - series.days[-1])
        path = np.maximum(np.asarray(fit.forecast(steps), dtype=float), 0.0)
        spread = float(np.var(np.asarray(fit.resid, dtype=float)))
        total: FloatArray = path[ahead - series.days[-1] - 1] ** 2 + spread
        return total
