"""Prophet on the counts of slots: as it comes, and tuned for counts (square roots, fine seasons, holidays)."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

from forecasting.arrays import FloatArray, IntArray
from forecasting.default.special import SpecialDays
from forecasting.models.forecaster import ModelFailed
from forecasting.models.prophet import YEAR_D, quiet

LEAST_SLOTS = 28
DAILY_ORDER, WEEKLY_ORDER = 12, 42
TUNED_MEMORY_D = 26 * 7  # of slots within days: more than that costs minutes and gains nothing


def prophet_slots(
    counts: FloatArray, days: IntArray, ahead: IntArray, special: SpecialDays, tuned: bool, seed: int = 1
) -> FloatArray:
    """Expected counts (len(ahead), slots) from `counts` (days, slots), NaN unknown. Raises `ModelFailed`.

    As it comes: defaults on counts. Tuned: square roots squared back plus their variance, high orders for day and week,
    the holidays given, multiplicative where the series is daily. Point forecast only. O(slots of the past), slow.
    """
    slots = counts.shape[1]
    if tuned and slots > 1:
        counts, days = counts[-TUNED_MEMORY_D:], days[-TUNED_MEMORY_D:]
    known = ~np.isnan(counts)
    if known.sum() < LEAST_SLOTS:
        raise ModelFailed("{known} slots are too few for Prophet.", known=int(known.sum()))
    past = np.sqrt(counts) if tuned and slots > 1 else counts
    scale = max(float(np.nanmax(past)), 1e-9)
    table = pd.DataFrame({"ds": _stamps(days, slots)[known.ravel()], "y": past[known] / scale})
    with quiet():
        model = _tuned(slots, int(np.ptp(days)) + 1, special) if tuned else _plain()
        model.fit(table, seed=seed)
        frame = pd.DataFrame({"ds": np.r_[table["ds"].to_numpy(), _stamps(ahead, slots).to_numpy()]})
        fitted = model.predict(frame)["yhat"].to_numpy(dtype=float) * scale
    mean = np.maximum(fitted[len(table) :], 0.0)
    if tuned and slots > 1:
        mean = mean**2 + float(np.var(past[known] - fitted[: len(table)]))
    return np.asarray(mean.reshape(len(ahead), slots))


def _plain() -> Any:
    from prophet import Prophet

    return Prophet(uncertainty_samples=0)


def _tuned(slots: int, span_d: int, special: SpecialDays) -> Any:
    from prophet import Prophet

    rows = [
        {"holiday": name, "ds": day.astype("datetime64[D]"), "lower_window": 0, "upper_window": 0}
        for name, found in special.holidays.items() for day in found
    ]  # fmt: skip
    holidays = pd.DataFrame(rows).astype({"ds": "datetime64[us]"}) if rows else None
    mode: Literal["additive", "multiplicative"] = "additive" if slots > 1 else "multiplicative"
    model = Prophet(uncertainty_samples=0, yearly_seasonality=False, weekly_seasonality=False, daily_seasonality=False,
                    holidays=holidays, seasonality_mode=mode)  # fmt: skip
    model.add_seasonality("week", period=7, fourier_order=WEEKLY_ORDER if slots > 1 else 3)
    if slots > 1:
        model.add_seasonality("day", period=1, fourier_order=DAILY_ORDER)
    if span_d >= YEAR_D:
        model.add_seasonality("year", period=365.25, fourier_order=10)
    return model


def _stamps(days: IntArray, slots: int) -> pd.DatetimeIndex:
    minute = days[:, None] * 1440 + np.arange(slots) * (1440 // slots)
    return pd.DatetimeIndex((minute * 60).astype("datetime64[s]").ravel().astype("datetime64[us]"))
