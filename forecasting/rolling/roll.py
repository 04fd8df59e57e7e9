"""Rolling origins on anybody's history: each model forecasts weeks that are known already; tables of the outcome."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS
from data.contracts.progress import PartMap, Progress, one_by_one, silent, slice_of
from forecasting.accuracy.measures import naive_scale, slot_sums
from forecasting.arrays import BoolArray, FloatArray, IntArray, date_of, weekdays
from forecasting.default.pipeline import QueueOutlook
from forecasting.default.special import NO_DAYS, NO_EVENTS, NOTHING_SPECIAL, EventDays, SpecialDays
from forecasting.rolling.events import EventsSeen, coming_days, events_tasks, see_events
from forecasting.rolling.holidays import closed_holidays, closed_note
from forecasting.rolling.slot_models import Task, forecast_by, model_names
from forecasting.rolling.wall_clock import QueueLabels, interval_of, labels, split_labels

EVENTS_SHARE = 0.1  # of the progress: the first pass over the events
OPEN_SHARE = 0.5  # of the dates of the fullest weekday, from which another opens
WEEKDAY_OF_0 = 3  # day number 0 is a Thursday
BATCH = 16  # queues handed out at a time: memory does not grow with their number


@dataclass(frozen=True)
class QueueDays:
    """Special and shut days of a queue; `*` in a mapping of these stands for all queues."""

    special: SpecialDays = NOTHING_SPECIAL
    shut: IntArray = field(default_factory=lambda: NO_DAYS)


@dataclass(frozen=True)
class QueueTrial:
    """One queue to be rolled over its origins; pure and picklable. `events`: what each origin knows of those ahead."""

    labels: QueueLabels
    origins: tuple[int, ...]
    horizon_d: int
    models: tuple[str, ...]
    days: QueueDays
    with_forecasts: bool
    events: Mapping[int, EventDays] = field(default_factory=dict)


@dataclass(frozen=True)
class QueueRolled:
    """Sums of errors (one row per origin and model), forecasts of open slots, and what to mind, of one queue."""

    queue: str
    sums: pd.DataFrame
    forecasts: pd.DataFrame
    warnings: tuple[str, ...]


def last_origins(history: pd.DataFrame, number: int, horizon_d: int) -> list[int]:
    """The last `number` origins, at least `horizon_d` days apart, whose horizon lies in the history, as day numbers.

    A file that rests on some weekday starts its week after the longest rest: its origins lie on that weekday (horizons
    under a week: on any that opens), so that the last horizon may end a few days early. Other files' last horizon ends
    with the history. A weekday opens where at least half as many dates of it have rows as of the fullest. O(rows).
    """
    days = np.unique(history["timestamp"].to_numpy().astype("datetime64[D]").astype(np.int64))
    begins = _beginnings(np.bincount(weekdays(days), minlength=7), horizon_d)
    found: list[int] = []
    latest = int(days[-1]) + 1
    for _ in range(number):
        latest -= horizon_d
        while not begins[(latest + WEEKDAY_OF_0) % 7]:
            latest -= 1
        found.append(latest)
    return found[::-1]


def _beginnings(dates: IntArray, horizon_d: int) -> list[bool]:
    """Weekdays on which an origin may lie, from the number of dates with rows of each."""
    opens = [bool(number >= OPEN_SHARE * dates.max()) for number in dates]
    if all(opens) or horizon_d < 7:
        return opens
    rests = [next(n for n in range(8) if n == 7 or opens[(w - 1 - n) % 7]) if opens[w] else -1 for w in range(7)]
    return [w == rests.index(max(rests)) for w in range(7)]


def roll(
    history: pd.DataFrame,
    origins: Sequence[int],
    horizon_d: int,
    models: Sequence[str],
    days: Mapping[str, QueueDays] | None = None,
    *,
    with_forecasts: bool = True,
    progress: Progress = silent,
    place: PartMap = one_by_one,
) -> Iterator[QueueRolled]:
    """Every queue of a history (queue, timestamp, offered) over all origins, one after the other as they are done.

    An origin is the first forecast day; only rows before it are used. `days` holds the special and shut days per queue
    (`*`: all others); its events are learned from all queues that have them, at each origin from what lies before it.
    Memory does not grow with the number of queues. O(queues x origins x models) forecasts.
    """
    unknown = [name for name in models if name not in model_names()]
    if unknown:
        values = {"unknown": ", ".join(unknown), "known": ", ".join(model_names())}
        raise RefusedInput([Fault("backtest.model", "there is no model {unknown}", values, "Choose from {known}.")])
    known = days or {}
    number = history["queue"].nunique()

    def listed() -> Iterator[tuple[QueueLabels, QueueDays]]:
        for part in split_labels(history, interval_of(history)):
            yield part, known.get(part.queue, known.get("*", QueueDays()))

    some = any(own.special.events for own in known.values())
    eventful = [(part, own.special, own.shut) for part, own in listed() if own.special.events] if some else []
    events = _events(eventful, origins, horizon_d, progress, place)
    progress = slice_of(progress, EVENTS_SHARE if events else 0.0, 1.0)
    trials = (
        QueueTrial(part, tuple(origins), horizon_d, tuple(models), own, with_forecasts, events.get(part.queue, {}))
        for part, own in listed()
    )
    done = 0
    while batch := list(islice(trials, BATCH)):
        for answer in place(roll_queue, batch):
            done += 1
            progress(done / number, f"backtest {answer.queue}")
            yield answer


def _events(
    parts: Sequence[tuple[QueueLabels, SpecialDays, IntArray]],
    origins: Sequence[int],
    horizon_d: int,
    progress: Progress,
    place: PartMap,
) -> dict[str, dict[int, EventDays]]:
    """First pass: what earlier events of all queues say about the event days ahead of each origin, per queue."""
    tasks = events_tasks(parts, origins, horizon_d)
    seen: list[EventsSeen] = []
    for first in range(0, len(tasks), BATCH):
        seen += place(see_events, tasks[first : first + BATCH])
        progress(EVENTS_SHARE * len(seen) / len(tasks), "events")
    return coming_days(tasks, seen)


def roll_queue(trial: QueueTrial) -> QueueRolled:
    """One queue over all origins and models; an origin without history before it is left out with a warning."""
    rows, tables, notes = [], [], []
    if trial.labels.repeated:
        notes.append(f"{trial.labels.queue}: {trial.labels.repeated} labels are there more than once; "
                     "their mean is used")  # fmt: skip
    for origin in trial.origins:
        history = trial.labels.before(origin, trial.days.shut)
        if history is None:
            notes.append(f"{trial.labels.queue}: no history before {date_of(origin).date()}; not forecast")
            continue
        actual = trial.labels.grid(origin, origin + trial.horizon_d, trial.days.shut)
        ahead = np.arange(origin, origin + trial.horizon_d, dtype=np.int64)
        closed = closed_holidays(history, trial.days.special, ahead, trial.days.shut)
        open_slot = history.open[weekdays(ahead)] & ~np.isin(ahead, trial.days.shut)[:, None]
        shut = np.union1d(trial.days.shut, np.array(list(closed), dtype=np.int64))
        always = closed_note(closed, actual, origin)
        told = open_slot & ~np.isin(ahead, list(closed))[:, None]
        scale = naive_scale(history.offered)
        for model in trial.models:
            before = sum(os.times()[:4])
            coming = trial.events.get(origin, NO_EVENTS)
            outlook = forecast_by(model, Task(history, trial.horizon_d, trial.days.special, shut, coming))
            seconds = sum(os.times()[:4]) - before
            note = "; ".join([*outlook.notes, *([always] if always else [])])
            rows.append({"queue": trial.labels.queue, "origin": origin, "model": model,
                         **_sums(outlook, actual, open_slot, scale), "seconds": seconds, "note": note})  # fmt: skip
            notes += [f"{trial.labels.queue}, {date_of(origin).date()}, {model}: {note}"] if note else []
            if trial.with_forecasts:
                tables.append(_told(trial.labels.queue, origin, model, outlook, told))
    forecasts = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return QueueRolled(trial.labels.queue, pd.DataFrame(rows), forecasts, tuple(dict.fromkeys(notes)))


def _sums(outlook: QueueOutlook, actual: FloatArray, open_slot: BoolArray, scale: float) -> dict[str, float]:
    """Sums over the scored slots (open, and with a row in the file), from which every measure follows."""
    scored = ~np.isnan(actual) & open_slot
    per_slot = slot_sums(actual[scored], outlook.mean[scored], outlook.quantiles[scored], scale)
    return {name: float(column.sum()) for name, column in per_slot.items()}


def _told(queue: str, origin: int, model: str, outlook: QueueOutlook, open_slot: BoolArray) -> pd.DataFrame:
    """Forecast rows of the open slots."""
    stamps = labels(outlook.days, outlook.mean.shape[1])[open_slot]
    bands = dict(zip(QUANTILE_COLUMNS, outlook.quantiles[open_slot].T, strict=True))
    named = {"queue": queue, "origin": str(date_of(origin).date()), "timestamp": stamps, "model": model}
    return pd.DataFrame({**named, "mean": outlook.mean[open_slot], **bands})
