"""The first lawful lines: given ones where they are lawful, else each person's best line against what cover lacks.

Where a whole line is too long to search at once it grows window by window, minutes and weekends at an even pace.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scheduling.lines.best_line import LOST, Desk
from scheduling.lines.board import Board, put_days, runs_lawful, sums_lawful
from scheduling.lines.ground import LAW, LEAST, LEAST_MIN, LEAST_OFF, MOST, MOST_RUN, MOST_WEEKENDS, UNDER, Ground
from scheduling.lines.moves import renew
from scheduling.lines.problem import OFF, Flags, Ints

STRETCH_D = 28  # days a line grows at a time
LIFTS = (2, 0, -2, -5)  # shifts ahead of an even pace at least: the last days bear no catching up
AHEAD = 3  # and at most
TRIES = ((0, 0), (1, 0), (1, 28), (1, 56), (2, 0), (2, 28), (2, 56), (3, 0), (3, 56))  # place in LIFTS, days made anew
AGAIN = 3  # how often a line that found no end is tried
WHOLE_STATES = 3_000_000  # a line with more states than this grows window by window


def first_lines(
    ground: Ground,
    board: Board,
    desk: Desk,
    start: Ints | None,
    dice: np.random.Generator,
    over: Callable[[], bool] = lambda: False,
) -> list[int]:
    """Put a lawful line for everybody on the board; the people for whom none was found (off, but for their locks).

    A line that found no end is tried again with shaken prices until `over` says that time is up."""
    people, days = board.line.shape
    missing = []
    for i in dice.permutation(people):
        line = None if start is None else np.asarray(start[i], dtype=np.int64)
        if line is not None and sums_lawful(ground, line, i) and runs_lawful(ground, line, i, 0, days):
            put_days(ground, board, i, 0, days, line)
        else:
            missing.append(int(i))
    long = [i for i in missing if states_of(ground, i) > WHOLE_STATES]
    grown: set[int] = set()
    for again in range(AGAIN):
        still = [i for i in long if i not in grown]
        for i in still:
            put_days(ground, board, i, 0, days, np.full(days, OFF, np.int64))
        if still and not (again and over()):
            grown |= grow(ground, board, desk, still, again * shake_of(ground))
    lost = []
    for i in missing:
        if i in grown:
            continue
        put_days(ground, board, i, 0, days, np.full(days, OFF, np.int64))
        if renew(ground, board, desk, i, 0, days, 0.0) >= LOST:
            put_days(ground, board, i, 0, days, locked_cells(ground, i))
            lost.append(i)
    return lost


def states_of(ground: Ground, i: int) -> int:
    """About how many states the search for a whole line of a person has."""
    days, law = len(ground.weekend), ground.person[i]
    runs = int(min(law[MOST_RUN], days)) * int(ground.classes[law[LAW]]) + int(law[LEAST_OFF])
    weekends = 2 * (int(min(law[MOST_WEEKENDS], days // 7 + 1)) + 1)
    return days * runs * (int(min(law[MOST], ground.unit.max(initial=0) * days)) + 1) * weekends


def locked_cells(ground: Ground, i: int) -> Ints:
    """Off, but where a day off is locked out: the first kind that may be worked."""
    line: Ints = np.where(ground.may_rest[i], OFF, ground.may[i].argmax(axis=1)).astype(np.int64)
    return line


def shake_of(ground: Ground) -> float:
    """What shakes the prices of lines that found no end at first."""
    prices = ground.cover[ground.cover[:, UNDER] < ground.hard, UNDER]
    return float(np.median(prices)) / 2.0 if len(prices) else 1.0


def grow(ground: Ground, board: Board, desk: Desk, who: list[int], heat: float) -> set[int]:
    """Lines of some people window by window, prices shaken by `heat`; those whose line came out lawful."""
    days = len(ground.weekend)
    ends = [*range(STRETCH_D, days - STRETCH_D // 2, STRETCH_D), days]
    begins = [0, *ends[:-1]]
    going = set(who)
    for first, last in zip(begins, ends, strict=True):
        paced = [at_pace(ground, last, lift) for lift in LIFTS]
        for i in [i for i in who if i in going]:
            if not any(_grown(paced[p], board, desk, i, max(0, first - back), last, heat) for p, back in TRIES):
                going.discard(i)
    return going


def _grown(paced: Ground, board: Board, desk: Desk, i: int, first: int, last: int, heat: float) -> bool:
    """Give a person lawful cells on days `first:last`; False (and nothing changed) where there are none."""
    days = board.line.shape[1]
    kept = board.line[i].copy()
    put_days(paced, board, i, first, last, np.full(days, OFF, np.int64))
    if renew(paced, board, desk, i, first, last, heat) < LOST:
        return True
    put_days(paced, board, i, 0, days, kept)
    return False


def at_pace(ground: Ground, last: int, lift: int) -> Ground:
    """The limits of the horizon cut to its first days, by the days a person can work; at least `lift` shifts ahead."""
    days = len(ground.weekend)
    if last >= days:
        return ground
    able: Flags = np.asarray(ground.may.any(axis=2))
    share = able[:, :last].sum(axis=1) / np.maximum(able.sum(axis=1), 1)
    starts = np.append(True, np.diff(ground.weekend) != 0) & (ground.weekend >= 0)
    ends = able & starts
    weekends = ends[:, :last].sum(axis=1) / np.maximum(ends.sum(axis=1), 1)
    person = ground.person.copy()
    one = int(ground.unit.max())
    person[:, LEAST] = np.clip(person[:, LEAST] * share + lift * one, 0, person[:, LEAST])
    person[:, MOST] = np.minimum(np.ceil(person[:, MOST] * share) + AHEAD * one, person[:, MOST])
    person[:, LEAST_MIN] = 0  # the units tell
    person[:, MOST_WEEKENDS] = np.minimum(np.ceil(person[:, MOST_WEEKENDS] * weekends), person[:, MOST_WEEKENDS])
    return ground._replace(
        may_rest=ground.may_rest | (np.arange(days) >= last),
        person=person,
        most_of=np.minimum(np.ceil(ground.most_of * (last / days)).astype(np.int64) + 1, ground.most_of),
    )
