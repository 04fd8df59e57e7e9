"""Steps on the board: the best response of a worker, of a day's booking, of a contract; never dearer. Compiled."""

from __future__ import annotations

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.tours.best_shift import pick_breaks, price_starts, sum_up, with_breaks
from scheduling.tours.best_tour import best_tour
from scheduling.tours.board import Stage, lift, man, roll, seat, total, write_rest, write_tour
from scheduling.tours.problem import Ints
from scheduling.tours.value import add_unit, drop_unit

GAIN = 1e-7


@free_kernel
def price_for(stage: Stage, w: int, noise: float) -> None:
    """Prices of the shifts a worker may work for one head more, with noise up to a height."""
    ground, desk, people = stage.ground, stage.desk, stage.people
    law, mask = people.law[w], people.mask[w]
    sum_up(ground, stage.value.up[people.skill_set[w]], desk.sums)
    for i in range(ground.law_kind_of[law], ground.law_kind_of[law + 1]):
        kind = ground.law_kinds[i]
        for day in range(ground.days):
            for slot in range((-day * ground.day_slots) % ground.step, ground.day_slots, ground.step):
                start = day * ground.day_slots + slot
                if ground.allowed[mask, day, slot] and ground.pay[law, kind, start] < np.inf:
                    paid = with_breaks(ground, desk.sums, kind, start)
                    if noise > 0.0:
                        paid += noise * roll(stage.board)
                    desk.prices[kind, start] = paid


@free_kernel
def settle(stage: Stage, w: int, due: int, noise: float) -> None:
    """Give a lifted worker the best tour, or rest where that is cheaper and lawful; `due` others wait to be settled."""
    price_for(stage, w, noise)
    paid = best_tour(stage.ground, stage.people, stage.desk, w)
    must = stage.board.people[0] + due < stage.people.least_people
    bound = stage.people.lock_of[w] < stage.people.lock_of[w + 1]
    if paid < np.inf and (paid < 0.0 or must or bound):
        write_tour(stage, w)
        seat(stage, w)
    else:
        write_rest(stage, w)
        seat(stage, w)


@free_kernel
def respond(stage: Stage, w: int, kinds: Ints, starts: Ints, breaks: Ints) -> float:
    """The best response of a worker, kept where it is no dearer; what it changes. The last three are scratch."""
    board = stage.board
    before, was = total(stage), board.worked[w]
    kinds[:] = board.kind[w]
    starts[:] = board.start[w]
    breaks[:, :] = board.breaks[w]
    lift(stage, w)
    settle(stage, w, 0, 0.0)
    short = board.people[0] < stage.people.least_people and was > 0 and board.worked[w] == 0
    change = total(stage) - before
    if change > GAIN or short:
        lift(stage, w)
        board.kind[w] = kinds
        board.start[w] = starts
        board.breaks[w] = breaks
        if was > 0:
            seat(stage, w)
        return 0.0
    return change


@free_kernel
def unbook(stage: Stage, i: int) -> None:
    """Take a booked shift off; the last of the list takes its place."""
    board, terms = stage.board, stage.terms
    b, kind, start = board.b_of[i], board.b_kind[i], board.b_start[i]
    man(stage, terms.b_set[b], kind, start, board.b_breaks[i], -1)
    board.money[0] -= terms.b_pay[b, kind, start]
    board.b_taken[b, start // stage.ground.day_slots] -= 1
    last = board.b_count[0] - 1
    board.b_of[i], board.b_kind[i], board.b_start[i] = board.b_of[last], board.b_kind[last], board.b_start[last]
    board.b_breaks[i] = board.b_breaks[last]
    board.b_count[0] = last


@free_kernel
def book(stage: Stage, b: int, kind: int, start: int, breaks: Ints) -> None:
    """Book a shift."""
    board, terms, i = stage.board, stage.terms, stage.board.b_count[0]
    board.b_of[i], board.b_kind[i], board.b_start[i] = b, kind, start
    board.b_breaks[i] = breaks
    man(stage, terms.b_set[b], kind, start, board.b_breaks[i], 1)
    board.money[0] += terms.b_pay[b, kind, start]
    board.b_taken[b, start // stage.ground.day_slots] += 1
    board.b_count[0] = i + 1


@free_kernel
def book_best(stage: Stage, b: int, day: int, breaks: Ints, noise: float) -> float:
    """Book the best shift of a day where it pays and there is room; what that changes."""
    board, terms, ground = stage.board, stage.terms, stage.ground
    if board.b_taken[b, day] >= terms.b_most[b, day] or board.b_count[0] >= len(board.b_of):
        return 0.0
    sum_up(ground, stage.value.up[terms.b_set[b]], stage.desk.sums)
    best, at, of = -GAIN, -1, -1
    first = -(-day * ground.day_slots // ground.step) * ground.step
    for i in range(terms.b_kind_of[b], terms.b_kind_of[b + 1]):
        kind = terms.b_kinds[i]
        for start in range(first, (day + 1) * ground.day_slots, ground.step):
            paid = terms.b_pay[b, kind, start]
            if paid < np.inf:
                paid += with_breaks(ground, stage.desk.sums, kind, start)
                if noise > 0.0:
                    paid += noise * (roll(board) - 0.5)
                if paid < best:
                    best, at, of = paid, start, kind
    if at < 0:
        return 0.0
    pick_breaks(ground, stage.desk.sums, of, at, breaks)
    before = total(stage)
    book(stage, b, of, at, breaks)
    return total(stage) - before


@free_kernel
def price_block(stage: Stage, skills: int, seats: int, per_seat: int) -> None:
    """Prices of rows for many heads of a set at once, the mean by head, summed up on the desk."""
    value, rows = stage.value, stage.value.units.shape[1]
    prices = np.empty(rows)
    kept = value.cost[0]
    for t in range(rows):
        change = 0.0
        for _ in range(seats * per_seat):
            change += add_unit(value, skills, t)
        for _ in range(seats * per_seat):
            drop_unit(value, skills, t)
        prices[t] = change / (seats * per_seat)
    value.cost[0] = kept
    sum_up(stage.ground, prices, stage.desk.sums)


@free_kernel
def man_contract(stage: Stage, c: int, sign: int) -> None:
    """Put the shifts of all seats of a contract on (1) or take them off (-1); the breaks of new ones are chosen."""
    board, terms, ground = stage.board, stage.terms, stage.ground
    block, kind = board.c_of[c], board.c_kind[c]
    skills = terms.c_set[block]
    for day in range(board.c_days[c]):
        start = board.c_start[c] + day * ground.day_slots
        for s in range(terms.c_seats[block]):
            if sign == 2:
                sum_up(ground, stage.value.up[skills], stage.desk.sums)
                pick_breaks(ground, stage.desk.sums, kind, start, board.c_breaks[c, s, day])
            man(stage, skills, kind, start, board.c_breaks[c, s, day], 1 if sign > 0 else -1)
            board.money[0] += terms.c_pay[block, kind, start] * (1 if sign > 0 else -1)


@free_kernel
def end_contract(stage: Stage, c: int) -> None:
    """Take a contract off."""
    man_contract(stage, c, -1)
    stage.board.c_taken[stage.board.c_of[c]] -= 1
    stage.board.c_of[c] = -1


@free_kernel
def best_block(stage: Stage, block: int, noise: float) -> tuple[float, int, int, int]:
    """Price, kind, first slot and days of the best contract of a block at the mean prices of its seats."""
    terms, ground = stage.terms, stage.ground
    seats, least = terms.c_seats[block], terms.c_least[block]
    price_block(stage, terms.c_set[block], seats, 1)
    best, of, at, long = -GAIN, -1, -1, 0
    for i in range(terms.c_kind_of[block], terms.c_kind_of[block + 1]):
        kind = terms.c_kinds[i]
        price_starts(ground, stage.desk.sums, kind, stage.desk.prices)
        for slot in range(0, ground.day_slots, ground.step):
            for first in range(ground.days - least + 1):
                paid = noise * (roll(stage.board) - 0.5) if noise > 0.0 else 0.0
                for day in range(first, ground.days):
                    start = day * ground.day_slots + slot
                    if start % ground.step or not terms.c_pay[block, kind, start] < np.inf:
                        break
                    paid += seats * (stage.desk.prices[kind, start] + terms.c_pay[block, kind, start])
                    if day - first + 1 >= least and paid < best:
                        best, of, at, long = paid, kind, first * ground.day_slots + slot, day - first + 1
    return best, of, at, long


@free_kernel
def sign_best(stage: Stage, c: int, block: int, noise: float) -> float:
    """Sign the best contract of a block in a free place where that pays; what it changes."""
    board = stage.board
    if board.c_taken[block] >= stage.terms.c_most[block]:
        return 0.0
    _, kind, start, days = best_block(stage, block, noise)
    if kind < 0:
        return 0.0
    before = total(stage)
    board.c_of[c], board.c_kind[c], board.c_start[c], board.c_days[c] = block, kind, start, days
    board.c_taken[block] += 1
    man_contract(stage, c, 2)
    change = total(stage) - before
    if change > -GAIN and noise <= 0.0:
        end_contract(stage, c)
        return 0.0
    return change


@free_kernel
def renew_contract(stage: Stage, c: int) -> float:
    """End a contract and sign the best in its place, or none; undone where that is dearer. What it changes."""
    board = stage.board
    before = total(stage)
    block, kind, start, days = board.c_of[c], board.c_kind[c], board.c_start[c], board.c_days[c]
    breaks = board.c_breaks[c].copy()
    end_contract(stage, c)
    sign_best(stage, c, block, 0.0)
    change = total(stage) - before
    if change > -GAIN:
        if board.c_of[c] >= 0:
            end_contract(stage, c)
        board.c_of[c], board.c_kind[c], board.c_start[c], board.c_days[c] = block, kind, start, days
        board.c_breaks[c] = breaks
        board.c_taken[block] += 1
        man_contract(stage, c, 1)
        return 0.0
    return change
