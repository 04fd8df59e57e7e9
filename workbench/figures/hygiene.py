"""Marks of history as the desk shows them: those of a queue, the day they lie on, and what is usual for its weekday."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.grid import local_date

WEEKS_AROUND = 4


def of_queue(marks: pd.DataFrame, queue: str) -> pd.DataFrame:
    """Marks (HYGIENE_MARKS) of a queue, the newest day first."""
    rows = marks[marks["queue"] == queue]
    return rows.sort_values(["date", "start_ts"], ascending=[False, True], kind="stable", ignore_index=True)


def day_of(history: pd.DataFrame, queue: str, date: pd.Timestamp) -> pd.DataFrame:
    """What was recorded on a day: ts, offered. O(rows of the queue)."""
    rows = history[history["queue"] == queue]
    found: pd.DataFrame = rows.loc[local_date(rows["ts"]) == date, ["ts", "offered"]]
    return found.reset_index(drop=True)


def with_gaps(seen: pd.DataFrame, usual: pd.DataFrame) -> pd.DataFrame:
    """What was recorded, with NaN in intervals that are usual but missing, so that a line breaks there: ts, offered."""
    both = seen.merge(usual[["ts"]], on="ts", how="outer")
    return both.sort_values("ts", ignore_index=True)


def gaps(seen: pd.DataFrame, interval_min: int) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Start and end of each stretch of `with_gaps` that is unknown. O(rows)."""
    unknown = seen["offered"].isna()
    stretch = (unknown != unknown.shift()).cumsum()[unknown]
    return [(own["ts"].min(), own["ts"].max() + pd.Timedelta(minutes=interval_min))
            for _number, own in seen[unknown].groupby(stretch)]  # fmt: skip


def usual_day(history: pd.DataFrame, queue: str, date: pd.Timestamp, interval_min: int, zone: str) -> pd.DataFrame:
    """Median of the same weekdays of the four weeks before and after, by interval: ts (of that day), offered."""
    rows = history[(history["queue"] == queue) & history["offered"].notna()]
    days = local_date(rows["ts"])
    apart = (days - date).dt.days
    same = (apart % 7 == 0) & (apart != 0) & (apart.abs() <= 7 * WEEKS_AROUND)
    rows, days = rows[same], days[same]
    wall = rows["ts"].dt.tz_localize(None)
    slot = ((wall - days).dt.total_seconds() // (60 * interval_min)).astype("int64")
    middle = rows.groupby(slot)["offered"].median()
    stamps = [date + pd.Timedelta(minutes=int(s) * interval_min) for s in middle.index]
    ts = pd.DatetimeIndex(stamps, dtype="datetime64[us]").tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    return pd.DataFrame({"ts": ts, "offered": middle.to_numpy(dtype=float)}).dropna(subset=["ts"])


def decided(marks: pd.DataFrame, decisions: pd.DataFrame, queue: str) -> list[str]:
    """What the planner says now to the day of each mark: accept, refuse or nothing; a queue's own row goes first."""
    said: dict[pd.Timestamp, str] = {}
    for of in ("*", queue):
        own = decisions[decisions["queue"] == of]
        said.update(zip(own["date"], own["decision"], strict=True))
    return [said.get(date, "") for date in marks["date"]]


def set_aside(marks: pd.DataFrame) -> int:
    """Days of these marks that are not learned from as recorded."""
    return int(np.count_nonzero(~marks.groupby("date")["used"].all())) if len(marks) else 0
