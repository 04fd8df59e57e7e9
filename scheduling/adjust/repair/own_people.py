"""What people on shift could do: take a break at another time, come earlier or stay longer, go home by choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from data.contracts.centre import Centre, RepairSettings
from scheduling.adjust.booking import Booking
from scheduling.adjust.cell import Cell
from scheduling.adjust.repair.change import Change
from scheduling.adjust.repair.choice import Choice, Floats, Menu
from scheduling.adjust.repair.cover import Terrain
from scheduling.adjust.repair.lawful import Lawyer
from scheduling.adjust.repair.posts import Post
from scheduling.breaks import PlacedBreak

LEAVE_STEP_MIN = 60  # going home by choice: whole hours
RULES_ASKED = "rules"


@dataclass(frozen=True)
class Scene:
    """What the choices of a repair are made from: the terrain, the moment, the shifts, and who judges and prices."""

    terrain: Terrain
    value: Floats
    now: int
    posts: Sequence[Post]
    roster: pd.DataFrame
    lawyer: Lawyer
    booking: Booking
    centre: Centre
    settings: RepairSettings
    worked_min: Mapping[str, float]
    time_off: bool
    all_choices: bool  # few enough people to offer every choice, not only those that are worth something at once

    @cached_property
    def able(self) -> list[Post]:
        """Shifts that may still change: not locked, not over, of people of ours or of a backup pool."""
        pools, groups = self.centre.pools, set(self.terrain.groups)
        return [
            post
            for post in self.posts
            if not post.locked and not post.crowded and post.end > self.now and post.group in groups
            and pools[post.pool].kind != "outsourced" and post.shift in self.centre.shifts
        ]  # fmt: skip

    def worth(self, group: int, start: int, end: int) -> bool:
        """Whether a head more of a group between two minutes is worth anything."""
        first, share = self.terrain.presence(start, end)
        if self.all_choices:
            return bool(len(share))
        return bool((self.value[group, first : first + len(share)] > 0.0).any())


def add_own_people(menu: Menu, scene: Scene) -> None:
    """Choices of those on shift now or later, alike people together. O(shifts + classes x choices)."""
    place = {group: g for g, group in enumerate(scene.terrain.groups)}
    able = scene.able
    lawful = _lawful_times(able, place, scene)
    alike: dict[tuple[object, ...], list[Post]] = {}
    for post in able:
        key = (
            post.group,
            post.pool,
            post.start,
            post.end,
            post.shift,
            post.kind,
            lawful[post.shift_id],
            _tail(post, scene),
        )
        alike.setdefault(key, []).append(post)
    for same in alike.values():
        same.sort(key=lambda post: (scene.worked_min.get(post.agent, 0.0), post.agent))
        one = same[0]
        pot = menu.pot(len(same))
        made = [*_longer(one, lawful[one.shift_id]), *_shorter(one, scene)]
        for kind, start, end, breaks, why in made:
            choice = _choice(kind, (start, end, breaks, why), place[one.group], (pot,), same, scene)
            if choice is not None:
                menu.choices.append(choice)


def _tail(post: Post, scene: Scene) -> tuple[PlacedBreak, ...]:
    """The breaks of who may go home early: what they would lose differs by them."""
    return post.breaks if scene.time_off and post.kind == "agent" else ()


Times = tuple[str, int, int, tuple[PlacedBreak, ...], str]


def _choice(
    kind: str, times: tuple[int, int, tuple[PlacedBreak, ...], str], group: int, pots: tuple[int, ...],
    same: list[Post], scene: Scene,
) -> Choice | None:  # fmt: skip
    start, end, breaks, why = times
    one, settings = same[0], scene.settings
    after = one.moved(start, end, breaks)
    gone = kind == "time_off" and start == end
    low, high = min(start, one.start), max(end, one.end)
    heads = _present(scene.terrain, start, end, breaks, low, high) - _present(
        scene.terrain, one.start, one.end, one.breaks, low, high
    )
    first = scene.terrain.presence(low, high)[0]
    at = np.flatnonzero(np.abs(heads) > 1e-9)
    if not len(at) or (kind != "time_off" and heads.max() <= 0.0):
        return None
    cost = 0.0 if gone else scene.booking.cost_cny(after, one.pool, one.date)
    pay = cost - one.cost_cny
    premium = max(0.0, pay) * (settings.overtime_factor - 1.0) if kind == "extend" else 0.0
    sure = {"extend": settings.accept_extend, "time_off": settings.accept_off}.get(kind, 1.0)
    hours = float(heads.sum()) * scene.terrain.hours

    def change(post: Post) -> Change:
        own = (
            breaks
            if kind == "time_off"
            else tuple(replace(b, start_min=b.start_min + one.start - start) for b in post.breaks)
        )
        cell = Cell() if gone else post.moved(start, end, own)
        return Change(
            kind, post.agent, post.group, post.pool, post.date, post.cell, cell, round(pay, 2), round(premium, 2),
            settings.change_cny, round(hours, 4), 1.0 if post.kind == "seat" else sure, why,
        )  # fmt: skip

    return Choice(kind, group, first + at, heads[at], pay + premium + settings.change_cny, pots, same, change)


def _present(terrain: Terrain, start: int, end: int, breaks: Sequence[PlacedBreak], low: int, high: int) -> Floats:
    """Share of each interval between `low` and `high` that a shift works."""
    base, share = terrain.presence(low, high)
    total = np.zeros(len(share))
    spans = [(start, end, 1.0), *((start + b.start_min, start + b.end_min, -1.0) for b in breaks)]
    for first, last, sign in spans:
        at, part = terrain.presence(first, last)
        total[at - base : at - base + len(part)] += sign * part if len(part) else 0.0
    return total


def _times(post: Post, scene: Scene) -> list[tuple[int, int]]:
    """Longer shifts, as new starts and ends, that the notice allows."""
    settings, now = scene.settings, scene.now
    steps = range(settings.step_min, settings.max_extend_min + 1, settings.step_min)
    late = [(post.start, post.end + k) for k in steps if post.end >= now + settings.stay_notice_min]
    early = [(post.start - k, post.end) for k in steps if post.start - k >= now + settings.call_notice_min]
    same_day = [(low, high) for low, high in early if low >= post.start - _wall_min(post)]
    return late + same_day


def _wall_min(post: Post) -> int:
    return post.start_ts.hour * 60 + post.start_ts.minute


def _lawful_times(
    able: Sequence[Post], place: Mapping[str, int], scene: Scene
) -> dict[str, frozenset[tuple[int, int]]]:
    """Longer shifts of each post that are worth something and break no rule, as (earlier, later) minutes."""
    asked: dict[tuple[int, int], list[Post]] = {}
    for post in able:
        for start, end in _times(post, scene):
            low, high = (start, post.start) if start < post.start else (post.end, end)
            if scene.worth(place[post.group], low, high):
                asked.setdefault((post.start - start, end - post.end), []).append(post)
    allowed: dict[str, set[tuple[int, int]]] = {post.shift_id: set() for post in able}
    for (earlier, later), posts in asked.items():
        named = [post for post in posts if post.kind == "agent"]
        rows = scene.roster[scene.roster["shift_id"].isin([post.shift_id for post in named])].copy()
        rows["start_ts"] = rows["start_ts"] - pd.Timedelta(minutes=earlier)
        rows["end_ts"] = rows["end_ts"] + pd.Timedelta(minutes=later)
        rows["paid_min"] = rows["paid_min"] + float(earlier + later)
        barred = scene.lawyer.barred(rows)
        for post in posts:
            if post.agent not in barred:
                allowed[post.shift_id].add((earlier, later))
    return {shift: frozenset(times) for shift, times in allowed.items()}


def _longer(one: Post, allowed: frozenset[tuple[int, int]]) -> Iterator[Times]:
    for earlier, later in sorted(allowed):
        breaks = tuple(replace(b, start_min=b.start_min + earlier) for b in one.breaks)
        yield "extend", one.start - earlier, one.end + later, breaks, RULES_ASKED


def _shorter(one: Post, scene: Scene) -> Iterator[Times]:
    """Time off by choice: the whole shift, or its last hours; only of own named people, and within the terrain."""
    if not scene.time_off or one.kind != "agent" or one.end > scene.terrain.high:
        return
    ready = scene.now + scene.settings.stay_notice_min
    if one.start >= ready and one.start >= scene.terrain.low:
        yield "time_off", one.start, one.start, (), "agreed"
    for left in range(LEAVE_STEP_MIN, scene.settings.max_leave_min + 1, LEAVE_STEP_MIN):
        end = one.end - left
        cut = any(one.start + b.end_min >= end for b in one.breaks)
        if end >= max(ready, one.start + LEAVE_STEP_MIN) and not cut and end >= scene.terrain.low:
            yield "time_off", one.start, end, one.breaks, "agreed"
