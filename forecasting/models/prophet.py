"""Prophet on square-rooted daily totals: the door of the prophet library and its Stan back-end."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from forecasting.arrays import FloatArray, IntArray
from forecasting.models.forecaster import DailySeries, ModelFailed

LEAST_D = 28
YEAR_D = 540  # shorter histories cannot tell the season of the year from the trend


@dataclass(frozen=True)
class ProphetModel:
    """Trend with change points, weekly and (from 18 months on) yearly season, point forecast only.

    Events and holidays are no regressors here: they are missing days of the series and get their volume from the
    event effects, like for every other model. Dummies on a smooth model missed real peaks by a quarter and more.
    """

    yearly_order: int = 4
    weekly_order: int = 3
    changepoint_prior: float = 0.05
    season_prior: float = 2.0
    seed: int = 1

    def forecast(self, series: DailySeries, ahead: IntArray) -> FloatArray:
        """Expected totals. Square roots understate a mean by their variance, which is put back."""
        known = ~np.isnan(series.total)
        if known.sum() < LEAST_D:
            raise ModelFailed("{known} days are too few for Prophet; {least} are needed.",
                              known=int(known.sum()), least=LEAST_D)  # fmt: skip
        root = np.sqrt(series.total[known])
        scale = float(root.max())
        if np.ptp(root) < 1e-9 * max(scale, 1.0):
            return np.full(len(ahead), float(root[-1]) ** 2)
        past = pd.DataFrame({"ds": _stamps(series.days[known]), "y": root / scale})
        both = np.r_[series.days[known], ahead]
        with quiet():
            model = self._model(int(np.ptp(series.days[known])) + 1)
            model.fit(past, seed=self.seed)
            fitted = model.predict(pd.DataFrame({"ds": _stamps(both)}))["yhat"].to_numpy(dtype=float) * scale
        spread = float(np.var(root - fitted[: len(root)]))
        total: FloatArray = np.maximum(fitted[len(root) :], 0.0) ** 2 + spread
        return total

    def _model(self, span_d: int) -> Any:
        from prophet import Prophet

        model = Prophet(
            yearly_seasonality=False,
            weekly_seasonality=False,
            daily_seasonality=False,
            uncertainty_samples=0,
            changepoint_prior_scale=self.changepoint_prior,
            seasonality_prior_scale=self.season_prior,
        )
        model.add_seasonality("weekly", period=7, fourier_order=self.weekly_order)
        if span_d >= YEAR_D:
            model.add_seasonality("yearly", period=365.25, fourier_order=self.yearly_order)
        return model


def _stamps(days: IntArray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(days.astype("datetime64[D]").astype("datetime64[us]"))


@contextmanager
def quiet() -> Iterator[None]:
    """Silence what the library says about itself (deprecations of pandas, lines of its sampler)."""
    loggers = [logging.getLogger(name) for name in ("prophet", "cmdstanpy")]
    before = [logger.disabled for logger in loggers]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for logger in loggers:
                logger.disabled = True
            yield
    finally:
        for logger, was in zip(loggers, before, strict=True):
            logger.disabled = was
