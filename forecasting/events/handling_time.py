"""How much longer handling takes on the days of an event: each queue's past drawn to the pool, the pool to nothing.

A day of few contacts says little: one contact's handling time scatters by 70 %, so a day of 60 by 9 %, as much as a
large event does. So every day counts by its contacts, neighbouring days help, and what is not proven is not believed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray

CONTACT_VAR = 0.5  # of the log handling time of one contact
DAY_VAR = 0.0004  # of a day's handling time beyond chance
LEAST_VAR = 0.0001  # of effects around none and of changes from day to day, where the days prove no more
QUEUE_VAR = 0.0004  # of a queue's effect around the pool's


@dataclass(frozen=True)
class LongerDays:
    """Log AHT ratios (occurrences, offsets) of a queue, NaN unknown, their contacts, and the weight of occurrences."""

    log_aht: FloatArray
    contacts: FloatArray
    weight: FloatArray

    def estimate(self) -> tuple[FloatArray, FloatArray]:
        """Mean per offset and its precision (0 where nothing is known)."""
        known = ~np.isnan(self.log_aht)
        variance = CONTACT_VAR / np.maximum(self.contacts, 1.0) + DAY_VAR
        precision = np.where(known, self.weight[:, None] / variance, 0.0).sum(axis=0)
        top = np.where(known, self.weight[:, None] * np.nan_to_num(self.log_aht) / variance, 0.0).sum(axis=0)
        return np.divide(top, precision, out=np.zeros(len(top)), where=precision > 0), precision


def _effect_var(mean: FloatArray, mass: FloatArray) -> float:
    """Variance of the event's effects around none: squared means of its days beyond what chance gives them."""
    known = mass > 0
    if not known.any():
        return LEAST_VAR
    return max(float(np.average(mean[known] ** 2 - 1.0 / mass[known], weights=mass[known])), LEAST_VAR)


def _pooled(seen: Collection[tuple[FloatArray, FloatArray]]) -> tuple[FloatArray, FloatArray]:
    """Mean over queues per offset and its precision, none counting for more than queues differ."""
    counts = [np.where(p > 0, 1.0 / (1.0 / np.maximum(p, 1e-12) + QUEUE_VAR), 0.0) for _, p in seen]
    mass = np.sum(counts, axis=0)
    top = np.sum([c * mean for c, (mean, _) in zip(counts, seen, strict=True)], axis=0)
    return np.divide(top, mass, out=np.zeros(len(mass)), where=mass > 0), mass


def _with_neighbours(
    mean: FloatArray, mass: FloatArray, offsets: IntArray, change_var: float
) -> tuple[FloatArray, FloatArray]:
    """Each day's mean with those of the day before and after, as far as an event changes little from day to day."""
    beside = np.where(mass > 0, 1.0 / (1.0 / np.maximum(mass, 1e-12) + change_var), 0.0)
    near = (np.abs(offsets[:, None] - offsets[None, :]) == 1).astype(float)
    total = mass + near @ beside
    top = mass * mean + near @ (beside * mean)
    return np.divide(top, total, out=np.zeros(len(total)), where=total > 0), total


def _change_var(mean: FloatArray, mass: FloatArray, offsets: IntArray) -> float:
    """Variance of the change from one day of the event to the next, beyond what chance gives it."""
    pairs = (np.diff(offsets) == 1) & (mass[1:] > 0) & (mass[:-1] > 0)
    if not pairs.any():
        return LEAST_VAR
    chance = 1.0 / mass[1:][pairs] + 1.0 / mass[:-1][pairs]
    return max(float(np.average(np.diff(mean)[pairs] ** 2 - chance, weights=1.0 / chance)), LEAST_VAR)


def longer_days(pasts: Mapping[str, LongerDays], offsets: IntArray) -> tuple[dict[str, FloatArray], FloatArray]:
    """Expected log AHT ratio per offset of each queue, and of a queue that has not lived through the event.

    Pool: mean by precision over queues, none counting for more than queues differ, drawn to 0 as far as the event's
    days prove no effect; queues: their own drawn to the pool. O(queues x offsets^2).

    >>> sure = LongerDays(np.array([[0.1]]), np.array([[1e6]]), np.ones(1))
    >>> small = LongerDays(np.array([[-0.2]]), np.array([[20.0]]), np.ones(1))
    >>> own, pool = longer_days({"a": sure, "b": small}, np.array([0]))
    >>> own["a"].round(2).tolist(), own["b"].round(2).tolist()
    ([0.09], [0.08])
    """
    seen = {queue: past.estimate() for queue, past in pasts.items()}
    mean, mass = _pooled(seen.values())
    change_var = _change_var(mean, mass, offsets)
    mean, mass = _with_neighbours(mean, mass, offsets, change_var)
    pool = mean * mass / (mass + 1.0 / _effect_var(mean, mass))
    own = {}
    for queue, past in seen.items():
        mine, sure = _with_neighbours(*past, offsets, change_var)
        own[queue] = np.asarray((sure * mine + pool / QUEUE_VAR) / (sure + 1.0 / QUEUE_VAR))
    return own, pool
