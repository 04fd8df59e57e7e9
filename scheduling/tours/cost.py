"""What an answer to a tours problem costs: pay, missing and idle heads, weeks with lone days off, wishes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.sparse import coo_array, csr_array

from data.contracts.centre import SolverSettings
from scheduling.solver.arrays import solve_arrays
from scheduling.tours.answer import Cost, Tours
from scheduling.tours.check import split_weeks
from scheduling.tours.problem import Cover, Floats, Problem, Shift


def cost_of(problem: Problem, tours: Tours) -> Cost:
    """The cost, scored anew from the shifts alone. O(shifts x slots of a shift + rows)."""
    pay, split, wishes = 0.0, 0.0, 0.0
    for worker, shifts in zip(problem.workers, tours.shifts, strict=True):
        for shift in shifts:
            price = float(problem.pay[worker.law, shift.kind, shift.start])
            pay += price if price < np.inf else 0.0
            wishes += 0.0 if worker.wish < 0 else float(problem.wishes[worker.wish, shift.start])
        split += problem.laws[worker.law].split_off_cost * split_weeks(problem, shifts)
    for booking, booked in zip(problem.bookings, tours.booked, strict=False):
        pay += sum(float(booking.pay[shift.kind, shift.start]) for shift in booked)
    for block, contracts in zip(problem.blocks, tours.sold, strict=False):
        seats = (shift for contract in contracts for seat in contract for shift in seat)
        pay += sum(float(block.pay[shift.kind, shift.start]) for shift in seats)
    under, over = cover_cost(problem, heads_of(problem, tours))
    return Cost(pay, under, over, split, wishes)


def staff_of(problem: Problem, tours: Tours) -> Iterator[tuple[int, Shift]]:
    """Every shift of the answer with the skill set that works it."""
    for worker, shifts in zip(problem.workers, tours.shifts, strict=True):
        yield from ((worker.skill_set, shift) for shift in shifts)
    for booking, booked in zip(problem.bookings, tours.booked, strict=False):
        yield from ((booking.skill_set, shift) for shift in booked)
    for block, contracts in zip(problem.blocks, tours.sold, strict=False):
        yield from ((block.skill_set, shift) for contract in contracts for seat in contract for shift in seat)


def heads_of(problem: Problem, tours: Tours) -> Floats:
    """Heads at work by skill set and row of demand, the mean over the slots of the row; `carry` is not in it."""
    slots = problem.days * problem.day_slots
    change = np.zeros((len(problem.skill_sets), slots + 1))
    for skills, shift in staff_of(problem, tours):
        kind = problem.kinds[shift.kind]
        change[skills, min(shift.start, slots)] += 1.0
        change[skills, min(shift.start + kind.slots, slots)] -= 1.0
        for at, window in zip(shift.breaks, kind.breaks, strict=True):
            change[skills, min(at, slots)] -= 1.0
            change[skills, min(at + window.slots, slots)] += 1.0
    present = change[:, :-1].cumsum(axis=1)
    return np.asarray(present.reshape(len(present), -1, problem.slots_per_row).mean(axis=2))


def cover_cost(problem: Problem, heads: Floats) -> tuple[float, float]:
    """Price of missing and of idle heads for heads (skill sets, rows). O(rows), with shared skills an LP."""
    cover = problem.cover
    served = cover.carry.astype(np.float64).copy()
    shared = [k for k, skills in enumerate(problem.skill_sets) if len(skills) > 1 and heads[k].any()]
    for k, skills in enumerate(problem.skill_sets):
        if k not in shared:
            served[skills[0]] += heads[k]
    if not shared:
        return _priced(cover, served)
    given = _shared(problem, served, [problem.skill_sets[k] for k in shared], heads[shared])
    return _priced(cover, served + given)


def _priced(cover: Cover, served: Floats) -> tuple[float, float]:
    missing, idle = np.maximum(cover.wanted - served, 0.0), np.maximum(served - cover.wanted, 0.0)
    first, usual = np.minimum(missing, cover.under_width), np.minimum(idle, cover.over_width)
    under = float((first * cover.under_first + (missing - first) * cover.under_rest).sum())
    return under, float((usual * cover.over_first + (idle - usual) * cover.over_rest).sum())


def _shared(problem: Problem, served: Floats, sets: list[tuple[int, ...]], heads: Floats) -> Floats:
    """Heads given to each skill (skills, rows) when people of several skills serve one in each slot at least price.

    One model over all rows: whole units (a head in a slot) by set and skill, then the four steps of each price.
    """
    cover, unit = problem.cover, 1.0 / problem.slots_per_row
    skills, rows = cover.wanted.shape
    pairs = [(i, skill) for i, members in enumerate(sets) for skill in members]
    cells = skills * rows
    at = np.arange(rows)
    place, column, factor = [], [], []
    for number, (i, skill) in enumerate(pairs):
        for row in (cells + i * rows + at, skill * rows + at):
            place.append(row)
            column.append(number * rows + at)
            factor.append(np.full(rows, unit))
    shares = len(pairs) * rows
    for step, sign in enumerate((1.0, 1.0, -1.0, -1.0)):
        place.append(np.arange(cells))
        column.append(shares + step * cells + np.arange(cells))
        factor.append(np.full(cells, sign))
    prices = [cover.under_first, cover.under_rest, cover.over_first, cover.over_rest]
    tops = [cover.under_width, np.full((skills, rows), np.inf), cover.over_width, np.full((skills, rows), np.inf)]
    size = (cells + len(sets) * rows, shares + 4 * cells)
    equal = coo_array((np.concatenate(factor), (np.concatenate(place), np.concatenate(column))), shape=size)
    upper = np.concatenate([np.full(shares, np.inf), *(np.ravel(top) for top in tops)])
    free, rows_wanted = np.zeros(len(upper)), np.concatenate([np.ravel(cover.wanted - served), np.ravel(heads)])
    cost = np.concatenate([np.zeros(shares), *(np.ravel(price) for price in prices)])
    settings = SolverSettings()
    whole = np.arange(len(upper)) < shares
    _, values = solve_arrays(cost, whole, free, upper, csr_array(equal), rows_wanted, rows_wanted,
                             stage="tours", part="cover", settings=settings, limit_s=60.0)  # fmt: skip
    assert values is not None, "missing and idle heads have no limit"
    given = np.zeros((skills, rows))
    for number, (_, skill) in enumerate(pairs):
        given[skill] += unit * values[number * rows : (number + 1) * rows]
    return given
