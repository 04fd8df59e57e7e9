"""The proof beside the plan: the rostered people meet many paths of the forecast, contact by contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.contracts.columns import checked
from data.contracts.grid import local_date
from data.contracts.progress import Progress, silent
from data.contracts.tables import FORECAST, FORECAST_PATHS, REPLAY, REPLAY_DAYS, ROSTER, SEGMENTS, SKILL_GROUP
from scheduling.replay.paths import DayScores, Staff, draw_arrivals, draw_rates, heads_by_interval
from scheduling.simulator.engine import Rooms, Tally, empty_tally, play

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.contracts.centre import Centre, Queue

RANKS_PER_PRIORITY = 1000


@dataclass(frozen=True)
class ReplayMade:
    """Service by queue and interval (REPLAY) and by queue and day (REPLAY_DAYS), over `paths` paths."""

    replay: pd.DataFrame
    days: pd.DataFrame
    paths: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Counts:
    """One path, or the sum of all: arrays by queue and interval (or day)."""

    offered: NDArray[np.float64]
    counted: NDArray[np.float64]
    within: NDArray[np.float64]
    answered: NDArray[np.float64]
    abandoned: NDArray[np.float64]
    wait_s: NDArray[np.float64]

    @staticmethod
    def of(tally: Tally) -> _Counts:
        offered = tally.offered.astype(float)
        return _Counts(
            offered,
            offered - tally.pending,
            tally.within.astype(float),
            tally.answered.astype(float),
            tally.abandoned.astype(float),
            tally.wait_s,
        )

    def by_day(self, day: NDArray[np.int64]) -> _Counts:
        days = int(day.max()) + 1
        member = np.zeros((len(day), days))
        member[np.arange(len(day)), day] = 1.0
        return _Counts(*(getattr(self, name) @ member for name in self.__dataclass_fields__))

    def plus(self, other: _Counts) -> _Counts:
        return _Counts(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def replay_plan(
    forecast: pd.DataFrame,
    roster: pd.DataFrame,
    segments: pd.DataFrame,
    skills: pd.DataFrame,
    centre: Centre,
    paths: pd.DataFrame | None = None,
    *,
    progress: Progress = silent,
) -> ReplayMade:
    """Play the planned window `centre.replay.paths` times and report what the roster would deliver.

    Tables: FORECAST, ROSTER, SEGMENTS, SKILL_GROUP and, where the forecast has them, FORECAST_PATHS: how busy the days
    are on each path; without it they are drawn by a plain law (scheduling.replay.paths). Service level = answered
    within target / offered, by arrival interval; deferred queues: answered before the deadline. Contacts still open at
    the end that may yet be in time are left out. Everything is seeded by `centre.replay.seed`.
    O(paths x contacts x (queues + groups)).
    """
    forecast = _inside_window(checked(FORECAST, forecast), centre)
    skills = checked(SKILL_GROUP, skills)
    grid = pd.DatetimeIndex(forecast["ts"].drop_duplicates().sort_values())
    day = pd.factorize(local_date(pd.Series(grid)))[0].astype(np.int64)
    staff = Staff(checked(ROSTER, roster), checked(SEGMENTS, segments), centre, grid[0])
    scores = None if paths is None or paths.empty else DayScores.of(forecast, checked(FORECAST_PATHS, paths))
    played = _play_all(forecast, scores, staff, _rooms(skills, staff.groups, centre), day, centre, progress)
    names, number = list(centre.queues), centre.replay.paths
    keys = pd.MultiIndex.from_product([names, grid], names=["queue", "ts"]).to_frame(index=False)
    replay = _table(keys, played.total, played.hits, _occupancy(played.busy_s, played.heads_s), number)
    dates = local_date(pd.Series(grid)).drop_duplicates()
    day_keys = pd.MultiIndex.from_product([names, dates], names=["queue", "date"]).to_frame(index=False)
    member = np.eye(int(day.max()) + 1)[day]
    day_occupancy = _occupancy(played.busy_s @ member, played.heads_s @ member)
    days = _table(day_keys, played.total.by_day(day), played.day_hits, day_occupancy, number)
    days["service_level_p10"] = _low_tenth(played.day_levels).ravel()
    return ReplayMade(checked(REPLAY, replay), checked(REPLAY_DAYS, days), number, _warnings(staff, skills))


@dataclass(frozen=True)
class _Played:
    """Sums and lists over all paths; arrays by queue (or group) and interval, the lists one array a path."""

    total: _Counts
    hits: list[NDArray[np.float64]]
    day_hits: list[NDArray[np.float64]]
    day_levels: list[NDArray[np.float64]]
    busy_s: NDArray[np.float64]
    heads_s: NDArray[np.float64]


def _play_all(
    forecast: pd.DataFrame,
    scores: DayScores | None,
    staff: Staff,
    rooms: Rooms,
    day: NDArray[np.int64],
    centre: Centre,
    progress: Progress,
) -> _Played:
    bin_s, groups, queues = centre.interval_min * 60.0, len(staff.groups), len(centre.queues)
    paths: list[_Counts] = []
    busy_s, heads_s = np.zeros((groups, queues, len(day))), np.zeros((groups, len(day)))
    for path in range(centre.replay.paths):
        rng = np.random.Generator(np.random.PCG64([centre.replay.seed, path]))
        arrivals = draw_arrivals(draw_rates(forecast, rng, scores, path), forecast, centre, rng)
        changes = staff.draw(rng, len(day) * bin_s)
        tally = empty_tally(queues, groups, len(day))
        play(arrivals, changes, rooms, tally, bin_s)
        paths.append(_Counts.of(tally))
        busy_s += tally.busy_s
        heads_s += heads_by_interval(changes, groups, len(day), bin_s)
        progress((path + 1) / centre.replay.paths, "replay")
    by_day = [counts.by_day(day) for counts in paths]
    total = paths[0]
    for counts in paths[1:]:
        total = total.plus(counts)
    return _Played(
        total,
        [_met(counts, centre) for counts in paths],
        [_met(counts, centre) for counts in by_day],
        [_share(counts.within, counts.counted) for counts in by_day],
        busy_s,
        heads_s,
    )


def _inside_window(forecast: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    grid = centre.grid()
    inside = forecast[(forecast["ts"] >= grid[0]) & (forecast["ts"] <= grid[-1])]
    return inside[inside["queue"].isin(list(centre.queues))].reset_index(drop=True)


def _rooms(skills: pd.DataFrame, groups: list[str], centre: Centre) -> Rooms:
    """Ranks: a queue's own priority goes before the group's, so that VIP and the elderly lane never wait behind a mass.

    Among groups that may take the same call only the group's priority differs, so it decides there.
    """
    names = list(centre.queues)
    rank = np.zeros((len(groups), len(names)), dtype=np.int64)
    proficiency = np.ones((len(groups), len(names)))
    for row in skills.to_dict("records"):
        if row["group"] in groups and row["queue"] in names:
            at = groups.index(row["group"]), names.index(row["queue"])
            rank[at] = centre.queues[row["queue"]].priority * RANKS_PER_PRIORITY + row["priority"]
            proficiency[at] = row["proficiency"]
    queues = [centre.queues[name] for name in names]
    return Rooms(
        rank,
        proficiency,
        np.array([queue.concurrency for queue in queues], dtype=np.int64),
        np.array([queue.concurrency_factor for queue in queues]),
        np.array([_within_s(queue) for queue in queues]),
    )


def _within_s(queue: Queue) -> float:
    """Seconds inside which an answer counts."""
    if queue.deadline_h is not None:
        return queue.deadline_h * 3600.0
    return float(queue.target.target_s) if queue.target.target_s is not None else 20.0


def _promise(queue: Queue) -> float:
    """Service level the queue promises; a queue that states none is met when everybody is answered in time."""
    return 1.0 if queue.target.service_level is None else queue.target.service_level


def _met(counts: _Counts, centre: Centre) -> NDArray[np.float64]:
    """1 where the path met the promise, 0 where not, NaN where nobody called."""
    promise = np.array([_promise(queue) for queue in centre.queues.values()])[:, None]
    level = _share(counts.within, counts.counted)
    met: NDArray[np.float64] = np.where(np.isnan(level), np.nan, (level >= promise - 1e-12).astype(float))
    return met


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    share = np.full(part.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def _mean_of_given(values: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    stacked = np.stack(values)
    given = ~np.isnan(stacked)
    return _share(np.where(given, stacked, 0.0).sum(axis=0), given.sum(axis=0).astype(float))


def _low_tenth(levels: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    stacked = np.stack(levels)
    nobody = np.isnan(stacked).all(axis=0)
    low = np.nanquantile(np.where(nobody, 0.0, stacked), 0.1, axis=0)
    answer: NDArray[np.float64] = np.where(nobody, np.nan, low)
    return answer


def _occupancy(busy_s: NDArray[np.float64], heads_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Occupancy seen by each queue: that of the groups that served it, weighted by the work they did for it."""
    own = np.clip(_share(busy_s.sum(axis=1), heads_s), 0.0, 1.0)
    own = np.where(np.isnan(own), 1.0, own)  # work finished after the shift: nobody was on, all who worked were busy
    weighted = (busy_s * own[:, None, :]).sum(axis=0)
    return np.clip(_share(weighted, busy_s.sum(axis=0)), 0.0, 1.0)


def _table(
    keys: pd.DataFrame,
    total: _Counts,
    hits: list[NDArray[np.float64]],
    occupancy: NDArray[np.float64],
    paths: int,
) -> pd.DataFrame:
    return keys.assign(
        offered=total.offered.ravel() / paths,
        service_level=_share(total.within, total.counted).ravel(),
        asa_s=_share(total.wait_s, total.answered).ravel(),
        abandonment=_share(total.abandoned, total.offered).ravel(),
        occupancy=occupancy.ravel(),
        p_target_met=_mean_of_given(hits).ravel(),
    )


def _warnings(staff: Staff, skills: pd.DataFrame) -> tuple[str, ...]:
    unknown = sorted(set(staff.groups) - set(skills["group"]))
    return tuple(f"Skill group {group} is on the roster but serves no queue." for group in unknown)
