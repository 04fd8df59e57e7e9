"""Seasonal ARIMA of square-rooted daily totals: statsmodels' SARIMAX with a weekly season."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray
from forecasting.models.forecaster import DailySeries, ModelFailed

LEAST_D = 35


@dataclass(frozen=True)
class Sarimax:
    """(1, 0, 1) x (0, 1, 1) with period 7 on square roots; gaps are missing values of the state space model."""

    memory_d: int = 371
    rounds: int = 40

    def forecast(self, series: DailySeries, ahead: IntArray) -> FloatArray:
        """Expected totals. Square roots understate a mean by their variance, which is put back."""
        from statsmodels.tsa.statespace.sarimax import SARIMAX

        root = np.sqrt(np.maximum(series.total[-self.memory_d :], 0.0))
        known = root[~np.isnan(root)]
        if len(known) < LEAST_D:
            raise ModelFailed("{known} days are too few for SARIMAX; {least} are needed.",
                              known=len(known), least=LEAST_D)  # fmt: skip
        if np.ptp(known) < 1e-9 * max(float(known.max()), 1.0):
            return np.full(len(ahead), float(known[-1]) ** 2)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # slow convergence is judged by what comes out
            model = SARIMAX(root, order=(1, 0, 1), seasonal_order=(0, 1, 1, 7), simple_differencing=False)
            fit = model.fit(disp=False, maxiter=self.rounds)
            path = np.asarray(fit.forecast(int(ahead.max() - series.days[-1])), dtype=float)
        total: FloatArray = np.maximum(path, 0.0)[ahead - series.days[-1] - 1] ** 2 + float(fit.params[-1])
        return total
