"""A lawful roster made better: people exchange the shifts of some days, worse ones taken ever more rarely. Compiled.

Simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983) over exchanges of one day or a few days in a row between two
people, or a person and nobody (an empty shift is filled, or moves to where it can be). No rule is ever broken. The
number of tries is given, so that every machine does the same.
"""

from __future__ import annotations

import functools
import math
import time
from collections.abc import Sequence

import numpy as np

from scheduling.compiled import kernel
from scheduling.roster.board import Board, Floats, Ints, Played, played, worked_of
from scheduling.roster.demand import Demand
from scheduling.roster.extras import Extras, extra_price, extras_of
from scheduling.roster.rules.shape import Slot
from scheduling.roster.wishes import HOURS_PRICE, NIGHT_PRICE, OVERTIME_PRICE

TRIES_PER_CELL = 4000  # most tries for each person and day
CHUNK = 20_000
HOT_CNY, COLD_CNY = 30.0, 0.4  # a try that costs this much more is taken about one time in three, at first and at last
STEEP_CNY = 500.0  # at first, where rules are priced: an empty shift on the way may be worth it
SINGLE = 0.6  # share of tries on one day only
LONGEST_D = 7
SLACK = 1e-9


def annealed(demand: Demand, worked: Sequence[set[int]], tries: int, deadline: float) -> tuple[list[set[int]], bool]:
    """The best roster found and whether the clock ended the search. Never worse, never unlawful.

    `deadline` is a safety net in seconds of this process, so that a busy machine does not matter.

    O(tries x rules a slot is in)."""
    board, state = played(demand, worked)
    extras = extras_for(demand, len(state.on))
    people, days = board.people, state.on.shape[1]
    tries = min(tries, TRIES_PER_CELL * people * days)
    dice = np.random.Generator(np.random.PCG64(demand.settings.seed))
    best, gained, least = state.on.copy(), 0.0, 0.0
    chunks = -(-tries // CHUNK)
    priced = bool(extras.priced.any())
    hot = STEEP_CNY if priced else HOT_CNY
    for number in range(chunks):
        if time.process_time() > deadline:
            break
        heat = hot * (COLD_CNY / hot) ** (number / max(1, chunks - 1))
        throws = dice.random((min(CHUNK, tries - number * CHUNK), 5))
        if priced:
            gained, least = priced_exchanges(board, extras, state, throws, heat, gained, least, best)
        else:
            gained, least = exchanges(board, state, throws, heat, gained, least, best)
    else:
        return worked_of(board, state._replace(on=best)), False
    return worked_of(board, state._replace(on=best)), True


@functools.cache
def warm_up() -> None:
    """Load (or, the first time on a machine, compile) the kernels, so that no search is charged for it."""
    board = Board(
        0, np.ones((1, 1), dtype=np.bool_), np.zeros((1, 1)), np.zeros((1, 1, 2), dtype=np.bool_), np.zeros(1),
        np.zeros(1, dtype=np.int64), np.zeros((1, 1)), np.zeros((1, 2)), np.zeros((1, 1), dtype=np.int64),
        np.zeros((1, 1), dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0),
    )  # fmt: skip
    on = np.full((1, 1), -1, dtype=np.int64)
    state = Played(on, np.zeros(0), np.zeros((1, 1)), np.zeros((1, 2), dtype=np.int64))
    slot = Slot(0, "", 0, 0, 0, 0.0)
    exchanges(board, state, np.zeros((1, 5)), 1.0, 0.0, 0.0, on.copy())
    priced_exchanges(board, extras_of([], [slot], (), 0, 0, 1), state, np.zeros((1, 5)), 1.0, 0.0, 0.0, on.copy())


def extras_for(demand: Demand, count: int) -> Extras:
    """What the lines of a group cost besides what is on the board, for `count` people and nobodies."""
    return extras_of(demand.people, demand.slots, demand.pairs, demand.first, demand.last, count)


@kernel
def burden_price(board: Board, state: Played, i: int) -> float:
    """Price of the hours and burdens of a person; nobody has none."""
    if i >= board.people:
        return 0.0
    price = 0.0
    for week in range(state.worked_h.shape[1]):
        more = state.worked_h[i, week] - board.asked_h[i, week]
        price += OVERTIME_PRICE * more if more > 0 else -HOURS_PRICE * more
    for burden in range(state.carried.shape[1]):
        price += NIGHT_PRICE * max(0.0, state.carried[i, burden] - board.even[i, burden])
    return price


@kernel
def place(board: Board, state: Played, i: int, j: int, sign: float) -> None:
    """Put slot j on person i (1) or take it off (-1): rows, hours and burdens follow."""
    for r in range(board.row_of[i, j], board.row_end[i, j]):
        state.room[board.row[r]] -= sign * board.weight[r]
    state.worked_h[i, board.week[j]] += sign * board.hours[j]
    for burden in range(state.carried.shape[1]):
        if board.carries[i, j, burden]:
            state.carried[i, burden] += int(sign)


@kernel
def lawful(board: Board, state: Played, i: int, j: int) -> bool:
    """Whether person i may work slot j besides what is on the board."""
    if not board.may[i, j]:
        return False
    for r in range(board.row_of[i, j], board.row_end[i, j]):
        if board.weight[r] > state.room[board.row[r]] + SLACK:
            return False
    return True


@kernel
def all_of(board: Board, state: Played, i: int, first: int, end: int, sign: float) -> float:
    """Put what stands on some days of a person into the books (1) or take it out (-1); the change in wishes."""
    change = 0.0
    for day in range(first, end):
        j = state.on[i, day]
        if j >= 0:
            place(board, state, i, j, sign)
            change += sign * board.wish[i, j]
    return change


@kernel
def trade(state: Played, a: int, b: int, first: int, end: int) -> None:
    """Exchange what stands on some days of two people; the books do not know yet."""
    for day in range(first, end):
        kept = state.on[a, day]
        state.on[a, day] = state.on[b, day]
        state.on[b, day] = kept


@kernel
def fitting(board: Board, state: Played, i: int, first: int, end: int) -> int:
    """Put the days of a person into the books one by one while that is lawful; the day that does not fit, or `end`."""
    for day in range(first, end):
        j = state.on[i, day]
        if j >= 0:
            if not lawful(board, state, i, j):
                return day
            place(board, state, i, j, 1.0)
    return end


@kernel
def swap(board: Board, state: Played, a: int, b: int, first: int, end: int) -> float:
    """Let two exchange the days `first` to `end` (not included); what it changes, or infinite and nothing is done."""
    change = -burden_price(board, state, a) - burden_price(board, state, b)
    for i in (a, b):
        change += all_of(board, state, i, first, end, -1.0)
    trade(state, a, b, first, end)
    done_a = fitting(board, state, a, first, end)
    done_b = fitting(board, state, b, first, end) if done_a == end else first
    if done_b < end:
        all_of(board, state, a, first, done_a, -1.0)
        all_of(board, state, b, first, done_b, -1.0)
        trade(state, a, b, first, end)
        for i in (a, b):
            all_of(board, state, i, first, end, 1.0)
        return math.inf
    for i in (a, b):
        for day in range(first, end):
            if state.on[i, day] >= 0:
                change += board.wish[i, state.on[i, day]]
        change += burden_price(board, state, i)
    return change


@kernel
def picked(board: Board, state: Played, throw: Floats) -> tuple[int, int, int, int]:
    """Two people and the days that a row of dice lets them exchange; `end` is 0 where that would change nothing."""
    count, days = state.on.shape
    a, b = int(throw[0] * board.people), int(throw[1] * count)
    first = int(throw[2] * days)
    longer = max(0.0, throw[3] - SINGLE) / (1.0 - SINGLE)
    end = min(days, first + 1 + int(longer * LONGEST_D))
    if a != b:
        for day in range(first, end):
            if state.on[a, day] != state.on[b, day]:
                return a, b, first, end
    return a, b, first, 0


@kernel
def exchanges(
    board: Board, state: Played, dice: Floats, heat: float, gained: float, least: float, best: Ints
) -> tuple[float, float]:
    """Try one exchange for each row of dice; the sum of changes so far, and the least it was: that roster is `best`."""
    for throw in range(len(dice)):
        a, b, first, end = picked(board, state, dice[throw])
        change = swap(board, state, a, b, first, end) if end else math.inf
        if change == math.inf:
            continue
        if change > 0.0 and dice[throw, 4] >= math.exp(-change / heat):
            swap(board, state, a, b, first, end)
            continue
        gained += change
        if gained < least - 1e-6:
            least = gained
            best[:] = state.on
    return gained, least


@kernel
def priced_exchanges(
    board: Board, extras: Extras, state: Played, dice: Floats, heat: float, gained: float, least: float, best: Ints
) -> tuple[float, float]:
    """The same where rules are priced; apart, because the many arrays of `extras` make each call slow."""
    for throw in range(len(dice)):
        a, b, first, end = picked(board, state, dice[throw])
        if not end:
            continue
        before = extra_price(extras, state.on, a, -1) + extra_price(extras, state.on, b, a)
        change = swap(board, state, a, b, first, end)
        if change == math.inf:
            continue
        change += extra_price(extras, state.on, a, -1) + extra_price(extras, state.on, b, a) - before
        if change > 0.0 and dice[throw, 4] >= math.exp(-change / heat):
            swap(board, state, a, b, first, end)
            continue
        gained += change
        if gained < least - 1e-6:
            least = gained
            best[:] = state.on
    return gained, least
