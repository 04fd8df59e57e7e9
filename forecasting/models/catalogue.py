"""The daily models a centre may name in its settings: one file and one row each."""

from __future__ import annotations

from forecasting.models.ets import Ets
from forecasting.models.forecaster import Forecaster
from forecasting.models.prophet import ProphetModel
from forecasting.models.seasonal_mean import SeasonalMean

MODELS: dict[str, Forecaster] = {"seasonal_mean": SeasonalMean(), "ets": Ets(), "prophet": ProphetModel()}
