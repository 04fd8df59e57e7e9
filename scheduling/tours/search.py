"""Sweeps of best responses, and shaking: some people, bookings or a contract are taken off and put on anew. Compiled.

Ruin and recreate with best responses (Schrimpf et al. 2000), accepted as in annealing. Work is counted in rounds, so
that every machine does the same with the same seed.
"""

from __future__ import annotations

import math

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.tours.best_shift import pick_breaks, sum_up
from scheduling.tours.board import Stage, lift, man, roll, seat, total
from scheduling.tours.problem import Ints
from scheduling.tours.steps import (
    book,
    book_best,
    end_contract,
    man_contract,
    renew_contract,
    respond,
    settle,
    sign_best,
    unbook,
)

MOST_LIFTED = 6
MOST_UNBOOKED = 6


@free_kernel
def mix_up(stage: Stage, order: Ints) -> None:
    """Shuffle."""
    for i in range(len(order) - 1, 0, -1):
        j = int(roll(stage.board) * (i + 1))
        order[i], order[j] = order[j], order[i]


@free_kernel
def sweep(stage: Stage, order: Ints, first: int, end: int) -> float:
    """Best responses of the workers `order[first:end]`; what they change."""
    days, most = stage.ground.days, stage.ground.most_breaks
    kinds = np.empty(days, dtype=np.int64)
    starts = np.empty(days, dtype=np.int64)
    breaks = np.empty((days, most), dtype=np.int64)
    change = 0.0
    for i in range(first, end):
        change += respond(stage, order[i], kinds, starts, breaks)
    return change


@free_kernel
def sweep_bookings(stage: Stage) -> float:
    """Each booking goes, and the best of its day comes back; then more while they pay. What that changes."""
    board, ground, before = stage.board, stage.ground, total(stage)
    breaks = np.full(ground.most_breaks, -1, dtype=np.int64)
    kept = breaks.copy()
    for i in range(board.b_count[0] - 1, -1, -1):
        start = total(stage)
        b, kind, at = board.b_of[i], board.b_kind[i], board.b_start[i]
        kept[:] = board.b_breaks[i]
        unbook(stage, i)
        last = board.b_count[0]
        book_best(stage, b, at // ground.day_slots, breaks, 0.0)
        if total(stage) > start:
            if board.b_count[0] > last:
                unbook(stage, last)
            book(stage, b, kind, at, kept)
    for b in range(len(stage.terms.b_set)):
        for day in range(ground.days):
            while True:
                count = board.b_count[0]
                if book_best(stage, b, day, breaks, 0.0) >= 0.0:
                    if board.b_count[0] > count:
                        unbook(stage, count)
                    break
    return total(stage) - before


@free_kernel
def sweep_contracts(stage: Stage) -> float:
    """Each contract is renewed; then more are signed while they pay. What that changes."""
    board, before = stage.board, total(stage)
    for c in range(len(board.c_of)):
        if board.c_of[c] >= 0:
            renew_contract(stage, c)
    for block in range(len(stage.terms.c_set)):
        for c in range(len(board.c_of)):
            if board.c_of[c] < 0 and sign_best(stage, c, block, 0.0) >= 0.0:
                break
    return total(stage) - before


@free_kernel
def place_breaks(stage: Stage, w: int) -> None:
    """The breaks of all chosen shifts of a worker where they save most, one shift after the other."""
    board, people, ground = stage.board, stage.people, stage.ground
    skills = people.skill_set[w]
    if board.worked[w] == 0 or people.lock_of[w + 1] > people.lock_of[w]:
        return
    for day in range(ground.days):
        if board.kind[w, day] >= 0:
            man(stage, skills, board.kind[w, day], board.start[w, day], board.breaks[w, day], -1)
            sum_up(ground, stage.value.up[skills], stage.desk.sums)
            pick_breaks(ground, stage.desk.sums, board.kind[w, day], board.start[w, day], board.breaks[w, day])
            man(stage, skills, board.kind[w, day], board.start[w, day], board.breaks[w, day], 1)


@free_kernel
def choose(stage: Stage, chosen: Ints, pool: Ints) -> int:
    """Some different workers of the pool."""
    wanted = 1 + int(roll(stage.board) * roll(stage.board) * MOST_LIFTED)
    count = 0
    for _ in range(min(wanted, len(pool))):
        w = pool[int(roll(stage.board) * len(pool))]
        fresh = True
        for i in range(count):
            fresh &= chosen[i] != w
        if fresh:
            chosen[count] = w
            count += 1
    return count


@free_kernel
def shake(  # noqa: C901, PLR0915
    stage: Stage, pool: Ints, rounds: int, hot: float, cold: float, noise: float
) -> float:
    """Rounds of taking off and putting on anew, at a temperature that falls from hot to cold; what they change."""
    board, ground, terms = stage.board, stage.ground, stage.terms
    days, most = ground.days, ground.most_breaks
    kinds = np.empty((MOST_LIFTED, days), dtype=np.int64)
    starts = np.empty((MOST_LIFTED, days), dtype=np.int64)
    breaks = np.empty((MOST_LIFTED, days, most), dtype=np.int64)
    was = np.empty(MOST_LIFTED, dtype=np.int64)
    chosen = np.empty(MOST_LIFTED, dtype=np.int64)
    gone = np.empty((MOST_UNBOOKED, 3 + most), dtype=np.int64)
    pick = np.full(most, -1, dtype=np.int64)
    begun = total(stage)
    for turn in range(rounds):
        heat = hot * (cold / hot) ** (turn / rounds)
        before = total(stage)
        lifted = choose(stage, chosen, pool) if len(pool) > 0 else 0
        unbooked, contract = 0, -1
        if len(terms.b_set) > 0 and roll(board) < 0.3:
            day, b = int(roll(board) * days), int(roll(board) * len(terms.b_set))
            unbooked = take_bookings(stage, b, day, gone)
        else:
            day, b = -1, -1
        if len(board.c_of) > 0 and roll(board) < 0.02:
            contract = int(roll(board) * len(board.c_of))
        for i in range(lifted):
            w = chosen[i]
            was[i] = board.worked[w]
            kinds[i], starts[i], breaks[i] = board.kind[w], board.start[w], board.breaks[w]
            lift(stage, w)
        block, c_kind, c_start, c_days = -1, -1, -1, 0
        if contract >= 0:
            block = board.c_of[contract]
            if block >= 0:
                c_kind, c_start, c_days = board.c_kind[contract], board.c_start[contract], board.c_days[contract]
                c_breaks = board.c_breaks[contract].copy()
                end_contract(stage, contract)
            if roll(board) < 0.5:
                sign_best(stage, contract, int(roll(board) * len(terms.c_set)), heat)
        base = board.b_count[0]
        early = roll(board) < 0.5
        if early and b >= 0:
            rebook(stage, b, day, unbooked, pick, noise * heat)
        for i in range(lifted):
            settle(stage, chosen[i], lifted - 1 - i, noise * heat)
        if not early and b >= 0:
            rebook(stage, b, day, unbooked, pick, noise * heat)
        if contract >= 0 and board.c_of[contract] < 0 and block >= 0:
            sign_best(stage, contract, block, heat)
        for i in range(lifted - 1):
            place_breaks(stage, chosen[i])
        change = total(stage) - before
        if change <= -heat * math.log(1.0 - roll(board)) and board.people[0] >= stage.people.least_people:
            continue
        for i in range(board.b_count[0] - 1, base - 1, -1):
            unbook(stage, i)
        for i in range(unbooked):
            book(stage, gone[i, 0], gone[i, 1], gone[i, 2], gone[i, 3:])
        for i in range(lifted):
            w = chosen[i]
            lift(stage, w)
            board.kind[w], board.start[w], board.breaks[w] = kinds[i], starts[i], breaks[i]
            if was[i] > 0:
                seat(stage, w)
        if contract >= 0:
            if board.c_of[contract] >= 0:
                end_contract(stage, contract)
            if block >= 0:
                board.c_of[contract], board.c_kind[contract] = block, c_kind
                board.c_start[contract], board.c_days[contract] = c_start, c_days
                board.c_breaks[contract] = c_breaks
                board.c_taken[block] += 1
                man_contract(stage, contract, 1)
    return total(stage) - begun


@free_kernel
def take_bookings(stage: Stage, b: int, day: int, gone: Ints) -> int:
    """Take some bookings of a day off, remembered in `gone`; how many."""
    board, count = stage.board, 0
    wanted = int(roll(board) * MOST_UNBOOKED)
    for i in range(board.b_count[0] - 1, -1, -1):
        if count < wanted and board.b_of[i] == b and board.b_start[i] // stage.ground.day_slots == day:
            gone[count, 0], gone[count, 1], gone[count, 2] = b, board.b_kind[i], board.b_start[i]
            gone[count, 3:] = board.b_breaks[i]
            unbook(stage, i)
            count += 1
    return count


@free_kernel
def rebook(stage: Stage, b: int, day: int, wanted: int, pick: Ints, noise: float) -> None:
    """Book the best of a day, at most one more than were taken off."""
    for _ in range(wanted + 1):
        if book_best(stage, b, day, pick, noise) == 0.0:
            break
