"""Meetings, courses and work off the queues placed in the shifts of a roster where they hurt least.

Activities go one after the other by priority. Each takes the time at which missing and idle heads (prices of
`scheduling.shifts.price`) rise least, the earliest of equals; breaks, other activities and the hours of shifts stay as
they are. What finds no place is told with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.shift_tables import UNPLACED
from data.contracts.tables import SEGMENTS
from scheduling.breaks import WORK
from scheduling.clock import DAY_MIN
from scheduling.offered import minutes_of
from scheduling.pricing import rates_by_pool
from scheduling.shifts.price import cover_price

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NO_SHIFT, NO_ROOM, NOT_TOGETHER = "no_shift", "no_room", "not_together"
EVERYBODY = "*"


@dataclass(frozen=True)
class ActivitiesMade:
    """The segments with the activities in them, what has no place, and what the reader should know."""

    segments: pd.DataFrame
    unplaced: pd.DataFrame
    warnings: tuple[str, ...]


@dataclass
class _Sheet:
    """People by steps of the grid. `free[i, t]`: at work all of step t, nothing placed there; `shift[i, t]`: number of
    the shift, -1 for none; `cover[g, t]` and `wanted[g, t]` heads of the skill group `group[i]` of person i.
    """

    people: dict[str, int]
    group: Ints
    names: list[str]
    site: list[str]
    free: Flags
    shift: Ints
    cover: Floats
    wanted: Floats
    hour: Floats
    step: int
    day_steps: Ints  # first step of each day of the window, and the end


def place_activities(roster: pd.DataFrame, segments: pd.DataFrame, mix: pd.DataFrame, centre: Centre) -> ActivitiesMade:
    """Place the activities of the centre in the named shifts of a roster. O(activities x people x steps).

    An activity takes whole intervals and lies within one stretch of work. `every` week or day asks for it
    once in each ISO week or day of its dates; together: everybody who has a shift in that time takes part, or at least
    `least_share` of them. Those without a shift in that time cannot come and do not count; a day off misses
    nothing, so nothing is told of it.
    """
    wishes = centre.tables.get("activities")
    if wishes is None or wishes.empty:
        return ActivitiesMade(segments, _table([]), ())
    sheet = _sheet(roster, segments, mix, centre)
    placed: list[tuple[int, int, int, str]] = []
    unplaced: list[dict[str, Any]] = []
    for wish in wishes.sort_values(["priority", "activity"], kind="stable").to_dict("records"):
        own = {str(key): value for key, value in wish.items()}
        members = _members(sheet, str(own["who"]), centre)
        for first, starts in _occasions(sheet, own, centre):
            make = _together if own["together"] else _single
            make(sheet, own, members, first, starts, placed, unplaced)
    made = _with(segments, roster, placed, sheet, centre)
    return ActivitiesMade(made, _table(unplaced), _warnings(unplaced))


def _sheet(roster: pd.DataFrame, segments: pd.DataFrame, mix: pd.DataFrame, centre: Centre) -> _Sheet:
    named = roster[roster["kind"] == "agent"]
    grid = centre.grid()
    step, count = centre.interval_min, len(grid)
    zero = grid[0]
    people = {str(agent): i for i, agent in enumerate(sorted(set(named["agent"])))}
    homes = dict(zip(named["agent"], zip(named["group"], named["site"], strict=True), strict=True))
    names = sorted({str(group) for group in roster["group"]} | {str(group) for group in mix["group"]})
    at = {group: g for g, group in enumerate(names)}
    cover, free, shift = _at_work(roster, segments, people, at, centre)
    wanted = np.zeros((len(names), count))
    table = mix.pivot_table(index="ts", columns="group", values="heads", aggfunc="sum").reindex(grid).fillna(0.0)
    for group in table.columns:
        wanted[at[str(group)]] = table[group].to_numpy()
    rates = rates_by_pool(centre.tables["rates"])
    pool = centre.tables["skills"].drop_duplicates("group").set_index("group")["pool"]
    hour = np.array([float(rates[pool[name]]["cost_cny_per_h"]) if name in pool else 0.0 for name in names])
    midnights = pd.date_range(centre.window.first, centre.window.last + pd.Timedelta(days=1), freq="D")
    stamps = midnights.tz_localize(centre.zone, nonexistent="shift_forward", ambiguous=np.ones(len(midnights), bool))
    order = list(people)
    return _Sheet(
        people, np.array([at[homes[name][0]] for name in order], dtype=np.int64), order,
        [str(homes[name][1]) for name in order], free, shift, cover, wanted, hour * step / 60.0, step,
        np.asarray((stamps - zero) // pd.Timedelta(minutes=step), dtype=np.int64),
    )  # fmt: skip


def _at_work(
    roster: pd.DataFrame, segments: pd.DataFrame, people: dict[str, int], at: dict[str, int], centre: Centre
) -> tuple[Floats, Flags, Ints]:
    """Heads at work of each group, whole steps of work of each person, and the shift they belong to."""
    grid = centre.grid()
    step, count, zero = centre.interval_min, len(grid), grid[0]
    shifts = roster[["shift_id", "agent", "kind", "group"]].assign(row=range(len(roster)))
    work = segments[segments["activity"] == WORK].merge(shifts, on="shift_id")
    low = np.asarray((pd.DatetimeIndex(work["start_ts"]) - zero) / pd.Timedelta(minutes=step), dtype=np.float64)
    high = np.asarray((pd.DatetimeIndex(work["end_ts"]) - zero) / pd.Timedelta(minutes=step), dtype=np.float64)
    cover = np.zeros((len(at), count))
    free = np.zeros((len(people), count), dtype=np.bool_)
    shift = np.full((len(people), count), -1, dtype=np.int64)
    for row, agent, kind, group, a, b in zip(
        work["row"], work["agent"], work["kind"], work["group"], low.tolist(), high.tolist(), strict=True
    ):
        span = np.arange(max(0, int(a)), min(count, int(np.ceil(b - 1e-9))))
        share = np.minimum(span + 1, b) - np.maximum(span, a)
        cover[at[group], span] += share
        if kind == "agent":
            full = span[share > 1.0 - 1e-9]
            free[people[agent], full] = True
            shift[people[agent], full] = row
    return cover, free, shift


def _members(sheet: _Sheet, who: str, centre: Centre) -> Ints:
    """People of the roster whom the words name: agents, skill groups, sites or everybody."""
    words = set(who.split())
    table = centre.tables["agents"]
    group = dict(zip(table["agent"], table["group"], strict=True))
    chosen = [
        i for name, i in sheet.people.items()
        if EVERYBODY in words or name in words or group.get(name) in words or sheet.site[i] in words
    ]  # fmt: skip
    return np.array(chosen, dtype=np.int64)


def _occasions(sheet: _Sheet, wish: dict[str, Any], centre: Centre) -> Iterator[tuple[pd.Timestamp, Ints]]:
    """The times at which an activity is wished: the first day of each, and the steps at which it may start."""
    days = pd.date_range(centre.window.first, centre.window.last, freq="D")
    first = days[0] if pd.isna(wish["start_date"]) else wish["start_date"]
    last = days[-1] if pd.isna(wish["end_date"]) else wish["end_date"]
    words = str(wish["weekdays"]).split() if isinstance(wish["weekdays"], str) else []
    opens = minutes_of(wish["start_time"]) if wish["start_time"] else 0
    closes = minutes_of(wish["end_time"]) if wish["end_time"] else DAY_MIN
    length = int(wish["minutes"])
    by_time: dict[object, list[tuple[pd.Timestamp, Ints]]] = {}
    for number, day in enumerate(days):
        if first <= day <= last and (not words or WEEKDAYS[day.weekday()] in words):
            begin = int(sheet.day_steps[number]) + -(-opens // sheet.step)
            end = int(sheet.day_steps[number]) + (closes - length) // sheet.step
            key = {"once": "once", "week": day.to_period("W-SUN"), "day": day}[str(wish["every"])]
            by_time.setdefault(key, []).append((day, np.arange(begin, end + 1)))
    for parts in by_time.values():
        yield parts[0][0], np.concatenate([starts for _, starts in parts])


def _possible(sheet: _Sheet, members: Ints, starts: Ints, length: int) -> tuple[Flags, Ints]:
    """Who could start at each of the steps: free all along, in one shift; and those steps that exist."""
    starts = starts[starts + length <= sheet.free.shape[1]]
    if not len(starts) or not len(members):
        return np.zeros((len(members), len(starts)), dtype=np.bool_), starts
    span = starts[:, None] + np.arange(length)
    free = sheet.free[members][:, span].all(axis=2)
    shifts = sheet.shift[members]
    return free & (shifts[:, starts] == shifts[:, starts + length - 1]), starts


def _harm(sheet: _Sheet, group: int, heads: float) -> Floats:
    """What it costs in each step to take so many heads of a group off the queues, added up from the first step."""
    cover, wanted, hour = sheet.cover[group], sheet.wanted[group], float(sheet.hour[group])
    rise = cover_price(wanted, cover - heads, hour) - cover_price(wanted, cover, hour)
    return np.concatenate([[0.0], np.cumsum(rise)])


def _take(
    sheet: _Sheet, person: int, start: int, length: int, kind: str, placed: list[tuple[int, int, int, str]]
) -> None:
    sheet.free[person, start : start + length] = False
    sheet.cover[sheet.group[person], start : start + length] -= 1.0
    placed.append((int(sheet.shift[person, start]), start, start + length, kind))


def _works(sheet: _Sheet, members: Ints, starts: Ints) -> Flags:
    """Who has a shift on one of the days of these steps at all."""
    days = np.unique(np.searchsorted(sheet.day_steps, starts, side="right") - 1)
    on = np.zeros(len(members), dtype=np.bool_)
    for day in days.tolist():
        on |= (sheet.shift[members, sheet.day_steps[day] : sheet.day_steps[day + 1]] >= 0).any(axis=1)
    return on


def _together(
    sheet: _Sheet, wish: dict[str, Any], members: Ints, first: pd.Timestamp, starts: Ints,
    placed: list[tuple[int, int, int, str]], unplaced: list[dict[str, Any]],
) -> None:  # fmt: skip
    """One time for all: of the steps at which enough can come the one that hurts least."""
    length = -(-int(wish["minutes"]) // sheet.step)
    here = members[_works(sheet, members, starts)] if len(starts) else members[:0]
    can, starts = _possible(sheet, here, starts, length)
    share = 1.0 if pd.isna(wish["least_share"]) else float(wish["least_share"])
    least = max(1, int(np.ceil(share * len(here) - 1e-9)))
    good = np.flatnonzero(can.sum(axis=0) >= least) if len(here) else np.zeros(0, dtype=np.int64)
    if not len(good):
        if not len(here) and wish["every"] == "day":
            return
        reason = NOT_TOGETHER if len(here) else NO_SHIFT
        unplaced.append(_unplaced(wish, first, "", reason))
        return
    harm = np.zeros(len(good))
    for group in np.unique(sheet.group[here]).tolist():
        counts = can[sheet.group[here] == group][:, good].sum(axis=0)
        for heads in np.unique(counts[counts > 0]).tolist():
            rise = _harm(sheet, group, float(heads))
            at = starts[good]
            harm += np.where(counts == heads, rise[at + length] - rise[at], 0.0)
    best = int(good[int(np.argmin(np.round(harm, 6)))])
    for person in here[can[:, best]].tolist():
        _take(sheet, person, int(starts[best]), length, str(wish["kind"]), placed)


def _single(
    sheet: _Sheet, wish: dict[str, Any], members: Ints, first: pd.Timestamp, starts: Ints,
    placed: list[tuple[int, int, int, str]], unplaced: list[dict[str, Any]],
) -> None:  # fmt: skip
    """Each person's own time, one after the other, so that they spread over what is left."""
    length = -(-int(wish["minutes"]) // sheet.step)
    here = _works(sheet, members, starts) if len(starts) else np.zeros(len(members), dtype=np.bool_)
    for person, works in zip(members.tolist(), here.tolist(), strict=True):
        can, at = _possible(sheet, np.array([person]), starts, length)
        possible = at[can[0]]
        if not len(possible) and not works and wish["every"] == "day":
            continue
        if not len(possible):
            unplaced.append(_unplaced(wish, first, sheet.names[person], NO_ROOM if works else NO_SHIFT))
            continue
        rise = _harm(sheet, int(sheet.group[person]), 1.0)
        best = int(np.argmin(np.round(rise[possible + length] - rise[possible], 6)))
        _take(sheet, person, int(possible[best]), length, str(wish["kind"]), placed)


def _unplaced(wish: dict[str, Any], first: pd.Timestamp, agent: str, reason: str) -> dict[str, Any]:
    return {
        "activity": str(wish["activity"]), "date": first, "agent": agent, "minutes": float(wish["minutes"]),
        "reason": reason,
    }  # fmt: skip


def _with(
    segments: pd.DataFrame, roster: pd.DataFrame, placed: list[tuple[int, int, int, str]], sheet: _Sheet, centre: Centre
) -> pd.DataFrame:
    """The segments with the activities cut out of the work around them. O(segments)."""
    if not placed:
        return segments
    zero, step = centre.grid()[0], pd.Timedelta(minutes=sheet.step)
    ids = roster["shift_id"].to_numpy(dtype=object)
    by_shift: dict[str, list[tuple[pd.Timestamp, pd.Timestamp, str]]] = {}
    for number, low, high, kind in placed:
        by_shift.setdefault(str(ids[number]), []).append((zero + low * step, zero + high * step, kind))
    touched = segments["shift_id"].isin(list(by_shift)) & (segments["activity"] == WORK)
    made: list[tuple[str, pd.Timestamp, pd.Timestamp, str]] = []
    for tile in segments[touched].to_dict("records"):
        own, at = str(tile["shift_id"]), tile["start_ts"]
        for start, end, kind in sorted(by_shift[own]):
            if start >= tile["start_ts"] and end <= tile["end_ts"]:
                made += [(own, at, start, WORK), (own, start, end, kind)]
                at = end
        made.append((own, at, tile["end_ts"], WORK))
    cut = pd.DataFrame([row for row in made if row[1] < row[2]], columns=list(SEGMENTS.columns))
    cut = cut.astype({"shift_id": "str", "activity": "str"})
    for column in ("start_ts", "end_ts"):
        cut[column] = pd.DatetimeIndex(cut[column]).tz_convert(centre.zone).as_unit("us")
    whole = pd.concat([segments[~touched], cut], ignore_index=True)
    return whole.sort_values(["shift_id", "start_ts"], kind="stable").reset_index(drop=True)[list(SEGMENTS.columns)]


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as the table unplaced."""
    made = pd.DataFrame(rows, columns=list(UNPLACED.columns))
    made["date"] = pd.DatetimeIndex(made["date"]).as_unit("us")
    return made.astype({"activity": "str", "agent": "str", "minutes": "float64", "reason": "str"})


def _warnings(unplaced: list[dict[str, Any]]) -> tuple[str, ...]:
    """One sentence for each activity that has no place somewhere."""
    counts: dict[str, int] = {}
    for row in unplaced:
        counts[row["activity"]] = counts.get(row["activity"], 0) + 1
    return tuple(
        f"Activity {name}: it has no place {count} times; the table unplaced tells why."
        for name, count in counts.items()
    )
