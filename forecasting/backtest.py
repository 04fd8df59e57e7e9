"""Rolling origins: every daily model forecasts weeks that are already known; the queue takes the best one."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray
from forecasting.models.catalogue import MODELS
from forecasting.models.forecaster import DailySeries, ModelFailed

LEAST_KNOWN_D = 14  # known days before an origin, under which nothing is compared
RUNAWAY = 10.0  # a normal day is never forecast above that many times the largest one seen
PLAIN = "seasonal_mean"


@dataclass(frozen=True)
class Trial:
    """One model at one origin: what it expected of normal days, how wrong the days were, what it cost."""

    model: str
    origin: int
    normal: FloatArray
    abs_error: float
    error: float
    volume: float
    seconds: float
    note: str

    @property
    def wape(self) -> float:
        """Sum of absolute errors over volume; NaN when the model failed or nothing came."""
        return self.abs_error / self.volume if self.volume > 0 else float("nan")

    @property
    def bias(self) -> float:
        """Sum of errors (forecast minus actual) over volume; NaN like `wape`."""
        return self.error / self.volume if self.volume > 0 else float("nan")


def run_model(name: str, series: DailySeries, ahead: IntArray) -> tuple[FloatArray | None, float, str]:
    """Expected totals (or None), CPU seconds of this process and its children, and what went wrong in words."""
    before = sum(os.times()[:4])
    note, expected = "", None
    try:
        expected = _sane(MODELS[name].forecast(series, ahead), series)
    except ModelFailed as failure:
        note = str(failure)
    except Exception as error:  # noqa: BLE001 - a member that breaks costs its own row, never the queue
        note = f"{type(error).__name__}: {error}"
    return expected, round(sum(os.times()[:4]) - before, 3), note


def _sane(expected: FloatArray, series: DailySeries) -> FloatArray:
    known = series.total[~np.isnan(series.total)]
    if not np.isfinite(expected).all() or (len(known) and expected.max() > RUNAWAY * max(float(known.max()), 1.0)):
        raise ModelFailed("The forecast runs away from everything seen.")
    return np.maximum(expected, 0.0)


def backtest(
    models: Sequence[str],
    series: DailySeries,
    actual: FloatArray,
    origins: Sequence[int],
    origin_days: int,
    special: Callable[[int, FloatArray, IntArray], FloatArray],
) -> list[Trial]:
    """Every model at every origin that has enough known days before it.

    `series` holds the normal days, `actual` all trusted totals of the same days. `special(origin, normal, ahead)` turns
    normal into final totals with the event effects known at the origin: the same for all models. O(models x origins).
    """
    trials = []
    for origin in origins:
        past = series.before(origin)
        ahead = np.arange(origin, origin + origin_days, dtype=np.int64)
        truth = actual[origin - int(series.days[0]) :][:origin_days] if origin >= series.days[0] else actual[:0]
        if (~np.isnan(past.total)).sum() < LEAST_KNOWN_D or len(truth) < origin_days:
            continue
        for model in models:
            normal, seconds, note = run_model(model, past, ahead)
            trials.append(_judged(model, origin, normal, special, ahead, truth, seconds, note))
    return trials


def _judged(
    model: str,
    origin: int,
    normal: FloatArray | None,
    special: Callable[[int, FloatArray, IntArray], FloatArray],
    ahead: IntArray,
    truth: FloatArray,
    seconds: float,
    note: str,
) -> Trial:
    if normal is None:
        return Trial(model, origin, np.zeros(0), np.nan, np.nan, 0.0, seconds, note)
    error = special(origin, normal, ahead) - truth
    scored = ~np.isnan(error)
    return Trial(model, origin, normal, float(np.abs(error[scored]).sum()), float(error[scored].sum()),
                 float(truth[scored].sum()), seconds, note)  # fmt: skip


def best_first(models: Sequence[str], trials: Sequence[Trial]) -> list[str]:
    """Models by pooled WAPE, best first; ties go to the order of the settings.

    A model that failed at an origin comes after all that did not. Without trials: the seasonal mean, then the others.
    """
    if not trials:
        return sorted(models, key=lambda m: m != PLAIN)

    def rank(model: str) -> tuple[int, float]:
        own = [t for t in trials if t.model == model]
        failed = sum(len(t.normal) == 0 for t in own)
        volume = sum(t.volume for t in own)
        wape = sum(t.abs_error for t in own if len(t.normal)) / volume if volume > 0 else 0.0
        return failed, round(wape, 9)

    return sorted(models, key=rank)


def forecast_with_fallback(ranked: Sequence[str], series: DailySeries, ahead: IntArray) -> tuple[FloatArray, str, str]:
    """Totals of normal days by the best model that works; then the seasonal mean, then zero. Also its name and why."""
    notes: list[str] = []
    for model in [*ranked, *([PLAIN] if PLAIN not in ranked else [])]:
        expected, _, note = run_model(model, series, ahead)
        if expected is not None:
            return expected, model, "; ".join(notes)
        notes.append(f"{model} failed ({note})")
    return np.zeros(len(ahead)), PLAIN, "; ".join([*notes, "nothing to learn from, planned at zero"])
