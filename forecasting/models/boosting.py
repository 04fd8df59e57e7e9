"""Gradient boosting of counts per slot: the lazy door of LightGBM, which needs the system's OpenMP library."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import Any

import numpy as np

from forecasting.arrays import FloatArray
from forecasting.models.forecaster import ModelFailed

ROUNDS = 120
SETTINGS: dict[str, Any] = {
    "objective": "poisson",
    "learning_rate": 0.06,
    "num_leaves": 24,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 127,
    "num_threads": 1,  # two threads on two busy cores were ten times slower
    "deterministic": True,
    "force_row_wise": True,
    "seed": 1,
    "verbosity": -1,
}


@lru_cache(maxsize=1)
def boosting_trouble() -> str:
    """Why boosting cannot run on this machine, empty when it can. The library is loaded on the first call.

    Its shared library is linked against the system's OpenMP (libgomp on Linux, libomp on macOS): without it the import
    fails with `OSError`, and forecasts are made without boosting.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import lightgbm  # noqa: F401
    except (ImportError, OSError) as error:
        return f"LightGBM cannot be loaded ({error}); forecasts are made without boosting. Install libgomp (Linux) or libomp (macOS)."  # noqa: E501
    return ""


class Boosted:
    """Trees fitted to ratios of counts to a known level, with the level as weight (a Poisson likelihood of counts)."""

    def __init__(self, features: FloatArray, ratio: FloatArray, weight: FloatArray) -> None:
        """Fit `features` (rows, columns), NaN allowed; `ratio` and `weight` (rows,). Raises `ModelFailed`."""
        trouble = boosting_trouble()
        if trouble:
            raise ModelFailed("{trouble}", trouble=trouble)
        import lightgbm

        data = lightgbm.Dataset(features, label=ratio, weight=weight, free_raw_data=True)
        self._trees = lightgbm.train(SETTINGS, data, num_boost_round=ROUNDS)

    def ratio(self, features: FloatArray) -> FloatArray:
        """Expected ratios of the rows, shape (rows,)."""
        return np.asarray(self._trees.predict(features, num_threads=1), dtype=float)
