"""Tables of holidays, events and closed days turned into the special and shut days of each queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from forecasting.arrays import IntArray, day_number
from forecasting.default.special import NO_DAYS, SpecialDays
from forecasting.events.festivals import SIDES, places
from forecasting.rolling.roll import QueueDays

EVERY_QUEUE = "*"
LONG_FESTIVAL_D = 3


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
    placed = [] if holidays is None else _placed(holidays[holidays["kind"] == "holiday"])
    days_off = _named_days(placed)
    makeup = NO_DAYS if holidays is None else _numbers(holidays.loc[holidays["kind"] == "makeup_workday", "date"])
    around = _around(placed)
    found = {}
    for queue in queues:
        runs = {} if events is None else _runs(events[events["queue"].isin([queue, EVERY_QUEUE])])
        runs = {**around, **runs}
        own = None if closed is None else closed[closed["queue"].isin([queue, EVERY_QUEUE])]
        shut = NO_DAYS if own is None else _numbers(own["date"])
        found[queue] = QueueDays(SpecialDays(days_off, makeup, runs), shut)
    return found


def _numbers(dates: pd.Series) -> IntArray:
    return np.unique(np.array([day_number(date) for date in dates], dtype=np.int64))


def _placed(holidays: pd.DataFrame) -> list[tuple[int, str, int]]:
    """Day number, festival and offset from its main day of each holiday, by day."""
    rows = sorted(
        {(day_number(date), str(name)) for date, name in zip(holidays["date"], holidays["name"], strict=True)}
    )
    return [(day, *place) for (day, _), place in zip(rows, places(rows), strict=True)]


def _named_days(placed: Sequence[tuple[int, str, int]]) -> dict[str, IntArray]:
    """Days of each holiday by name; the days of a long festival (Spring Festival) by their place in it as well.

    Short festivals share one effect: a second day is mostly the same holiday observed on a working day.
    """
    length = Counter((festival, day - offset) for day, festival, offset in placed)
    found: dict[str, list[int]] = {}
    for day, festival, offset in placed:
        by_place = offset and length[festival, day - offset] >= LONG_FESTIVAL_D
        found.setdefault(f"{festival} {offset:+d}" if by_place else festival, []).append(day)
    return {name: np.array(days, dtype=np.int64) for name, days in found.items()}


def _around(placed: Sequence[tuple[int, str, int]]) -> dict[str, tuple[tuple[int, int], ...]]:
    """Runs of the days before and after the largest festivals."""
    found: dict[str, list[tuple[int, int]]] = {}
    for main, festival in sorted({(day - offset, festival) for day, festival, offset in placed}):
        for side, (first, last) in SIDES.get(festival, {}).items():
            found.setdefault(f"{side} {festival}", []).append((main + first, main + last))
    return {name: tuple(runs) for name, runs in found.items()}


def _runs(events: pd.DataFrame) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for row in events.to_dict("records"):
        found.setdefault(str(row["event"]), []).append((day_number(row["start_date"]), day_number(row["end_date"])))
    return {name: tuple(sorted(set(runs))) for name, runs in found.items()}
