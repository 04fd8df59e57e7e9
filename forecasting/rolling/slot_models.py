"""Models of a backtest on one queue: the default and members beside it, each with calibrated bands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays
from forecasting.daily import QueueHistory
from forecasting.default.event_overlay import normal_level, widened, with_events, without_events
from forecasting.default.pipeline import QueueOutlook, flat_outlook, forecast_queue
from forecasting.default.special import NO_EVENTS, EventDays, SpecialDays
from forecasting.default.spread import LEAST, actual_after, learned_spreads, quantiles_by_week, untold
from forecasting.default.top_down import spread_days
from forecasting.hygiene.clean import clean_days, silence
from forecasting.models.catalogue import MODELS, NAMES
from forecasting.models.forecaster import DailySeries, ModelFailed
from forecasting.models.prophet_slots import prophet_slots
from forecasting.rolling.holidays import holiday_factors

PROPHETS = ("prophet_plain", "prophet_tuned")  # on slots; `prophet` is the one on daily totals
ON_SLOTS = ("seasonal_naive", *PROPHETS)  # take days as they are, or have holidays of their own
SLOW = ("prophet", "sarimax", *PROPHETS)
BAND_ORIGINS, SLOW_BAND_ORIGINS = 8, 2
MOST_BAND_ORIGINS, MOST_SLOW_BAND_ORIGINS = 16, 4  # where few slots come of each, as on daily data
LEAST_D = 28

Mean = Callable[[QueueHistory, int, SpecialDays, IntArray], FloatArray]


@dataclass(frozen=True)
class Task:
    """One forecast: what is known, how far, which days are special or shut, what is known of the events ahead."""

    history: QueueHistory
    horizon_d: int
    special: SpecialDays
    shut: IntArray
    coming: EventDays = NO_EVENTS


def model_names() -> tuple[str, ...]:
    """All models a backtest may name, the default first."""
    own = ("default", "top_down", "seasonal_naive")
    return (*own, *(name for name in NAMES if name not in own), *PROPHETS)


def forecast_by(model: str, task: Task) -> QueueOutlook:
    """The outlook of one queue by a named model; a model that cannot gives plain means, and says so in the notes."""
    if model in ("default", "top_down"):
        return _safe(task, lambda: forecast_queue(task.history, task.horizon_d, task.special, task.shut,
                                                  model == "default", task.coming))  # fmt: skip
    return _safe(task, lambda: _member(model, task))


def _safe(task: Task, work: Callable[[], QueueOutlook]) -> QueueOutlook:
    try:
        outlook = work()
        if not np.isfinite(outlook.mean).all():
            raise ModelFailed("the forecast is no number")
    except ModelFailed as failure:
        outlook = _flat(task, str(failure))
    except Exception as error:  # noqa: BLE001 - one series that breaks a model costs its own row, never the batch
        outlook = _flat(task, f"{type(error).__name__}: {error}")
    old = silence(task.history)
    return replace(outlook, notes=(*outlook.notes, old)) if old else outlook


def _flat(task: Task, why: str) -> QueueOutlook:
    ahead = np.arange(task.horizon_d, dtype=np.int64) + int(task.history.days[-1]) + 1
    return flat_outlook(task.history, ahead, task.shut, f"plain means instead: {why}")


def _member(model: str, task: Task) -> QueueOutlook:
    """A member's mean, and bands from what it would have said at a few past origins."""
    history = task.history
    if not (np.nan_to_num(history.offered) > 0).any():
        raise ModelFailed("no contacts in the history")
    origin = int(history.days[-1]) + 1
    number = _band_origins(model, history, task.horizon_d)
    spacing = int(np.clip(task.horizon_d, 14, 28))
    origins = [origin - spacing * back for back in range(number, 0, -1)]
    origins = [o for o in origins if o - int(history.days[0]) >= LEAST_D]
    past = []
    for o in origins:
        known = history.days < o
        earlier = QueueHistory(history.queue, history.days[known], history.offered[known], history.handled[known],
                               history.aht_s[known], history.open)  # fmt: skip
        past.append(mean_by(model, earlier, task))
    mean = mean_by(model, history, task)
    expected = np.stack(past) if past else np.zeros((0, *mean.shape))
    shut_past = np.isin(history.days, task.shut)
    coming = NO_EVENTS if model in ON_SLOTS else task.coming
    if model not in ON_SLOTS:
        shut_past = shut_past | _eventful(history, task)
    seen = np.where(shut_past[:, None], np.nan, history.offered)
    actual = actual_after(seen, int(history.days[0]), np.array(origins, dtype=np.int64), task.horizon_d)
    spreads = learned_spreads(expected, actual)
    ahead = np.arange(origin, origin + task.horizon_d, dtype=np.int64)
    levels = widened(quantiles_by_week(spreads, mean), mean, ahead, spreads, coming)
    return QueueOutlook(ahead, mean, levels, (*untold(spreads), *coming.notes))


def _band_origins(model: str, history: QueueHistory, horizon_d: int) -> int:
    """How many past origins bands are learned from: more where a horizon has few open slots."""
    usual, most = BAND_ORIGINS, MOST_BAND_ORIGINS
    if model in SLOW:
        usual, most = SLOW_BAND_ORIGINS, MOST_SLOW_BAND_ORIGINS
    slots = max(horizon_d * float(history.open.sum()) / 7, 1.0)
    return int(np.clip(np.ceil(LEAST / slots), usual, most))


def mean_by(model: str, history: QueueHistory, task: Task) -> FloatArray:
    """Expected counts (days, slots) of a member after `history`, without bands; raises `ModelFailed`."""
    origin = int(history.days[-1]) + 1
    ahead = np.arange(origin, origin + task.horizon_d, dtype=np.int64)
    if model == "seasonal_naive":
        return _naive(history, ahead, task.shut)
    if model in PROPHETS:
        counts = np.where(np.isin(history.days, task.shut)[:, None], np.nan, history.offered)
        mean = prophet_slots(counts, history.days, ahead, task.special, model == "prophet_tuned")
        running = ~np.isin(ahead, task.shut)
        return np.where(history.open[weekdays(ahead)] & running[:, None], mean, 0.0)
    return _by_days(model, history, task, ahead)


def _by_days(model: str, history: QueueHistory, task: Task, ahead: IntArray) -> FloatArray:
    """A model of daily totals, taught by normal days as in a plan; holidays and events ahead are laid over it."""
    event = _eventful(history, task)
    odd = task.special.holiday_mask(history.days) | event
    clean = without_events(clean_days(history, odd, np.isin(history.days, task.shut)), odd)
    totals = MODELS[model].forecast(DailySeries(history.days, clean.total), ahead)
    usable = ~np.isnan(clean.total) & ~task.special.odd_mask(history.days)
    mean = spread_days(totals, int(ahead[0]), history, clean, usable, task.shut)
    if np.isnan(clean.total[odd]).all():
        mean = mean * holiday_factors(clean.total, history, task.special, ahead)[:, None]
    return with_events(mean, ahead, normal_level(history.days, clean, odd), task.coming)


def _eventful(history: QueueHistory, task: Task) -> BoolArray:
    """True on past days of events, or under their influence."""
    return np.asarray(task.special.event_mask(history.days) | np.isin(history.days, task.coming.hidden), np.bool_)


def _naive(history: QueueHistory, ahead: IntArray, shut: IntArray) -> FloatArray:
    """The last recorded value of the same weekday and slot."""
    last = np.zeros((7, history.offered.shape[1]))
    for day, row in zip(weekdays(history.days), history.offered, strict=True):
        last[day] = np.where(np.isnan(row), last[day], row)
    running = ~np.isin(ahead, shut)
    return np.asarray(np.where(history.open, last, 0.0)[weekdays(ahead)] * running[:, None])
