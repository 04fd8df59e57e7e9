"""Seats of backup pools and partners: how many are left on a day, from when they can come, and their hours."""

from __future__ import annotations

from typing import Any

import pandas as pd

from data.contracts.centre import Centre, Pool
from scheduling.clock import DAY_MIN, epoch_minutes


class Seats:
    """What pools offer beside what the roster has called."""

    def __init__(self, roster: pd.DataFrame, centre: Centre) -> None:
        counted = roster.groupby(["pool", "date"]).size()
        self._called: dict[Any, int] = {key: int(heads) for key, heads in counted.items()}
        self._hours = centre.tables.get("pool_hours")
        self._midnight = centre.grid()[0]
        self._zone = centre.zone

    def free(self, pool: Pool, date: pd.Timestamp) -> int:
        """Heads of a pool not called yet on a day."""
        most = pool.max_heads
        for row in self._rows(pool, date):
            if pd.notna(row["most_heads"]):
                most = min(most, int(row["most_heads"]))
        return max(0, most - self._called.get((pool.pool, date), 0))

    def ordered(self, pool: Pool, date: pd.Timestamp) -> bool:
        """Whether the pool works that day already: its order only grows."""
        return self._called.get((pool.pool, date), 0) > 0

    def first_minute(self, pool: Pool, now: int) -> int:
        """First midnight at which somebody called now can start, in minutes since the epoch."""
        at = pd.Timestamp(now * 60_000_000, unit="us", tz="UTC").tz_convert(self._zone).tz_localize(None).normalize()
        first = (at + pd.Timedelta(days=pool.lead_time_d + pool.training_d)).tz_localize(
            self._zone, nonexistent="shift_forward", ambiguous=True
        )
        return int(epoch_minutes(pd.DatetimeIndex([first]))[0]) if pool.lead_time_d + pool.training_d else now

    def open(self, pool: Pool, date: pd.Timestamp, start: int, end: int) -> bool:
        """Whether the pool's hours of the day hold a shift; hours to 24:00 go on with those of the next day."""
        if self._hours is None or not (self._hours["pool"] == pool.pool).any():
            return True
        wall = pd.Timestamp(start * 60_000_000, unit="us", tz="UTC").tz_convert(self._zone).tz_localize(None)
        low = int((wall - date) / pd.Timedelta(minutes=1))
        return self._covered(pool, date, low, low + end - start)

    def _covered(self, pool: Pool, date: pd.Timestamp, low: int, high: int) -> bool:
        spans = [(_minutes(row["open"]), _minutes(row["close"])) for row in self._rows(pool, date)]
        if high <= DAY_MIN:
            return any(a <= low and high <= b for a, b in spans)
        tonight = any(a <= low and b >= DAY_MIN for a, b in spans)
        return tonight and self._covered(pool, date + pd.Timedelta(days=1), 0, high - DAY_MIN)

    def _rows(self, pool: Pool, date: pd.Timestamp) -> list[dict[Any, Any]]:
        if self._hours is None:
            return []
        rows = self._hours
        on = (rows["pool"] == pool.pool) & (rows["start_date"] <= date) & (rows["end_date"] >= date)
        return rows[on].to_dict("records")


def _minutes(clock: Any) -> int:
    hours, _, minutes = str(clock).partition(":")
    return int(hours) * 60 + int(minutes)
