"""Runs in the peers' own environment: library models on square roots; JSON file of series in, JSON file out."""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np

YEAR = 365
LONGEST_ETS_SEASON = 24


def models(day: int, week: int, length: int) -> dict[str, Any]:
    """The models of a series with so many slots a day and a week."""
    library = importlib.import_module("statsforecast.models")  # only there in the peers' environment
    mstl, ets, theta = library.MSTL, library.AutoETS, library.DynamicOptimizedTheta
    if day == 1:
        seasons = [week, YEAR] if length >= 2 * YEAR else [week]
        return {"sf_mstl": mstl(season_length=seasons), "sf_autoets": ets(season_length=week),
                "sf_dot": theta(season_length=week), "sm_hw": HoltWinters(week)}  # fmt: skip
    daily = ets(season_length=day if day <= LONGEST_ETS_SEASON else 1)
    return {"sf_mstl": mstl(season_length=[day, week]), "sf_autoets": daily,
            "sf_dot": theta(season_length=week), "sm_hw": HoltWinters(week)}  # fmt: skip


class HoltWinters:
    """Statsmodels' exponential smoothing with a damped trend and the season of a week, called like statsforecast."""

    def __init__(self, season_length: int) -> None:
        self._season = season_length

    def forecast(self, y: Any, h: int, fitted: bool) -> dict[str, Any]:
        """Means of the `h` steps ahead and of those learned from."""
        smoothing = importlib.import_module("statsmodels.tsa.holtwinters").ExponentialSmoothing
        fit = smoothing(y, trend="add", damped_trend=True, seasonal="add", seasonal_periods=self._season,
                        initialization_method="heuristic").fit()  # fmt: skip
        return {"mean": np.asarray(fit.forecast(h)), "fitted": np.asarray(fit.fittedvalues) if fitted else None}


def answered(series: dict[str, Any]) -> list[dict[str, Any]]:
    """Forecasts of one series by each model, roots squared plus their variance; a model that cannot is left out."""
    root = np.sqrt(np.asarray(series["values"], dtype=float))
    found = []
    for name, model in models(series["day"], series["week"], len(root)).items():
        before = time.process_time()
        try:
            told = model.forecast(y=root, h=series["steps"], fitted=True)
        except Exception as error:  # noqa: BLE001 - short or constant series break some of them
            print(f"{name}: {error}", file=sys.stderr)
            continue
        mean = np.maximum(told["mean"], 0.0) ** 2 + float(np.nanvar(root - np.asarray(told["fitted"])))
        if np.isfinite(mean).all():
            found.append({"model": name, "mean": mean.tolist(), "seconds": time.process_time() - before})
    return found


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    asked = json.loads(Path(sys.argv[1]).read_text())
    Path(sys.argv[2]).write_text(json.dumps([answered(series) for series in asked]))
