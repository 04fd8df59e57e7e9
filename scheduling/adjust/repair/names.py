"""How often each choice is taken, turned into changes of people: the first of each class, breaks paired in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scheduling.adjust.cell import MINUTE
from scheduling.adjust.repair.break_moves import GOES, LEAVES, apart
from scheduling.adjust.repair.change import Change
from scheduling.adjust.repair.choice import Choice, Floats, Menu
from scheduling.adjust.repair.posts import Post
from scheduling.adjust.repair.sure import chance_of

NEXT = 5  # people to ask next who are named with an offer
OFFERED = ("overtime", "backup")


@dataclass
class _Named:
    """Changes by cell as they are made, and who of each pot was taken."""

    step_min: int
    numbers: dict[str, int]
    changes: dict[str, Change] = field(default_factory=dict)
    used: dict[int, int] = field(default_factory=dict)


def changes_of(menu: Menu, taken: NDArray[np.int64], roster: pd.DataFrame, step_min: int) -> list[Change]:
    """The changes that these counts mean, one a cell. People of a class are alike, so the first in its order take them.

    An offer that several of a class must take is as sure as that so many of those who may be asked say yes. A break
    whose new time lies too near to another one of the same person goes to the next person. O(choices taken).
    """
    pairs = [(choice, times) for choice, times in zip(menu.choices, taken.tolist(), strict=True) if times]
    named = _Named(step_min, _numbers(roster))
    wanted: dict[int, int] = {}
    for choice, times in pairs:
        wanted[choice.pots[0]] = wanted.get(choice.pots[0], 0) + times
    for choice, times in pairs:
        if choice.kind not in (LEAVES, GOES):
            for _ in range(times):
                _take(choice, wanted[choice.pots[0]], named)
    _move_breaks(pairs, named)
    return list(named.changes.values())


def _take(choice: Choice, wanted: int, named: _Named) -> None:
    if not choice.members:
        change = _seat(choice, named.numbers)
    else:
        at = named.used.get(choice.pots[0], 0)
        named.used[choice.pots[0]] = at + 1
        change = _offered(choice, at, wanted)
    named.changes[change.target] = change


def _offered(choice: Choice, at: int, wanted: int) -> Change:
    change = choice.change(choice.members[at])
    if change.kind not in OFFERED:
        return change
    others = tuple(str(agent) for agent in choice.members[wanted : wanted + NEXT])
    return replace(change, sure=round(chance_of(wanted, len(choice.members), change.sure), 3), others=others)


def _move_breaks(pairs: Sequence[tuple[Choice, int]], named: _Named) -> None:
    """Pair the times that breaks leave with those they go to, in order of time, and find people for each pair."""
    left: dict[int, list[Choice]] = {}
    goes: dict[int, list[int]] = {}
    for choice, times in pairs:
        if choice.kind == LEAVES:
            left.setdefault(choice.pots[1], []).extend([choice] * times)
        elif choice.kind == GOES:
            goes.setdefault(choice.pots[1], []).extend([choice.offset] * times)
    for pot, leaves in left.items():
        moved: set[str] = set()
        for choice, offset in zip(leaves, sorted(goes.get(pot, [])), strict=False):
            _move(choice, offset, moved, named)


def _move(choice: Choice, offset: int, moved: set[str], named: _Named) -> None:
    if offset == choice.offset:
        return
    for post in choice.members:
        change = named.changes.get(f"{post.agent}|{post.date:%Y-%m-%d}") or choice.change(post)
        if post.shift_id in moved or change.kind == "time_off":
            continue
        made = moved_break(change, choice, offset, named.step_min)
        if made is not None:
            moved.add(post.shift_id)
            named.changes[made.target] = made
            return


def moved_break(change: Change, choice: Choice, offset: int, step_min: int) -> Change | None:
    """The change with a break at another time of the shift, as it stood before; None where it lies too near."""
    assert change.after.start is not None
    assert change.before.start is not None
    later = round((change.after.start - change.before.start) / MINUTE)
    mine = next((b for b in change.after.breaks if b.start_min == choice.offset - later), None)
    if mine is None:
        return None
    rest = tuple(b for b in change.after.breaks if b is not mine)
    there = replace(mine, start_min=offset - later)
    if not apart(there.start_min, there.end_min, rest, step_min):
        return None
    after = replace(change.after, breaks=tuple(sorted((*rest, there))))
    single = choice.change(next(p for p in choice.members if f"{p.agent}|{p.date:%Y-%m-%d}" == change.target))
    if change.after == change.before:
        return replace(change, after=after)
    words = ", ".join(dict.fromkeys((change.allowed_by, single.allowed_by)))
    return replace(change, after=after, allowed_by=words, change_cny=change.change_cny + single.change_cny)


def _seat(choice: Choice, numbers: dict[str, int]) -> Change:
    """The next seat of the group that has no number yet."""
    change = choice.change("")
    number = numbers.get(change.group, 0) + 1
    numbers[change.group] = number
    return replace(change, agent=f"{change.group}-{number:04d}")


def _numbers(roster: pd.DataFrame) -> dict[str, int]:
    """The highest number of a seat of each group."""
    seats = roster[roster["kind"] == "seat"]
    highest: dict[str, int] = {}
    for agent, group in zip(seats["agent"].astype(str), seats["group"].astype(str), strict=True):
        number = agent.rpartition("-")[2]
        if number.isdigit():
            highest[group] = max(highest.get(group, 0), int(number))
    return highest


def in_order(changes: Sequence[Change]) -> tuple[Change, ...]:
    """By kind as they are tried, then price, person and day."""
    kinds = ("absent", "lost_seat", "move_break", "extend", "time_off", "overtime", "backup", "partner")
    return tuple(sorted(changes, key=lambda c: (kinds.index(c.kind), c.price_cny, c.agent, c.date)))


def first_of(choice: Choice, roster: pd.DataFrame) -> Change:
    """The change if one of a choice is taken: its first member, or the next seat."""
    return _offered(choice, 0, 1) if choice.members else _seat(choice, _numbers(roster))


def single_moves(menu: Menu, value: Floats, step_min: int) -> Iterator[Choice]:
    """Every choice that one person can take alone; a break that leaves its time with each time it may go to.

    Breaks are told only where the time they leave is worth anything at the prices `value` (group, interval).
    """
    goes: dict[int, list[Choice]] = {}
    for choice in menu.choices:
        if choice.kind == GOES:
            goes.setdefault(choice.pots[1], []).append(choice)
    for choice in menu.choices:
        if choice.kind == LEAVES and choice.gain_cny(value) + choice.cost_cny > 0.0:
            yield from (m for to in goes[choice.pots[1]] if (m := _move_to(choice, to, step_min)) is not None)
        elif choice.kind not in (LEAVES, GOES):
            yield choice


def _move_to(choice: Choice, to: Choice, step_min: int) -> Choice | None:
    """A break that leaves its time for another one, as one choice of those who can do so."""
    able = [p for p in choice.members if moved_break(choice.change(p), choice, to.offset, step_min) is not None]
    if not able or to.offset == choice.offset:
        return None
    at, where = np.unique(np.concatenate([choice.at, to.at]), return_inverse=True)
    heads = np.zeros(len(at))
    np.add.at(heads, where, np.concatenate([choice.heads, to.heads]))

    def change(post: Post) -> Change:
        made = moved_break(choice.change(post), choice, to.offset, step_min)
        assert made is not None
        return made

    return Choice(LEAVES, choice.group, at, heads, choice.cost_cny, choice.pots[:1], able, change)
