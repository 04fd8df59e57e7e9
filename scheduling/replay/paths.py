"""Paths: contacts that may come, drawn from the forecast, and people who may turn up, drawn from the roster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.contracts.grid import local_date
from data.contracts.path_scores import day_sd_by_row, scores_by_row
from scheduling.path_rates import path_rates, rate_variance
from scheduling.simulator.engine import StaffChanges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.contracts.centre import Centre

# For a forecast without paths (none was learned from past errors): share of a queue's variance that is the day's (the
# rest is the interval's), and share of that all queues share.
DAY_SHARE = 0.5
COMMON_SHARE = 0.5


def rate_deviation(forecast: pd.DataFrame) -> NDArray[np.float64]:
    """Standard deviation of the rate of each row: the forecast band less the Poisson noise that the arrivals add."""
    return np.asarray(np.sqrt(rate_variance(forecast)))


@dataclass(frozen=True)
class DayScores:
    """How busy the days are on each path: `score` (paths, rows of the forecast), and the day's `share` (rows,).

    `day_sd` (rows,): relative deviation of the whole day's rate, where the paths tell it.
    """

    score: NDArray[np.float64]
    share: NDArray[np.float64]
    day_sd: NDArray[np.float64] | None = None

    @staticmethod
    def of(forecast: pd.DataFrame, paths: pd.DataFrame) -> DayScores:
        """From the table FORECAST_PATHS. O(paths x rows)."""
        return DayScores(*scores_by_row(forecast, paths), day_sd_by_row(forecast, paths))


def draw_rates(
    forecast: pd.DataFrame, rng: np.random.Generator, scores: DayScores | None = None, path: int = 0
) -> NDArray[np.float64]:
    """Contacts to expect on one path, one number per row of `forecast` (queue, ts, volume, q10, q90).

    The deviation of an interval is split over the day and the interval, so that a busy day is busy in all its
    intervals. `scores` say how busy each queue's days are on the path and how much of the deviation is the day's; paths
    beyond their number begin again with the first. Where the paths tell the deviation of the day's rate itself, the law
    is that of `scheduling.path_rates`. Without scores half is the day's, and half of that all queues' alike.
    O(rows).
    """
    if scores is None:
        days = pd.factorize(local_date(forecast["ts"]))[0]
        queues = pd.factorize(forecast["queue"])[0]
        common = rng.standard_normal(days.max() + 1)
        own = rng.standard_normal((queues.max() + 1, days.max() + 1))
        day = np.sqrt(COMMON_SHARE) * common[days] + np.sqrt(1 - COMMON_SHARE) * own[queues, days]
        share = np.full(len(forecast), DAY_SHARE)
    else:
        day, share = scores.score[path % len(scores.score)], scores.share
        if scores.day_sd is not None:
            return path_rates(forecast, scores.day_sd, day, rng.standard_normal(len(forecast)))
    deviate = np.sqrt(share) * day + np.sqrt(1 - share) * rng.standard_normal(len(forecast))
    rates = forecast["volume"].to_numpy(dtype=float) + rate_deviation(forecast) * deviate
    clipped: NDArray[np.float64] = np.clip(rates, 0.0, None)
    return clipped


class Staff:
    """People on queue work by group over time; `draw` leaves out who does not turn up."""

    def __init__(self, roster: pd.DataFrame, segments: pd.DataFrame, centre: Centre, start_ts: pd.Timestamp) -> None:
        """Read ROSTER and SEGMENTS; only segments of activity `work` count. O(segments)."""
        shifts = roster.reset_index(drop=True)
        self.groups = sorted(shifts["group"].unique())
        place = {shift_id: number for number, shift_id in enumerate(shifts["shift_id"])}
        number = {group: index for index, group in enumerate(self.groups)}
        work = segments[segments["activity"] == "work"]
        self._shift = work["shift_id"].map(place).to_numpy(dtype=np.int64)
        self._group = shifts["group"].map(number).to_numpy(dtype=np.int64)[self._shift]
        self.pools = [str(shifts.loc[shifts["group"] == group, "pool"].iloc[0]) for group in self.groups]
        self._start_s = _seconds(work["start_ts"], start_ts)
        self._end_s = _seconds(work["end_ts"], start_ts)
        self._shift_group = shifts["group"].map(number).to_numpy(dtype=np.int64)
        self._shift_start_s = _seconds(shifts["start_ts"], start_ts)
        self._shift_end_s = _seconds(shifts["end_ts"], start_ts)
        absence = {name: pool.unplanned_absence for name, pool in centre.pools.items()}
        self._absence = shifts["pool"].map(absence).to_numpy(dtype=float)

    def draw(self, rng: np.random.Generator, end_s: float) -> StaffChanges:
        """Changes of heads on one path. Everybody goes home at `end_s`. O(segments log segments)."""
        present = (rng.uniform(size=len(self._absence)) >= self._absence)[self._shift]
        return _changes(self._start_s[present], self._end_s[present], self._group[present], end_s)

    def booked(self, bins: int, bin_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Head-seconds by group and interval of everybody on the roster: on queue work, and on shift (work and breaks).

        O(segments log segments + groups x bins).
        """
        groups, end_s = len(self.groups), bins * bin_s
        work = _changes(self._start_s, self._end_s, self._group, end_s)
        shift = _changes(self._shift_start_s, self._shift_end_s, self._shift_group, end_s)
        return heads_by_interval(work, groups, bins, bin_s), heads_by_interval(shift, groups, bins, bin_s)


def _seconds(ts: pd.Series, start_ts: pd.Timestamp) -> NDArray[np.float64]:
    return np.asarray((ts - start_ts).dt.total_seconds(), dtype=np.float64)


def _changes(
    start_s: NDArray[np.float64], stop_s: NDArray[np.float64], group: NDArray[np.int64], end_s: float
) -> StaffChanges:
    """Heads of each group after every instant at which they change."""
    at_s = np.concatenate([np.clip(start_s, 0.0, end_s), np.clip(stop_s, 0.0, end_s)])
    step = np.repeat(np.array([1, -1], dtype=np.int64), len(start_s))
    both = np.concatenate([group, group])
    order = np.lexsort((at_s, both))
    at_s, both, step = at_s[order], both[order], step[order]
    first = np.flatnonzero(np.r_[True, (at_s[1:] != at_s[:-1]) | (both[1:] != both[:-1])][: len(at_s)])
    total = np.cumsum(step)  # every group's steps add up to 0, so the sum runs on from group to group
    last = np.append(first[1:], len(at_s)) - 1 if len(first) else first
    order = np.lexsort((both[first], at_s[first]))
    return StaffChanges(at_s[first][order], both[first][order], total[last][order])


def with_one_more(changes: StaffChanges, group: int, start_s: float, end_s: float) -> StaffChanges:
    """The same people and one more of the group from `start_s` to `end_s`. O(changes)."""
    own = changes.group == group
    at_s, heads = changes.at_s[own], changes.heads[own]
    new_at_s = np.unique(np.concatenate([at_s, [start_s, end_s]]))
    before = np.concatenate([[0], heads])[np.searchsorted(at_s, new_at_s, side="right")]
    new_heads = before + ((new_at_s >= start_s) & (new_at_s < end_s))
    every_at_s = np.concatenate([changes.at_s[~own], new_at_s])
    every_group = np.concatenate([changes.group[~own], np.full(len(new_at_s), group, dtype=np.int64)])
    order = np.lexsort((every_group, every_at_s))
    every_heads = np.concatenate([changes.heads[~own], new_heads]).astype(np.int64)
    return StaffChanges(every_at_s[order], every_group[order], every_heads[order])


def heads_by_interval(changes: StaffChanges, groups: int, bins: int, bin_s: float) -> NDArray[np.float64]:
    """Head-seconds on queue work by group and interval. O(changes + groups x bins)."""
    heads_s = np.zeros((groups, bins))
    for group in range(groups):
        own = changes.group == group
        at_s, heads = changes.at_s[own], changes.heads[own].astype(float)
        if not len(at_s):
            continue
        until_s = np.append(at_s[1:], max(at_s[-1], bins * bin_s))
        edges = np.arange(bins + 1) * bin_s
        worked = np.concatenate([[0.0], np.cumsum(heads * (until_s - at_s))])
        knots = np.append(at_s, until_s[-1])
        heads_s[group] = np.diff(np.interp(edges, knots, worked))
    return heads_s
