"""Second pass over a queue: choose its model, add the special days, spread over the day, put bands around."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from forecasting.aht.doubt import aht_doubt, doubt_by_day
from forecasting.aht.per_interval import forecast_aht
from forecasting.arrays import FloatArray, IntArray, weekdays
from forecasting.candidates import PLAIN, Answer, Basis, Trial, best_first, hindsight_of, run_model, trials_of
from forecasting.default.hindsight import Hindsight
from forecasting.default.spread import Spread, learned_spreads
from forecasting.events.effects import NEAR_OFFSET_D, Effect, EffectCurve, Key, effect_for
from forecasting.events.observations import Level
from forecasting.events.occasions import OUTAGE, Occasion, outage_mask
from forecasting.events.shapes import as_if_on, learned_shape, split_hours, within_hours
from forecasting.lessons import Kind, Learnable, QueueTask, learnable
from forecasting.paths.day_rates import DayErrors
from forecasting.paths.joint import day_errors
from forecasting.profile import weekday_profile


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
    """The forecast of one queue: volumes and AHT in s (days, slots), relative variance of event sizes (days,).

    `spreads`: how volumes scatter, by week ahead. `errors`: the days of past forecasts, from which the joint law of all
    queues is learned. `aht_sd` (days,): relative deviation of the days' handling times.
    """

    queue: str
    volume: FloatArray
    aht_s: FloatArray | None
    event_alpha: FloatArray
    spreads: list[Spread]
    trials: list[Trial]
    model: str
    note: str
    effects: list[tuple[Occasion, float, str, str]]
    warnings: list[str] = field(default_factory=list)
    errors: DayErrors | None = None
    aht_sd: FloatArray | None = None


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

    basis = Basis(history, known.clean, known.normal, known.usable, known.special,
                  outage_mask(history.days, task.occasions), task.boosting)  # fmt: skip

    def final(origin: int, normal: FloatArray, ahead: IntArray) -> FloatArray:
        past = level if origin == task.first_day else Level(known.normal.before(origin))
        return _day_totals(work, origin, normal, ahead, past)

    trials = trials_of(task.models, basis, known.clean.total, task.origins[:-1], task.origin_days, final)
    ahead = np.arange(task.first_day, task.first_day + task.horizon_d, dtype=np.int64)
    answer, model, trouble = _forecast(best_first(task.models, trials, task.wish), basis, task.horizon_d)
    normal = answer.mean if answer.mean is not None else np.zeros((len(ahead), history.offered.shape[1]))
    totals = final(task.first_day, normal.sum(axis=1), ahead)
    note = trouble or ("" if trials else "too little history to compare models")
    past = _hindsight(answer, [t for t in trials if t.model == model], basis)
    told = [f"{task.queue}: {note}; planned by {model}"] if note else []
    if answer.outlook is not None and answer.outlook.past is None:  # the default fell back on plain means
        told += [f"{task.queue}: {why}" for why in answer.outlook.notes]
    if answer.outlook is not None and answer.outlook.shifted:
        told.append(f"{task.queue}: {answer.outlook.shifted}; planned at the new level")
    return QueueForecast(
        queue=task.queue,
        volume=totals[:, None] * day_shapes(work, normal, known, ahead),
        aht_s=coming_aht(work, known, ahead),
        event_alpha=alpha_of_events(work, ahead),
        spreads=past.spreads if past else _no_spreads(task.horizon_d),
        trials=trials,
        model=model,
        note=note,
        effects=_told_effects(work, normal.sum(axis=1), ahead, level),
        warnings=told,
        errors=day_errors(past.as_past(task.queue)) if past else DayErrors.none(task.queue),
        aht_sd=_aht_sd(work, known, ahead),
    )


def _forecast(ranked: list[str], basis: Basis, horizon_d: int) -> tuple[Answer, str, str]:
    """Normal counts by the best model that works; then the seasonal mean, then zero. Also its name and why."""
    notes: list[str] = []
    for model in [*ranked, *([PLAIN] if PLAIN not in ranked else [])]:
        answer = run_model(model, basis, horizon_d)
        if answer.mean is not None:
            return answer, model, "; ".join(notes)
        notes.append(f"{model} failed ({answer.note})")
    return Answer(None, 0.0, ""), PLAIN, "; ".join([*notes, "nothing to learn from, planned at zero"])


def _hindsight(answer: Answer, trials: list[Trial], basis: Basis) -> Hindsight | None:
    """What the chosen model expected in the past: the default knows its own past origins, others have their trials."""
    if answer.outlook is not None and answer.outlook.past is not None:
        return answer.outlook.past
    return hindsight_of(trials, basis.history, basis.usable)


def _no_spreads(horizon_d: int) -> list[Spread]:
    """The spreads of a queue without past forecasts."""
    return learned_spreads(np.zeros((0, horizon_d, 1)), np.zeros((0, horizon_d, 1)))


def _plain(task: QueueTask, warning: str) -> QueueForecast:
    """Mean per slot of what was recorded in the last six weeks, or zero: what is left when nothing else works."""
    history = task.history
    ahead = np.arange(task.first_day, task.first_day + task.horizon_d, dtype=np.int64)
    recent = history.offered[-42:]
    recorded = np.maximum((~np.isnan(recent)).sum(axis=0), 1)
    mean = np.where(history.open, np.nansum(recent, axis=0) / recorded, 0.0)[weekdays(ahead)]
    spreads = _no_spreads(task.horizon_d)
    return QueueForecast(task.queue, mean, None, np.zeros(len(ahead)), spreads, [], PLAIN, warning, [], [warning])


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


def day_shapes(work: QueueWork, normal: FloatArray, known: Learnable, ahead: IntArray) -> FloatArray:
    """Share of each day's total per slot, (days, slots), as in the `normal` counts; special days have their own."""
    task = work.task
    history = task.history
    mass = normal.sum(axis=1, keepdims=True)
    profile = weekday_profile(known.clean.counts, history.days, known.usable, history.open, task.first_day)
    shapes = np.where(mass > 0, normal / np.maximum(mass, 1e-12), profile[weekdays(ahead)])
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


def coming_aht(work: QueueWork, known: Learnable, ahead: IntArray) -> FloatArray | None:
    """Handling time in s (days, slots) with what special days do to it; None when none was ever recorded."""
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


def alpha_of_events(work: QueueWork, ahead: IntArray) -> FloatArray:
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


def _aht_sd(work: QueueWork, known: Learnable, ahead: IntArray) -> FloatArray:
    history = work.task.history
    ruling = [_on_day(work, work.task.first_day, int(day)) for day in ahead]
    log_aht = np.array([own[0][1].log_aht if own else 0.0 for own in ruling])
    return doubt_by_day(aht_doubt(history.aht_s, history.handled, history.days, known.usable), log_aht)
