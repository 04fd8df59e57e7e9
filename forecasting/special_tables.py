"""Tables of holidays, events and closed days turned into the special and shut days of each queue."""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecasting.arrays import IntArray, day_number
from forecasting.default.special import NO_DAYS, SpecialDays
from forecasting.rolling import QueueDays

EVERY_QUEUE = "*"
LONG_RUN_D = 3


def queue_days(
    queues: list[str],
    holidays: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    closed: pd.DataFrame | None = None,
) -> dict[str, QueueDays]:
    """Special and shut days of each queue.

    `holidays` (date, name, kind: holiday or makeup_workday), `events` (event, start_date, end_date, queue), `closed`
    (date, queue); queue `*` stands for all. O(queues x rows).
    """
    days_off = {} if holidays is None else _named_days(holidays[holidays["kind"] == "holiday"])
    makeup = NO_DAYS if holidays is None else _numbers(holidays.loc[holidays["kind"] == "makeup_workday", "date"])
    found = {}
    for queue in queues:
        runs = {} if events is None else _runs(events[events["queue"].isin([queue, EVERY_QUEUE])])
        own = None if closed is None else closed[closed["queue"].isin([queue, EVERY_QUEUE])]
        shut = NO_DAYS if own is None else _numbers(own["date"])
        found[queue] = QueueDays(SpecialDays(days_off, makeup, runs), shut)
    return found


def _numbers(dates: pd.Series) -> IntArray:
    return np.unique(np.array([day_number(date) for date in dates], dtype=np.int64))


def _named_days(holidays: pd.DataFrame) -> dict[str, IntArray]:
    """Days of each holiday by name; the days of a long run (Spring Festival) by their place in it as well.

    Short runs share one effect: a second day is mostly the same holiday observed on a working day.
    """
    found: dict[str, list[int]] = {}
    for name, own in holidays.groupby("name", sort=True):
        days = _numbers(own["date"])
        for run in np.split(days, np.flatnonzero(np.diff(days) > 1) + 1):
            for place, day in enumerate(run):
                told = f"{name} +{place}" if place and len(run) >= LONG_RUN_D else str(name)
                found.setdefault(told, []).append(int(day))
    return {name: np.array(days, dtype=np.int64) for name, days in found.items()}


def _runs(events: pd.DataFrame) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for row in events.to_dict("records"):
        found.setdefault(str(row["event"]), []).append((day_number(row["start_date"]), day_number(row["end_date"])))
    return {name: tuple(sorted(set(runs))) for name, runs in found.items()}
