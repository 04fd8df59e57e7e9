"""The first lawful lines: given ones where they are lawful, else each person's best line against what cover lacks.

Where a whole line is too long to search at once it grows window by window, minutes and weekends at an even pace.
"""

from __future__ import annotations

import numpy as np

from scheduling.lines.best_line import LOST, Desk
from scheduling.lines.board import Board, put_days, runs_lawful, sums_lawful
from scheduling.lines.ground import LAW, LEAST, LEAST_MIN, LEAST_OFF, MOST, MOST_MIN, MOST_RUN, MOST_WEEKENDS, Ground
from scheduling.lines.moves import renew
from scheduling.lines.problem import OFF, Ints

STRETCH_D = 28  # days a line grows at a time
WHOLE_STATES = 3_000_000  # a line with more states than this grows window by window


def first_lines(ground: Ground, board: Board, desk: Desk, start: Ints | None, dice: np.random.Generator) -> list[int]:
    """Put a lawful line for everybody on the board; the people for whom none was found (off, but for their locks)."""
    people, days = board.line.shape
    missing = []
    for i in dice.permutation(people):
        line = None if start is None else np.asarray(start[i], dtype=np.int64)
        if line is not None and sums_lawful(ground, line, i) and runs_lawful(ground, line, i, 0, days):
            put_days(ground, board, i, 0, days, line)
        else:
            missing.append(int(i))
    long = [i for i in missing if states_of(ground, i) > WHOLE_STATES]
    grown = grow(ground, board, desk, np.array(long, dtype=np.int64)) if long else set()
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


def grow(ground: Ground, board: Board, desk: Desk, who: Ints) -> set[int]:
    """Lines of some people window by window; those whose line came out lawful."""
    days = len(ground.weekend)
    ends = [*range(STRETCH_D, days - STRETCH_D // 2, STRETCH_D), days]
    begins = [0, *ends[:-1]]
    going = {int(i) for i in who}
    for first, last in zip(begins, ends, strict=True):
        paced = at_pace(ground, last)
        for i in [i for i in who.tolist() if i in going]:
            for earlier in (first, max(0, first - STRETCH_D)):
                kept = board.line[i].copy()
                put_days(ground, board, i, earlier, last, np.full(days, OFF, np.int64))
                if renew(paced, board, desk, i, earlier, last, 0.0) < LOST:
                    break
                put_days(ground, board, i, 0, days, kept)
            else:
                going.discard(i)
    return going


def at_pace(ground: Ground, last: int) -> Ground:
    """The limits of the horizon cut to its first days, with a shift of leeway."""
    days = len(ground.weekend)
    if last >= days:
        return ground
    share, one, one_min = last / days, int(ground.unit.max()), int(ground.minutes.max())
    marks = ground.weekend[ground.weekend >= 0]
    so_far = ground.weekend[:last]
    weekends = len(np.unique(so_far[so_far >= 0])) / max(1, len(np.unique(marks)))
    person = ground.person.copy()
    for column, leeway in ((LEAST, one), (LEAST_MIN, one_min)):
        person[:, column] = np.maximum((person[:, column] * share).astype(np.int64) - leeway, 0)
    for column, leeway in ((MOST, one), (MOST_MIN, one_min)):
        person[:, column] = np.minimum(np.ceil(person[:, column] * share).astype(np.int64) + leeway, person[:, column])
    person[:, MOST_WEEKENDS] = np.minimum(np.ceil(person[:, MOST_WEEKENDS] * weekends), person[:, MOST_WEEKENDS])
    return ground._replace(
        may_rest=ground.may_rest | (np.arange(days) >= last),
        person=person,
        most_of=np.minimum(np.ceil(ground.most_of * share).astype(np.int64), ground.most_of),
    )
