"""When a queue is open: a mask of weekday and slot of the day."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.arrays import BoolArray


def open_mask(centre: Centre, queue: str) -> BoolArray:
    """True where the queue is open, shape (7 weekdays, slots of a day); a queue without opening hours never closes.

    Hours that end before they begin run over midnight. An interval counts as open when it starts in opening hours.
    """
    slots = 24 * 60 // centre.interval_min
    table = centre.tables.get("open_hours")
    rows = pd.DataFrame() if table is None else table[table["queue"] == queue]
    if rows.empty:
        return np.ones((7, slots), dtype=bool)
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


def _minutes(clock: str) -> int:
    hours, minutes = str(clock).split(":")[:2]
    return int(hours) * 60 + int(minutes)
