"""When a queue is open: a mask of weekday and slot of the day."""

from __future__ import annotations

import numpy as np

from data.contracts.centre import Centre
from forecasting.arrays import BoolArray, FloatArray, IntArray, weekdays

KNOWN_D = 28  # days of history, from which a weekday that never recorded a slot is closed then


def open_mask(centre: Centre, queue: str) -> BoolArray:
    """True where the queue is open, shape (7 weekdays, slots of a day); without opening hours all of it: see `opened`.

    Hours that end before they begin run over midnight. An interval counts as open when it starts in opening hours.
    """
    slots = 24 * 60 // centre.interval_min
    if not has_hours(centre, queue):
        return np.ones((7, slots), dtype=bool)
    table = centre.tables["open_hours"]
    rows = table[table["queue"] == queue]
    mask = np.zeros((7, slots), dtype=bool)
    start_min = np.arange(slots) * centre.interval_min
    for weekday, opens, closes in zip(rows["weekday"], rows["open"], rows["close"], strict=True):
        first, last = _minutes(opens), _minutes(closes)
        if first < last:
            mask[int(weekday)] |= (start_min >= first) & (start_min < last)
        else:
            mask[int(weekday)] |= start_min >= first
            mask[(int(weekday) + 1) % 7] |= start_min < last
    return mask


def has_hours(centre: Centre, queue: str) -> bool:
    """Whether the centre states opening hours of the queue."""
    table = centre.tables.get("open_hours")
    return table is not None and bool((table["queue"] == queue).any())


def opened(counts: FloatArray, days: IntArray) -> BoolArray:
    """Opening (7, slots) of a queue without stated hours: where anything, zero too, was ever recorded (days, slots).

    A short history tells slots, not weekdays; one that holds nothing closes nothing. O(days x slots).
    """
    seen = ~np.isnan(counts)
    if not seen.any():
        return np.ones((7, counts.shape[1]), dtype=bool)
    if len(days) < KNOWN_D:
        return np.tile(seen.any(axis=0), (7, 1))
    weekday = weekdays(days)
    return np.stack([seen[weekday == w].any(axis=0) for w in range(7)])


def _minutes(clock: str) -> int:
    hours, minutes = str(clock).split(":")[:2]
    return int(hours) * 60 + int(minutes)
