"""Volumes of hours become positions of areas, and hours of shifts that cover them, for each week of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from data.contracts.centre import Centre, Queue
from data.contracts.progress import Progress, silent
from scheduling.capacity.areas import Area
from scheduling.capacity.cover import WEEK_H, Cover, cover_of
from scheduling.requirement.chat import agent_time_s
from scheduling.requirement.deferred import PLANNED_SHARE, chance_reserve, open_intervals, plan_deadline
from scheduling.requirement.pooling import asked_of, pool_sets, strictest
from scheduling.requirement.sizers import SIZERS

Floats = NDArray[np.float64]
HOUR_MIN, HOUR_S = 60, 3600.0
NODES = 96  # volumes at which the formula is solved; between them straight lines
EXPECTED = 0.5
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True)
class AreaWork:
    """Work of one area by week: contacts, positions of the busiest hour, position hours, hours of covering shifts.

    `low_h`, `expected_h` and `high_h`: covering hours when few, the expected and many contacts come. `queue_share`
    (queues, weeks): share of the hours that each queue brings.
    """

    area: Area
    volume: Floats
    peak: Floats
    position_h: Floats
    required_h: Floats
    low_h: Floats
    high_h: Floats
    expected_h: Floats
    queue_share: Floats


def area_work(
    hours: pd.DataFrame,
    weeks: pd.DataFrame,
    centre: Centre,
    areas: Sequence[Area],
    quantile: float,
    *,
    progress: Progress = silent,
) -> list[AreaWork]:
    """Work of the areas. `hours`: LONG_RANGE_HOURS, whole weeks from a Monday; `weeks`: LONG_RANGE.

    Volumes are those of the `quantile` of each week (0.5: expected). Positions per hour by the sizer of the centre
    (queues that all the same people serve as one line), deferred queues by their deadline plan; shrinkage is not in
    yet. O(queues x nodes) sizings + one small LP per area and week.
    """
    tables = _by_queue(hours)
    n = len(next(iter(tables.values()))[0]) // WEEK_H
    deviation = {str(q): rows.sort_values("week")["log_sd"].to_numpy(float) for q, rows in weeks.groupby("queue")}
    cover = cover_of(centre)
    stamps = _stamps(hours)
    made = []
    for i, area in enumerate(areas):
        own = {q: tables[q] for q in area.queues if q in tables}
        lines = [_positions(own, _factors(deviation, own, z), centre, stamps) for z in
                 (_z(quantile), float(ndtri(LOW)), float(ndtri(HIGH)), 0.0)]  # fmt: skip
        made.append(_area(area, own, _factors(deviation, own, _z(quantile)), lines, cover, n, centre))
        progress((i + 1) / len(areas), f"shifts {area.name}")
    return made


def _z(quantile: float) -> float:
    return 0.0 if abs(quantile - EXPECTED) < 1e-9 else float(ndtri(quantile))


def _by_queue(hours: pd.DataFrame) -> dict[str, tuple[Floats, Floats]]:
    """Volume and AHT of each queue in the order of the hours."""
    ordered = hours.sort_values(["queue", "date", "hour"])
    return {
        str(q): (rows["volume"].to_numpy(float), rows["aht_s"].to_numpy(float)) for q, rows in ordered.groupby("queue")
    }


def _stamps(hours: pd.DataFrame) -> pd.DatetimeIndex:
    """Starts of the hours on the clock."""
    one = hours[hours["queue"] == hours["queue"].iloc[0]].sort_values(["date", "hour"])
    return pd.DatetimeIndex(one["date"] + pd.to_timedelta(one["hour"], unit="h"))


def _factors(deviation: dict[str, Floats], own: dict[str, tuple[Floats, Floats]], z: float) -> dict[str, Floats]:
    """What each hour's expected volume is multiplied by, of log-normal weeks."""
    return {q: np.repeat(np.exp(z * deviation[q]), WEEK_H) for q in own}


def _positions(
    own: dict[str, tuple[Floats, Floats]], factor: dict[str, Floats], centre: Centre, stamps: pd.DatetimeIndex
) -> Floats:
    """Positions of an area per hour: lines that share all their people together, the others apart."""
    total = np.zeros(len(stamps))
    skills = centre.tables["skills"]
    together = pool_sets(skills, {q: centre.queues[q] for q in own})
    pooled = {q for members in together for q in members}
    for members in together:
        apart = sum((_line([own[q]], [factor[q]], [centre.queues[q]], centre) for q in members), np.zeros(len(stamps)))
        line = _line([own[q] for q in members], [factor[q] for q in members], [centre.queues[q] for q in members],
                     centre)  # fmt: skip
        total += np.minimum(apart, line)
    for q, (volume, aht_s) in own.items():
        queue = centre.queues[q]
        if q not in pooled:
            total += _deferred(volume * factor[q], aht_s, queue, centre, stamps) if queue.deferred else \
                _line([(volume, aht_s)], [factor[q]], [queue], centre)  # fmt: skip
    return total


def _line(
    tables: Sequence[tuple[Floats, Floats]], factors: Sequence[Floats], queues: Sequence[Queue], centre: Centre
) -> Floats:
    """Positions per hour of one line of queues: the sizer at `NODES` volumes of the mean mix, straight between them."""
    volume = np.stack([v * f for (v, _), f in zip(tables, factors, strict=True)])
    agent_s = np.stack([agent_time_s(a, q.concurrency_factor) for (_, a), q in zip(tables, queues, strict=True)])
    load = (volume * agent_s).sum(axis=0)
    if not load.max() > 0:
        return np.zeros(volume.shape[1])
    mix = volume.sum(axis=1)
    mean_s = np.divide((volume * agent_s).sum(axis=1), mix, out=agent_s.mean(axis=1), where=mix > 0)
    per_contact = float(mix @ mean_s / mix.sum())
    most = load.max() / per_contact
    nodes = np.geomspace(max(most * 1e-4, 1e-3), most, NODES)
    asked = asked_of(nodes, np.full(NODES, per_contact), _joint(queues), HOUR_MIN)
    found = np.asarray(SIZERS[centre.staffing.sizer](asked).positions, dtype=np.float64)
    erlang = nodes * per_contact / HOUR_S
    found = np.where(np.isfinite(found), found, erlang + 3.0 * np.sqrt(erlang) + 1.0)
    return np.asarray(np.interp(load / per_contact, np.r_[0.0, nodes], np.r_[0.0, found]))


def _joint(queues: Sequence[Queue]) -> Queue:
    """One queue that keeps every promise of its members; patience is the shortest, endless if anybody's is."""
    if len(queues) == 1:
        return queues[0]
    known = [q.patience_s for q in queues if q.patience_s is not None]
    return replace(queues[0], target=strictest(queues), patience_s=min(known) if len(known) == len(queues) else None)


def _deferred(volume: Floats, aht_s: Floats, queue: Queue, centre: Centre, stamps: pd.DatetimeIndex) -> Floats:
    """Positions per hour of work that may wait, as the requirement sizes it."""
    agent_s = agent_time_s(aht_s, queue.concurrency_factor)
    reach = max(1, int(PLANNED_SHARE * float(queue.deadline_h or 0.0)))
    opened = open_intervals(stamps, queue.queue, centre.tables.get("open_hours"))
    work = plan_deadline(volume * agent_s / HOUR_S, opened, reach, HOUR_S).work
    reserve = chance_reserve(volume, agent_s, reach, HOUR_S, queue.target.service_level)
    return np.where(work > 1e-9, (work + reserve) / (queue.target.max_occupancy or 1.0), 0.0)


def _area(
    area: Area,
    own: dict[str, tuple[Floats, Floats]],
    factor: dict[str, Floats],
    lines: list[Floats],
    cover: Cover,
    n: int,
    centre: Centre,
) -> AreaWork:
    planned, low, high, expected = (line.reshape(n, WEEK_H) for line in lines)
    required = np.array([cover.hours(week) for week in planned])
    position_h = planned.sum(axis=1)
    over = np.divide(required, position_h, out=np.ones(n), where=position_h > 0)
    volumes = np.stack([(own[q][0] * factor[q]).reshape(n, WEEK_H).sum(axis=1) for q in area.queues if q in own]) \
        if own else np.zeros((0, n))  # fmt: skip
    load = np.zeros((len(area.queues), n))
    for i, q in enumerate(area.queues):
        if q in own:
            seconds = agent_time_s(own[q][1], centre.queues[q].concurrency_factor)
            load[i] = (own[q][0] * factor[q] * seconds).reshape(n, WEEK_H).sum(axis=1)
    total = load.sum(axis=0)
    share = np.divide(load, total, out=np.zeros_like(load), where=total > 0)
    return AreaWork(area, volumes.sum(axis=0), planned.max(axis=1), position_h, required, low.sum(axis=1) * over,
                    high.sum(axis=1) * over, expected.sum(axis=1) * over, share)  # fmt: skip
