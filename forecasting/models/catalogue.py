"""The models a centre may name in its settings: the default pipeline, and daily models of one file and one row each."""

from __future__ import annotations

from forecasting.models.ets import Ets
from forecasting.models.forecaster import Forecaster
from forecasting.models.prophet import ProphetModel
from forecasting.models.sarimax import Sarimax
from forecasting.models.seasonal_mean import SeasonalMean
from forecasting.models.seasonal_naive import SeasonalNaive

DEFAULT = "default"  # the pipeline of forecasting/default: days, shape and bands in one

MODELS: dict[str, Forecaster] = {
    "seasonal_naive": SeasonalNaive(),
    "seasonal_mean": SeasonalMean(),
    "ets": Ets(),
    "sarimax": Sarimax(),
    "prophet": ProphetModel(),
}
NAMES = (DEFAULT, *MODELS)
