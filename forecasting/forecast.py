"""The forecast stage: history and events in; volumes with bands and handling times of the coming weeks out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from data.contracts.progress import PartMap, Progress, one_by_one, silent, slice_of
from data.contracts.tables import EVENT_EFFECTS, FORECAST, FORECAST_SCORES, HYGIENE_MARKS
from forecasting.aht.newcomers import known_pace
from forecasting.arrays import FloatArray, IntArray, date_of
from forecasting.daily import DAY_US, QueueHistory, first_forecast_day, split_queues
from forecasting.default.event_overlay import banded
from forecasting.events.echo import with_echoes
from forecasting.events.effects import EffectCurve, Key, pooled_effects
from forecasting.events.observations import coming_of
from forecasting.events.occasions import occasions_of
from forecasting.events.shapes import named_shapes, pooled_tilt
from forecasting.hygiene.marks import decisions_of, marks_table
from forecasting.hygiene.true_demand import first_attempts
from forecasting.lessons import Kind, QueueLesson, QueueTask, learn
from forecasting.models.boosting import boosting_trouble
from forecasting.models.catalogue import DEFAULT
from forecasting.new_queue.borrowing import with_borrowed
from forecasting.one_queue import QueueForecast, QueueWork, predict
from forecasting.paths.all_queues import paths_of_queues

AHT_UNKNOWN_S = 300.0


@dataclass(frozen=True)
class ForecastMade:
    """FORECAST, FORECAST_SCORES, EVENT_EFFECTS, HYGIENE_MARKS and FORECAST_PATHS, and what a planner should know."""

    forecast: pd.DataFrame
    scores: pd.DataFrame
    effects: pd.DataFrame
    marks: pd.DataFrame
    paths: pd.DataFrame
    warnings: tuple[str, ...]


def make_forecast(
    history: pd.DataFrame, centre: Centre, *, progress: Progress = silent, place: PartMap = one_by_one
) -> ForecastMade:
    """Forecast all queues of the centre for `centre.forecast.horizon_d` days from `as_of`.

    Two passes over the queues, each spread by `place`: what earlier events did (pooled over queues in between), then
    models, profile, handling time and bands. History at or after `as_of` is not used. A queue that cannot be forecast
    falls back to plain means with a warning. O(rows) + O(queues x models x origins) model fits.
    """
    progress(0.0, "reading history")
    first, redialled = first_attempts(history, centre)
    tasks = queue_tasks(split_queues(first, centre), centre)
    lessons = _spread(place, learn, tasks, slice_of(progress, 0.05, 0.20), "events")
    work = queue_works(tasks, lessons, centre)
    made = _spread(place, predict, work, slice_of(progress, 0.20, 0.90), "models")
    made = with_echoes(with_borrowed(made, tasks, centre), tasks, centre)
    progress(0.90, "bands")
    forecast, warnings = _forecast_table(made, centre)
    every = (
        redialled
        + [w for lesson in lessons for w in lesson.warnings]
        + [w for m in made for w in m.warnings]
        + warnings
    )
    if centre.forecast.boosting and DEFAULT in centre.forecast.models and boosting_trouble():
        every.append(boosting_trouble())
    result = ForecastMade(
        forecast=checked(FORECAST, forecast),
        scores=checked(FORECAST_SCORES, _scores_table(made, centre)),
        effects=checked(EVENT_EFFECTS, _effects_table(made)),
        marks=checked(HYGIENE_MARKS, marks_table([(lesson.queue, lesson.marks) for lesson in lessons], centre)),
        paths=paths_of_queues(
            made, first_forecast_day(centre), centre.forecast.horizon_d, centre.replay.paths, centre.replay.seed
        ),
        warnings=(*every, *_event_warnings(made)),
    )
    progress(1.0, "forecast made")
    return result


def queue_tasks(parts: list[QueueHistory], centre: Centre) -> list[QueueTask]:
    """A task per queue: its history, special days, origins of trials and the horizon of the settings."""
    settings = centre.forecast
    first = first_forecast_day(centre)
    origins = [first - settings.origin_days * back for back in range(settings.origins, 0, -1)]
    occasions = occasions_of(centre)
    decisions = decisions_of(centre)
    ahead = np.arange(first, first + settings.horizon_d)
    every = [o for own in occasions.values() for o in own]
    coming = {origin: frozenset(coming_of(every, origin, settings.origin_days)) for origin in origins}
    coming[first] = frozenset(coming_of(every, first, settings.horizon_d))
    return [
        QueueTask(part, occasions[part.queue], (*origins, first), settings.origin_days, settings.horizon_d,
                  tuple(settings.models), decisions[part.queue], known_pace(centre, part.queue, part.days, ahead),
                  coming, settings.boosting, centre.queues[part.queue].model)
        for part in parts
    ]  # fmt: skip


def _spread(
    place: PartMap, work: Callable[[Any], Any], parts: Sequence[Any], progress: Progress, doing: str
) -> list[Any]:
    """Answers of all parts in order, telling the progress as they arrive."""
    answers = []
    for answer in place(work, parts):
        answers.append(answer)
        progress(len(answers) / len(parts), f"{doing} {answer.queue}")
    return answers


def queue_works(tasks: list[QueueTask], lessons: list[QueueLesson], centre: Centre) -> list[QueueWork]:
    """What each queue needs for its forecast, pooled from the lessons of all queues."""
    channels = {name: queue.channel for name, queue in centre.queues.items()}
    effects = pooled_effects([o for lesson in lessons for o in lesson.observations], channels)
    kinds = {kind for lesson in lessons for kind in lesson.shapes}
    tilts: dict[Kind, FloatArray] = {}
    for kind in kinds:
        tilt = pooled_tilt({lesson.queue: lesson.shapes[kind] for lesson in lessons if kind in lesson.shapes})
        if tilt is not None:
            tilts[kind] = tilt
    named = named_shapes(centre.tables.get("event_shapes"), centre.interval_min)
    by_queue: dict[str, dict[Key, EffectCurve]] = {task.queue: {} for task in tasks}
    for (queue, key), effect in effects.items():
        by_queue[queue][key] = effect
    return [
        QueueWork(task, by_queue[task.queue], lesson.shapes, tilts, named)
        for task, lesson in zip(tasks, lessons, strict=True)
    ]


def _forecast_table(made: list[QueueForecast], centre: Centre) -> tuple[pd.DataFrame, list[str]]:
    """Rows of all queues on the grid of the horizon, and warnings about unknown handling times. O(rows)."""
    first = first_forecast_day(centre)
    last = first + centre.forecast.horizon_d - 1
    grid = interval_grid(date_of(first), date_of(last), centre.interval_min, centre.zone)
    wall_us = grid.tz_localize(None).to_numpy().astype("datetime64[us]").astype(np.int64)
    day = wall_us // DAY_US - first
    slot = (wall_us % DAY_US) // (centre.interval_min * 60_000_000)
    unknown = aht_of_kin(made, centre)
    frames, warnings = [], []
    for one in made:
        volume = one.volume[day, slot]
        by_clock = _day_by_clock(one.volume.sum(axis=1), volume, day)[day]
        volume *= by_clock
        spread = banded(one.volume, one.spreads, one.event_alpha)[day, slot] * by_clock[:, None]
        if one.aht_s is None:
            warnings.append(f"{one.queue}: no handling time recorded; planned with {unknown[one.queue]:.0f} s")
        aht_s = np.full(len(grid), unknown[one.queue]) if one.aht_s is None else one.aht_s[day, slot]
        columns = dict(zip(QUANTILE_COLUMNS, spread.T, strict=True))
        frames.append(pd.DataFrame({"queue": one.queue, "ts": grid, "volume": volume, **columns, "aht_s": aht_s}))
    return pd.concat(frames, ignore_index=True), warnings


def _day_by_clock(total: FloatArray, volume: FloatArray, day: IntArray) -> FloatArray:
    """Factor per day that keeps its total on days on which the clock skips or doubles an hour."""
    by_clock = np.bincount(day, weights=volume, minlength=len(total))
    return np.divide(total, by_clock, out=np.ones(len(total)), where=by_clock > 0)


def aht_of_kin(made: list[QueueForecast], centre: Centre) -> dict[str, float]:
    """Handling time in s for queues without a recorded one: the median of their channel, else of all."""
    known = {one.queue: float(one.aht_s.mean()) for one in made if one.aht_s is not None}
    found = {}
    for name, queue in centre.queues.items():
        kin = [s for q, s in known.items() if centre.queues[q].channel == queue.channel]
        found[name] = float(np.median(kin or list(known.values()) or [AHT_UNKNOWN_S]))
    return found


def _scores_table(made: list[QueueForecast], centre: Centre) -> pd.DataFrame:
    """One row per queue, model and origin; a queue without a backtest has one row that says so."""
    rows: list[dict[str, object]] = []
    for one in made:
        for t in one.trials:
            rows.append(
                {"queue": one.queue, "model": t.model, "origin": date_of(t.origin), "wape": t.wape, "bias": t.bias,
                 "seconds": t.seconds, "chosen": t.model == one.model, "note": t.note}
            )  # fmt: skip
        if not any(t.model == one.model for t in one.trials):
            rows.append(
                {"queue": one.queue, "model": one.model, "origin": date_of(first_forecast_day(centre)),
                 "wape": np.nan, "bias": np.nan, "seconds": 0.0, "chosen": True, "note": one.note}
            )  # fmt: skip
    table = pd.DataFrame(rows)
    return table.assign(origin=table["origin"].astype("datetime64[us]"))


def _effects_table(made: list[QueueForecast]) -> pd.DataFrame:
    """One row per occasion, queue and day of the horizon."""
    columns = ["event", "queue", "date", "size", "source", "note"]
    rows = [(o.event, one.queue, date_of(o.day), size, source, note)
            for one in made for o, size, source, note in one.effects]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns).drop_duplicates(["event", "queue", "date"])
    words = {name: table[name].astype(str) for name in ("event", "queue", "source", "note")}
    return table.assign(date=table["date"].astype("datetime64[us]"), size=table["size"].astype(float), **words)


def _event_warnings(made: list[QueueForecast]) -> list[str]:
    """One line per event that has days nobody has lived through and no size of the planner's."""
    days: dict[str, set[int]] = {}
    queues: dict[str, set[str]] = {}
    for one in made:
        for o, _, source, note in one.effects:
            if source == "none" and "rules the day" not in note:
                days.setdefault(o.event, set()).add(o.day)
                queues.setdefault(o.event, set()).add(one.queue)
    lines = []
    for event, which in days.items():
        span = f"{date_of(min(which)).date()} to {date_of(max(which)).date()}"
        lines.append(f"{event}, {span}: nothing like it in the history of {len(queues[event])} queues; "
                     "planned as normal days. Give a size in events.csv.")  # fmt: skip
    return lines
