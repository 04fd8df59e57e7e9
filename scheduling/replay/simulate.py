"""The proof beside the plan: the rostered people meet many paths of the forecast, contact by contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.contracts.columns import checked
from data.contracts.grid import local_date
from data.contracts.progress import Progress, silent, slice_of
from data.contracts.replay_tables import REPLAY, REPLAY_BREAKS, REPLAY_DAYS, REPLAY_FLOWS
from data.contracts.tables import FORECAST, FORECAST_PATHS, ROSTER, SEGMENTS, SKILL_GROUP
from scheduling.replay.breaks import find_breaks
from scheduling.replay.one_more import with_one_more_person
from scheduling.replay.paths import DayScores, Staff
from scheduling.replay.played import Played, Scene, play_paths
from scheduling.simulator.counts import Counts, occupancy, share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.contracts.centre import Centre

BAND = (0.05, 0.95)


@dataclass(frozen=True)
class ReplayMade:
    """Service by queue and interval (REPLAY) and by queue and day (REPLAY_DAYS), over `paths` paths; the stretches
    that break the promise (REPLAY_BREAKS) and how many came again, were handed on or called back (REPLAY_FLOWS).
    """

    replay: pd.DataFrame
    days: pd.DataFrame
    breaks: pd.DataFrame
    flows: pd.DataFrame
    paths: int
    warnings: tuple[str, ...] = ()


def replay_plan(
    forecast: pd.DataFrame,
    roster: pd.DataFrame,
    segments: pd.DataFrame,
    skills: pd.DataFrame,
    centre: Centre,
    paths: pd.DataFrame | None = None,
    *,
    first_attempts: frozenset[str] = frozenset(),
    outbound_plan: pd.DataFrame | None = None,
    progress: Progress = silent,
) -> ReplayMade:
    """Play the planned window `centre.replay.paths` times and report what the roster would deliver.

    Tables: FORECAST, ROSTER, SEGMENTS, SKILL_GROUP and, where the forecast has them, FORECAST_PATHS: how busy the days
    are on each path; without it they are drawn by a plain law (scheduling.replay.paths). `first_attempts` names the
    queues whose forecast holds first attempts only: there those who hang up come again (`redial_share`). OUTBOUND_PLAN
    tells how many people campaigns without a reserve keep back. Service level
    by the formula the queue promises, by arrival interval; deferred queues: answered before the deadline. Contacts
    still open at the end that may yet be in time are left out. Everything is seeded by `centre.replay.seed`.
    O(paths x contacts x (queues + groups)) time; memory for a piece of at most two million contacts at once.
    """
    forecast = _inside_window(checked(FORECAST, forecast), centre)
    skills = checked(SKILL_GROUP, skills)
    grid = pd.DatetimeIndex(forecast["ts"].drop_duplicates().sort_values())
    staff = Staff(checked(ROSTER, roster), checked(SEGMENTS, segments), centre, grid[0])
    scores = None if paths is None or paths.empty else DayScores.of(forecast, checked(FORECAST_PATHS, paths))
    scene = Scene.of(forecast, scores, staff, skills, centre, first_attempts, outbound_plan)
    played = play_paths(scene, slice_of(progress, 0.0, 0.8))
    found = find_breaks(played, scene)
    found = with_one_more_person(found, scene, slice_of(progress, 0.8, 1.0))
    return ReplayMade(
        checked(REPLAY, _by_interval(played, scene, grid)),
        checked(REPLAY_DAYS, _by_day(played, scene, grid)),
        checked(REPLAY_BREAKS, found.table(scene, grid)),
        checked(REPLAY_FLOWS, played.flows.table(scene, grid)),
        centre.replay.paths,
        _warnings(staff, skills),
    )


def _inside_window(forecast: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    grid = centre.grid()
    inside = forecast[(forecast["ts"] >= grid[0]) & (forecast["ts"] <= grid[-1])]
    return inside[inside["queue"].isin(list(centre.queues))].reset_index(drop=True)


def _by_interval(played: Played, scene: Scene, grid: pd.DatetimeIndex) -> pd.DataFrame:
    keys = pd.MultiIndex.from_product([scene.queues, grid], names=["queue", "ts"]).to_frame(index=False)
    busy = occupancy(played.busy_s, played.heads_s)
    table = _table(keys, played.total, scene, busy, share(played.hits, played.judged))
    low, high = played.band(BAND)
    return table.assign(service_level_low=low.ravel(), service_level_high=high.ravel())


def _by_day(played: Played, scene: Scene, grid: pd.DatetimeIndex) -> pd.DataFrame:
    dates = local_date(pd.Series(grid)).drop_duplicates()
    keys = pd.MultiIndex.from_product([scene.queues, dates], names=["queue", "date"]).to_frame(index=False)
    busy = occupancy(played.busy_s @ scene.member, played.heads_s @ scene.member)
    hits = _mean_of_given([scene.promise.met(level) for level in played.day_levels])
    days = _table(keys, played.total.by(scene.member), scene, busy, hits)
    return days.assign(service_level_p10=_low_tenth(played.day_levels).ravel())


def _table(
    keys: pd.DataFrame, total: Counts, scene: Scene, busy: NDArray[np.float64], met: NDArray[np.float64]
) -> pd.DataFrame:
    return keys.assign(
        offered=total.offered.ravel() / scene.centre.replay.paths,
        service_level=scene.promise.level(total).ravel(),
        asa_s=share(total.wait_s, total.answered).ravel(),
        abandonment=share(total.abandoned, total.offered).ravel(),
        occupancy=busy.ravel(),
        p_target_met=met.ravel(),
    )


def _mean_of_given(values: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    stacked = np.stack(values)
    given = ~np.isnan(stacked)
    return share(np.where(given, stacked, 0.0).sum(axis=0), given.sum(axis=0).astype(float))


def _low_tenth(levels: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    stacked = np.stack(levels)
    nobody = np.isnan(stacked).all(axis=0)
    low = np.nanquantile(np.where(nobody, 0.0, stacked), 0.1, axis=0)
    answer: NDArray[np.float64] = np.where(nobody, np.nan, low)
    return answer


def _warnings(staff: Staff, skills: pd.DataFrame) -> tuple[str, ...]:
    unknown = sorted(set(staff.groups) - set(skills["group"]))
    return tuple(f"Skill group {group} is on the roster but serves no queue." for group in unknown)
