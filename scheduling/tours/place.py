"""Breaks of a named answer moved, one after the other, to where they cost least; nothing else changes.

Plain numpy on tables of marginal prices, so that it serves at once where compiled steps have yet to be made.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from scheduling.tours.answer import Tours
from scheduling.tours.cost import cost_of, heads_of
from scheduling.tours.problem import Floats, Ints, Problem, Shift

SWEEPS = 8
LARGEST_TABLE = 20_000_000  # marginal prices kept


@dataclass
class _Breaks:
    """One break of a shift after the other: `slot` where it starts, between `first` and `last`, `slots` long."""

    slot: Ints
    first: Ints
    last: Ints
    slots: Ints
    skill: Ints
    before: Ints  # the break before it in the same shift, or -1
    after: Ints


def with_best_breaks(problem: Problem, tours: Tours, until: float) -> Tours:
    """The answer with its breaks moved while that saves anything; scored. O(sweeps x breaks x window).

    Only breaks of people of one skill move, and none of a locked shift.
    """
    movable = list(_movable(problem, tours))
    breaks = _listed(problem, movable)
    if not len(breaks.slot):
        return replace(tours, cost=cost_of(problem, tours))
    units = np.rint(heads_of(problem, tours) * problem.slots_per_row).astype(np.int64)
    served = np.zeros(problem.cover.wanted.shape, dtype=np.int64)
    for s, members in enumerate(problem.skill_sets):
        if len(members) == 1:
            served[members[0]] += units[s]
    if served.size * (int(served.max(initial=0)) + 2) > LARGEST_TABLE:
        return replace(tours, cost=cost_of(problem, tours))
    _sweep(problem, breaks, served, until)
    made = _written(tours, movable, breaks)
    scored = replace(made, cost=cost_of(problem, made))
    known = replace(tours, cost=cost_of(problem, tours))
    return scored if scored.cost.total <= known.cost.total else known


def _movable(problem: Problem, tours: Tours) -> Iterator[tuple[int, Shift]]:
    """Shifts whose breaks may move, with the skill they serve (-1: several, or locked)."""
    skill = [members[0] if len(members) == 1 else -1 for members in problem.skill_sets]
    for worker, shifts in zip(problem.workers, tours.shifts, strict=True):
        for shift in shifts:
            yield (-1 if shift in worker.locked else skill[worker.skill_set]), shift
    for booking, booked in zip(problem.bookings, tours.booked, strict=False):
        yield from ((skill[booking.skill_set], shift) for shift in booked)
    for block, contracts in zip(problem.blocks, tours.sold, strict=False):
        yield from ((skill[block.skill_set], shift) for contract in contracts for seat in contract for shift in seat)


def _listed(problem: Problem, movable: list[tuple[int, Shift]]) -> _Breaks:
    rows: list[tuple[int, ...]] = []
    for skill, shift in movable:
        windows = problem.kinds[shift.kind].breaks if skill >= 0 else ()
        for j, window in enumerate(windows):
            here = len(rows)
            rows.append((
                shift.breaks[j], shift.start + window.earliest, shift.start + window.latest, window.slots, skill,
                here - 1 if j else -1, here + 1 if j + 1 < len(windows) else -1,
            ))  # fmt: skip
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 7).T
    return _Breaks(*columns)


def _table(problem: Problem, most: int) -> Floats:
    """What a unit less changes in (skill, row, units there)."""
    cover, units = problem.cover, np.arange(most + 1)

    def price(count: Ints) -> Floats:
        served = cover.carry[:, :, None] + count / problem.slots_per_row
        missing, idle = (
            np.maximum(cover.wanted[:, :, None] - served, 0.0),
            np.maximum(served - cover.wanted[:, :, None], 0.0),
        )
        first = np.minimum(missing, cover.under_width[:, :, None])
        usual = np.minimum(idle, cover.over_width[:, :, None])
        return np.asarray(
            first * cover.under_first[:, :, None] + (missing - first) * cover.under_rest[:, :, None]
            + usual * cover.over_first[:, :, None] + (idle - usual) * cover.over_rest[:, :, None]
        )  # fmt: skip

    return price(units - 1) - price(units)


def _sweep(problem: Problem, breaks: _Breaks, served: Ints, until: float) -> None:
    """Move each break to the cheapest place in its window, again and again while any moves."""
    less = _table(problem, int(served.max()) + len(problem.skill_sets) + 64)
    end, per_row, most = problem.days * problem.day_slots, problem.slots_per_row, less.shape[2] - 1
    slot, first, last = breaks.slot, breaks.first, breaks.last
    length, skill, before, after = breaks.slots, breaks.skill, breaks.before, breaks.after
    row_of = np.arange(end) // per_row
    order = np.random.default_rng(0).permutation(len(slot))
    for _ in range(SWEEPS):
        moved = False
        for i in order.tolist():
            n, k, now = int(length[i]), int(skill[i]), int(slot[i])
            low = int(first[i]) if before[i] < 0 else max(int(first[i]), int(slot[before[i]] + length[before[i]]))
            high = int(last[i]) if after[i] < 0 else min(int(last[i]), int(slot[after[i]]) - n)
            if low >= high or low + n > end:
                continue
            high = min(high, end - n)
            here = served[k]
            np.add.at(here, row_of[now : now + n], 1)
            rows = row_of[low : high + n]
            price = less[k, rows, np.minimum(here[rows], most)]
            sums = np.cumsum(price)
            sums[n:] -= sums[:-n].copy()
            at = sums[n - 1 :]
            best = int(at.argmin()) + low
            if not low <= now <= high or at[now - low] > at[best - low] + 1e-9:
                slot[i], moved = best, True
            np.subtract.at(here, row_of[slot[i] : slot[i] + n], 1)
        if not moved or time.perf_counter() > until:
            return


def _written(tours: Tours, movable: list[tuple[int, Shift]], breaks: _Breaks) -> Tours:
    """The answer with the breaks as they lie now."""
    at, made = 0, []
    for skill, shift in movable:
        count = len(shift.breaks) if skill >= 0 else 0
        made.append(Shift(shift.kind, shift.start, tuple(breaks.slot[at : at + count].tolist())) if count else shift)
        at += count
    new = iter(made)
    shifts = tuple(tuple(next(new) for _ in own) for own in tours.shifts)
    booked = tuple(tuple(next(new) for _ in own) for own in tours.booked)
    sold = tuple(tuple(tuple(tuple(next(new) for _ in seat) for seat in contract) for contract in contracts)
                 for contracts in tours.sold)  # fmt: skip
    return replace(tours, shifts=shifts, booked=booked, sold=sold)
