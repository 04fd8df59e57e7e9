"""What the pool of queues believes of the next occurrence of an event, without and with the one that just was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from data.contracts.centre import Centre
from forecasting.aht.per_interval import daily_aht
from forecasting.daily import QueueHistory
from forecasting.events.effects import EffectCurve, pooled_effects
from forecasting.events.observations import Observation, observe
from forecasting.events.occasions import Occasion
from forecasting.lessons import QueueTask, learnable

YEAR_D = 365


@dataclass(frozen=True)
class Belief:
    """Size of a day at the usual level: without the occurrence, and with it; NaN where nothing is known."""

    before: float
    after: float


def beliefs(
    parts: list[QueueHistory],
    occasions: Mapping[str, tuple[Occasion, ...]],
    centre: Centre,
    lived: Collection[Occasion],
) -> dict[tuple[str, str, int], Belief]:
    """Belief by queue, kind and day number of each `lived` day, as if the event came again a year later.

    `parts` end with the day before `centre` looks back. O(queues x days).
    """
    starts = {(o.kind, o.start) for o in lived}
    coming = frozenset((kind, start + YEAR_D) for kind, start in starts)
    observations: list[Observation] = []
    for part in parts:
        if len(part.days):
            observations += _seen(part, occasions[part.queue], coming)
    channels = {name: queue.channel for name, queue in centre.queues.items()}
    older = [o for o in observations if (o.kind, o.past_start) not in starts]
    before, after = pooled_effects(older, channels), pooled_effects(observations, channels)
    found = {}
    for part in parts:
        origin = int(part.days[-1]) + 1 if len(part.days) else 0
        for o in lived:
            key = (part.queue, (origin, o.kind, o.start + YEAR_D))
            found[part.queue, o.kind, o.day] = Belief(
                _size(before.get(key), o.offset_d), _size(after.get(key), o.offset_d)
            )
    return found


def _size(curve: EffectCurve | None, offset_d: int) -> float:
    effect = None if curve is None else curve.at(offset_d)
    return float("nan") if effect is None else float(np.exp(effect.log_size))


def _seen(
    part: QueueHistory, occasions: tuple[Occasion, ...], coming: Collection[tuple[str, int]]
) -> list[Observation]:
    origin = int(part.days[-1]) + 1
    known = learnable(QueueTask(part, occasions, (origin,), 1, 1, ()))
    aht = daily_aht(part.aht_s, part.handled)
    return observe(part.queue, occasions, known.clean.total, aht, part.days, known.special, origin, coming)
