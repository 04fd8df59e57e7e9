"""Moves of the search for lines: best answer of one person, people made anew, stretches exchanged. Compiled.

Every move leaves all lines lawful by the limits of people, or is undone; hard rows and cover have a high price.
"""

from __future__ import annotations

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.lines.best_line import LOST, Desk
from scheduling.lines.best_window import best_window
from scheduling.lines.board import (
    Board,
    full_cost,
    price_cell,
    put,
    put_days,
    row_price,
    runs_lawful,
    sums_lawful,
    throw,
)
from scheduling.lines.ground import ROW_MOST, ROW_OVER, ROW_UNDER, Ground
from scheduling.lines.problem import Ints

ROW_ROUNDS = 5  # most times a line is searched again because it breaks rows
SLACK = 1e-7
SMALL_D = 14  # most days exchanged at once


@free_kernel
def price_days(ground: Ground, board: Board, desk: Desk, i: int, first: int, last: int, heat: float) -> None:
    """Prices of the cells of a person who is off on days `first:last`, shaken by `heat`."""
    for d in range(first, last):
        desk.rest[d] = 0.0 if ground.may_rest[i, d] else 2 * LOST
        for k in range(ground.may.shape[2]):
            if not ground.may[i, d, k]:
                desk.price[d, k] = 2 * LOST
                continue
            desk.price[d, k] = price_cell(ground, board, i, d, k)
            if heat > 0.0:
                desk.price[d, k] -= heat * np.log(throw(board))


@free_kernel
def surcharge(ground: Ground, board: Board, i: int) -> bool:
    """Raise the surcharge of rows of a person that the line breaks; False when it breaks none."""
    broken = False
    for x in range(ground.rows_of[i], ground.rows_of[i + 1]):
        r = ground.rows[x]
        if row_price(ground, r, board.sums[r]) > SLACK:
            broken = True
            high = board.sums[r] > ground.limits[r, ROW_MOST]
            board.extra[r] += 0.5 * ground.limits[r, ROW_OVER] if high else -0.5 * ground.limits[r, ROW_UNDER]
    return broken


@free_kernel
def renew(ground: Ground, board: Board, desk: Desk, i: int, first: int, last: int, heat: float) -> float:
    """The best lawful cells of a person who is off on days `first:last`; what that changes, LOST if there are none.

    With rows the line is searched a few times, rows it broke at a surcharge, and the best is kept."""
    for x in range(ground.rows_of[i], ground.rows_of[i + 1]):
        board.extra[ground.rows[x]] = 0.0
    least = 2 * LOST
    best = desk.line[first:last].copy()
    for _ in range(ROW_ROUNDS):
        price_days(ground, board, desk, i, first, last, heat)
        value, _exact = best_window(ground, desk, board.line[i], i, first, last)
        if value >= LOST:
            break
        change = put_days(ground, board, i, first, last, desk.line)
        lawful = sums_lawful(ground, board.line[i], i) and runs_lawful(ground, board.line[i], i, first, last)
        if lawful and change < least - SLACK:
            least = change
            best[:] = board.line[i, first:last]
        broken = surcharge(ground, board, i)
        for d in range(first, last):
            put(ground, board, i, d, -1)
        if not broken:
            break
    if least >= LOST:
        return 2 * LOST
    for d in range(first, last):
        put(ground, board, i, d, best[d - first])
    return least


@free_kernel
def take_off(ground: Ground, board: Board, who: Ints, first: int, last: int) -> float:
    """Take some people off on days `first:last`, their cells kept in `board.kept`; what that changes."""
    change = 0.0
    for i in who:
        for d in range(first, last):
            board.kept[i, d] = board.line[i, d]
            if board.line[i, d] >= 0:
                change += put(ground, board, i, d, -1)
    return change


@free_kernel
def undo(ground: Ground, board: Board, who: Ints, first: int, last: int) -> None:
    """Go back to the cells in `board.kept`."""
    for i in who:
        put_days(ground, board, i, first, last, board.kept[i])


@free_kernel
def exchange(ground: Ground, board: Board, i: int, j: int, first: int, last: int) -> float:
    """Two people exchange the days `first:last`; what that changes, LOST (and undone) when it is unlawful."""
    change = 0.0
    for d in range(first, last):
        a, b = board.line[i, d], board.line[j, d]
        board.kept[i, d], board.kept[j, d] = a, b
        if a == b:
            continue
        if (b >= 0 and not ground.may[i, d, b]) or (a >= 0 and not ground.may[j, d, a]):
            for e in range(first, d):
                board.line[i, e], board.line[j, e] = board.kept[i, e], board.kept[j, e]
            return 2 * LOST
        board.line[i, d], board.line[j, d] = b, a
    lawful = runs_lawful(ground, board.line[i], i, first, last) and runs_lawful(ground, board.line[j], j, first, last)
    lawful = lawful and sums_lawful(ground, board.line[i], i) and sums_lawful(ground, board.line[j], j)
    for d in range(first, last):
        board.line[i, d], board.line[j, d] = board.kept[i, d], board.kept[j, d]
    if not lawful:
        return 2 * LOST
    for d in range(first, last):
        change += put(ground, board, i, d, board.kept[j, d])
        change += put(ground, board, j, d, board.kept[i, d])
    return change


@free_kernel
def recast(ground: Ground, board: Board, i: int, first: int, last: int, k: int) -> float:
    """Make the days `first:last` of a person kind k; what that changes, LOST (and undone) when it is unlawful."""
    for d in range(first, last):
        board.kept[i, d] = board.line[i, d]
        board.line[i, d] = k
    lawful = runs_lawful(ground, board.line[i], i, first, last) and sums_lawful(ground, board.line[i], i)
    for d in range(first, last):
        board.line[i, d] = board.kept[i, d]
    if not lawful:
        return 2 * LOST
    change = 0.0
    for d in range(first, last):
        change += put(ground, board, i, d, k)
    return change


@free_kernel
def try_small(ground: Ground, board: Board, heat: float, longest: int) -> float:
    """One exchange or recast, taken by Metropolis' rule; what that changes."""
    people, days, kinds = ground.may.shape
    i = int(throw(board) * people)
    length = 1 + int(throw(board) ** 2 * min(longest, days))
    first = int(throw(board) * (days - length + 1))
    last = first + length
    pair = people > 1 and throw(board) < 0.8
    j = (i + 1 + int(throw(board) * (people - 1))) % people
    if pair:
        change = exchange(ground, board, i, j, first, last)
    else:
        last = min(last, first + 2)
        change = recast(ground, board, i, first, last, int(throw(board) * (kinds + 1)) - 1)
    if change >= LOST:
        return 0.0
    if change <= 0.0 or change < -heat * np.log(throw(board)):
        return change
    put_days(ground, board, i, first, last, board.kept[i])
    if pair:
        put_days(ground, board, j, first, last, board.kept[j])
    return 0.0


@free_kernel
def some_people(board: Board, most: int) -> Ints:
    """One to `most` different people."""
    people = len(board.line)
    who = np.empty(min(people, 1 + int(throw(board) * most)), np.int64)
    for x in range(len(who)):
        fresh = False
        while not fresh:
            who[x] = int(throw(board) * people)
            fresh = True
            for y in range(x):
                fresh = fresh and who[y] != who[x]
    return who


@free_kernel
def anneal(
    ground: Ground, board: Board, desk: Desk, best: Ints, least: float, now: float, heat: float, tries: int, small: int,
    longest: int, most: int,
) -> tuple[float, float]:  # fmt: skip
    """Large moves, each of a few people made anew on some days, and `small` small ones after each, at one heat.

    Moves are taken by Metropolis' rule. Returns the least cost seen (its lines in `best`) and the cost now."""
    days = board.line.shape[1]
    for _ in range(tries):
        who = some_people(board, most)
        length = min(days, 3 + int(throw(board) * longest))
        first = int(throw(board) * (days - length + 1))
        change = take_off(ground, board, who, first, first + length)
        shake = heat * throw(board)
        for i in who:
            change += renew(ground, board, desk, i, first, first + length, shake)
            if change >= LOST / 2:
                break
        if change <= 0.0 or change < -heat * np.log(throw(board)):
            now += change
        else:
            undo(ground, board, who, first, first + length)
        for step in range(small + 1):
            if step > 0:
                now += try_small(ground, board, heat, SMALL_D)
            if now < least - SLACK:
                least = now
                best[:] = board.line
    return least, full_cost(ground, board)
