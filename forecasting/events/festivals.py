"""Where a holiday lies in its festival, counted from the festival's main day, and the days around the largest one."""

from __future__ import annotations

from collections.abc import Sequence

EVE = "'s Eve"
# Festivals whose pull is felt days before and after, first and last day counted from the main day: before Spring
# Festival a country goes home and shops close, after it work and complaints come back in a wave.
SIDES = {"Spring Festival": {"before": (-8, -2), "after": (7, 14)}}


def places(holidays: Sequence[tuple[int, str]]) -> list[tuple[str, int]]:
    """Festival and offset of each holiday (day number, name), given by day.

    Days in a row are one block; a festival's main day is the one after its eve, else its first in the block. So the
    offsets of a festival that the moon moves, with a bridge day before it or another holiday in the middle, mean the
    same in every year. O(holidays).

    >>> places([(9, "Spring Festival"), (10, "Spring Festival's Eve"), (11, "Spring Festival")])
    [('Spring Festival', -2), ('Spring Festival', -1), ('Spring Festival', 0)]
    """
    blocks: list[list[tuple[int, str]]] = []
    for day, name in holidays:
        if blocks and day - blocks[-1][-1][0] <= 1:
            blocks[-1].append((day, name))
        else:
            blocks.append([(day, name)])
    return [(_festival(name), day - _main_day(block, _festival(name))) for block in blocks for day, name in block]


def around(placed: Sequence[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """Days (day number, festival, offset) around the largest festivals that are no holidays of theirs themselves.

    >>> days = around([(100, "Spring Festival", 0), (101, "Spring Festival", 1)])
    >>> days[0], days[-1], len(days)
    ((92, 'Spring Festival', -8), (114, 'Spring Festival', 14), 15)
    """
    taken = {day for day, _, _ in placed}
    found = []
    for main, festival in dict.fromkeys((day - offset, festival) for day, festival, offset in placed):
        for first, last in SIDES.get(festival, {}).values():
            found += [(main + n, festival, n) for n in range(first, last + 1) if main + n not in taken]
    return found


def _festival(name: str) -> str:
    return name.removesuffix(EVE)


def _main_day(block: Sequence[tuple[int, str]], festival: str) -> int:
    eves = [day for day, name in block if name == festival + EVE]
    return eves[-1] + 1 if eves else next(day for day, name in block if name == festival)
