"""Ways to fill a gap: shifts, longer shifts and seats, each with the rules it would bend and its price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from data.contracts.centre import Centre, ShiftPattern
from data.contracts.errors import Fault
from scheduling.breaks import cut, default_breaks
from scheduling.clock import epoch_minutes, shift_starts
from scheduling.roster.explain.gap import Floats, Gap
from scheduling.roster.explain.prices import Prices, bend_cny
from scheduling.roster.explain.tried import Tried, earlier, faults_of, later, whole

LONGER_MIN = (60, 120)  # overtime before or after a shift
MOST_HIRES = 1000
LEAST_GAIN_H = 0.25  # a way that covers less of the gap is none
KINDS = ("extra_shift", "other_shift", "overtime", "backup", "outsourced", "hire", "cancel_leave")


@dataclass(frozen=True)
class Way:
    """One thing that could be done. `gain_h`: head-hours of the gap that it fills by itself.

    All ways of one `source` (a person, the seats of a pool) together are taken `most` times; a blank source has no end.
    `needs`: rules that would have to give way, with how much (`Fault.values["excess"]`). `who` is an agent, a group of
    seats or a contract. `price_cny` is paid; `bend_cny` orders. Leave is shown, never advised.
    """

    kind: str
    who: str
    shift: Tried
    needs: tuple[Fault, ...]
    price_cny: float
    bend_cny: float
    cover: Floats
    gain_h: float
    source: str = ""
    most: int = 1
    advised: bool = True

    @property
    def bent(self) -> tuple[str, ...]:
        """Codes of the rules that would have to give way, sorted."""
        return tuple(sorted({fault.code for fault in self.needs}))


def ways_of(tables: Mapping[str, pd.DataFrame], centre: Centre, gap: Gap) -> list[Way]:
    """All ways that fill some of a gap, in the order of KINDS. O(people x patterns), each judged."""
    skills = tables["skill_group"].drop_duplicates("group").set_index("group")
    roster = tables["roster"]
    prices = Prices(centre, roster)
    found = [
        *_named(tables, centre, gap, str(skills["pool"][gap.group]), prices),
        *_seats(tables, centre, gap, prices),
        *_hires(centre, gap, str(skills["pool"][gap.group]), prices),
    ]
    return sorted(found, key=lambda way: (KINDS.index(way.kind), way.bend_cny + way.price_cny, way.who))


def _named(
    tables: Mapping[str, pd.DataFrame], centre: Centre, gap: Gap, pool: str, prices: Prices
) -> Iterator[Way]:  # fmt: skip
    agents = centre.tables["agents"]
    people = agents.loc[agents["group"] == gap.group, "agent"].astype(str).tolist()
    roster = tables["roster"]
    mine = roster[roster["agent"].isin(people)]
    today = {
        str(row["agent"]): row for row in mine[mine["date"] == gap.date].to_dict("records")
    }  # one a day; two pieces: the later one
    patterns = _patterns(centre, centre.pools[pool].kind)
    tries: list[tuple[str, Tried]] = []
    useful = [pattern for pattern in patterns if _gain(gap, _cover(gap, centre, whole("", gap.date, pattern))) > 0]
    for agent in people:
        row = today.get(agent)
        if row is None:
            tries += [("extra_shift", whole(agent, gap.date, pattern)) for pattern in useful]
        elif not row["locked"] and row["shift"] in centre.shifts:
            old = whole(agent, gap.date, centre.shifts[str(row["shift"])])
            tries += [("other_shift", whole(agent, gap.date, p)) for p in useful if p.shift != row["shift"]]
            tries += [("overtime", longer) for minutes in LONGER_MIN
                      for longer in (later(old, minutes), earlier(old, minutes))]  # fmt: skip
    changes = [_change(gap, centre, tried, today.get(tried.agent), tables) for _, tried in tries]
    kept = [(*one, cover) for one, cover in zip(tries, changes, strict=True) if _gain(gap, cover) >= LEAST_GAIN_H]
    faults = faults_of(roster, [tried for _, tried, _ in kept], centre, gap.group)
    for (way, tried, cover), found in zip(kept, faults, strict=True):
        row = today.get(tried.agent)
        paid = (float(row["cost_cny"]), float(row["paid_min"])) if row else (0.0, 0.0)
        price = prices.extra_cny(pool, tried, *paid, found)
        leave = any(fault.code == "rule.leave" for fault in found)
        kind = "cancel_leave" if leave else way
        gain = _gain(gap, cover)
        weight, who = bend_cny(found), tried.agent
        yield Way(kind, who, tried, tuple(found), price, weight, cover, gain, source=who, advised=not leave)


def _seats(tables: Mapping[str, pd.DataFrame], centre: Centre, gap: Gap, prices: Prices) -> Iterator[Way]:
    """Seats of backup pools and partners whose groups serve a queue of the gap's group."""
    skills, roster = tables["skill_group"], tables["roster"]
    served = set(skills.loc[skills["group"] == gap.group, "queue"])
    absent = 1.0 - centre.pools[str(skills.loc[skills["group"] == gap.group, "pool"].iloc[0])].unplanned_absence
    people = set(centre.tables["agents"]["group"])
    homes = skills[skills["queue"].isin(served) & ~skills["group"].isin(people | {gap.group})].drop_duplicates("group")
    for group, name in zip(homes["group"].astype(str), homes["pool"].astype(str), strict=True):
        pool = centre.pools[name]
        worked = roster[(roster["pool"] == name) & (roster["date"] == gap.date)]
        free = pool.max_heads - len(worked)
        late_d = pool.lead_time_d + pool.training_d - (gap.date - centre.as_of.tz_localize(None).normalize()).days
        needs = _seat_needs(name, gap.date, free, late_d)
        for pattern in _patterns(centre, pool.kind):
            tried = whole("", gap.date, pattern)
            cover = _cover(gap, centre, tried) * (1.0 - pool.unplanned_absence) / absent
            if (gain := _gain(gap, cover)) >= LEAST_GAIN_H:
                price, most = prices.shift_cny(name, tried), max(free, 1)
                weight = bend_cny(needs)
                yield Way(pool.kind, group, tried, needs, price, weight, cover, gain, f"pool {name}", most)


def _seat_needs(pool: str, date: pd.Timestamp, free: int, late_d: int) -> tuple[Fault, ...]:
    """What keeps a pool from sending one more: all its seats are called, or it was too late to order."""
    said: dict[str, Any] = {"agent": pool, "name": pool, "date": date.date().isoformat()}
    needs = []
    if free <= 0:
        text, remedy = "all seats of {name} are called on {date}", "Agree on more seats with {name}."
        needs.append(Fault("pool.max_heads", text, {**said, "excess": 1.0}, remedy=remedy))
    if late_d > 0:
        text = "{name} would have had to be called {excess:g} days sooner for {date}"
        values = {**said, "excess": float(late_d)}
        needs.append(Fault("pool.lead_time", text, values, remedy="Ask {name} whether it comes sooner."))
    return tuple(needs)


def _hires(centre: Centre, gap: Gap, pool: str, prices: Prices) -> Iterator[Way]:
    """One more person of each contract of the group, for a week of contract hours."""
    people = centre.tables["agents"]
    for contract, rows in people[people["group"] == gap.group].groupby("contract", sort=True):
        week_h = float(rows["week_h"].median())
        best: Way | None = None
        for pattern in _patterns(centre, centre.pools[pool].kind):
            tried = whole("", gap.date, pattern)
            cover = _cover(gap, centre, tried)
            hourly = prices.shift_cny(pool, tried) / max(tried.paid_min / 60.0, 1e-9)
            price = round(hourly * week_h, 2)
            way = Way("hire", str(contract), tried, (), price, 0.0, cover, _gain(gap, cover), most=MOST_HIRES)
            if way.gain_h >= LEAST_GAIN_H and (best is None or way.gain_h > best.gain_h):
                best = way
        if best is not None:
            yield best


def _patterns(centre: Centre, kind: str) -> list[ShiftPattern]:
    return [pattern for pattern in centre.shifts.values() if kind in pattern.kinds]


def _cover(gap: Gap, centre: Centre, tried: Tried) -> Floats:
    """Heads at work that a shift with its usual breaks gives each interval."""
    breaks = default_breaks(tried.pattern, centre.interval_min)
    ahead = tried.pattern.start_min - tried.start_min  # worked before the pattern begins
    breaks = tuple(replace(rest, start_min=rest.start_min + ahead) for rest in breaks)
    pieces = [(low, high) for low, high, activity in cut(tried.span_min, breaks) if activity == "work"]
    wall = shift_starts(pd.DatetimeIndex([tried.date]), [max(0, tried.start_min)], centre.zone)
    return gap.cover(int(epoch_minutes(wall)[0]) + min(0, tried.start_min), pieces)


def _change(
    gap: Gap, centre: Centre, tried: Tried, row: Mapping[Any, Any] | None, tables: Mapping[str, pd.DataFrame]
) -> Floats:
    """Heads that the try adds over what the person does that day now."""
    cover = _cover(gap, centre, tried)
    if row is None:
        return cover
    if str(row["shift"]) == tried.pattern.shift:  # longer: its breaks stay where they are
        cover = cover - _cover(gap, centre, whole(tried.agent, tried.date, tried.pattern))
        return np.maximum(cover, 0.0)
    return cover - _worked(gap, row, tables["segments"])


def _worked(gap: Gap, row: Mapping[Any, Any], segments: pd.DataFrame) -> Floats:
    own = segments[(segments["shift_id"] == row["shift_id"]) & (segments["activity"] == "work")]
    starts = epoch_minutes(pd.DatetimeIndex(own["start_ts"])).tolist()
    ends = epoch_minutes(pd.DatetimeIndex(own["end_ts"])).tolist()
    return gap.cover(0, list(zip(starts, ends, strict=True)))


def _gain(gap: Gap, cover: Floats) -> float:
    """Head-hours of the gap that a change fills, less what it newly lacks elsewhere."""
    step = np.diff(gap.edges) / 60.0
    lacked = np.maximum(gap.short, 0.0)
    change = lacked - np.maximum(gap.short - cover, 0.0)
    return float((change * step * (gap.asked | (change < 0))).sum())
