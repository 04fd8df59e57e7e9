"""Parts of the day that shifts belong to by their start, and codes of shifts as limits name them."""

from __future__ import annotations

from collections.abc import Collection

from data.contracts.labour import PARTS_OF_DAY

EARLY_FROM, DAY_FROM, LATE_FROM, NIGHT_FROM = 5 * 60, 9 * 60, 13 * 60, 19 * 60


def part_of(wall_start: int) -> str:
    """The part of the day of a start, in minutes after midnight.

    >>> [part_of(h * 60) for h in (4, 5, 9, 13, 19)]
    ['night', 'early', 'day', 'late', 'night']
    """
    if wall_start < EARLY_FROM or wall_start >= NIGHT_FROM:
        return "night"
    return "early" if wall_start < DAY_FROM else "day" if wall_start < LATE_FROM else "late"


def is_of(shift: str, wall_start: int, words: Collection[str]) -> bool:
    """Whether a shift is one of the words: its code, the code of its family (`flex` of `flex@07:30`) or its part of the
    day. A code that is also a part of the day is the code.

    >>> is_of("flex@07:30", 450, ["flex"]), is_of("E", 450, ["early", "N"]), is_of("E", 450, ["late"])
    (True, True, False)
    """
    if shift in words or shift.partition("@")[0] in words:
        return True
    return part_of(wall_start) in words and part_of(wall_start) in PARTS_OF_DAY
