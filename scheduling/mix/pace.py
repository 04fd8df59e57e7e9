"""Seats filled by newcomers: how slow they are by day, and how many are there yet.

Nobody is counted twice: newcomers among named people make the forecast handling time longer (forecasting.aht); seats
have no names and no part in the recorded handling time of the centre, so theirs is counted here, and only here.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre
from data.contracts.ramps import ramp

Floats = NDArray[np.float64]


def newcomer_seats(
    centre: Centre, group: str, speed: float, days: pd.DatetimeIndex, seats: float
) -> tuple[Floats, Floats]:
    """By day: speed of the seats of a group relative to its proficiency `speed`, and how many are not there yet.

    Training classes of a group without names are a part of the `seats` of its pool: until their first day they are not
    there, then they climb the ramp up to the proficiency of the group. O(classes x days).
    """
    pace, missing = np.ones(len(days)), np.zeros(len(days))
    classes, ramps = centre.tables.get("training_classes"), centre.tables.get("ramps")
    if classes is None or ramps is None or seats <= 0.0 or not np.isfinite(seats):
        return pace, missing
    slow, there = np.zeros(len(days)), np.full(len(days), seats)
    for row in classes[classes["group"] == group].to_dict("records"):
        age = np.asarray((days - row["first_day"]).days, dtype=np.float64)
        heads = min(float(row["heads"]), seats)
        there -= np.where(age < 0, heads, 0.0)
        slow += np.where(age >= 0, heads * (1.0 - np.minimum(ramp(ramps, group, age) / speed, 1.0)), 0.0)
    there = np.maximum(there, 0.0)
    pace -= np.minimum(np.divide(slow, there, out=np.zeros_like(slow), where=there > 0), 0.95)
    return pace, seats - there
