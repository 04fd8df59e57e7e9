"""Special days of a queue: rows of the events table and of the calendar, in one list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.arrays import BoolArray, IntArray, day_number
from forecasting.events.festivals import around, places

MAKEUP = "makeup_workday"
OUTAGE = "outage"  # kind of an event that records lost data: nothing is learned from it, nothing is added by it


@dataclass(frozen=True)
class Occasion:
    """A special day. Days of the same `kind` and `offset_d` share their effect; `size` is the planner's, if given.

    `begun`: first day of the occurrence, where offsets count working days; else it follows from the offset.
    """

    event: str
    kind: str
    offset_d: int
    day: int
    size: float | None = None
    shape: str = ""
    from_calendar: bool = False
    begun: int | None = None

    @property
    def start(self) -> int:
        """Day number of the first day (offset 0) of the occurrence."""
        return self.day - self.offset_d if self.begun is None else self.begun


def occasions_of(centre: Centre) -> dict[str, tuple[Occasion, ...]]:
    """Special days per queue, by day. O(rows).

    A queue's own row of an event overrules the row for all queues (`*`) on that day; a calendar day that an event also
    covers belongs to the event.
    """
    calendar = _calendar(centre)
    listed = _events(centre)
    found = {}
    for queue in centre.queues:
        own = list(listed.get(queue, []))
        told = {(o.event, o.day) for o in own}
        own += [o for o in listed.get("*", []) if (o.event, o.day) not in told]
        taken = {o.day for o in own}
        every = own + [o for o in calendar if o.day not in taken]
        found[queue] = tuple(sorted(every, key=lambda o: (o.day, o.kind, o.offset_d, o.event)))
    return found


def special_mask(days: IntArray, occasions: tuple[Occasion, ...]) -> BoolArray:
    """True on days that any occasion but an outage covers, shape (days,)."""
    mask: BoolArray = np.isin(days, [o.day for o in occasions if o.kind != OUTAGE])
    return mask


def outage_mask(days: IntArray, occasions: tuple[Occasion, ...]) -> BoolArray:
    """True on days recorded as outages, shape (days,)."""
    mask: BoolArray = np.isin(days, [o.day for o in occasions if o.kind == OUTAGE])
    return mask


def _events(centre: Centre) -> dict[str, list[Occasion]]:
    table = centre.tables.get("events")
    found: dict[str, list[Occasion]] = {}
    if table is None:
        return found
    for row in table.to_dict("records"):
        size = row.get("size")
        occasion = Occasion(
            event=str(row["event"]),
            kind=str(row["kind"]),
            offset_d=int(row["offset_d"]),
            day=day_number(row["date"]),
            size=None if size is None or pd.isna(size) else float(size),
            shape="" if pd.isna(row.get("shape")) else str(row["shape"]),
        )
        found.setdefault(str(row["queue"]), []).append(occasion)
    return found


def _calendar(centre: Centre) -> list[Occasion]:
    """Holidays counted from the main day of their festival, the days around Spring Festival, and make-up workdays."""
    table = centre.tables.get("calendar")
    if table is None or table.empty:
        return []
    own = table[table["region"].isin([centre.forecast.country, "*", ""])].sort_values("date", kind="stable")
    own = own.drop_duplicates("date")
    rows = [(day_number(row["date"]), str(row["name_en"]), str(row["kind"])) for row in own.to_dict("records")]
    off = [(day, name) for day, name, kind in rows if kind != MAKEUP]
    placed = [(day, *place) for (day, _), place in zip(off, places(off), strict=True)]
    names = dict(off)
    found = [
        Occasion(names.get(day, festival), f"holiday:{festival}", offset, day, from_calendar=True)
        for day, festival, offset in [*placed, *around(placed)]
    ]
    found += [
        Occasion(name or "make-up workday", MAKEUP, 0, day, from_calendar=True)
        for day, name, kind in rows if kind == MAKEUP
    ]  # fmt: skip
    return found
