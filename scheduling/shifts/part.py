"""One skill group as an independent part of the shift plan: what it must cover, with which shifts, at what price."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.centre import Centre, ShiftPattern, SolverSettings
from scheduling.breaks import offsets_of, rules_of
from scheduling.clock import DAY_MIN, day_numbers, epoch_minutes
from scheduling.offered import offered_minutes, within
from scheduling.pricing import holidays_of, rates_by_pool, shift_cost_cny
from scheduling.roster.rules.people import known_people
from scheduling.roster.rules.shape import Slot
from scheduling.roster.rules.slots import date_of, slots_of
from scheduling.shifts.crew import Crew, crews_of
from scheduling.shifts.price import IDLE_PRICE

Floats = npt.NDArray[np.float64]
Share = dict[int, float]


@dataclass(frozen=True)
class BreakChoice:
    """A break of a slot: the starts it may take, and for each the share of intervals it takes off queue work."""

    rule: int
    offsets: tuple[int, ...]
    away: tuple[Share, ...]


@dataclass(frozen=True)
class SlotChoice:
    """A slot, the share of each interval it is present, its breaks and its price."""

    slot: Slot
    present: Share
    breaks: tuple[BreakChoice, ...]
    cost_cny: float


@dataclass(frozen=True)
class Part:
    """A skill group. `crews` empty: unnamed seats, paid by the shift, at most `most_seats` of them on a day.

    `unused_cny`: price of an ordered seat that nobody uses on a day; days without orders are absent. `effort` bounds
    the search for whole heads (steps, so that any machine finds the same), `limit_s` is only its safety net.
    """

    group: str
    heads: Floats
    choices: tuple[SlotChoice, ...]
    patterns: dict[str, ShiftPattern]
    crews: tuple[Crew, ...]
    most_seats: dict[int, float]
    unused_cny: dict[int, float]
    hour_cny: float
    interval_min: int
    settings: SolverSettings
    effort: int = 0


def parts_of(mix: pd.DataFrame, centre: Centre, orders: pd.DataFrame | None = None) -> list[Part]:
    """The skill groups with heads to cover or people to keep busy, ready to be solved apart. O(groups x slots)."""
    grid = centre.grid()
    zero = int(epoch_minutes(grid[:1])[0])
    heads = mix.pivot_table(index="ts", columns="group", values="heads", aggfunc="sum").reindex(grid).fillna(0.0)
    heads = less_carried(heads, centre)
    people = known_people(centre)
    home = centre.tables["skills"].drop_duplicates("group").set_index("group")["pool"]
    most = _most_seats(heads, home, centre) if orders is None else {}
    rates, holidays = rates_by_pool(centre.tables["rates"]), holidays_of(centre.tables.get("calendar"))
    slots_by_kind: dict[str, list[Slot]] = {}
    parts = []
    for group in home.index:
        pool = centre.pools[str(home[group])]
        wanted = heads[group].to_numpy(dtype=np.float64) if group in heads else np.zeros(len(grid))
        members = [person for person in people if person.group == group]
        patterns = {s.shift: s for s in centre.shifts.values() if pool.kind in s.kinds}
        if not patterns or not (members or wanted.any()):
            continue
        slots = slots_by_kind.setdefault(pool.kind, slots_of(centre, list(patterns.values())))
        slots = _offered(slots, centre, pool.pool)
        rate = rates[pool.pool]
        choices = tuple(_choice(slot, patterns[slot.shift], rate, holidays, zero, len(grid), centre) for slot in slots)
        crews = tuple(crews_of(members, slots))
        hour_cny = float(rate["cost_cny_per_h"])
        seats, unused = ({} if crews else most.get(str(group), {})), dict[int, float]()
        if not crews and orders is not None:
            seats, unused = _ordered(orders[orders["group"] == group], hour_cny, centre)
        parts.append(
            Part(str(group), wanted, choices, patterns, crews, seats, unused, hour_cny, centre.interval_min,
                 centre.solver)
        )  # fmt: skip
    return parts


def _offered(slots: list[Slot], centre: Centre, pool: str) -> list[Slot]:
    """The slots that lie within the hours in which the pool may work."""
    on = offered_minutes(centre, pool)
    if on is None:
        return slots
    first = int(day_numbers(pd.DatetimeIndex([centre.window.first]))[0])
    starts = [(slot.day - first) * DAY_MIN + slot.wall_start for slot in slots]
    return [slot for slot, start in zip(slots, starts, strict=True) if within(on, start, start + slot.end - slot.start)]


def _ordered(orders: pd.DataFrame, hour_cny: float, centre: Centre) -> tuple[dict[int, float], dict[int, float]]:
    """Seats ordered for each day of the window, and what one costs that nobody uses: its price, and the idle hours."""
    days = day_numbers(pd.date_range(centre.window.first, centre.window.last, freq="D")).tolist()
    seats = dict.fromkeys(days, 0.0)
    unused = {}
    ordered = orders[orders["heads"] > 0]
    columns = (ordered["heads"], ordered["hours"], ordered["cost_cny"])
    for day, count, hours, cost in zip(day_numbers(pd.DatetimeIndex(ordered["date"])).tolist(), *columns, strict=True):
        seats[day] = float(count)
        unused[day] = (float(cost) + IDLE_PRICE * hour_cny * float(hours)) / float(count)
    return seats, unused


def _most_seats(heads: pd.DataFrame, home: pd.Series, centre: Centre) -> dict[str, dict[int, float]]:
    """Seats of a pool shared among its groups day by day, in proportion to the work the mix gave them."""
    days = pd.DatetimeIndex(heads.index).tz_localize(None).normalize()
    by_day = heads.groupby(days).sum()
    most: dict[str, dict[int, float]] = {}
    for pool in centre.pools.values():
        groups = [group for group in by_day.columns if home.get(group) == pool.pool]
        if pool.max_heads <= 0 or not groups:
            continue
        total = by_day[groups].sum(axis=1).to_numpy()
        for group in groups:
            share = by_day[group].to_numpy() / np.maximum(total, 1e-9)
            seats = np.round(pool.max_heads * share, 6)
            most[str(group)] = dict(
                zip(day_numbers(pd.DatetimeIndex(by_day.index)).tolist(), np.floor(seats + 1e-6).tolist(), strict=True)
            )
    return most


def _choice(
    slot: Slot,
    pattern: ShiftPattern,
    rate: dict[Hashable, Any],
    holidays: frozenset[pd.Timestamp],
    zero: int,
    intervals: int,
    centre: Centre,
) -> SlotChoice:
    step = centre.interval_min
    start = slot.start - zero
    breaks = []
    for number, rule in enumerate(rules_of(pattern)):
        offsets = offsets_of(rule, pattern.start_min, step)
        offsets = [o for o in offsets if o + rule.length_min < pattern.span_min]
        away = tuple(shares(start + o, start + o + rule.length_min, step, intervals) for o in offsets)
        if offsets:
            breaks.append(BreakChoice(number, tuple(offsets), away))
    cost = shift_cost_cny(rate, date_of(slot), pattern.start_min, pattern.span_min, pattern.paid_min, holidays)
    return SlotChoice(slot, shares(start, start + pattern.span_min, step, intervals), tuple(breaks), cost)


def shares(start_min: int, end_min: int, step: int, intervals: int) -> Share:
    """Share of each interval between two minutes counted from the first interval; what lies outside is left out.

    >>> shares(15, 40, 15, 4)
    {1: 1.0, 2: 0.6666666666666666}
    """
    span = range(max(0, start_min // step), min(intervals, -(-end_min // step)))
    return {t: (min(end_min, (t + 1) * step) - max(start_min, t * step)) / step for t in span}


def less_carried(heads: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Heads wanted less those who are still on shift from before the window (table carried_shifts). O(rows x T)."""
    carried = centre.tables.get("carried_shifts")
    if carried is None or carried.empty or heads.empty:
        return heads
    heads = heads.copy()
    step = pd.Timedelta(minutes=centre.interval_min)
    low = pd.DatetimeIndex(heads.index)
    for row in carried.to_dict("records"):
        if row["group"] in heads:
            inside = np.minimum(low + step, row["end_ts"]) - np.maximum(low, row["start_ts"])
            share = np.clip(np.asarray(inside / step, dtype=np.float64), 0.0, 1.0)
            heads[row["group"]] = np.maximum(heads[row["group"]].to_numpy() - float(row["heads"]) * share, 0.0)
    return heads
