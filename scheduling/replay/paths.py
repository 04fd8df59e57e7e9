"""Paths: contacts that may come, drawn from the forecast, and people who may turn up, drawn from the roster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from data.contracts.grid import local_date
from data.contracts.path_scores import scores_by_row
from scheduling.simulator.engine import Arrivals, StaffChanges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.contracts.centre import Centre

# Width of the 80 % band of a normal variable in standard deviations: turns q90 - q10 into a deviation.
BAND80_SD = 2.5631031310892007
# For a forecast without paths (none was learned from past errors): share of a queue's variance that is the day's (the
# rest is the interval's), and share of that all queues share.
DAY_SHARE = 0.5
COMMON_SHARE = 0.5
# Log-normal handling times with the coefficient of variation of an exponential, as measured in contact centres.
AHT_CV = 1.0


def rate_deviation(forecast: pd.DataFrame) -> NDArray[np.float64]:
    """Standard deviation of the rate of each row: the forecast band less the Poisson noise that the arrivals add."""
    spread = (forecast["q90"] - forecast["q10"]).to_numpy(dtype=float) / BAND80_SD
    variance = spread**2 - forecast["volume"].to_numpy(dtype=float)
    deviation: NDArray[np.float64] = np.sqrt(np.clip(variance, 0.0, None))
    return deviation


@dataclass(frozen=True)
class DayScores:
    """How busy the days are on each path: `score` (paths, rows of the forecast), and the day's `share` (rows,)."""

    score: NDArray[np.float64]
    share: NDArray[np.float64]

    @staticmethod
    def of(forecast: pd.DataFrame, paths: pd.DataFrame) -> DayScores:
        """From the table FORECAST_PATHS. O(paths x rows)."""
        return DayScores(*scores_by_row(forecast, paths))


def draw_rates(
    forecast: pd.DataFrame, rng: np.random.Generator, scores: DayScores | None = None, path: int = 0
) -> NDArray[np.float64]:
    """Contacts to expect on one path, one number per row of `forecast` (queue, ts, volume, q10, q90).

    The deviation of an interval is split over the day and the interval, so that a busy day is busy in all its
    intervals. `scores` say how busy each queue's days are on the path and how much of the deviation is the day's; paths
    beyond their number begin again with the first. Without them half is the day's, and half of that all queues' alike.
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
    deviate = np.sqrt(share) * day + np.sqrt(1 - share) * rng.standard_normal(len(forecast))
    rates = forecast["volume"].to_numpy(dtype=float) + rate_deviation(forecast) * deviate
    clipped: NDArray[np.float64] = np.clip(rates, 0.0, None)
    return clipped


def draw_arrivals(
    rates: NDArray[np.float64], forecast: pd.DataFrame, centre: Centre, rng: np.random.Generator
) -> Arrivals:
    """Contacts of one path: Poisson counts at `rates`, even within the interval, in order of arrival.

    Handling times are log-normal around the row's `aht_s`, patience is exponential. O(contacts log contacts).
    """
    counts = rng.poisson(rates).astype(np.int64)
    row = np.repeat(np.arange(len(forecast)), counts)
    start_s = (forecast["ts"] - forecast["ts"].min()).dt.total_seconds().to_numpy()
    at_s = start_s[row] + rng.uniform(0.0, centre.interval_min * 60.0, len(row))
    names = list(centre.queues)
    queue: NDArray[np.int64] = np.array([names.index(name) for name in forecast["queue"]], dtype=np.int64)
    patience = np.array([centre.queues[name].patience_s or np.inf for name in names])
    sigma = np.sqrt(np.log1p(AHT_CV**2))
    work_s = forecast["aht_s"].to_numpy(dtype=float)[row] * rng.lognormal(-(sigma**2) / 2, sigma, len(row))
    patience_s = patience[queue[row]] * rng.exponential(1.0, len(row))
    order = np.argsort(at_s, kind="stable")
    return Arrivals(at_s[order], queue[row][order], work_s[order], patience_s[order])


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
        self._start_s = (work["start_ts"] - start_ts).dt.total_seconds().to_numpy()
        self._end_s = (work["end_ts"] - start_ts).dt.total_seconds().to_numpy()
        absence = {name: pool.unplanned_absence for name, pool in centre.pools.items()}
        self._absence = shifts["pool"].map(absence).to_numpy(dtype=float)

    def draw(self, rng: np.random.Generator, end_s: float) -> StaffChanges:
        """Changes of heads on one path. Everybody goes home at `end_s`."""
        present = (rng.uniform(size=len(self._absence)) >= self._absence)[self._shift]
        start_s = np.clip(self._start_s[present], 0.0, end_s)
        stop_s = np.clip(self._end_s[present], 0.0, end_s)
        group = self._group[present]
        at_s = np.concatenate([start_s, stop_s])
        step = np.concatenate([np.ones(len(start_s), dtype=np.int64), -np.ones(len(stop_s), dtype=np.int64)])
        steps = pd.DataFrame({"group": np.concatenate([group, group]), "at_s": at_s, "step": step})
        moves = steps.groupby(["group", "at_s"], sort=True)["step"].sum().reset_index()
        moves["heads"] = moves.groupby("group")["step"].cumsum()
        moves = moves.sort_values(["at_s", "group"], kind="stable")
        return StaffChanges(
            moves["at_s"].to_numpy(), moves["group"].to_numpy(dtype=np.int64), moves["heads"].to_numpy(dtype=np.int64)
        )


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
