"""Breaks at another time: alike breaks leave their times and go to others, told apart only when people are named.

As in Aykin's implicit placement of breaks, a model needs only how many breaks begin at each time, not whose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data.contracts.centre import BreakRule
from scheduling.adjust.repair.change import Change
from scheduling.adjust.repair.choice import Choice, Menu
from scheduling.adjust.repair.own_people import Scene
from scheduling.adjust.repair.posts import Post
from scheduling.breaks import PlacedBreak

MOVABLE = ("break", "meal")
LEAVES, GOES = "move_break", "break_to"


@dataclass(frozen=True)
class Alike:
    """Breaks that are one to the model: same group, start of shift, window and times they may take."""

    group: str
    shift: str
    start: int
    rule: BreakRule
    times: tuple[int, ...]


def add_break_moves(menu: Menu, scene: Scene) -> None:
    """Choices to move breaks that have not begun. O(breaks x times of a window)."""
    place = {group: g for g, group in enumerate(scene.terrain.groups)}
    alike: dict[Alike, dict[int, list[Post]]] = {}
    for post in scene.able:
        for i, rule in windows(post, scene.centre.shifts[post.shift].breaks):
            if rule.activity in MOVABLE and _future(post, post.breaks[i].start_min, scene):
                times = tuple(_times(post, i, rule, scene))
                key = Alike(post.group, post.shift, post.start, rule, times)
                alike.setdefault(key, {}).setdefault(post.breaks[i].start_min, []).append(post)
    for key, at in alike.items():
        if any(scene.worth(place[key.group], *_span(key, offset)) for offset in at):
            _add(menu, scene, key, at, place[key.group])


def _add(menu: Menu, scene: Scene, key: Alike, at: dict[int, list[Post]], group: int) -> None:
    balance = menu.pot(np.inf, balance=True)
    settings, rule = scene.settings, key.rule
    for offset, posts in sorted(at.items()):
        posts.sort(key=lambda post: (scene.worked_min.get(post.agent, 0.0), post.agent))
        first, share = scene.terrain.presence(*_span(key, offset))
        pots = (menu.pot(len(posts)), balance)

        def change(post: Post) -> Change:
            why = f"window {rule.earliest_min}-{rule.latest_min} min"
            return Change(LEAVES, post.agent, post.group, post.pool, post.date, post.cell, post.cell,
                          change_cny=settings.change_cny, allowed_by=why)  # fmt: skip

        where = first + np.arange(len(share))
        menu.choices.append(Choice(LEAVES, group, where, share, settings.change_cny, pots, posts, change, 1.0, offset))
    most = menu.pot(sum(map(len, at.values())))
    for offset in key.times:
        first, share = scene.terrain.presence(*_span(key, offset))
        where = first + np.arange(len(share))
        menu.choices.append(Choice(GOES, group, where, -share, 0.0, (most, balance), (), _nobody, -1.0, offset))


def _nobody(_: object) -> Change:
    raise AssertionError("a time that breaks go to is nobody's change by itself")


def _span(key: Alike, offset: int) -> tuple[int, int]:
    return key.start + offset, key.start + offset + key.rule.length_min


def _future(post: Post, offset: int, scene: Scene) -> bool:
    return post.start + offset >= max(scene.now, scene.terrain.low)


def _times(post: Post, i: int, rule: BreakRule, scene: Scene) -> Iterator[int]:
    """Times the break may take beside its own: in its window, ahead of us, apart from the other breaks."""
    step = scene.centre.interval_min
    others = post.breaks[:i] + post.breaks[i + 1 :]
    grid = rule.earliest_min + (-(post.start + rule.earliest_min)) % step
    for offset in range(grid, rule.latest_min + 1, step):
        end = offset + rule.length_min
        inside = _future(post, offset, scene) and post.start + end <= min(post.end, scene.terrain.high)
        if inside and apart(offset, end, others, step):
            yield offset


def apart(low: int, high: int, others: Sequence[PlacedBreak], step: int) -> bool:
    """Whether a break from `low` to `high` leaves an interval of work to all others."""
    return all(high + step <= b.start_min or b.end_min + step <= low for b in others)


def windows(post: Post, rules: Sequence[BreakRule]) -> Iterator[tuple[int, BreakRule]]:
    """Which window of the pattern each placed break belongs to: the same activity and length, in order."""
    left = sorted(rules, key=lambda rule: rule.earliest_min)
    for i, rest in enumerate(post.breaks):
        for rule in left:
            if rule.activity == rest.activity and rule.length_min == rest.length_min:
                left.remove(rule)
                yield i, rule
                break
