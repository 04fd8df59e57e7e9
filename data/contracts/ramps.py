"""The ramp of newcomers: how fast they are by the days since their first contact."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

EVERY_GROUP = "*"
Floats = NDArray[np.float64]


def ramp(rows: pd.DataFrame, group: str, age_d: Floats) -> Floats:
    """Speed of a newcomer relative to a tenured agent by days since the first day; a group's own rows go before `*`.

    `rows` is the table ramps. Straight between its weeks, 1 after the last; without rows nobody is slower.

    >>> rows = pd.DataFrame({"group": "*", "week": [1, 5], "proficiency": [0.6, 1.0]})
    >>> ramp(rows, "voice", np.array([0.0, 14.0, 60.0])).tolist()
    [0.6, 0.8, 1.0]
    """
    own = rows[rows["group"] == group]
    own = (own if len(own) else rows[rows["group"] == EVERY_GROUP]).sort_values("week")
    if own.empty:
        return np.ones(len(age_d))
    start = (own["week"].to_numpy(dtype=float) - 1.0) * 7.0
    speed: Floats = np.interp(age_d, start, own["proficiency"].to_numpy(dtype=float), right=1.0)
    return speed
