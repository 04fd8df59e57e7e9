"""The minutes in which a pool may work: its rows of pool_hours, for every stage that books its people."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre

Flags = NDArray[np.bool_]
DAY_MIN = 24 * 60


def offered_minutes(centre: Centre, pool: str) -> Flags | None:
    """May the pool work in minute m after the first midnight of the window, until the second day after it?

    None: at any time, as it has no rows. Wall time; clock changes are not counted. O(rows x days).
    """
    rows = hours_of(centre, pool)
    if rows.empty:
        return None
    days = pd.date_range(centre.window.first, centre.window.last + pd.Timedelta(days=2), freq="D")
    on = np.zeros(len(days) * DAY_MIN, dtype=np.bool_)
    for row in rows.to_dict("records"):
        for day in np.flatnonzero((days >= row["start_date"]) & (days <= row["end_date"])).tolist():
            on[day * DAY_MIN + minutes_of(row["open"]) : day * DAY_MIN + minutes_of(row["close"])] = True
    return on


def within(on: Flags | None, start_min: int, end_min: int) -> bool:
    """Does a shift from `start_min` to `end_min` after the first midnight of the window lie in what is offered?

    >>> on = np.array([False] * 60 + [True] * 120)
    >>> within(on, 60, 180), within(on, 30, 90), within(on, 120, 240), within(None, 0, 9)
    (True, False, False, True)
    """
    return on is None or (end_min <= len(on) and bool(on[max(start_min, 0) : end_min].all()))


def hours_of(centre: Centre, pool: str) -> pd.DataFrame:
    """The rows of pool_hours of a pool; none where the centre has no such table."""
    rows = centre.tables.get("pool_hours")
    return pd.DataFrame() if rows is None else rows[rows["pool"] == pool]


def minutes_of(clock: str) -> int:
    """Minutes after midnight of a time that the door has checked.

    >>> minutes_of("18:30"), minutes_of("24:00")
    (1110, 1440)
    """
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
