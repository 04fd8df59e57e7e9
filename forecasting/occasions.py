"""Special days of a queue: rows of the events table and of the calendar, in one list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.arrays import BoolArray, IntArray, day_number

OUTAGE = "outage"  # kind of an event that records lost data: nothing is learned from it, nothing is added by it


@dataclass(frozen=True)
class Occasion:
    """A special day. Days of the same `kind` and `offset_d` share their effect; `size` is the planner's, if given."""

    event: str
    kind: str
    offset_d: int
    day: int
    size: float | None = None
    shape: str = ""
    from_calendar: bool = False


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
    """Holidays, each counted from the first day of its run, and make-up workdays of the centre's country."""
    table = centre.tables.get("calendar")
    if table is None or table.empty:
        return []
    own = table[table["region"].isin([centre.forecast.country, "*", ""])].sort_values("date")
    found: dict[int, Occasion] = {}
    last_day, last_name, offset = -2, "", 0
    for row in own.to_dict("records"):
        day, name = day_number(row["date"]), str(row["name_en"])
        if day in found:
            continue
        if row["kind"] == "makeup_workday":
            found[day] = Occasion(name or "make-up workday", "makeup_workday", 0, day, from_calendar=True)
            continue
        offset = offset + 1 if (day == last_day + 1 and name == last_name) else 0
        last_day, last_name = day, name
        found[day] = Occasion(name, f"holiday:{name}", offset, day, from_calendar=True)
    return list(found.values())
