"""The chance that each promise is kept with given positions: per interval, day and window, by many played paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Queue
from data.contracts.chance_tables import CHANCE, CHANCE_PRICES
from data.contracts.columns import checked
from data.contracts.grid import local_date
from data.contracts.progress import PartMap, Progress, one_by_one, silent
from data.contracts.tables import FORECAST, FORECAST_PATHS
from scheduling.chance.draws import draw_queue
from scheduling.chance.prices import STEP, marginal_prices, no_prices, point_prices
from scheduling.chance.trials import Served, play_queue

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EASE = 1e-12
LOW_SHARE = 0.1
INTERVAL, DAY, WINDOW = "interval", "day", "window"


@dataclass(frozen=True)
class ChanceMade:
    """Tables CHANCE and CHANCE_PRICES, and what a planner should know."""

    chance: pd.DataFrame
    prices: pd.DataFrame
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class QueuePart:
    """One queue to play: its forecast rows in the window, staffings (staffings, rows), and the paths of all queues."""

    queue: Queue
    rows: pd.DataFrame
    positions: Floats
    paths: pd.DataFrame | None
    number: int
    seed: int
    place: int
    interval_s: float


def estimate_chance(
    forecast: pd.DataFrame,
    paths: pd.DataFrame | None,
    requirement: pd.DataFrame,
    skills: pd.DataFrame,
    centre: Centre,
    *,
    progress: Progress = silent,
    place: PartMap = one_by_one,
) -> ChanceMade:
    """CHANCE and CHANCE_PRICES: what the positions of `requirement` promise, queue by queue on its own.

    `forecast` FORECAST, `paths` FORECAST_PATHS or none, `requirement` (queue, ts, positions), `skills` SKILL_GROUP.
    `centre.staffing.chance_paths` paths are played contact by contact: volume, size of events, handling time and the
    chance within the day are all in it; absence and people who help other queues are not (the replay of the roster
    has them). The same contacts meet a little less and a little more staff, which gives the price of one more point.
    O(paths x contacts).
    """
    staffings = {"plan": 1.0, "less": 1.0 - STEP, "more": 1.0 + STEP}
    scaled = {name: requirement.assign(positions=requirement["positions"] * by) for name, by in staffings.items()}
    parts = chance_parts(forecast, paths, scaled, centre)
    tables, days = [], []
    for part, served in zip(parts, place(play_part, parts), strict=True):
        tables.append(_rows(part, served))
        days += [_by_day(part, served, i, name) for i, name in enumerate(staffings)]
        progress(len(tables) / len(parts), f"chance {part.queue.queue}")
    if not parts:
        return ChanceMade(checked(CHANCE, _none(centre)), checked(CHANCE_PRICES, no_prices()))
    told = pd.concat(days, ignore_index=True)
    plan, less, more = (told[told["staffing"] == name] for name in staffings)
    prices = point_prices(plan, less, more, marginal_prices(requirement, skills, centre))
    return ChanceMade(checked(CHANCE, pd.concat(tables, ignore_index=True)), checked(CHANCE_PRICES, prices))


def day_chances(
    forecast: pd.DataFrame,
    paths: pd.DataFrame | None,
    staffings: Mapping[str, pd.DataFrame],
    centre: Centre,
    *,
    progress: Progress = silent,
    place: PartMap = one_by_one,
) -> pd.DataFrame:
    """What each of several staffings (name: queue, ts, positions) promises: the same contacts meet all of them.

    Returns staffing, queue, date, offered, position_hours, expected_sl, p_target_met, one row a staffing, queue and
    day. O(paths x contacts x staffings).
    """
    parts = chance_parts(forecast, paths, staffings, centre)
    tables = []
    for part, served in zip(parts, place(play_part, parts), strict=True):
        tables += [_by_day(part, served, i, name) for i, name in enumerate(staffings)]
        progress(len(tables) / len(parts) / len(staffings), f"chance {part.queue.queue}")
    return pd.concat(tables, ignore_index=True)


def chance_parts(
    forecast: pd.DataFrame, paths: pd.DataFrame | None, staffings: Mapping[str, pd.DataFrame], centre: Centre
) -> list[QueuePart]:
    """The queues of the centre that have a forecast in the window, each with all `staffings` laid along its rows.

    A row for which a staffing says nothing has nobody.
    """
    forecast = checked(FORECAST, forecast)
    grid = centre.grid()
    inside = forecast[(forecast["ts"] >= grid[0]) & (forecast["ts"] <= grid[-1])] if len(grid) else forecast[:0]
    known = None if paths is None or paths.empty else checked(FORECAST_PATHS, paths)
    asked = {name: rows.set_index(["queue", "ts"])["positions"] for name, rows in staffings.items()}
    parts = []
    for number, (name, queue) in enumerate(centre.queues.items()):
        rows = inside[inside["queue"] == name].sort_values("ts").reset_index(drop=True)
        if rows.empty:
            continue
        keys = pd.MultiIndex.from_frame(rows[["queue", "ts"]])
        positions = np.stack([one.reindex(keys).fillna(0.0).to_numpy(dtype=float) for one in asked.values()])
        own = None if known is None else known[known["queue"] == name]
        settings = (centre.staffing.chance_paths, centre.replay.seed, number, centre.interval_min * 60.0)
        parts.append(QueuePart(queue, rows, positions, own, *settings))
    return parts


def play_part(part: QueuePart) -> Served:
    """Play one queue; pure and picklable."""
    drawn = draw_queue(part.rows, part.paths, part.number, part.seed, part.place)
    return play_queue(drawn, part.positions, part.queue, part.interval_s, part.seed, part.place)


def promised(queue: Queue) -> float:
    """Service level the queue promises; a queue that states none is met when everybody is answered in time."""
    return 1.0 if queue.target.service_level is None else queue.target.service_level


def levels(counted: Floats, within: Floats, member: Ints) -> Floats:
    """Service level (paths, parts) of the rows that belong together; `member` (rows,) tells where; NaN for nobody."""
    parts = int(member.max()) + 1
    sums = [np.stack([np.bincount(member, weights=path, minlength=parts) for path in one]) for one in (counted, within)]
    return np.asarray(np.divide(sums[1], sums[0], out=np.full(sums[0].shape, np.nan), where=sums[0] > 0))


def chances(level: Floats, promise: float) -> tuple[Floats, Floats, Floats]:
    """Mean, low tenth and share of paths that keep the promise, each (parts,); NaN where nobody ever comes.

    >>> mean, low, met = chances(np.array([[0.7], [0.9], [0.85], [0.95]]), 0.8)
    >>> float(mean[0].round(3)), float(met[0])
    (0.85, 0.75)
    """
    known = ~np.isnan(level)
    some = known.any(axis=0)
    number = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, level, 0.0).sum(axis=0) / number
    met = (known & (np.nan_to_num(level) >= promise - EASE)).sum(axis=0) / number
    low = np.nanquantile(np.where(some, level, 0.0), LOW_SHARE, axis=0)
    return tuple(np.where(some, one, np.nan) for one in (mean, low, met))  # type: ignore[return-value]


def _by_day(part: QueuePart, served: Served, i: int, name: str) -> pd.DataFrame:
    """What the i-th staffing promises of each day."""
    day, dates = pd.factorize(local_date(part.rows["ts"]))
    member = day.astype(np.int64)
    mean, _, met = chances(levels(served.counted[i], served.within[i], member), promised(part.queue))
    hours = np.bincount(member, weights=part.positions[i]) * part.interval_s / 3600.0
    offered = np.bincount(member, weights=part.rows["volume"].to_numpy(dtype=float))
    told = {"offered": offered, "position_hours": hours, "expected_sl": mean, "p_target_met": met}
    return pd.DataFrame({"staffing": name, "queue": part.queue.queue, "date": dates, **told})


def _rows(part: QueuePart, served: Served) -> pd.DataFrame:
    """Rows of CHANCE of one queue with its first staffing."""
    dates = local_date(part.rows["ts"])
    day = pd.factorize(dates)[0].astype(np.int64)
    rows = np.arange(len(dates), dtype=np.int64)
    scopes: Sequence[tuple[str, Ints]] = ((INTERVAL, rows), (DAY, day), (WINDOW, np.zeros_like(rows)))
    tables = []
    for scope, member in scopes:
        first = np.unique(member, return_index=True)[1]
        mean, low, met = chances(levels(served.counted[0], served.within[0], member), promised(part.queue))
        tables.append(
            pd.DataFrame(
                {
                    "queue": part.queue.queue,
                    "scope": scope,
                    "ts": part.rows["ts"].array[first],
                    "offered": np.bincount(member, weights=part.rows["volume"].to_numpy(dtype=float)),
                    "position_hours": np.bincount(member, weights=part.positions[0]) * part.interval_s / 3600.0,
                    "expected_sl": mean,
                    "sl_p10": low,
                    "p_target_met": met,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _none(centre: Centre) -> pd.DataFrame:
    numbers = ("offered", "position_hours", "expected_sl", "sl_p10", "p_target_met")
    words = {name: pd.Series([], dtype=str) for name in ("queue", "scope")}
    return pd.DataFrame({**words, "ts": centre.grid()[:0], **{name: np.zeros(0) for name in numbers}})
