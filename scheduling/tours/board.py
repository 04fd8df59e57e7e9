"""A named answer as arrays: who works what, what is booked and contracted, moved by compiled steps."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.tours.best_shift import pick_breaks
from scheduling.tours.best_tour import Desk
from scheduling.tours.ground import WEEK, Ground, People, Terms
from scheduling.tours.problem import Floats, Ints, Problem
from scheduling.tours.value import Value, stand

MOST_CONTRACTS = 4096


class Board(NamedTuple):
    """`kind[w, day]` is -1 on a day off; `money[0]` pays shifts and lone days off; lists end at their count."""

    kind: Ints
    start: Ints
    breaks: Ints  # (workers, days, breaks)
    worked: Ints  # shifts of each worker
    people: Ints  # [0]: workers with a shift
    money: Floats
    b_of: Ints
    b_kind: Ints
    b_start: Ints
    b_breaks: Ints
    b_count: Ints
    b_taken: Ints  # (bookings, days)
    c_of: Ints  # -1: no contract
    c_kind: Ints
    c_start: Ints
    c_days: Ints
    c_breaks: Ints  # (contracts, seats, days, breaks)
    c_taken: Ints
    dice: Any  # (1,) uint64


class Stage(NamedTuple):
    """All that a step needs: what holds (ground, people, terms), what is (value, board), scratch (desk)."""

    ground: Ground
    people: People
    terms: Terms
    value: Value
    board: Board
    desk: Desk


def board_of(problem: Problem, ground: Ground, people: People, terms: Terms, seed: int) -> Board:
    """An empty board: nobody works, locked shifts neither."""
    workers, days, most = len(people.law), ground.days, ground.most_breaks
    top = 2 * int(np.ceil(problem.cover.wanted.sum(axis=0).max(initial=0.0))) + 16
    room = int(np.minimum(terms.b_most, top).sum())
    contracts = int(np.minimum(terms.c_most, MOST_CONTRACTS).sum())
    seats = int(terms.c_seats.max(initial=0))

    def grid(*shape: int) -> Ints:
        return np.full(shape, -1, dtype=np.int64)

    return Board(
        grid(workers, days), grid(workers, days), grid(workers, days, most), np.zeros(workers, dtype=np.int64),
        np.zeros(1, dtype=np.int64), np.zeros(1),
        grid(room), grid(room), grid(room), grid(room, most), np.zeros(1, dtype=np.int64),
        np.zeros((len(terms.b_set), days), dtype=np.int64),
        grid(contracts), grid(contracts), grid(contracts), np.zeros(contracts, dtype=np.int64),
        grid(contracts, seats, days, most), np.zeros(len(terms.c_set), dtype=np.int64),
        np.array([2 * seed + 0x9E3779B97F4A7C15], dtype=np.uint64),
    )  # fmt: skip


@free_kernel
def roll(board: Board) -> float:
    """A number in [0, 1) (xorshift of 64 bits, Marsaglia 2003)."""
    x = board.dice[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    board.dice[0] = x
    return np.float64(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@free_kernel
def total(stage: Stage) -> float:
    """Cost of the board, with the cover as smoothed as the value tells."""
    return float(stage.board.money[0] + stage.value.cost[0])


@free_kernel
def man(stage: Stage, skills: int, kind: int, start: int, breaks: Ints, sign: int) -> None:
    """Put a shift with its breaks on cover (1) or take it off (-1)."""
    ground, at = stage.ground, start
    for i in range(ground.break_of[kind + 1] - ground.break_of[kind]):
        stand(stage.value, skills, at, breaks[i], sign)
        at = breaks[i] + ground.break_slots[ground.break_of[kind] + i]
    stand(stage.value, skills, at, start + ground.kind_slots[kind], sign)


@free_kernel
def lone_weeks(ground: Ground, kind: Ints) -> int:
    """Weeks with two days off or more of which no two adjoin."""
    count = 0
    for first in range(0, ground.days, WEEK):
        off, pair, before = 0, False, False
        for day in range(first, min(first + WEEK, ground.days)):
            free = kind[day] < 0
            off += 1 if free else 0
            pair |= free and before
            before = free
        count += 1 if off >= 2 and not pair else 0
    return count


@free_kernel
def pay_of(stage: Stage, w: int) -> float:
    """Pay of what a worker works, lone days off included."""
    ground, board, law = stage.ground, stage.board, stage.people.law[w]
    if board.worked[w] == 0:
        return 0.0
    paid = 0.0
    for day in range(ground.days):
        if board.kind[w, day] >= 0:
            one = ground.pay[law, board.kind[w, day], board.start[w, day]]
            paid += one if one < np.inf else 0.0
    if ground.split_cost[law] > 0.0:
        paid += ground.split_cost[law] * lone_weeks(ground, board.kind[w])
    return paid


@free_kernel
def lift(stage: Stage, w: int) -> None:
    """Take a worker off: cover and money; the tour stays written but `worked` is 0."""
    board = stage.board
    if board.worked[w] == 0:
        return
    board.money[0] -= pay_of(stage, w)
    for day in range(stage.ground.days):
        if board.kind[w, day] >= 0:
            man(stage, stage.people.skill_set[w], board.kind[w, day], board.start[w, day], board.breaks[w, day], -1)
    board.worked[w] = 0
    board.people[0] -= 1


@free_kernel
def seat(stage: Stage, w: int) -> None:
    """Put a worker on with the tour written on the board."""
    board = stage.board
    for day in range(stage.ground.days):
        if board.kind[w, day] >= 0:
            board.worked[w] += 1
            man(stage, stage.people.skill_set[w], board.kind[w, day], board.start[w, day], board.breaks[w, day], 1)
    if board.worked[w] > 0:
        board.people[0] += 1
        board.money[0] += pay_of(stage, w)


@free_kernel
def write_tour(stage: Stage, w: int) -> None:
    """Write the tour of the desk on the board of a worker, breaks where they save most; locked ones as they are."""
    board, desk, people = stage.board, stage.desk, stage.people
    for day in range(stage.ground.days):
        board.kind[w, day] = desk.kind[day]
        board.start[w, day] = desk.start[day]
        if desk.kind[day] >= 0:
            pick_breaks(stage.ground, desk.sums, desk.kind[day], desk.start[day], board.breaks[w, day])
    for i in range(people.lock_of[w], people.lock_of[w + 1]):
        day = people.lock_start[i] // stage.ground.day_slots
        board.kind[w, day] = people.lock_kind[i]
        board.start[w, day] = people.lock_start[i]
        board.breaks[w, day] = people.lock_breaks[i]


@free_kernel
def write_rest(stage: Stage, w: int) -> None:
    """Only what is locked."""
    stage.desk.kind[:] = -1
    write_tour(stage, w)
