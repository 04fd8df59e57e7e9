"""By what an accuracy report is cut: lead time, kind of day, weekday, hour and the like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.arrays import IntArray, date_of, day_number, weekdays
from forecasting.events.occasions import OUTAGE, occasions_of

CUTS = ("queue", "lead", "lead_d", "interval", "hour", "weekday", "day_type", "month", "date", "plan")
# last day ahead (inclusive) -> name; a day ahead is what is forecast from the evening before
LEADS = ((1, "day_ahead"), (7, "week_ahead"), (14, "two_weeks_ahead"), (28, "month_ahead"))
LONGER = "longer"
DAY_TYPES = ("weekday", "weekend", "holiday", "makeup_workday", "event")
SATURDAY = 5


def lead_names(lead_d: IntArray) -> pd.Categorical[str]:
    """Name of each lead time in days, in the order from short to long.

    >>> list(lead_names(np.array([0, 1, 2, 7, 8, 15, 40])))
    ['day_ahead', 'day_ahead', 'week_ahead', 'week_ahead', 'two_weeks_ahead', 'month_ahead', 'longer']
    """
    names = [*(name for _, name in LEADS), LONGER]
    codes = np.searchsorted(np.array([last for last, _ in LEADS]), lead_d, side="left")
    return pd.Categorical(np.array(names)[codes], categories=names, ordered=True)


def day_types(centre: Centre, dates: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """Kind of each queue's day: queue, date, day_type (ordered `DAY_TYPES`), outage (recorded: what came is no demand).

    An event rules a holiday, a holiday or make-up workday the day of the week. O(queues x days + occasions).
    """
    days = np.array(sorted({day_number(date) for date in dates}), dtype=np.int64)
    usual = np.where(weekdays(days) >= SATURDAY, DAY_TYPES.index("weekend"), DAY_TYPES.index("weekday"))
    at = {int(day): i for i, day in enumerate(days)}
    parts = []
    for queue, occasions in occasions_of(centre).items():
        codes, outage = usual.copy(), np.zeros(len(days), dtype=bool)
        for one in occasions:
            if one.day not in at:
                continue
            if one.kind == OUTAGE:
                outage[at[one.day]] = True
            else:
                codes[at[one.day]] = max(codes[at[one.day]], _code(one.kind, one.from_calendar))
        parts.append(pd.DataFrame({"queue": queue, "date": [date_of(int(day)) for day in days],
                                   "day_type": codes, "outage": outage}))  # fmt: skip
    made = pd.concat(parts, ignore_index=True)
    named = pd.Categorical(np.array(DAY_TYPES)[made["day_type"]], categories=list(DAY_TYPES), ordered=True)
    return made.assign(day_type=named, date=made["date"].astype("datetime64[us]"))


def _code(kind: str, from_calendar: bool) -> int:
    name = "event" if not from_calendar else "makeup_workday" if kind == "makeup_workday" else "holiday"
    return DAY_TYPES.index(name)


def cut_columns(ts: pd.Series, date: pd.Series, as_of: pd.Series) -> Mapping[str, object]:
    """The cuts that follow from the clock: `ts` zoned, `date` its local day, `as_of` the day it was forecast on."""
    wall = ts.dt.tz_localize(None)
    lead_d: IntArray = np.asarray((date - as_of).dt.days, dtype=np.int64)
    return {
        "lead": lead_names(lead_d),
        "lead_d": lead_d,
        "interval": wall.dt.strftime("%H:%M").astype("category"),
        "hour": wall.dt.hour.to_numpy(),
        "weekday": wall.dt.day_of_week.to_numpy(),
        "month": wall.dt.strftime("%Y-%m").astype("category"),
    }
