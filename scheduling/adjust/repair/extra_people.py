"""Who else could come: free people by an overtime offer, seats of backup pools and of partners by a call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Pool, ShiftPattern
from scheduling.adjust.cell import Cell
from scheduling.adjust.repair.change import Change
from scheduling.adjust.repair.choice import Choice, Floats, Menu
from scheduling.adjust.repair.happened import Happened
from scheduling.adjust.repair.own_people import RULES_ASKED, Scene
from scheduling.adjust.repair.seats import Seats
from scheduling.adjust.repair.sure import most_likely
from scheduling.breaks import default_breaks
from scheduling.clock import epoch_minutes, shift_starts

KIND_OF_POOL = {"internal": "overtime", "backup": "backup", "outsourced": "partner"}


@dataclass(frozen=True)
class Offer:
    """A shift somebody could come for: a pattern on a day, with its cell and the intervals it works."""

    pattern: ShiftPattern
    date: pd.Timestamp
    cell: Cell
    start: int
    end: int


def offers_of(scene: Scene, pool: Pool, group: int, first: int) -> Iterator[Offer]:
    """Shifts of a pool's kind that start at minute `first` or later, overlap the terrain and are worth something."""
    low = scene.terrain.stamps()[0].tz_localize(None).normalize()
    high = (scene.terrain.stamps()[-1]).tz_localize(None).normalize()
    for date in pd.date_range(low, high, freq="D"):
        if not scene.centre.window.first <= date <= scene.centre.window.last:
            continue
        for pattern in scene.centre.shifts.values():
            if pool.kind not in pattern.kinds:
                continue
            start_ts = shift_starts(pd.DatetimeIndex([date]), [pattern.start_min], scene.centre.zone)[0]
            start = int(epoch_minutes(pd.DatetimeIndex([start_ts]))[0])
            end = start + pattern.span_min
            if start < max(first, scene.terrain.low) or not scene.worth(group, start, end):
                continue
            breaks = default_breaks(pattern, scene.centre.interval_min)
            cell = Cell(pattern.shift, start_ts, start_ts + pd.Timedelta(minutes=pattern.span_min), breaks)
            yield Offer(pattern, date.as_unit("us"), cell, start, end)


def add_free_people(menu: Menu, scene: Scene, happened: Happened) -> None:
    """Offers to named people who are free that day and may lawfully come. O(groups x offers x free people)."""
    people, skills = scene.centre.tables["agents"], scene.centre.tables["skills"].drop_duplicates("group")
    pool_of = dict(zip(skills["group"].astype(str), skills["pool"].astype(str), strict=True))
    by_group = {str(group): rows["agent"].astype(str).tolist() for group, rows in people.groupby("group")}
    absent: dict[str, list[tuple[pd.Timestamp, pd.Timestamp]]] = {}
    for one in happened.absent:
        absent.setdefault(one.agent, []).append((one.from_ts, one.to_ts))
    busy = set(zip(scene.roster["agent"].astype(str), scene.roster["date"], strict=True))
    wishes: dict[tuple[pd.Timestamp, str], tuple[Offer, list[tuple[str, str]]]] = {}
    homes: list[tuple[tuple[Pool, int, str], pd.Timestamp, list[Offer], list[str]]] = []
    for g, group in enumerate(scene.terrain.groups):
        if group not in by_group or group not in pool_of:
            continue
        pool = scene.centre.pools[pool_of[group]]
        by_day: dict[pd.Timestamp, list[Offer]] = {}
        for offer in _best(scene, pool, g):
            by_day.setdefault(offer.date, []).append(offer)
        for date, offers in by_day.items():
            free = [a for a in by_group[group] if (a, date) not in busy]
            homes.append(((pool, g, group), date, offers, free))
            for offer in offers:
                asked = wishes.setdefault((date, offer.pattern.shift), (offer, []))[1]
                asked += [(a, group) for a in free if not _away(a, offer, absent)]
    may = {key: _lawful(asked, offer, pool_of, scene) for key, (offer, asked) in wishes.items()}
    for home, date, offers, free in homes:
        _add_classes(menu, scene, home, offers, free, {o.pattern.shift: may[date, o.pattern.shift] for o in offers})


def _away(agent: str, offer: Offer, absent: Mapping[str, list[tuple[pd.Timestamp, pd.Timestamp]]]) -> bool:
    """Whether somebody who was reported absent is so during an offer."""
    begin, finish = offer.cell.start, offer.cell.end
    assert begin is not None
    assert finish is not None
    return any(start < finish and end > begin for start, end in absent.get(agent, ()))


def _best(scene: Scene, pool: Pool, group: int) -> list[Offer]:
    """The offers of a group that bring most at the prices of the gap, at most `most_offers` of them."""
    offers = list(offers_of(scene, pool, group, scene.now + scene.settings.call_notice_min))
    if scene.all_choices or len(offers) <= scene.settings.most_offers:
        return offers

    def worth(offer: Offer) -> float:
        at, heads = _works(offer, scene)
        cost = scene.booking.cost_cny(offer.cell, pool.pool, offer.date) * scene.settings.day_off_factor
        return float(scene.value[group, at] @ heads) - cost

    ranked = sorted(offers, key=lambda offer: (-worth(offer), offer.start, offer.pattern.shift))
    return sorted(ranked[: scene.settings.most_offers], key=lambda offer: (offer.start, offer.pattern.shift))


def _add_classes(
    menu: Menu, scene: Scene, home: tuple[Pool, int, str], offers: list[Offer], free: list[str],
    may: Mapping[str, set[str]],
) -> None:  # fmt: skip
    """Free people who may take the same offers are one class; together no more than are likely to say yes."""
    alike: dict[frozenset[str], list[str]] = {}
    for agent in free:
        key = frozenset(shift for shift, able in may.items() if agent in able)
        if key:
            alike.setdefault(key, []).append(agent)
    if not alike:
        return
    accept = scene.settings.accept_offer
    likely = menu.pot(most_likely(sum(map(len, alike.values())), accept))
    for shifts, members in alike.items():
        members.sort(key=lambda agent: (scene.worked_min.get(agent, 0.0), agent))
        pot = menu.pot(len(members))
        for offer in offers:
            if offer.pattern.shift in shifts:
                choice = come(scene, home, offer, (pot, likely), members, scene.settings.day_off_factor)
                if choice is not None:
                    menu.choices.append(choice)


def come(
    scene: Scene, home: tuple[Pool, int, str], offer: Offer, pots: tuple[int, ...], members: list[str], factor: float
) -> Choice | None:
    """The choice that one of `members` comes for a shift, at `factor` times the usual pay."""
    pool, g, group = home
    at, heads = _works(offer, scene)
    if not len(at):
        return None
    pay = scene.booking.cost_cny(offer.cell, pool.pool, offer.date)
    premium = pay * (factor - 1.0)
    kind, named = KIND_OF_POOL[pool.kind], bool(members)
    hours = round(float(heads.sum()) * scene.terrain.hours, 4)
    why = RULES_ASKED if named else f"notice of {pool.pool}"
    sure = scene.settings.accept_offer if named else 1.0
    settings = scene.settings

    def change(agent: str) -> Change:
        return Change(kind, agent, group, pool.pool, offer.date, Cell(), offer.cell, round(pay, 2), round(premium, 2),
                      settings.change_cny, hours, sure, why)  # fmt: skip

    return Choice(kind, g, at, heads, pay + premium + settings.change_cny, pots, members, change)


def _works(offer: Offer, scene: Scene) -> tuple[NDArray[np.int64], Floats]:
    first, share = scene.terrain.presence(offer.start, offer.end)
    heads = share.copy()
    for rest in offer.cell.breaks:
        at, part = scene.terrain.presence(offer.start + rest.start_min, offer.start + rest.end_min)
        if len(part):
            heads[at - first : at - first + len(part)] -= part
    used = np.flatnonzero(heads > 1e-9)
    return first + used, heads[used]


def _lawful(asked: list[tuple[str, str]], offer: Offer, pool_of: Mapping[str, str], scene: Scene) -> set[str]:
    """Those of the (agent, group) who may take an offer by all rules."""
    if not asked:
        return set()
    agents, groups = (list(words) for words in zip(*asked, strict=True))
    pools = [pool_of[group] for group in groups]
    rows = pd.DataFrame(
        {
            "shift_id": [f"{agent}-{offer.date:%Y%m%d}" for agent in agents], "agent": agents, "kind": "agent",
            "date": offer.date, "start_ts": offer.cell.start, "end_ts": offer.cell.end, "shift": offer.pattern.shift,
            "pool": pools, "site": [scene.centre.pools[pool].site for pool in pools], "group": groups,
            "paid_min": float(offer.pattern.paid_min), "cost_cny": 0.0, "locked": False, "origin": "planner",
        }
    )  # fmt: skip
    for column in ("date", "start_ts", "end_ts"):
        rows[column] = pd.DatetimeIndex(rows[column]).as_unit("us")
    barred = scene.lawyer.barred(rows)
    return {agent for agent in agents if agent not in barred}


def add_seats(menu: Menu, scene: Scene, happened: Happened) -> None:
    """Calls for unnamed seats of backup pools and partners: by lead time or on call, within their heads and hours."""
    named = set(scene.centre.tables["agents"]["group"].astype(str))
    skills = scene.centre.tables["skills"].drop_duplicates("group")
    ready = {one.pool: one.heads for one in happened.on_call}
    seats = Seats(scene.roster, scene.centre)
    pots: dict[tuple[str, pd.Timestamp], int] = {}
    for row in skills.to_dict("records"):
        group, pool = str(row["group"]), scene.centre.pools[str(row["pool"])]
        if pool.kind == "internal" or group in named or group not in scene.terrain.groups:
            continue
        g = scene.terrain.groups.index(group)
        soon = scene.now + scene.settings.call_notice_min
        for offer in offers_of(scene, pool, g, soon):
            most = seats.free(pool, offer.date)
            if offer.start < seats.first_minute(pool, scene.now):
                most = min(most, ready.get(pool.pool, 0))
            if most <= 0 or not seats.open(pool, offer.date, offer.start, offer.end):
                continue
            key = (pool.pool, offer.date)
            if key not in pots:
                pots[key] = menu.pot(most, pool.block_heads if pool.pool not in ready else 1)
            factor = 1.0 if seats.ordered(pool, offer.date) else float(max(1, pool.min_days))
            choice = come(scene, (pool, g, group), offer, (pots[key],), [], factor)
            if choice is not None:
                menu.choices.append(choice)
