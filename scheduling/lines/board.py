"""The lines of all people while they are searched: cover and row sums kept, every change priced exactly. Compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.compiled import free_kernel
from scheduling.lines.ground import (
    LAST_KIND,
    LAW,
    LEAST_MIN,
    LEAST_OFF,
    LEAST_RUN,
    MOST_MIN,
    MOST_RUN,
    MOST_WEEKENDS,
    OFF_BEFORE,
    OVER,
    ROW_LEAST,
    ROW_MOST,
    ROW_OVER,
    ROW_UNDER,
    RUN_BEFORE,
    UNDER,
    WANTED,
    Ground,
)
from scheduling.lines.problem import OFF, Floats, Ints


class Board(NamedTuple):
    """`line[i, d]` a kind or OFF; `have` people by row of cover; `sums` by row; `dice[0]` is the state of the dice."""

    line: Ints
    have: Ints
    sums: Floats
    dice: npt.NDArray[np.uint64]
    extra: Floats  # surcharge by row, while one line is searched
    kept: Ints  # (people, days) cells to go back to


def make_board(ground: Ground, seed: int, kinds: Ints | None = None) -> Board:
    """A board with these lines, or nobody at work."""
    people, days, _ = ground.may.shape
    board = Board(
        np.full((people, days), OFF, np.int64), np.zeros(len(ground.cover), np.int64), np.zeros(len(ground.limits)),
        np.array([seed * 2 + 1], np.uint64), np.zeros(len(ground.limits)), np.full((people, days), OFF, np.int64),
    )  # fmt: skip
    if kinds is not None:
        load(ground, board, kinds.astype(np.int64))
    return board


@free_kernel
def throw(board: Board) -> float:
    """Uniform in (0, 1): splitmix64 (Steele, Lea, Flood 2014)."""
    board.dice[0] += np.uint64(0x9E3779B97F4A7C15)
    z = board.dice[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (float(z >> np.uint64(11)) + 0.5) / 9007199254740992.0


@free_kernel
def cover_price(ground: Ground, r: int, have: int) -> float:
    """Price of a row of cover with that many people."""
    short = ground.cover[r, WANTED] - have
    return float(ground.cover[r, UNDER] * short if short > 0 else -ground.cover[r, OVER] * short)


@free_kernel
def row_price(ground: Ground, r: int, total: float) -> float:
    """Price of a row with that sum."""
    if total < ground.limits[r, ROW_LEAST] - 1e-7:
        return float(ground.limits[r, ROW_UNDER] * (ground.limits[r, ROW_LEAST] - total))
    if total > ground.limits[r, ROW_MOST] + 1e-7:
        return float(ground.limits[r, ROW_OVER] * (total - ground.limits[r, ROW_MOST]))
    return 0.0


@free_kernel
def count_cell(ground: Ground, board: Board, i: int, d: int, k: int, sign: int) -> float:
    """Count a cell in (1) or out (-1); what that changes."""
    kinds = ground.may.shape[2]
    change = sign * ground.cost[i, d, k]
    for x in range(ground.cover_of[d * kinds + k], ground.cover_of[d * kinds + k + 1]):
        r = ground.cover_row[x]
        change += cover_price(ground, r, board.have[r] + sign) - cover_price(ground, r, board.have[r])
        board.have[r] += sign
    cell = (i * ground.may.shape[1] + d) * kinds + k
    for x in range(ground.row_of[cell], ground.row_of[cell + 1]):
        r = ground.row[x]
        then = board.sums[r] + sign * ground.weight[x]
        change += row_price(ground, r, then) - row_price(ground, r, board.sums[r])
        board.sums[r] = then
    return float(change)


@free_kernel
def put(ground: Ground, board: Board, i: int, d: int, k: int) -> float:
    """Make a cell k; what that changes."""
    change = 0.0
    if board.line[i, d] >= 0:
        change += count_cell(ground, board, i, d, board.line[i, d], -1)
    if k >= 0:
        change += count_cell(ground, board, i, d, k, 1)
    board.line[i, d] = k
    return change


@free_kernel
def put_days(ground: Ground, board: Board, i: int, first: int, last: int, cells: Ints) -> float:
    """Make the days `first:last` of a person as in a line; what that changes."""
    change = 0.0
    for d in range(first, last):
        if cells[d] != board.line[i, d]:
            change += put(ground, board, i, d, cells[d])
    return change


@free_kernel
def load(ground: Ground, board: Board, kinds: Ints) -> None:
    """Make all lines as given."""
    for i in range(len(kinds)):
        put_days(ground, board, i, 0, kinds.shape[1], kinds[i])


@free_kernel
def full_cost(ground: Ground, board: Board) -> float:
    """Cost of all lines, hard breaches priced too."""
    cost = 0.0
    for i in range(len(board.line)):
        for d in range(board.line.shape[1]):
            if board.line[i, d] >= 0:
                cost += ground.cost[i, d, board.line[i, d]]
    for r in range(len(board.have)):
        cost += cover_price(ground, r, board.have[r])
    for r in range(len(board.sums)):
        cost += row_price(ground, r, board.sums[r])
    return cost


@free_kernel
def broken(ground: Ground, board: Board) -> bool:
    """Whether a hard row or hard cover is broken."""
    for r in range(len(board.have)):
        price = ground.cover[r, UNDER] if board.have[r] < ground.cover[r, WANTED] else ground.cover[r, OVER]
        if board.have[r] != ground.cover[r, WANTED] and price >= ground.hard:
            return True
    for r in range(len(board.sums)):
        below = board.sums[r] < ground.limits[r, ROW_LEAST]
        price = ground.limits[r, ROW_UNDER if below else ROW_OVER]
        if price >= ground.hard and row_price(ground, r, board.sums[r]) > 0.0:
            return True
    return False


@free_kernel
def price_cell(ground: Ground, board: Board, i: int, d: int, k: int) -> float:
    """What it adds that a person off on day d works kind k instead, surcharges of rows included."""
    kinds = ground.may.shape[2]
    price = ground.cost[i, d, k]
    for x in range(ground.cover_of[d * kinds + k], ground.cover_of[d * kinds + k + 1]):
        r = ground.cover_row[x]
        price += ground.cover[r, UNDER] * -1.0 if board.have[r] < ground.cover[r, WANTED] else ground.cover[r, OVER]
    cell = (i * ground.may.shape[1] + d) * kinds + k
    for x in range(ground.row_of[cell], ground.row_of[cell + 1]):
        r = ground.row[x]
        then = board.sums[r] + ground.weight[x]
        price += row_price(ground, r, then) - row_price(ground, r, board.sums[r]) + board.extra[r] * ground.weight[x]
    return float(price)


@free_kernel
def sums_lawful(ground: Ground, line: Ints, i: int) -> bool:
    """Whether minutes, weekends and kinds of a line keep their limits, and its cells may be."""
    minutes, weekends, seen = 0, 0, -1
    for d in range(len(line)):
        k = line[d]
        if k < 0:
            if not ground.may_rest[i, d]:
                return False
            continue
        if not ground.may[i, d, k]:
            return False
        minutes += ground.minutes[k]
        if ground.weekend[d] >= 0 and ground.weekend[d] != seen:
            weekends += 1
            seen = ground.weekend[d]
        if ground.most_of[i, k] < len(line):
            worked = 0
            for e in range(d + 1):
                worked += line[e] == k
            if worked > ground.most_of[i, k]:
                return False
    law = ground.person[i]
    return bool(law[LEAST_MIN] <= minutes <= law[MOST_MIN] and weekends <= law[MOST_WEEKENDS])


@free_kernel
def runs_lawful(ground: Ground, line: Ints, i: int, first: int, last: int) -> bool:
    """Whether runs, breaks and successions that touch the days `first:last` are lawful."""
    days, law = len(line), ground.person[i, LAW]
    before = ground.person[i, LAST_KIND]
    for d in range(max(0, first), min(days, last + 1)):
        k, previous = line[d], line[d - 1] if d > 0 else before
        if k >= 0 and previous >= 0 and ground.barred[law, ground.class_of[law, previous], k]:
            return False
    return stretches_lawful(ground, line, i, first, last)


@free_kernel
def stretches_lawful(ground: Ground, line: Ints, i: int, first: int, last: int) -> bool:
    """Whether runs and breaks that touch the days `first:last`, or lie beside them, are long enough and no longer."""
    days, law = len(line), ground.person[i]
    fresh = law[RUN_BEFORE] == 0 and law[OFF_BEFORE] == 0
    d = max(0, first - 1)
    while d > 0 and (line[d - 1] >= 0) == (line[d] >= 0):
        d -= 1
    if d == 0 and line[0] < 0 and 0 < law[RUN_BEFORE] < law[LEAST_RUN]:
        return False
    if d == 0 and line[0] >= 0 and law[RUN_BEFORE] == 0 and 0 < law[OFF_BEFORE] < law[LEAST_OFF]:
        return False
    while d < days and d <= last:
        begin, works = d, line[d] >= 0
        while d < days and (line[d] >= 0) == works:
            d += 1
        length = d - begin
        if begin == 0:
            length += law[RUN_BEFORE] if works else (law[OFF_BEFORE] if law[RUN_BEFORE] == 0 else 0)
        if works and length > law[MOST_RUN]:
            return False
        short = length < (law[LEAST_RUN] if works else law[LEAST_OFF])
        if short and d < days and not (begin == 0 and fresh):
            return False
    return True
