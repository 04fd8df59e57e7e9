"""Queues that are new or nearly so: their forecast borrowed from a similar queue, until their own history suffices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data.contracts.centre import Centre
from forecasting.arrays import FloatArray, IntArray
from forecasting.lessons import QueueTask, learnable
from forecasting.new_queue.level import Borrowed, NewQueue, Past, borrow, new_queues_of, own_say
from forecasting.one_queue import QueueForecast

MODEL = "analogue"
FEW_D = 28  # known days below which a planner is told that a similar queue can be named


def with_borrowed(made: list[QueueForecast], tasks: list[QueueTask], centre: Centre) -> list[QueueForecast]:
    """The forecasts with those of new queues (table `new_queues`) blended from a similar queue and their own history.

    A queue with few known days and no such row is told that it can have one. O(new queues x days x slots).
    """
    named = new_queues_of(centre)
    by_queue = {one.queue: one for one in made}
    pasts: dict[str, Past] = {}
    for task in tasks:
        if task.queue in named or any(new.like == task.queue for new in named.values()):
            pasts[task.queue] = past_of(task)
    done = []
    for task, one in zip(tasks, made, strict=True):
        if task.queue in named:
            new = named[task.queue]
            done.append(_blended(new, one, by_queue[new.like], task, pasts))
        else:
            done.append(_told_few(one, task))
    return done


def past_of(task: QueueTask) -> Past:
    """What a queue's history has to learn from, faults set aside."""
    history = task.history
    if not len(history.days):
        return Past(history.days, history.offered, history.handled, history.aht_s)
    return Past(history.days, learnable(task).clean.counts, history.handled, history.aht_s)


def _blended(
    new: NewQueue, own: QueueForecast, like: QueueForecast, task: QueueTask, pasts: dict[str, Past]
) -> QueueForecast:
    ahead: IntArray = np.arange(task.first_day, task.first_day + task.horizon_d, dtype=np.int64)
    mine = pasts[new.queue]
    loan = borrow(new, mine, pasts[new.like], like.volume, like.aht_s, ahead, task.history.open)
    say = own_say(loan.own_d, new.confidence_d)
    if say >= 1.0:
        line = f"{new.queue}: {loan.own_d} days of own history suffice; its row in new_queues.csv is no longer needed"
        return replace(own, warnings=[*own.warnings, line])
    note = _note(new, loan, say)
    warnings = [] if pasts[new.like].total.size else [
        f"{new.queue}: {new.like} has no history to borrow from; planned evenly over its opening hours"
    ]  # fmt: skip
    return replace(
        own,
        volume=say * own.volume + (1.0 - say) * loan.volume,
        aht_s=_mixed_aht(own.aht_s, loan.aht_s, say),
        event_alpha=say * own.event_alpha + (1.0 - say) * (like.event_alpha + loan.level_variance),
        spreads=own.spreads if say > 0.5 else like.spreads,
        model=own.model if say > 0.5 else MODEL,
        note=note,
        warnings=[*warnings, f"{new.queue}: {note}"],
    )


def _note(new: NewQueue, loan: Borrowed, say: float) -> str:
    sure = f"{loan.level:.0f} contacts a usual day, {100 * np.sqrt(loan.level_variance):.0f} % either way"
    own = f"{loan.own_d} own days known, own forecast weighs {100 * say:.0f} %"
    return f"new queue like {new.like}: {sure}, {own}"


def _mixed_aht(own: FloatArray | None, loan: FloatArray | None, say: float) -> FloatArray | None:
    if own is None or loan is None:
        return own if loan is None else loan
    return np.asarray(own**say * loan ** (1.0 - say))


def _told_few(one: QueueForecast, task: QueueTask) -> QueueForecast:
    """The forecast with a hint when less than `FEW_D` days with contacts were recorded."""
    recorded = ~np.isnan(task.history.offered).all(axis=1)
    days = int(recorded.sum())
    if days >= FEW_D:
        return one
    hint = f"{one.queue}: only {days} days of history; name a similar queue in new_queues.csv for a better forecast"
    return replace(one, warnings=[*one.warnings, hint])
