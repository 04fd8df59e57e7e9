"""The shifts that a repair looks at, as plain values: who works from when to when, with which breaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from scheduling.adjust.apply import crowded_cells
from scheduling.adjust.cell import Cell
from scheduling.breaks import WORK, PlacedBreak
from scheduling.clock import epoch_minutes


@dataclass(frozen=True)
class Post:
    """A shift of the roster; `start` and `end` in minutes since the epoch."""

    shift_id: str
    agent: str
    kind: str
    group: str
    pool: str
    shift: str
    date: pd.Timestamp
    start: int
    end: int
    start_ts: pd.Timestamp
    breaks: tuple[PlacedBreak, ...]
    cost_cny: float
    locked: bool
    crowded: bool = False

    @cached_property
    def cell(self) -> Cell:
        """The cell as it stands."""
        return self.moved(self.start, self.end, self.breaks)

    def moved(self, start: int, end: int, breaks: tuple[PlacedBreak, ...]) -> Cell:
        """The cell with other times; breaks count from the new start."""
        first = self.start_ts + pd.Timedelta(minutes=start - self.start)
        return Cell(self.shift, first, first + pd.Timedelta(minutes=end - start), breaks, self.locked)

    def on(self, minute: int) -> bool:
        """Whether the person works (and does not rest) at a minute since the epoch."""
        at = minute - self.start
        return self.start <= minute < self.end and not any(b.start_min <= at < b.end_min for b in self.breaks)


def posts_of(roster: pd.DataFrame, segments: pd.DataFrame, low: int, high: int) -> list[Post]:
    """Shifts that overlap the minutes `low` to `high`, sorted by agent and start. O(shifts + segments)."""
    if roster.empty:
        return []
    start = epoch_minutes(pd.DatetimeIndex(roster["start_ts"]))
    end = epoch_minutes(pd.DatetimeIndex(roster["end_ts"]))
    near = (end > low) & (start < high)
    rows = roster[near]
    crowded = crowded_cells(rows)
    rest = segments[(segments["activity"] != WORK) & segments["shift_id"].isin(rows["shift_id"])]
    at = epoch_minutes(pd.DatetimeIndex(rest["start_ts"])).tolist() if len(rest) else []
    until = epoch_minutes(pd.DatetimeIndex(rest["end_ts"])).tolist() if len(rest) else []
    begins = dict(zip(rows["shift_id"].astype(str), start[near].tolist(), strict=True))
    breaks: dict[str, list[PlacedBreak]] = {}
    for shift, first, last, activity in zip(rest["shift_id"].astype(str), at, until, rest["activity"], strict=True):
        breaks.setdefault(shift, []).append(PlacedBreak(first - begins[shift], last - first, str(activity)))
    posts = [
        Post(
            shift_id=str(row["shift_id"]), agent=str(row["agent"]), kind=str(row["kind"]), group=str(row["group"]),
            pool=str(row["pool"]), shift=str(row["shift"]), date=row["date"], start=int(first), end=int(last),
            start_ts=row["start_ts"], breaks=tuple(sorted(breaks.get(str(row["shift_id"]), ()))),
            cost_cny=float(row["cost_cny"]), locked=bool(row["locked"]),
            crowded=(str(row["agent"]), row["date"]) in crowded,
        )
        for row, first, last in zip(rows.to_dict("records"), start[near].tolist(), end[near].tolist(), strict=True)
    ]  # fmt: skip
    return sorted(posts, key=lambda post: (post.agent, post.start))
