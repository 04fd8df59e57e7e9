"""Outbound campaigns between inbound calls: where their calls fit, and the fewest people to add so that all are made.

Rule of the floor: an outbound call is started only while more than `reserve` people are free, so that the next callers
find somebody (optimal among all rules, Bhulai and Koole 2003). How much fits beside a line is exact where outbound
calls last as long as inbound ones, a good guess otherwise. Placement is a linear program: all calls inside the
calling hours, no interval above the busiest one of its day, fewest added position hours, low intervals first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.contracts.centre import Centre, Queue
from data.contracts.channel_tables import OUTBOUND_PLAN
from data.contracts.columns import checked
from data.contracts.grid import local_date
from scheduling.requirement import erlang
from scheduling.requirement.blend_room import fill_rooms
from scheduling.requirement.chat import agent_time_s
from scheduling.requirement.deferred import clock_minutes, open_intervals
from scheduling.solver.arrays import solve_arrays

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

MISSED_S = 30.0  # an agent rings so long before giving up on somebody who does not answer
CALLING_FROM, CALLING_UNTIL = "09:00", "21:00"
STEPS = np.array([0.0, 0.1, 0.25, 0.45, 0.7, 1.0])  # of the way from the line's positions to the day's busiest interval
LOW_FIRST = 0.5  # a position hour at the busiest time counts one and a half times one at night
LEFT = 1e3  # a call not made costs more than any position


@dataclass(frozen=True)
class Outbound:
    """Table OUTBOUND_PLAN, the positions to add by queue, and what a planner should know."""

    plan: pd.DataFrame
    extra: dict[str, Floats]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Campaign:
    """One campaign on the grid of its queue: work in erlangs x intervals, people to call, intervals it may call in."""

    name: str
    contacts: float
    work: float
    may_call: Flags
    reserve: float


@dataclass(frozen=True)
class _Limit:
    """What binds at the busiest number of positions, by interval.

    The reserve in force (NaN: none stated), the room with it, the room with the fewest people kept back, and those.
    """

    reserve: float
    room: Floats
    room_free: Floats
    fewest: Floats


def plan_outbound(requirement: pd.DataFrame, centre: Centre) -> Outbound:
    """Campaigns of the centre's table `outbound`, queue by queue; `requirement` holds what calls need already.

    A call that nobody answers takes 30 s. Of a campaign that reaches beyond the planned days, the share of its days
    inside is planned. Campaigns of one queue share its room; where they state a reserve the largest counts, and calls
    are made only as far as the promises of the queue bear it. What does not fit is told in a warning that names the
    limit, and stays in `left`. O(intervals x 6 x log(agents) x states) and a linear program.
    """
    rows = centre.tables.get("outbound")
    found: list[pd.DataFrame] = []
    extra: dict[str, Floats] = {}
    warnings: list[str] = []
    for name, own in rows.groupby("queue", sort=False) if rows is not None else []:
        line = requirement[requirement["queue"] == name].sort_values("ts")
        if line.empty:
            continue
        campaigns = [_campaign(row, line, centre, warnings) for row in own.to_dict("records")]
        part, added, limit = _placed(line, centre.queues[str(name)], campaigns, centre)
        found.append(part)
        extra[str(name)] = added
        warnings += _told(part, campaigns, limit)
    plan = pd.concat(found, ignore_index=True) if found else _none(requirement)
    return Outbound(checked(OUTBOUND_PLAN, plan), extra, tuple(warnings))


def _campaign(row: dict[Any, Any], line: pd.DataFrame, centre: Centre, warnings: list[str]) -> _Campaign:
    """A campaign on the intervals of the line; notes in `warnings` what lies outside the planned days."""
    ts = pd.DatetimeIndex(line["ts"])
    date, minute = local_date(pd.Series(ts)), (ts.hour * 60 + ts.minute).to_numpy()
    opens = clock_minutes(str(row["calling_from"]) or CALLING_FROM)
    closes = clock_minutes(str(row["calling_until"]) or CALLING_UNTIL)
    inside = (date >= row["start_date"]) & (date <= row["end_date"])
    may_call = inside.to_numpy() & (minute >= opens) & (minute + centre.interval_min <= closes)
    may_call &= open_intervals(ts, str(row["queue"]), centre.tables.get("open_hours"))
    days = (row["end_date"] - row["start_date"]).days + 1
    share = date[inside].nunique() / days
    name = row["campaign"]
    if share == 0.0:
        warnings.append(f"Campaign {name}: none of its days lies in the planned window; nobody is called.")
    elif row["contacts"] > 0 and not may_call.any():
        warnings.append(
            f"Campaign {name}: no whole interval of {centre.interval_min} min lies within its calling hours while "
            f"queue {row['queue']} is open; nobody is called."
        )
    elif row["contacts"] > 0 and row["reach_share"] == 0.0:
        warnings.append(f"Campaign {name}: reach_share is 0; its calls reach nobody and are planned as misses of 30 s.")
    if 0.0 < share < 1.0:
        warnings.append(f"Campaign {name}: {100 * share:.0f} % of its days are planned, and so many calls.")
    contacts = float(row["contacts"]) * share
    seconds = row["reach_share"] * row["aht_s"] + (1.0 - row["reach_share"]) * MISSED_S
    work = contacts * seconds / (centre.interval_min * 60.0)
    return _Campaign(str(name), contacts, work, may_call, float(row["reserve_agents"]))


def _placed(
    line: pd.DataFrame, queue: Queue, campaigns: list[_Campaign], centre: Centre
) -> tuple[pd.DataFrame, Floats, _Limit]:
    before = line["positions"].to_numpy(np.float64)
    date = local_date(pd.Series(pd.DatetimeIndex(line["ts"]))).to_numpy()
    busiest = pd.Series(before).groupby(date).transform("max").to_numpy()
    levels = before[:, None] + STEPS * (busiest - before)[:, None]
    given = [one.reserve for one in campaigns if not math.isnan(one.reserve)]
    used = np.any([one.may_call for one in campaigns], axis=0)
    reserve = max(given, default=math.nan)
    room, kept = np.zeros(levels.shape), np.zeros(levels.shape)
    room[used], kept[used] = _rooms(line[used], queue, levels[used], reserve, centre.interval_min)
    free = _Limit(reserve, room[:, -1], room[:, -1].copy(), kept[:, -1].copy())
    if given:
        most, fewest = _rooms(line[used], queue, levels[used][:, -1:], math.nan, centre.interval_min)
        free.room_free[used], free.fewest[used] = most[:, 0], fewest[:, 0]
    done = _spread(room, levels, busiest.max(initial=0.0), campaigns, centre)
    work = done.sum(axis=0)
    added = np.array([_needed(room[t], levels[t], work[t]) for t in range(len(work))])
    parts = []
    for number, one in enumerate(campaigns):
        share = np.divide(done[number], work, out=np.zeros_like(work), where=work > 0)
        calls = done[number] * (one.contacts / one.work if one.work > 0 else 0.0)
        level = np.minimum(np.searchsorted(STEPS, added / np.maximum(busiest - before, 1e-12) - 1e-9), len(STEPS) - 1)
        part = pd.DataFrame(
            {
                "campaign": one.name,
                "ts": line["ts"].array,
                "contacts": calls,
                "blended_positions": np.minimum(work, room[:, 0]) * share,
                "extra_positions": added * share,
                "reserve_agents": kept[np.arange(len(work)), level],
                "left": np.maximum(one.contacts - np.cumsum(calls), 0.0),
            }
        )
        parts.append(part[one.may_call])
    return pd.concat(parts, ignore_index=True), added, free


def _rooms(
    line: pd.DataFrame, queue: Queue, levels: Floats, reserve: float, interval_min: int
) -> tuple[Floats, Floats]:
    """Erlangs of outbound work at each number of positions, and the free people kept back."""
    target = queue.target
    wanted = (
        _given(target.service_level), _given(target.max_asa_s), _given(target.max_occupancy),
        _given(target.max_abandon) if queue.patience_s is not None else math.nan,
    )  # fmt: skip
    rates = line["volume"].to_numpy(np.float64) / (interval_min * 60.0)
    agent_s = agent_time_s(line["aht_s"].to_numpy(np.float64), queue.concurrency_factor)
    room, kept = np.zeros(levels.shape), np.zeros(levels.shape)
    patience_s = math.inf if queue.patience_s is None else float(queue.patience_s)
    definition = erlang.SL_DEFINITIONS.index(target.sl_definition)
    fill_rooms(rates, agent_s, patience_s, _given(target.target_s), definition, wanted, reserve, levels, room, kept)
    return room, kept


def _spread(room: Floats, levels: Floats, busiest: float, campaigns: list[_Campaign], centre: Centre) -> Floats:
    """Work by campaign and interval: the linear program over the concave hull of the room."""
    width, slope = _pieces(room, levels)
    count, steps = width.shape
    price = 1.0 + LOW_FIRST * levels[:, 1:] / max(busiest, 1e-9)
    places = [(number, t) for number, one in enumerate(campaigns) for t in np.flatnonzero(one.may_call)]
    total = len(places) + count * steps + len(campaigns)
    cost = np.concatenate([np.zeros(len(places)), price.ravel(), np.full(len(campaigns), LEFT)])
    upper = np.concatenate([np.full(len(places), np.inf), width.ravel(), [one.work for one in campaigns]])
    at = np.arange(len(places))
    number, when = (np.array([place[i] for place in places], dtype=np.int64) for i in (0, 1))
    pieces = len(places) + np.arange(count * steps)
    left = len(places) + count * steps + np.arange(len(campaigns))
    row = np.concatenate([when, np.repeat(np.arange(count), steps), count + number, count + np.arange(len(campaigns))])
    column = np.concatenate([at, pieces, at, left])
    value = np.concatenate([np.ones(len(at)), -slope.ravel(), np.ones(len(at)), np.ones(len(campaigns))])
    rows = csr_array((value, (row, column)), shape=(count + len(campaigns), total))
    works = np.array([one.work for one in campaigns])
    _, found = solve_arrays(
        cost, np.zeros(total), np.zeros(total), upper, rows,
        np.concatenate([np.full(count, -np.inf), works]), np.concatenate([room[:, 0], works]),
        stage="requirement", part="outbound", settings=centre.solver, limit_s=10.0,
    )  # fmt: skip
    done = np.zeros((len(campaigns), count))
    if found is not None:
        done[number, when] = np.maximum(found[: len(places)], 0.0)
    crowded = np.maximum(done.sum(axis=0), 1e-12)
    return np.asarray(done * np.minimum(1.0, room[:, -1] / crowded))


def _pieces(room: Floats, levels: Floats) -> tuple[Floats, Floats]:
    """Widths (positions) and slopes (erlangs a position) of the upper concave hull of the room, row by row."""
    width, slope = np.zeros((len(room), len(STEPS) - 1)), np.zeros((len(room), len(STEPS) - 1))
    for t in np.flatnonzero(room[:, -1] > room[:, 0]):
        at, piece, last = 0, 0, len(STEPS) - 1
        while at < last:
            steps = levels[t, at + 1 :] - levels[t, at]
            rises = (room[t, at + 1 :] - room[t, at]) / np.maximum(steps, 1e-12)
            best = int(np.argmax(rises))
            if rises[best] <= 1e-9:
                break
            width[t, piece], slope[t, piece] = steps[best], rises[best]
            at, piece = at + 1 + best, piece + 1
    return width, slope


def _needed(room: Floats, levels: Floats, work: float) -> float:
    """Positions to add so that the work fits, on the straight line between the steps."""
    if work <= room[0] + 1e-9:
        return 0.0
    rising = np.concatenate([[True], np.diff(room) > 1e-12])
    return float(np.interp(work, room[rising], levels[rising] - levels[0]))


def _told(part: pd.DataFrame, campaigns: list[_Campaign], limit: _Limit) -> list[str]:
    """A line for each campaign whose calls do not all fit, with the limit that binds."""
    warnings = []
    for one in campaigns:
        rows = part[part["campaign"] == one.name]
        left = float(rows["left"].iloc[-1]) if len(rows) else 0.0
        if left > max(0.5, 0.001 * one.contacts):
            said = (
                f"Campaign {one.name}: {left:.0f} of {one.contacts:.0f} people cannot be called in its days and hours "
            )
            warnings.append(said + _binding(one, campaigns, limit))
    return warnings


def _binding(one: _Campaign, campaigns: list[_Campaign], limit: _Limit) -> str:
    """The limit that keeps calls from being made: a reserve too small or too large, else the positions."""
    room, free = float(limit.room[one.may_call].sum()), float(limit.room_free[one.may_call].sum())
    fewest = float(limit.fewest[one.may_call].max())
    if math.isnan(limit.reserve) or room >= 0.9 * free or math.ceil(limit.reserve) == fewest:
        return "without more positions than the busiest interval of the day."
    if limit.reserve < fewest:
        return (
            f"because with reserve_agents {limit.reserve:g} more calls would break the promise of the queue; "
            f"{fewest:.0f} keep it (or leave reserve_agents blank)."
        )
    if one.reserve == limit.reserve:
        return f"because reserve_agents keeps {limit.reserve:g} people back; {fewest:.0f} are enough for the promise."
    other = next(each.name for each in campaigns if each.reserve == limit.reserve)
    return f"because campaign {other} of the same queue keeps {limit.reserve:g} people back (reserve_agents)."


def _given(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _none(requirement: pd.DataFrame) -> pd.DataFrame:
    numbers = [name for name in OUTBOUND_PLAN.columns if name not in ("campaign", "ts")]
    zeros = {name: np.zeros(0) for name in numbers}
    return pd.DataFrame({"campaign": pd.Series([], dtype=str), "ts": requirement["ts"][:0], **zeros})
