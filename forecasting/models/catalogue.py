"""The daily models a centre may name in its settings: one file and one row each."""

from __future__ import annotations

from forecasting.models.default_average import DefaultAverage
from forecasting.models.ets import Ets
from forecasting.models.forecaster import Forecaster
from forecasting.models.prophet import ProphetModel
from forecasting.models.sarimax import Sarimax
from forecasting.models.seasonal_mean import SeasonalMean
from forecasting.models.seasonal_naive import SeasonalNaive

MODELS: dict[str, Forecaster] = {
    "default": DefaultAverage(),
    "seasonal_naive": SeasonalNaive(),
    "seasonal_mean": SeasonalMean(),
    "ets": Ets(),
    "sarimax": Sarimax(),
    "prophet": ProphetModel(),
}
