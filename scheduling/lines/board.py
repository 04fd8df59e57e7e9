"""The lines of all people while they are searched: cover and row sums kept, every change priced exactly. Compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.compiled import free_kernel
from scheduling.lines.ground import Ground
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
        np.full((people, days), OFF, np.int64), np.zeros(len(ground.wanted), np.int64), np.zeros(len(ground.row_least)),
        np.array([seed * 2 + 1], np.uint64), np.zeros(len(ground.row_least)), np.full((people, days), OFF, np.int64),
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
    short = ground.wanted[r] - have
    return ground.under[r] * short if short > 0 else -ground.over[r] * short


@free_kernel
def row_price(ground: Ground, r: int, total: float) -> float:
    """Price of a row with that sum."""
    if total < ground.row_least[r] - 1e-7:
        return float(ground.row_under[r] * (ground.row_least[r] - total))
    if total > ground.row_most[r] + 1e-7:
        return float(ground.row_over[r] * (total - ground.row_most[r]))
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
    return change


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
def price_cell(ground: Ground, board: Board, i: int, d: int, k: int) -> float:
    """What it adds that a person off on day d works kind k instead, surcharges of rows included."""
    kinds = ground.may.shape[2]
    price = ground.cost[i, d, k]
    for x in range(ground.cover_of[d * kinds + k], ground.cover_of[d * kinds + k + 1]):
        r = ground.cover_row[x]
        price += ground.under[r] * -1.0 if board.have[r] < ground.wanted[r] else ground.over[r]
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
    return bool(ground.least_min[i] <= minutes <= ground.most_min[i] and weekends <= ground.most_weekends[i])


@free_kernel
def runs_lawful(ground: Ground, line: Ints, i: int, first: int, last: int) -> bool:
    """Whether runs, breaks and successions that touch the days `first:last` are lawful."""
    days, law = len(line), ground.law[i]
    fresh = ground.run_before[i] == 0 and ground.off_before[i] == 0
    before = ground.last_kind[i]
    for d in range(max(0, first), min(days, last + 1)):
        k, previous = line[d], line[d - 1] if d > 0 else before
        if k >= 0 and previous >= 0 and ground.barred[law, ground.class_of[law, previous], k]:
            return False
    d = max(0, first - 1)
    while d > 0 and (line[d - 1] >= 0) == (line[d] >= 0):
        d -= 1
    if d == 0 and line[0] < 0 and 0 < ground.run_before[i] < ground.least_run[i]:
        return False
    if d == 0 and line[0] >= 0 and ground.run_before[i] == 0 and 0 < ground.off_before[i] < ground.least_off[i]:
        return False
    while d < days and d <= last:
        begin, works = d, line[d] >= 0
        while d < days and (line[d] >= 0) == works:
            d += 1
        length = d - begin
        if begin == 0:
            length += ground.run_before[i] if works else (ground.off_before[i] if ground.run_before[i] == 0 else 0)
        if works and length > ground.most_run[i]:
            return False
        short = length < (ground.least_run[i] if works else ground.least_off[i])
        if short and d < days and not (begin == 0 and fresh):
            return False
    return True
