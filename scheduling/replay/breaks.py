"""Where the promise is broken: intervals that miss it, merged into stretches, how badly, how surely, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from scheduling.simulator.counts import Counts, share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scheduling.replay.played import Played, Scene

EASE = 1e-9
# People count as free beside a broken promise when so much of their time on queue is idle.
IDLE = 0.10
# More of the people than usual on that day are on a break: by so much of those on shift.
MORE_BREAKS = 0.05
# The people are at other queues: more than so much of their work is for queues they serve before this one.
ELSEWHERE = 0.5

COLUMNS = (
    "queue", "start_ts", "end_ts", "offered", "promised", "service_level", "missed", "p_target_met", "cause", "group",
    "service_level_plus_one",
)  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """Intervals of a queue in a row that all miss its promise: `first` to `end`, the last one not included."""

    queue: int
    first: int
    end: int
    offered: float
    promised: float
    level: float
    chance: float
    cause: str
    group: str = ""
    level_plus_one: float = float("nan")

    @property
    def missed(self) -> float:
        """Contacts by which the promise is missed."""
        return max(self.promised - self.level, 0.0) * self.offered


@dataclass(frozen=True)
class Breaks:
    """All stretches, the one that misses most contacts first."""

    stretches: tuple[Stretch, ...]

    def table(self, scene: Scene, grid: pd.DatetimeIndex) -> pd.DataFrame:
        """The table REPLAY_BREAKS."""
        length = pd.Timedelta(minutes=scene.centre.interval_min)
        rows = [
            (
                scene.queues[one.queue], grid[one.first], grid[one.end - 1] + length, one.offered, one.promised,
                one.level, one.missed, one.chance, one.cause, one.group, one.level_plus_one,
            )
            for one in self.stretches
        ]  # fmt: skip
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        if not rows:  # the kinds of the columns, which no row tells
            words = dict.fromkeys(("queue", "cause", "group"), str)
            numbers = dict.fromkeys(set(COLUMNS) - set(words) - {"start_ts", "end_ts"}, float)
            table = table.astype(words | numbers | dict.fromkeys(("start_ts", "end_ts"), grid.dtype))
        return table

    def tried(self, group: dict[int, tuple[str, float]]) -> Breaks:
        """With the best group and the level it brings, by the number of the stretch."""
        stretches = list(self.stretches)
        for number, (name, gain) in group.items():
            one = stretches[number]
            stretches[number] = replace(one, group=name, level_plus_one=float(np.clip(one.level + gain, 0.0, 1.0)))
        return Breaks(tuple(stretches))


def find_breaks(played: Played, scene: Scene) -> Breaks:
    """Stretches in which the mean over all paths misses what a queue promises. O(queues x intervals x groups)."""
    level = scene.promise.level(played.total)
    on_day = scene.member.argmax(axis=1)
    causes = _Causes(played, scene)
    found = []
    for queue, name in enumerate(scene.queues):
        if scene.centre.queues[name].target.service_level is None:
            continue
        promised = float(scene.promise.share[queue])
        misses = np.nan_to_num(level[queue], nan=1.0) < promised - EASE
        for first, end in runs(misses, on_day):
            bins = slice(first, end)
            total = Counts(*(getattr(played.total, field)[:, bins].sum(axis=1, keepdims=True)
                             for field in Counts.__dataclass_fields__))  # fmt: skip
            offered = float(total.offered[queue, 0]) / scene.centre.replay.paths
            found.append(
                Stretch(queue, first, end, offered, promised, float(scene.promise.level(total)[queue, 0]),
                        played.chance(queue, bins, promised), causes.of(queue, bins))
            )  # fmt: skip
    return Breaks(tuple(sorted(found, key=lambda one: (-one.missed, one.queue, one.first))))


def runs(marked: NDArray[np.bool_], day: NDArray[np.int64]) -> list[tuple[int, int]]:
    """First and end of the intervals in a row that are marked, no run longer than its day.

    >>> runs(np.array([True, True, False, True, True]), np.array([0, 0, 0, 0, 1]))
    [(0, 2), (3, 4), (4, 5)]
    """
    edge = np.flatnonzero(np.diff(np.r_[0, np.where(marked, day + 1, 0), 0]))
    return [(int(a), int(b)) for a, b in pairwise(edge) if marked[a]]


class _Causes:
    """Why a queue misses its promise, from who was on queue, busy, on a break or held back."""

    def __init__(self, played: Played, scene: Scene) -> None:
        self._played, self._scene = played, scene
        self._work_s, self._shift_s = scene.booked
        self._work_day, self._shift_day = (s @ scene.member for s in (self._work_s, self._shift_s))

    def of(self, queue: int, bins: slice) -> str:
        """One word; the first that holds of breaks, overflow, preferred, else understaffed."""
        rank = self._scene.rooms.rank
        groups = np.flatnonzero(rank[:, queue])
        if not len(groups):
            return "understaffed"
        day = int(self._scene.member[bins.start].argmax())
        now = _away(self._work_s[groups, bins].sum(), self._shift_s[groups, bins].sum())
        usual = _away(self._work_day[groups, day].sum(), self._shift_day[groups, day].sum())
        if now > usual + MORE_BREAKS:
            return "breaks"
        busy_s, heads_s = self._played.busy_s[:, :, bins].sum(axis=2), self._played.heads_s[:, bins].sum(axis=1)
        waits = groups[self._scene.extras.features.after_s[groups, queue] > 0]
        idle = 1.0 - share(busy_s[waits].sum(keepdims=True).ravel(), heads_s[waits].sum(keepdims=True).ravel())
        if len(waits) and idle[0] > IDLE:
            return "overflow"
        first = (rank[groups] > 0) & (rank[groups] < rank[groups, queue][:, None])
        done = busy_s[groups].sum()
        return "preferred" if done > 0 and busy_s[groups][first].sum() > ELSEWHERE * done else "understaffed"


def _away(work_s: float, shift_s: float) -> float:
    return 1.0 - work_s / shift_s if shift_s > 0 else 0.0
