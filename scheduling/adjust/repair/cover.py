"""Who covers what: heads at work by group and interval, positions wanted by queue, and what stays empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.contracts.centre import Centre
from scheduling.adjust.repair.happened import Volume
from scheduling.breaks import WORK
from scheduling.clock import epoch_minutes
from scheduling.mix.rules.read import seat_rules_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FIRST_SHARE = 0.1  # of the positions wanted: what lacks first is priced lower, so that a lack is spread, not piled up
REST_FACTOR = 1.5


@dataclass(frozen=True)
class Terrain:
    """Intervals of a repair and what is wanted in them.

    `wanted[q, t]`: positions by queue; `price[q]`: CNY of an empty position for an hour; `serves[k]` = (group, queue)
    as indices with `worth[k]` positions that a head of the group fills there, expected absence deducted.
    """

    low: int
    step_min: int
    groups: tuple[str, ...]
    queues: tuple[str, ...]
    wanted: Floats
    price: Floats
    serves: NDArray[np.int64]
    worth: Floats
    zone: str

    @property
    def intervals(self) -> int:
        """Number of intervals."""
        return int(self.wanted.shape[1])

    @property
    def high(self) -> int:
        """End of the last interval, minutes since the epoch."""
        return self.low + self.intervals * self.step_min

    @property
    def hours(self) -> float:
        """Hours of an interval."""
        return self.step_min / 60.0

    def part(self, start: int, end: int) -> Terrain:
        """The intervals `start` to `end` (end not included)."""
        return replace(self, low=self.low + start * self.step_min, wanted=self.wanted[:, start:end])

    def stamps(self) -> pd.DatetimeIndex:
        """Starts of the intervals, zoned."""
        minutes = self.low + self.step_min * np.arange(self.intervals, dtype=np.int64)
        return pd.DatetimeIndex(pd.to_datetime(minutes * 60_000_000, unit="us", utc=True)).tz_convert(self.zone)

    def presence(self, start: int, end: int) -> tuple[int, Floats]:
        """First interval and the share of each interval between two minutes; what lies outside is left out."""
        start, end = max(start, self.low), min(end, self.high)
        if end <= start:
            return 0, np.zeros(0)
        first, last = (start - self.low) // self.step_min, -(-(end - self.low) // self.step_min)
        edges = self.low + self.step_min * np.arange(first, last + 1)
        share = np.minimum(edges[1:], end) - np.maximum(edges[:-1], start)
        return int(first), share / self.step_min


def terrain_of(
    flow: pd.DataFrame, shortage: pd.DataFrame, skills: pd.DataFrame, volumes: Sequence[Volume], centre: Centre,
    low: int, high: int, short_cny_per_h: float,
) -> Terrain:  # fmt: skip
    """The intervals between two minutes (widened to the grid).

    Positions wanted of a queue are those that the mix fills (MIX_FLOW) and those it could not (SHORTAGE), times the
    change of its volume: in proportion, which is a little more than pooling would need. O(rows of the interval).
    """
    step = centre.interval_min
    origin = int(epoch_minutes(centre.grid()[:1])[0])
    low = origin + (low - origin) // step * step
    count = max(0, -(-(high - low) // step))
    queues = tuple(dict.fromkeys([*flow["queue"].astype(str), *shortage["queue"].astype(str)]))
    row = {queue: q for q, queue in enumerate(queues)}
    wanted = np.zeros((len(queues), count))
    for table in (flow, shortage):
        at = (epoch_minutes(pd.DatetimeIndex(table["ts"])) - low) // step if len(table) else np.zeros(0, np.int64)
        within = (at >= 0) & (at < count)
        rows = table["queue"].astype(str).map(row).to_numpy(dtype=np.int64)
        np.add.at(wanted, (rows[within], at[within]), table["positions"].to_numpy(dtype=np.float64)[within])
    for volume in volumes:
        if volume.queue in row:
            begin, end = (int(epoch_minutes(pd.DatetimeIndex([ts]))[0]) for ts in (volume.from_ts, volume.to_ts))
            first, last = max(0, (begin - low) // step), max(0, -(-(end - low) // step))
            wanted[row[volume.queue], first:last] *= volume.factor
    groups, serves, worth = _skills(skills, row, centre)
    price = np.array([short_cny_per_h * (1.0 + 0.5 / max(1, centre.queues[q].priority)) for q in queues])
    return Terrain(low, step, groups, queues, wanted, price, serves, worth, centre.zone)


def _skills(
    skills: pd.DataFrame, row: Mapping[str, int], centre: Centre
) -> tuple[tuple[str, ...], NDArray[np.int64], Floats]:
    """Groups, the pairs of group and queue that may meet, and what a head is worth there."""
    never = {q for rule in seat_rules_of(centre) if rule.hard and rule.kind == "never_outsourced" for q in rule.queues}
    groups = tuple(dict.fromkeys(skills["group"].astype(str)))
    place = {group: g for g, group in enumerate(groups)}
    pairs, worth = [], []
    for one in skills.to_dict("records"):
        queue, pool = str(one["queue"]), centre.pools[str(one["pool"])]
        if queue in row and not (pool.kind == "outsourced" and queue in never):
            pairs.append((place[str(one["group"])], row[queue]))
            worth.append(float(one["proficiency"]) * (1.0 - pool.unplanned_absence))
    return groups, np.array(pairs, dtype=np.int64).reshape(-1, 2), np.array(worth)


def heads_at_work(terrain: Terrain, roster: pd.DataFrame, segments: pd.DataFrame) -> Floats:
    """Heads on queue work by group and interval, from the segments. O(segments + groups x minutes)."""
    minutes = terrain.intervals * terrain.step_min
    change = np.zeros((len(terrain.groups), minutes + 1))
    work = segments[segments["activity"] == WORK]
    if len(work) and minutes:
        start = epoch_minutes(pd.DatetimeIndex(work["start_ts"])) - terrain.low
        end = epoch_minutes(pd.DatetimeIndex(work["end_ts"])) - terrain.low
        near = (end > 0) & (start < minutes)
        place = {group: g for g, group in enumerate(terrain.groups)}
        of_shift = pd.Series(roster["group"].map(place).fillna(-1).to_numpy(), index=pd.Index(roster["shift_id"]))
        group = of_shift.reindex(work["shift_id"][near]).fillna(-1).to_numpy(dtype=np.int64)
        known = group >= 0
        np.add.at(change, (group[known], np.clip(start[near][known], 0, minutes)), 1.0)
        np.add.at(change, (group[known], np.clip(end[near][known], 0, minutes)), -1.0)
    present: Floats = change[:, :minutes].cumsum(axis=1).reshape(len(terrain.groups), -1, terrain.step_min).mean(axis=2)
    return present if minutes else np.zeros((len(terrain.groups), 0))


@dataclass(frozen=True)
class Sheet:
    """The cover of a terrain as rows and columns of a linear model.

    Columns: heads of pair k in interval t, then the first and the further empty positions of queue q in t. Rows: heads
    of group g in t (at most those at work; row g * T + t), then positions of queue q in t (at least those wanted).
    """

    cost: Floats
    upper: Floats
    rows: csr_array
    row_lower: Floats
    row_upper: Floats


def sheet_of(terrain: Terrain, heads: Floats) -> Sheet:
    """The model whose least cost is the price of what stays empty. O(pairs x intervals)."""
    times, pairs, queues, groups = terrain.intervals, len(terrain.worth), len(terrain.queues), len(terrain.groups)
    t = np.arange(times)
    flow = np.arange(pairs * times)
    of_group = (terrain.serves[:, 0, None] * times + t).ravel()
    of_queue = (groups * times + terrain.serves[:, 1, None] * times + t).ravel()
    empty = np.arange(2 * queues * times)
    short_rows = groups * times + np.tile(np.arange(queues * times), 2)
    data = np.concatenate([np.ones(len(flow)), np.repeat(terrain.worth, times), np.ones(len(empty))])
    place = (
        np.concatenate([of_group, of_queue, short_rows]),
        np.concatenate([flow, flow, pairs * times + empty]),
    )
    shape = (groups * times + queues * times, pairs * times + len(empty))
    wanted = terrain.wanted.ravel()
    price = np.repeat(terrain.price * terrain.hours, times)
    return Sheet(
        cost=np.concatenate([np.zeros(len(flow)), price, REST_FACTOR * price]),
        upper=np.concatenate([np.full(len(flow), np.inf), FIRST_SHARE * wanted, wanted]),
        rows=csr_array((data, place), shape=shape),
        row_lower=np.concatenate([np.full(groups * times, -np.inf), wanted]),
        row_upper=np.concatenate([heads.ravel(), np.full(queues * times, np.inf)]),
    )
