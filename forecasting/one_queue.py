"""Second pass over a queue: choose its daily model, add the special days, spread over the day, put bands around."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from forecasting.aht import forecast_aht
from forecasting.arrays import FloatArray, IntArray, weekdays
from forecasting.backtest import PLAIN, Trial, backtest, best_first, forecast_with_fallback
from forecasting.bands import Dispersion
from forecasting.events import NEAR_OFFSET_D, Effect, EffectCurve, Key, effect_for
from forecasting.joint import DayErrors
from forecasting.lessons import Kind, Learnable, QueueTask, learnable
from forecasting.observations import Level
from forecasting.occasions import OUTAGE, Occasion
from forecasting.past_days import bands_and_errors
from forecasting.profile import weekday_profile
from forecasting.shapes import as_if_on, learned_shape, split_hours, within_hours


@dataclass(frozen=True)
class QueueWork:
    """A queue to forecast with what all queues together have taught: effects, tilts of event days, named shapes."""

    task: QueueTask
    effects: Mapping[Key, EffectCurve]
    own_shapes: Mapping[Kind, tuple[FloatArray, FloatArray]]
    tilts: Mapping[Kind, FloatArray]
    named: Mapping[str, FloatArray]


@dataclass(frozen=True)
class QueueForecast:
    """The forecast of one queue: volumes, AHT in s and relative event variance, all (days, slots) but the last.

    `errors`: the days of past forecasts, from which the joint law of all queues is learned.
    """

    queue: str
    volume: FloatArray
    aht_s: FloatArray | None
    event_alpha: FloatArray
    dispersion: Dispersion
    trials: list[Trial]
    model: str
    note: str
    effects: list[tuple[Occasion, float, str, str]]
    warnings: list[str] = field(default_factory=list)
    errors: DayErrors | None = None


def predict(work: QueueWork) -> QueueForecast:
    """Forecast one queue; pure and picklable. What breaks falls back to plain means, with a warning."""
    try:
        return _predict(work)
    except Exception as error:  # noqa: BLE001 - one broken queue must not stop the others
        return _plain(work.task, f"{work.task.queue}: planned by plain means, the forecast failed: {error!r}")


def _predict(work: QueueWork) -> QueueForecast:
    task = work.task
    history = task.history
    if not (history.offered > 0).any():
        return _plain(task, f"{task.queue}: the history holds no contacts; planned at zero")
    known = learnable(task)
    level = Level(known.normal)

    def final(origin: int, normal: FloatArray, ahead: IntArray) -> FloatArray:
        past = level if origin == task.first_day else Level(known.normal.before(origin))
        return _day_totals(work, origin, normal, ahead, past)

    trials = backtest(task.models, known.normal, known.clean.total, task.origins[:-1], task.origin_days, final)
    ahead = np.arange(task.first_day, task.first_day + task.horizon_d, dtype=np.int64)
    normal, model, trouble = forecast_with_fallback(best_first(task.models, trials), known.normal, ahead)
    normal = np.where(history.open_weekdays[weekdays(ahead)], normal, 0.0)
    totals = final(task.first_day, normal, ahead)
    note = trouble or ("" if trials else "too little history to compare models")
    volume = totals[:, None] * _day_shapes(work, known, ahead)
    dispersion, errors = bands_and_errors(history, known, [t for t in trials if t.model == model])
    return QueueForecast(
        queue=task.queue,
        volume=volume,
        aht_s=_aht(work, known, ahead),
        event_alpha=_event_alpha(work, ahead),
        dispersion=dispersion,
        trials=trials,
        model=model,
        note=note,
        effects=_told_effects(work, normal, ahead, level),
        warnings=[f"{task.queue}: {note}; planned by {model}"] if note else [],
        errors=errors,
    )


def _plain(task: QueueTask, warning: str) -> QueueForecast:
    """Mean per slot of what was recorded in the last six weeks, or zero: what is left when nothing else works."""
    history = task.history
    ahead = np.arange(task.first_day, task.first_day + task.horizon_d, dtype=np.int64)
    recent = history.offered[-42:]
    recorded = np.maximum((~np.isnan(recent)).sum(axis=0), 1)
    mean = np.where(history.open, np.nansum(recent, axis=0) / recorded, 0.0)[weekdays(ahead)]
    return QueueForecast(task.queue, mean, None, np.zeros(len(ahead)), Dispersion(), [], PLAIN, warning, [], [warning])


def _on_day(work: QueueWork, origin: int, day: int) -> list[tuple[Occasion, Effect]]:
    """Occasions of a day with their effects, the one that rules the day first: the planner's, then the largest."""
    found = []
    for o in work.task.occasions:
        if o.day == day and o.kind != OUTAGE:
            key: Key = (origin, o.kind, o.start)
            # a backtest must not know a size the planner set later
            known = o if origin == work.task.first_day else replace(o, size=None, shape="")
            found.append((known, effect_for(known, work.effects.get(key))))
    return sorted(found, key=lambda pair: (pair[1].source != "planner", -abs(pair[1].log_size)))


def _day_totals(work: QueueWork, origin: int, normal: FloatArray, ahead: IntArray, level: Level) -> FloatArray:
    """Totals of the days with their special days in; days on which the queue is closed stay zero."""
    totals = normal.copy()
    open_day = work.task.history.open_weekdays[weekdays(ahead)]
    for i, day in enumerate(ahead):
        ruling = _on_day(work, origin, int(day))
        if ruling and open_day[i]:
            totals[i] = _special_total(ruling[0][1], float(normal[i]), int(day), origin, level)
    return np.where(open_day, totals, 0.0)


def _special_total(effect: Effect, normal: float, day: int, origin: int, level: Level) -> float:
    if effect.multiple is not None:
        return normal * effect.multiple
    known = level.before(origin)
    if not known > 0:
        return normal * float(np.exp(effect.log_size))
    factor = max(float(level.factors[int(weekdays(np.array([day]))[0])]), 0.05)
    return known * float(np.exp(effect.log_size)) * float(factor**effect.gamma)


def _day_shapes(work: QueueWork, known: Learnable, ahead: IntArray) -> FloatArray:
    """Share of each day's total per slot, (days, slots); special days have shapes of their own."""
    task = work.task
    history = task.history
    profile = weekday_profile(known.clean.counts, history.days, known.usable, history.open, task.first_day)
    shapes = profile[weekdays(ahead)]
    for i, day in enumerate(ahead):
        ruling = _on_day(work, task.first_day, int(day))
        if not ruling:
            continue
        o, effect = ruling[0]
        kind = _nearest(o, {*work.own_shapes, *work.tilts})
        wanted = shapes[i]
        if effect.source != "none" and (kind in work.own_shapes or kind in work.tilts):
            seen = work.own_shapes.get(kind)
            own = None if seen is None else as_if_on(*seen, shapes[i])
            wanted = learned_shape(own, shapes[i], work.tilts.get(kind))
        if o.shape in work.named:
            wanted = split_hours(work.named[o.shape], wanted)
        shapes[i] = within_hours(wanted, history.open[weekdays(ahead[i : i + 1])[0]], shapes[i])
    return shapes


def _nearest(o: Occasion, known: Collection[Kind]) -> Kind:
    """The day of the same kind of event whose shape stands for this one: its own or the nearest known."""
    offsets = [offset for kind, offset in known if kind == o.kind and abs(offset - o.offset_d) <= NEAR_OFFSET_D]
    return o.kind, min(offsets, key=lambda offset: (abs(offset - o.offset_d), offset), default=o.offset_d)


def _aht(work: QueueWork, known: Learnable, ahead: IntArray) -> FloatArray | None:
    history = work.task.history
    pace = work.task.pace
    aht_s = forecast_aht(history.aht_s, history.handled, history.days, known.usable, ahead, pace)
    if aht_s is None:
        return None
    for i, day in enumerate(ahead):
        ruling = _on_day(work, work.task.first_day, int(day))
        if ruling and not (pace is not None and pace.ruled[i]):
            aht_s[i] *= float(np.exp(np.clip(ruling[0][1].log_aht, -0.7, 0.7)))
    return aht_s


def _event_alpha(work: QueueWork, ahead: IntArray) -> FloatArray:
    """Relative variance that the size of a special day adds, shape (days,)."""
    alpha = np.zeros(len(ahead))
    for i, day in enumerate(ahead):
        ruling = _on_day(work, work.task.first_day, int(day))
        if ruling:
            alpha[i] = float(np.expm1(min(max(ruling[0][1].log_var, 0.0), 1.0)))
    return alpha


def _told_effects(
    work: QueueWork, normal: FloatArray, ahead: IntArray, level: Level
) -> list[tuple[Occasion, float, str, str]]:
    """Each coming occasion with its multiple of the normal day, where it comes from, and a note."""
    told = []
    for i, day in enumerate(ahead):
        ruling = _on_day(work, work.task.first_day, int(day))
        for rank, (o, effect) in enumerate(ruling):
            total = _special_total(effect, float(normal[i]), int(day), work.task.first_day, level)
            size = total / float(normal[i]) if normal[i] > 0 else 1.0
            size = effect.multiple if effect.multiple is not None else size
            note = effect.note if rank == 0 else f"{effect.note}; {ruling[0][0].event} rules the day"
            told.append((o, size, effect.source, note))
    return told
