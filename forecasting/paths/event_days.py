"""Days of an event in the joint law: its size errs for a whole day at once, for all its days and queues alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray

LASTING = 0.8  # correlation of the errors of two days of one event: campaigns grow or shrink as a whole
ALIKE = 0.6  # and of two queues on a day of it
NO_EVENT = -1


@dataclass(frozen=True)
class EventDays:
    """Which days belong to which event, and the doubt about its size.

    Both (queues, days): `event` a number, `NO_EVENT` on other days; `variance` of the relative size.
    """

    event: IntArray
    variance: FloatArray

    def doubted(self) -> FloatArray:
        """Relative variance that events add to the rate of each day, (queues, days); 0 on other days."""
        return np.where(self.event != NO_EVENT, self.variance, 0.0)


def with_event_scores(scores: FloatArray, weight: FloatArray, event: IntArray, rng: np.random.Generator) -> FloatArray:
    """Day scores (paths, queues, days) in which the days of an event err as its size does; still standard normal.

    `weight` (queues, days): share of the score's variance that is the event's. O(events x scores).
    """
    paths, queues, days = scores.shape
    size = np.zeros(scores.shape)
    for number in np.unique(event[event != NO_EVENT]):
        once = _shared(rng.standard_normal((paths, 1, 1)), rng.standard_normal((paths, queues, 1)))
        daily = _shared(rng.standard_normal((paths, 1, days)), rng.standard_normal((paths, queues, days)))
        drawn = np.sqrt(LASTING) * once + np.sqrt(1.0 - LASTING) * daily
        size = np.where(event == number, drawn, size)
    return np.asarray(np.sqrt(1.0 - weight) * scores + np.sqrt(weight) * size)


def _shared(common: FloatArray, own: FloatArray) -> FloatArray:
    return np.asarray(np.sqrt(ALIKE) * common + np.sqrt(1.0 - ALIKE) * own)
