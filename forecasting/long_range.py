"""The long-range forecast: volumes and handling times per hour and week up to eighteen months ahead, for capacity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from data.contracts.capacity import LONG_RANGE, LONG_RANGE_HOURS
from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.progress import PartMap, Progress, one_by_one, silent
from forecasting.arrays import FloatArray, IntArray, date_of, weekdays
from forecasting.daily import QueueHistory, first_forecast_day, split_queues
from forecasting.default.special import SpecialDays
from forecasting.events.effects import EffectCurve, Key, effect_for, pooled_effects
from forecasting.events.observations import Level, Observation, observe
from forecasting.events.occasions import OUTAGE, Occasion
from forecasting.forecast import AHT_UNKNOWN_S, queue_tasks, queue_works
from forecasting.hygiene.true_demand import first_attempts
from forecasting.lessons import QueueLesson, QueueTask, learn, learnable
from forecasting.long_range_days import FarDays, far_days
from forecasting.models.forecaster import DailySeries
from forecasting.one_queue import QueueWork, alpha_of_events, coming_aht, day_shapes
from forecasting.profile import weekday_profile

NEAR_D = 14  # an event is measured against the level of normal days known so long before it
WEEK_D = 7
HOURS = 24
CLASSES = "training_classes"
LEAST_MONTHS, MOST_MONTHS = 1, 18
MONTH_D = 30.4375


@dataclass(frozen=True)
class LongRangeMade:
    """Tables LONG_RANGE (queue, week) and LONG_RANGE_HOURS (queue, date, hour), and what a planner should know."""

    weeks: pd.DataFrame
    hours: pd.DataFrame
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class FarQueue:
    """One queue: counts and AHT in s (days, hours), sd of the log of a week's total (days,), relative variance that
    events add (days,), notes, the event that rules each day, and days of events that no queue has lived through."""

    queue: str
    volume: FloatArray
    aht_s: FloatArray | None
    log_sd: FloatArray
    alpha: FloatArray
    notes: tuple[str, ...] = ()
    events: Mapping[int, str] = field(default_factory=dict)
    unlived: Mapping[int, str] = field(default_factory=dict)


def forecast_long_range(
    history: pd.DataFrame,
    centre: Centre,
    months: int,
    *,
    progress: Progress = silent,
    place: PartMap = one_by_one,
) -> LongRangeMade:
    """Forecast all queues for `months` (1 to 18) from the first Monday at or after `as_of`, in whole weeks.

    Normal days by `far_days`; event days and holidays by what their earlier occurrences did, measured against the level
    of normal days two weeks before each (pooled over queues as in the plan's forecast), planners' sizes first; hours
    by the weekday's shape and the learned shapes of events; handling time by its damped drift. `volume` is expected;
    the quantiles of a week are log-normal and widen with the lead. History at or after `as_of` is not used. Dates are
    local. O(rows) + O(queues x origins x fits).
    """
    progress(0.0, "reading history")
    first = first_forecast_day(centre)
    begin = first + (-(first + 3)) % WEEK_D
    weeks = max(1, round(months * MONTH_D / WEEK_D))
    settings = replace(centre.forecast, horizon_d=begin - first + weeks * WEEK_D, origins=0)
    far = replace(centre, forecast=settings)
    seen, redialled = first_attempts(history, centre)
    tasks = _tasks(split_queues(seen, centre), far)
    lessons: list[QueueLesson] = []
    for lesson in place(learn, tasks):
        lessons.append(lesson)
        progress(0.25 * len(lessons) / len(tasks), f"events {lesson.queue}")
    works = _with_near_effects(queue_works(tasks, lessons, far), centre)
    made: list[FarQueue] = []
    for one in place(far_queue, works):
        made.append(one)
        progress(0.25 + 0.7 * len(made) / len(works), f"models {one.queue}")
    tables = _tables(made, centre, first, begin, weeks)
    notes = [w for lesson in lessons for w in lesson.warnings] + [f"{m.queue}: {n}" for m in made for n in m.notes]
    progress(1.0, "forecast made")
    return LongRangeMade(*tables, (*redialled, *notes, *_unlived(made)))


def _unlived(made: list[FarQueue]) -> list[str]:
    """One line per event that has days nobody has lived through and no size of the planner's."""
    lines = []
    for event in dict.fromkeys(event for one in made for event in one.unlived.values()):
        days = [day for one in made for day, name in one.unlived.items() if name == event]
        queues = sum(event in one.unlived.values() for one in made)
        span = f"{date_of(min(days)).date()} to {date_of(max(days)).date()}"
        lines.append(f"{event}, {span}: nothing like it in the history of {queues} queues; "
                     "planned as normal days. Give a size in events.csv.")  # fmt: skip
    return lines


def _tasks(parts: list[QueueHistory], far: Centre) -> list[QueueTask]:
    """The tasks, in the days ahead without the slowness of newcomers: a capacity plan counts them by their ramp."""
    tenured = replace(far, tables={name: table for name, table in far.tables.items() if name != CLASSES})
    tasks, plain = queue_tasks(parts, far), queue_tasks(parts, tenured)
    return [
        task
        if task.pace is None or other.pace is None
        else replace(task, pace=replace(task.pace, ahead=other.pace.ahead))
        for task, other in zip(tasks, plain, strict=True)
    ]


def _with_near_effects(works: list[QueueWork], centre: Centre) -> list[QueueWork]:
    """The works with effects measured against the level known `NEAR_D` before each event, however far it lies."""
    observations: list[Observation] = []
    for work in works:
        task = work.task
        kinds = frozenset((kind, task.first_day + NEAR_D) for kind, _ in _coming(works))
        if len(task.history.days):
            observations += _observed(task, kinds)
    channels = {name: queue.channel for name, queue in centre.queues.items()}
    curves = pooled_effects(observations, channels)
    done = []
    for work in works:
        effects: dict[Key, EffectCurve] = {}
        for kind, start in _coming(works):
            curve = curves.get((work.task.queue, (work.task.first_day, kind, work.task.first_day + NEAR_D)))
            if curve is not None:
                effects[work.task.first_day, kind, start] = curve
        done.append(replace(work, effects=effects))
    return done


def _coming(works: list[QueueWork]) -> list[tuple[str, int]]:
    task = works[0].task
    return sorted(task.coming[task.first_day])


def _observed(task: QueueTask, coming: frozenset[tuple[str, int]]) -> list[Observation]:
    from forecasting.aht.per_interval import daily_aht

    known = learnable(task)
    history = task.history
    aht = daily_aht(history.aht_s, history.handled)
    return observe(task.queue, task.occasions, known.clean.total, aht, history.days, known.special, task.first_day,
                   coming)  # fmt: skip


def far_queue(work: QueueWork) -> FarQueue:
    """One queue, pure and picklable; what breaks falls back to the means of the last weeks, with a note."""
    try:
        return _far_queue(work)
    except Exception as error:  # noqa: BLE001 - one broken queue must not stop the others
        return _fallback(work.task, f"planned by plain means, the long-range forecast failed: {error!r}")


def _fallback(task: QueueTask, note: str) -> FarQueue:
    days = np.arange(task.first_day, task.first_day + task.horizon_d, dtype=np.int64)
    recent = task.history.offered[-42:]
    mean = np.nansum(recent, axis=0) / np.maximum((~np.isnan(recent)).sum(axis=0), 1)
    volume = np.where(task.history.open, mean, 0.0)[weekdays(days)]
    plain = far_days(DailySeries(np.zeros(0, dtype=np.int64), np.zeros(0)), task.first_day, task.horizon_d,
                     SpecialDays())  # fmt: skip
    return FarQueue(task.queue, volume, None, plain.log_sd, np.zeros(len(days)), (note,))


def _far_queue(work: QueueWork) -> FarQueue:
    task = work.task
    history: QueueHistory = task.history
    ahead = np.arange(task.first_day, task.first_day + task.horizon_d, dtype=np.int64)
    if not (history.offered > 0).any():
        return _fallback(task, "the history holds no contacts; planned at zero")
    known = learnable(task)
    odd = history.days[known.special]
    special = SpecialDays(events={"special": tuple((int(d), int(d)) for d in odd)})
    shut = ~history.open_weekdays[weekdays(history.days)]
    normal = DailySeries(history.days, np.where(shut, np.nan, known.normal.total))
    far = far_days(normal, task.first_day, task.horizon_d, special)
    totals, ruled, unlived = _with_events(work, normal, far, ahead)
    profile = weekday_profile(known.clean.counts, history.days, known.usable, history.open, task.first_day)
    shapes = day_shapes(work, totals[:, None] * profile[weekdays(ahead)], known, ahead)
    aht_s = coming_aht(work, known, ahead)
    return FarQueue(task.queue, totals[:, None] * shapes, aht_s, far.log_sd, alpha_of_events(work, ahead), far.notes,
                    ruled, unlived)  # fmt: skip


def _with_events(
    work: QueueWork, normal: DailySeries, far: FarDays, ahead: IntArray
) -> tuple[FloatArray, dict[int, str], dict[int, str]]:
    """Totals with coming special days in (closed days 0), the event that rules each such day, and (by day number) those
    of the planner's events that nothing is known of."""
    task = work.task
    open_day = task.history.open_weekdays[weekdays(ahead)]
    both = DailySeries(np.r_[normal.days, ahead], np.r_[normal.total, np.where(open_day, far.totals, np.nan)])
    level = Level(both)
    by_day: dict[int, list[Occasion]] = {}
    for o in task.occasions:
        if o.day >= task.first_day and o.kind != OUTAGE:
            by_day.setdefault(o.day, []).append(o)
    totals = far.totals.copy()
    ruled: dict[int, str] = {}
    unlived: dict[int, str] = {}
    for i, day in enumerate(ahead):
        found = [(o, effect_for(o, work.effects.get((task.first_day, o.kind, o.start)))) for o in
                 by_day.get(int(day), ())]  # fmt: skip
        if not found or not open_day[i]:
            continue
        o, effect = min(found, key=lambda pair: (pair[1].source != "planner", -abs(pair[1].log_size)))
        ruled[i] = o.event
        if effect.source == "none" and not o.from_calendar:
            unlived[int(day)] = o.event
        if effect.multiple is not None:
            totals[i] *= effect.multiple
            continue
        base = level.before(o.start - NEAR_D)
        base = base if base > 0 else level.around(int(day))
        usual = base * level.factor(int(day)) ** effect.gamma if base > 0 else float(totals[i])
        totals[i] = usual * float(np.exp(effect.log_size))
    return np.where(open_day, totals, 0.0), ruled, unlived


def _hourly(one: FarQueue, unknown_s: float) -> tuple[FloatArray, FloatArray]:
    """Counts and AHT (days, 24); intervals longer than an hour are spread evenly."""
    volume = one.volume
    aht_s = np.full(volume.shape, unknown_s) if one.aht_s is None else one.aht_s
    slots = volume.shape[1]
    if slots < HOURS:
        each = HOURS // slots
        return np.repeat(volume / each, each, axis=1), np.repeat(aht_s, each, axis=1)
    work = (volume * aht_s).reshape(len(volume), HOURS, -1).sum(axis=2)
    counts = volume.reshape(len(volume), HOURS, -1).sum(axis=2)
    mean = aht_s.reshape(len(volume), HOURS, -1).mean(axis=2)
    return counts, np.divide(work, counts, out=mean, where=counts > 0)


def _tables(
    made: list[FarQueue], centre: Centre, first: int, begin: int, weeks: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """LONG_RANGE and LONG_RANGE_HOURS of the whole weeks from day `begin`. O(queues x hours)."""
    skip = begin - first
    n = weeks * WEEK_D
    dates = pd.DatetimeIndex([date_of(begin + i) for i in range(n)]).as_unit("us")
    told = {one.queue: float(np.mean(one.aht_s)) for one in made if one.aht_s is not None}
    weekly, hourly = [], []
    for one in made:
        kin = [s for q, s in told.items() if centre.queues[q].channel == centre.queues[one.queue].channel]
        unknown_s = float(np.median(kin or list(told.values()) or [AHT_UNKNOWN_S]))
        counts, aht_s = (part[skip : skip + n] for part in _hourly(one, unknown_s))
        hourly.append(pd.DataFrame({
            "queue": one.queue, "date": np.repeat(dates, HOURS), "hour": np.tile(np.arange(HOURS), n),
            "volume": counts.ravel(), "aht_s": aht_s.ravel(),
        }))  # fmt: skip
        weekly.append(_weeks(one, counts, aht_s, dates, skip))
    return (checked(LONG_RANGE, pd.concat(weekly, ignore_index=True)),
            checked(LONG_RANGE_HOURS, pd.concat(hourly, ignore_index=True)))  # fmt: skip


def _weeks(one: FarQueue, counts: FloatArray, aht_s: FloatArray, dates: pd.DatetimeIndex, skip: int) -> pd.DataFrame:
    """Rows of LONG_RANGE: the variance of a week is that of its level and, day by day alike, of its events' sizes."""
    n = len(counts)
    day = counts.sum(axis=1).reshape(-1, WEEK_D)
    total = day.sum(axis=1)
    alpha = one.alpha[skip : skip + n].reshape(-1, WEEK_D)
    share = np.divide(day, total[:, None], out=np.zeros_like(day), where=total[:, None] > 0)
    of_events = (share * np.sqrt(alpha)).sum(axis=1)  # the days of an event are large or small together
    level = one.log_sd[skip : skip + n].reshape(-1, WEEK_D).mean(axis=1)
    chance = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    work = (counts * aht_s).sum(axis=1).reshape(-1, WEEK_D).sum(axis=1)
    mean_s = aht_s.reshape(len(total), -1).mean(axis=1)
    names = [{one.events[i]: None for i in range(skip + w * WEEK_D, skip + (w + 1) * WEEK_D) if i in one.events}
             for w in range(len(total))]  # fmt: skip
    return pd.DataFrame({
        "queue": one.queue, "week": dates[::WEEK_D], "volume": total,
        "log_sd": np.sqrt(level**2 + np.log1p(of_events**2) + chance),
        "aht_s": np.divide(work, total, out=mean_s, where=total > 0),
        "peak_day_share": share.max(axis=1), "events": [", ".join(own) for own in names],
    })  # fmt: skip
