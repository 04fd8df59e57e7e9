"""When one person may work: availability, the turns of a rotation, shifts of other contracts, hours and days agreed."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from data.contracts.centre import Centre
from scheduling.clock import DAY_MIN, day_numbers
from scheduling.offered import minutes_of

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OFF, ANY, FREE = "off", "*", "-"
ALWAYS = 10**6  # minutes after any start: no end
BESIDE = 1  # days before and after the window that are known too

Window = tuple[int, int]


@dataclass(frozen=True)
class OwnTimes:
    """`available[day]`: windows in minutes after its midnight within which a shift lies; a day not named is free.

    `turns[day]`: shifts that the rotation has on a day, none: a day off; a day not named: any shift. `barred`: codes of
    shifts for other contracts. `most_week_h`, `most_week_d`: agreed for each ISO week, None: as the limits say;
    `least_week_h` are paid in any case, None: the contract hours.
    """

    available: Mapping[int, tuple[Window, ...]] = field(default_factory=dict)
    turns: Mapping[int, frozenset[str]] = field(default_factory=dict)
    barred: frozenset[str] = frozenset()
    most_week_h: float | None = None
    least_week_h: float | None = None
    most_week_d: float | None = None


UNBOUND = OwnTimes()


def own_times(centre: Centre, agents: Iterable[Mapping[Hashable, Any]]) -> dict[str, OwnTimes]:
    """What is known of each agent of these rows of the table agents; who is not named is not bound.

    O(agents + rows x days)."""
    first, last = (int(n) for n in day_numbers(pd.DatetimeIndex([centre.window.first, centre.window.last])))
    days = range(first - BESIDE, last + BESIDE + 1)
    available = _available(centre.tables.get("availability"), days)
    turns = _turns(centre, days)
    barred: dict[str, frozenset[str]] = {}
    known = {}
    for row in agents:
        agent, contract, rotation = str(row["agent"]), str(row["contract"]), row.get("rotation", "")
        if contract not in barred:
            barred[contract] = frozenset(
                code for code, shift in centre.shifts.items() if shift.contracts and contract not in shift.contracts
            )
        own = OwnTimes(
            available.get(agent, {}), turns.get(str(rotation), {}) if isinstance(rotation, str) else {},
            barred[contract], _number(row.get("most_week_h")), _number(row.get("least_week_h")),
            _number(row.get("most_week_d")),
        )  # fmt: skip
        if own != UNBOUND:
            known[agent] = own
    return known


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and value == value else None


def _available(rows: pd.DataFrame | None, days: range) -> dict[str, dict[int, tuple[Window, ...]]]:
    """Windows of each agent by day; rows of a date replace those of its weekday, rows of weekdays those of *."""
    if rows is None or rows.empty:
        return {}
    found: dict[str, dict[int, tuple[Window, ...]]] = {}
    for agent, own in rows.groupby("agent", sort=False):
        by_word: dict[str, list[Window]] = {}
        for words, start, end in zip(own["days"], own["start_time"], own["end_time"], strict=True):
            for word in str(words).split():
                by_word.setdefault(word, []).extend(_window(str(start), str(end)))
        dates = {word: int(day_numbers(pd.DatetimeIndex([word]))[0]) for word in by_word if re.match(r"\d", word)}
        mine = {}
        for day in days:
            words = [word for word, number in dates.items() if number == day]
            words += [word for word in (WEEKDAYS[(day + 3) % 7], ANY) if word in by_word]
            if words:
                mine[day] = tuple(by_word[words[0]])
        found[str(agent)] = mine
    return found


def _window(start: str, end: str) -> list[Window]:
    """The window of a row; none where it says off.

    >>> _window("22:00", "07:00"), _window("", ""), _window("off", "")
    ([(1320, 1860)], [(0, 1000000)], [])
    """
    if start == OFF:
        return []
    low = minutes_of(start) if start else 0
    high = minutes_of(end) if end else ALWAYS
    return [(low, high if high > low else high + DAY_MIN)]


def _turns(centre: Centre, days: range) -> dict[str, dict[int, frozenset[str]]]:
    """The shifts of each rotation by day; days on which any shift will do are left out."""
    rows = centre.tables.get("rotations")
    if rows is None or rows.empty:
        return {}
    family: dict[str, set[str]] = {}
    for code, shift in centre.shifts.items():
        family.setdefault(shift.family or code, set()).add(code)
    found = {}
    for rotation, cycle, anchor in zip(rows["rotation"], rows["cycle"], rows["anchor_date"], strict=True):
        words = str(cycle).split()
        start = int(day_numbers(pd.DatetimeIndex([anchor]))[0])
        mine = {}
        for day in days:
            shifts = words[(day - start) % len(words)].split("|")
            if ANY not in shifts:
                mine[day] = frozenset(code for word in shifts if word != FREE for code in family.get(word, {word}))
        found[str(rotation)] = mine
    return found
