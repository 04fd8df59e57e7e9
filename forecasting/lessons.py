"""First pass over a queue: what its history says about the special days to come, for the pool of queues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from forecasting.aht.per_interval import Pace, daily_aht
from forecasting.arrays import BoolArray, FloatArray, weekdays
from forecasting.daily import QueueHistory
from forecasting.events.observations import Coming, Observation, observe
from forecasting.events.occasions import Occasion, outage_mask, special_mask
from forecasting.hygiene.clean import UNDECIDED, CleanDays, Decisions, clean_days, stale, told, usual_shape
from forecasting.hygiene.marks import Mark, marks_of, outside_warning
from forecasting.models.forecaster import DailySeries

LEAST_NORMAL_D = 14

Kind = tuple[str, int]  # kind and offset_d of a special day


@dataclass(frozen=True)
class QueueTask:
    """A queue to forecast. `origins` are the first days of the backtests, then (last) of the forecast itself.

    `decisions` are the planner's on days of the history, `pace` what is known of its handling time;
    `coming` the occurrences of special days ahead of each origin, on this or any other queue;
    `wish` the model the planner wants.
    """

    history: QueueHistory
    occasions: tuple[Occasion, ...]
    origins: tuple[int, ...]
    origin_days: int
    horizon_d: int
    models: tuple[str, ...]
    decisions: Decisions = field(default_factory=lambda: UNDECIDED)
    pace: Pace | None = None
    coming: Mapping[int, frozenset[Coming]] = field(default_factory=dict)
    boosting: bool = True
    wish: str = ""

    @property
    def queue(self) -> str:
        """The queue's name."""
        return self.history.queue

    @property
    def first_day(self) -> int:
        """First day to forecast."""
        return self.origins[-1]


@dataclass(frozen=True)
class QueueLesson:
    """What the pool learns from a queue: observations, counts of earlier event days (own, usual), marks, warnings."""

    queue: str
    observations: list[Observation] = field(default_factory=list)
    shapes: dict[Kind, tuple[FloatArray, FloatArray]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Learnable:
    """A queue's history with its faults set aside: clean totals, special days, and the series of normal days."""

    clean: CleanDays
    special: BoolArray
    normal: DailySeries

    @property
    def usable(self) -> BoolArray:
        """Days whose shape and handling time are those of normal days, shape (days,); all trusted days if none is."""
        trusted = ~np.isnan(self.clean.total)
        calm: BoolArray = trusted & ~self.special
        return calm if calm.any() else trusted


def learnable(task: QueueTask) -> Learnable:
    """Set outages, gaps, freaks and special days of a queue aside. O(days x slots).

    When almost nothing is left, special days count as normal: a poor history is better than none.
    """
    history = task.history
    special = special_mask(history.days, task.occasions)
    clean = clean_days(history, special, outage_mask(history.days, task.occasions), task.decisions)
    calm = np.where(special, np.nan, clean.total)
    if (~np.isnan(calm)).sum() < LEAST_NORMAL_D < (~np.isnan(clean.total)).sum():
        calm = clean.total
    return Learnable(clean, special, DailySeries(history.days, calm))


def learn(task: QueueTask) -> QueueLesson:
    """What earlier occurrences did to this queue; pure and picklable, never raises. O(days x slots)."""
    try:
        return _learn(task)
    except Exception as error:  # noqa: BLE001 - one broken queue must not stop the others
        return QueueLesson(task.queue, warnings=[f"{task.queue}: events could not be learned: {error!r}"])


def _learn(task: QueueTask) -> QueueLesson:
    history = task.history
    if not len(history.days):
        return QueueLesson(task.queue)
    known = learnable(task)
    aht = daily_aht(history.aht_s, history.handled)
    observations = []
    for origin in task.origins:
        if origin > history.days[0]:
            observations += observe(
                task.queue, task.occasions, known.clean.total, aht, history.days, known.special, origin,
                task.coming.get(origin, frozenset()),
            )  # fmt: skip
    shapes = _shapes(task, known, [o for o in observations if o.origin == task.first_day])
    warnings = told(task.queue, history, known.clean, task.decisions) + stale(task.queue, history)
    marks = marks_of(history, known.clean, task.decisions)
    return QueueLesson(task.queue, observations, shapes, warnings + outside_warning(history), marks)


def _shapes(
    task: QueueTask, known: Learnable, observations: list[Observation]
) -> dict[Kind, tuple[FloatArray, FloatArray]]:
    """Counts per slot of the earlier days of each kind, and those a usual day of the same volume would have had."""
    history = task.history
    usual = usual_shape(known.clean.counts, history, ~known.special)
    found: dict[Kind, tuple[FloatArray, FloatArray]] = {}
    for o in {(o.kind, o.offset_d, o.past_day): o for o in observations}.values():
        i = o.past_day - int(history.days[0])
        own = np.nan_to_num(known.clean.counts[i])
        expected = own.sum() * usual[weekdays(history.days[i : i + 1])[0]]
        before = found.get((o.kind, o.offset_d), (np.zeros_like(own), np.zeros_like(own)))
        found[o.kind, o.offset_d] = (before[0] + own, before[1] + expected)
    return found
