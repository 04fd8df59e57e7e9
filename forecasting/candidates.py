"""Models tried on one queue: each forecasts the counts of normal days at past origins; the queue takes one of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray
from forecasting.daily import QueueHistory
from forecasting.default.hindsight import Hindsight
from forecasting.default.pipeline import QueueOutlook, forecast_queue
from forecasting.default.special import SpecialDays
from forecasting.default.spread import learned_spreads
from forecasting.default.top_down import spread_days
from forecasting.hygiene.clean import CleanDays
from forecasting.models.catalogue import DEFAULT, MODELS
from forecasting.models.forecaster import DailySeries, ModelFailed

LEAST_KNOWN_D = 14  # known days before an origin, under which nothing is compared
RUNAWAY = 10.0  # a normal day is never forecast above that many times the largest one seen
PLAIN = "seasonal_mean"
CLEARLY = 0.95  # another model takes the place of the default when its error is at most this share of it

Final = Callable[[int, FloatArray, IntArray], FloatArray]


@dataclass(frozen=True)
class Basis:
    """What a model may learn of a queue: history, clean counts, and which days are special or were outages (masks)."""

    history: QueueHistory
    clean: CleanDays
    normal: DailySeries
    usable: BoolArray
    special: BoolArray
    outage: BoolArray
    boosting: bool = True

    def before(self, origin: int) -> Basis:
        """The part strictly before a day, for a trial; trials do without boosting."""
        keep = self.history.days < origin
        h, c = self.history, self.clean
        cut = replace(h, days=h.days[keep], offered=h.offered[keep], handled=h.handled[keep], aht_s=h.aht_s[keep],
                      outside=None, repeated=None)  # fmt: skip
        clean = replace(c, counts=c.counts[keep], total=c.total[keep], cells=c.cells[keep], expected=c.expected[keep],
                        refused={i: why for i, why in c.refused.items() if i < int(keep.sum())})  # fmt: skip
        return Basis(cut, clean, self.normal.before(origin), self.usable[keep], self.special[keep], self.outage[keep],
                     boosting=False)  # fmt: skip


@dataclass(frozen=True)
class Trial:
    """One model at one origin: the counts (days, slots) it expected of normal days, and how wrong the days were."""

    model: str
    origin: int
    mean: FloatArray
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


@dataclass(frozen=True)
class Answer:
    """What a model made of a queue: normal counts (days, slots) or None, CPU seconds, and what went wrong in words."""

    mean: FloatArray | None
    seconds: float
    note: str
    outlook: QueueOutlook | None = None


def run_model(name: str, basis: Basis, horizon_d: int) -> Answer:
    """Normal counts of the days after the basis, by the default pipeline or by a daily model x weekday shape."""
    before = sum(os.times()[:4])
    note, mean, outlook = "", None, None
    try:
        if name == DEFAULT:
            outlook = _default(basis, horizon_d)
            mean = _sane(outlook.mean, basis.normal)
        else:
            mean = _member(name, basis, horizon_d)
    except ModelFailed as failure:
        note = str(failure)
    except Exception as error:  # noqa: BLE001 - a member that breaks costs its own row, never the queue
        note = f"{type(error).__name__}: {error}"
    return Answer(mean, round(sum(os.times()[:4]) - before, 3), note, outlook)


def _default(basis: Basis, horizon_d: int) -> QueueOutlook:
    days = basis.history.days
    special = SpecialDays(events={"special": tuple((int(d), int(d)) for d in days[basis.special])})
    return forecast_queue(basis.history, horizon_d, special, days[basis.outage], basis.boosting, clean=basis.clean)


def _member(name: str, basis: Basis, horizon_d: int) -> FloatArray:
    origin = int(basis.history.days[-1]) + 1
    ahead = np.arange(origin, origin + horizon_d, dtype=np.int64)
    totals = MODELS[name].forecast(basis.normal, ahead)
    none = np.zeros(0, dtype=np.int64)
    return _sane(spread_days(totals, origin, basis.history, basis.clean, basis.usable, none), basis.normal)


def _sane(mean: FloatArray, series: DailySeries) -> FloatArray:
    known = series.total[~np.isnan(series.total)]
    totals = mean.sum(axis=1)
    if not np.isfinite(mean).all() or (len(known) and totals.max() > RUNAWAY * max(float(known.max()), 1.0)):
        raise ModelFailed("The forecast runs away from everything seen.")
    return np.maximum(mean, 0.0)


def trials_of(
    models: Sequence[str], basis: Basis, actual: FloatArray, origins: Sequence[int], origin_days: int, final: Final
) -> list[Trial]:
    """Every model at every origin that has enough known days before it.

    `actual` (days,): all trusted totals of the basis' days. `final(origin, normal, ahead)` turns normal into final
    totals with the event effects known at the origin: the same for all models. O(models x origins) forecasts.
    """
    trials = []
    first = int(basis.history.days[0])
    for origin in origins:
        truth = actual[origin - first :][:origin_days] if origin >= first else actual[:0]
        if (~np.isnan(basis.normal.before(origin).total)).sum() < LEAST_KNOWN_D or len(truth) < origin_days:
            continue
        past = basis.before(origin)
        ahead = np.arange(origin, origin + origin_days, dtype=np.int64)
        for model in models:
            answer = run_model(model, past, origin_days)
            if answer.mean is None:
                trials.append(Trial(model, origin, np.zeros((0, 0)), np.nan, np.nan, 0.0, answer.seconds, answer.note))
                continue
            error = final(origin, answer.mean.sum(axis=1), ahead) - truth
            scored = ~np.isnan(error)
            trials.append(Trial(model, origin, answer.mean, float(np.abs(error[scored]).sum()),
                                float(error[scored].sum()), float(truth[scored].sum()), answer.seconds,
                                answer.note))  # fmt: skip
    return trials


def best_first(models: Sequence[str], trials: Sequence[Trial], wish: str = "") -> list[str]:
    """Models in the order in which they are taken: the planner's wish, then by pooled WAPE, ties as in the settings.

    The default comes first unless another's WAPE is at most `CLEARLY` of its own. A model that failed at an origin
    comes after all that did not. Without trials: the default, then the seasonal mean, then the others.
    """

    def rank(model: str) -> tuple[int, float]:
        own = [t for t in trials if t.model == model]
        failed = sum(not t.mean.size for t in own)
        volume = sum(t.volume for t in own)
        wape = sum(t.abs_error for t in own if t.mean.size) / volume if volume > 0 else 0.0
        return failed, round(wape * (CLEARLY if model == DEFAULT else 1.0), 9)

    plain = {DEFAULT: 0, PLAIN: 1}
    ranked = sorted(models, key=rank) if trials else sorted(models, key=lambda m: plain.get(m, 2))
    if wish:
        ranked = [wish, *(m for m in ranked if m != wish)]
    return ranked


def hindsight_of(trials: Sequence[Trial], history: QueueHistory, usable: BoolArray) -> Hindsight | None:
    """What a member expected at its trials, and the spreads learned of it; None without any. O(past slots)."""
    able = [t for t in trials if t.mean.size]
    if not able:
        return None
    rows = [np.arange(len(t.mean)) + t.origin - int(history.days[0]) for t in able]
    mean = np.stack([t.mean for t in able])
    actual = np.stack([np.where(usable[r, None], history.offered[r], np.nan) for r in rows])
    origins = np.array([t.origin for t in able], dtype=np.int64)
    return Hindsight(origins, mean, actual, learned_spreads(mean, actual))
