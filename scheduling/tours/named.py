"""From a named answer to the arrays of the board and back."""

from __future__ import annotations

import numpy as np

from scheduling.tours.answer import Contract, Tours
from scheduling.tours.best_tour import desk_of
from scheduling.tours.board import Board, Stage, board_of, seat
from scheduling.tours.cost import cost_of
from scheduling.tours.ground import ground_of, people_of, terms_of
from scheduling.tours.held import held
from scheduling.tours.problem import Ints, Problem, Shift
from scheduling.tours.steps import book, man_contract
from scheduling.tours.value import smooth, value_of


def stage_of(problem: Problem, seed: int = 1) -> Stage:
    """An empty stage: nobody works, the locked shifts of the workers neither."""
    ground, people, terms = ground_of(problem), people_of(problem), terms_of(problem)
    board = board_of(problem, ground, people, terms, seed)
    return Stage(ground, people, terms, value_of(problem), board, desk_of(ground, people))


def put_on(stage: Stage, kernel: Stage, tours: Tours) -> None:
    """Put a lawful answer on an empty stage (`kernel` is the same, held). O(shifts x slots of a shift)."""
    board, day_slots, value = stage.board, stage.ground.day_slots, held(stage.value)
    smooth(value, 0.0)
    for w, shifts in enumerate(tours.shifts):
        for shift in shifts:
            day = shift.start // day_slots
            board.kind[w, day], board.start[w, day] = shift.kind, shift.start
            board.breaks[w, day, : len(shift.breaks)] = shift.breaks
        seat(kernel, w)
    pick = np.full(stage.ground.most_breaks, -1, dtype=np.int64)
    for b, booked in enumerate(tours.booked):
        for shift in booked:
            pick[: len(shift.breaks)] = shift.breaks
            book(kernel, b, shift.kind, shift.start, pick)
    c = 0
    for block, contracts in enumerate(tours.sold):
        for contract in contracts:
            _put_contract(stage, kernel, c, block, contract)
            c += 1
    smooth(value, 0.0)


def _put_contract(stage: Stage, kernel: Stage, c: int, block: int, contract: Contract) -> None:
    board, first = stage.board, contract[0][0]
    board.c_of[c], board.c_kind[c], board.c_start[c] = block, first.kind, first.start
    board.c_days[c] = len(contract[0])
    for s, line in enumerate(contract):
        for day, shift in enumerate(line):
            board.c_breaks[c, s, day, : len(shift.breaks)] = shift.breaks
    board.c_taken[block] += 1
    man_contract(kernel, c, 1)


def _shift(stage: Stage, kind: int, start: int, breaks: Ints) -> Shift:
    count = int(stage.ground.break_of[kind + 1] - stage.ground.break_of[kind])
    return Shift(int(kind), int(start), tuple(int(at) for at in breaks[:count]))


def tours_of(problem: Problem, stage: Stage) -> Tours:
    """The named answer on the stage, scored anew."""
    board: Board = stage.board
    shifts = tuple(
        tuple(
            _shift(stage, board.kind[w, day], board.start[w, day], board.breaks[w, day])
            for day in range(problem.days)
            if board.worked[w] and board.kind[w, day] >= 0
        )
        for w in range(len(problem.workers))
    )
    booked: list[list[Shift]] = [[] for _ in problem.bookings]
    for i in range(int(board.b_count[0])):
        booked[board.b_of[i]].append(_shift(stage, board.b_kind[i], board.b_start[i], board.b_breaks[i]))
    sold: list[list[Contract]] = [[] for _ in problem.blocks]
    for c in np.flatnonzero(board.c_of >= 0):
        block, days = int(board.c_of[c]), range(int(board.c_days[c]))
        sold[block].append(
            tuple(
                tuple(
                    _shift(
                        stage, board.c_kind[c], board.c_start[c] + day * problem.day_slots, board.c_breaks[c, s, day]
                    )
                    for day in days
                )
                for s in range(problem.blocks[block].seats)
            )
        )
    ordered = tuple(tuple(sorted(some, key=lambda shift: shift.start)) for some in booked)
    tours = Tours(shifts, ordered, tuple(tuple(some) for some in sold))
    return Tours(shifts, ordered, tours.sold, cost_of(problem, tours))
