"""Heads that a group lacks in a stretch of time: what the mix asked for and nobody can answer, less who is at work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.centre import Centre
from scheduling.clock import epoch_minutes

Floats = npt.NDArray[np.float64]
DAYS_SEEN = 2  # of the intervals: the day asked for and the one into which its nights reach


@dataclass(frozen=True)
class Gap:
    """A group, and its intervals from midnight of `date` on, as heads: `short` lacking (negative: to spare).

    `asked` says which intervals the question is about. `edges` are minutes since the epoch, one more than intervals.
    """

    group: str
    date: pd.Timestamp
    ts: pd.DatetimeIndex
    edges: npt.NDArray[np.int64]
    short: Floats
    asked: npt.NDArray[np.bool_]

    @property
    def hours(self) -> float:
        """Head-hours lacking in the intervals asked about."""
        step = np.diff(self.edges) / 60.0
        return float((np.maximum(self.short, 0.0) * self.asked * step).sum())

    def cover(self, start: int, pieces: list[tuple[int, int]]) -> Floats:
        """Heads that work done from and to these minutes after `start` (minutes since the epoch) gives an interval."""
        made = np.zeros(len(self.short))
        for low, high in pieces:
            within = np.minimum(self.edges[1:], start + high) - np.maximum(self.edges[:-1], start + low)
            made += np.maximum(within, 0)
        result: Floats = made / np.diff(self.edges)
        return result


def gap_of(
    tables: Mapping[str, pd.DataFrame], centre: Centre, group: str, date: pd.Timestamp,
    from_min: int = 0, to_min: int = 24 * 60,
) -> Gap:  # fmt: skip
    """The gap of a group on a day between two minutes of the wall clock. O(rows of the tables on two days).

    Wanted are the heads of the mix and, for positions of its queues that nobody was found for, the heads of this group
    that would answer them; at work are the segments of its shifts.
    Tables: mix, shortage, skill_group, roster, segments.
    """
    last = date + pd.Timedelta(days=DAYS_SEEN)
    walls = pd.date_range(date, last, freq=f"{centre.interval_min}min", inclusive="left")
    ts = walls.tz_localize(centre.zone, nonexistent="shift_forward", ambiguous=True).unique().as_unit("us")
    edges = np.append(epoch_minutes(ts), epoch_minutes(ts[-1:]) + centre.interval_min)
    wanted = _wanted(tables, centre, group, ts)
    walls_min = np.asarray((ts.tz_localize(None) - date) // pd.Timedelta(minutes=1), dtype=np.int64)
    asked = np.asarray((walls_min >= from_min) & (walls_min < to_min), dtype=np.bool_)
    return Gap(group, date, ts, edges, wanted - _at_work(tables, group, edges), asked)


def _wanted(tables: Mapping[str, pd.DataFrame], centre: Centre, group: str, ts: pd.DatetimeIndex) -> Floats:
    mix = tables["mix"]
    heads = mix[mix["group"] == group].groupby("ts")["heads"].sum()
    wanted = pd.Series(np.asarray(heads.reindex(ts, fill_value=0.0), dtype=np.float64), index=ts)
    serves = tables["skill_group"]
    serves = serves[serves["group"] == group]
    absence = {name: pool.unplanned_absence for name, pool in centre.pools.items()}
    short = tables["shortage"].merge(serves[["queue", "pool", "proficiency"]], on="queue")
    if len(short):
        share = (1.0 - short["pool"].map(absence).astype("float64")) * short["proficiency"]
        short = short.assign(heads=short["positions"] / share)
        wanted = wanted.add(short.groupby("ts")["heads"].sum().reindex(ts), fill_value=0.0)
    return np.asarray(wanted, dtype=np.float64)


def _at_work(tables: Mapping[str, pd.DataFrame], group: str, edges: npt.NDArray[np.int64]) -> Floats:
    roster, segments = tables["roster"], tables["segments"]
    ids = roster.loc[roster["group"] == group, "shift_id"]
    work = segments[segments["shift_id"].isin(ids) & (segments["activity"] == "work")]
    if work.empty:
        return np.zeros(len(edges) - 1)
    start, end = epoch_minutes(pd.DatetimeIndex(work["start_ts"])), epoch_minutes(pd.DatetimeIndex(work["end_ts"]))
    near = (end > edges[0]) & (start < edges[-1])
    within = np.minimum(edges[None, 1:], end[near, None]) - np.maximum(edges[None, :-1], start[near, None])
    heads: Floats = np.maximum(within, 0).sum(axis=0) / np.diff(edges)
    return heads
