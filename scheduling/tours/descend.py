"""Whole heads from the linear model of all tours: contracts first, then days on and bands, then starts, then breaks.

Each step rounds one kind of column and solves the rest anew while there is time; without it the values before serve.
Rounding is cumulative along time, so that the heads at work are never off by more than half a head of a kind.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from data.contracts.centre import SolverSettings
from scheduling.solver.highs import interior_point
from scheduling.tours.aggregate import Aggregate, Contracts
from scheduling.tours.classes import Class
from scheduling.tours.problem import Floats, Ints, Problem
from scheduling.tours.whole_tours import share_out, whole_tours


@dataclass
class Whole:
    """Whole heads by column of the model; `decided` tells which columns are."""

    values: Floats
    decided: np.ndarray


def descend(
    problem: Problem,
    classes: list[Class],
    made: Aggregate,
    values: Floats,
    until: float,
    settings: SolverSettings,
    stop: Callable[[], bool],
) -> Floats:
    """Whole values of all columns that a roster is read from; `until` is a moment of `time.perf_counter`."""
    whole = Whole(values.copy(), np.zeros(len(values), dtype=np.bool_))
    for contracts in made.contracts:
        if len(contracts.columns):
            _decide(whole, contracts.columns, whole_contracts(problem, contracts, whole.values))
    again = any(len(contracts.columns) for contracts in made.contracts)
    if again:
        _solve_rest(made, whole, until, settings, stop)
    if made.families:
        tours, worked = whole_tours(problem, classes, made, whole.values, until)
        _decide(whole, tours, worked)
        _solve_rest(made, whole, until, settings, stop)
    _whole_starts(problem, made, whole)
    _solve_rest(made, whole, until, settings, stop)
    for key, places in made.breaks.items():
        heads = int(np.rint(whole.values[made.shifts[key]]))
        for columns in places:
            _decide(whole, columns, share_out(whole.values[columns], heads))
    return whole.values


def whole_contracts(problem: Problem, contracts: Contracts, values: Floats) -> Floats:
    """Contracts rounded along the start of the day, days and lengths within."""
    order = np.lexsort((contracts.lengths, contracts.slots // problem.day_slots, contracts.slots % problem.day_slots))
    wanted = np.maximum(values[contracts.columns][order], 0.0)
    found = np.zeros(len(order))
    found[order] = np.diff(np.floor(np.cumsum(wanted) + 0.5 + 1e-7), prepend=0.0)
    return found


def _decide(whole: Whole, columns: Ints, values: Floats) -> None:
    whole.values[columns] = values
    whole.decided[columns] = True


def _solve_rest(
    made: Aggregate, whole: Whole, until: float, settings: SolverSettings, stop: Callable[[], bool]
) -> bool:
    """Solve the model with the decided columns fixed; the values stay as they are when there is no time."""
    left = until - time.perf_counter()
    if left <= 0.5 or stop():
        return False
    fixed = np.where(whole.decided, whole.values, 0.0)
    upper = np.where(whole.decided, whole.values, made.matrix.upper)
    free = np.flatnonzero(~whole.decided)
    base = made.matrix.rows @ fixed
    part = replace(
        made.matrix, cost=made.matrix.cost[free], integral=made.matrix.integral[free],
        lower=np.zeros(len(free)), upper=upper[free], rows=made.matrix.rows[:, free],
        row_lower=made.matrix.row_lower - base, row_upper=made.matrix.row_upper - base,
    )  # fmt: skip
    found = interior_point(part, settings, left, tolerance=1e-5)
    if found is None:
        return False
    whole.values[free] = np.clip(found[0], 0.0, upper[free])
    return True


def _whole_starts(problem: Problem, made: Aggregate, whole: Whole) -> None:
    """Whole shifts by start, along the day: as many as the heads of each group of starts; bookings likewise.

    Nothing nearer to the heads of each slot did better (measured): breaks fill in what the starts are off by.
    """
    for group, heads in zip(made.groups, _heads_by_group(made, whole.values), strict=True):
        order = np.argsort([slot for _, slot in group.starts], kind="stable")
        columns = group.columns[order]
        _decide(whole, columns, share_out(whole.values[columns], heads))
    for starts, columns in made.booked:
        slots = np.array([slot for _, slot in starts], dtype=np.int64)
        for day in np.unique(slots // problem.day_slots).tolist():
            own = np.flatnonzero(slots // problem.day_slots == day)
            own = own[np.argsort(slots[own], kind="stable")]
            wanted = np.maximum(whole.values[columns[own]], 0.0)
            _decide(whole, columns[own], share_out(wanted, int(np.floor(wanted.sum() + 0.5))))
    _count_shifts(problem, made, whole)


def _heads_by_group(made: Aggregate, values: Floats) -> list[int]:
    """Whole heads of each group of starts; where several groups share a band of a day, by their own tours."""
    found = []
    for group in made.groups:
        day, band = group.place
        total = 0.0
        for family in made.families:
            if (family.law, family.skill_set) == (group.law, group.skill_set) and family.starts.get(
                group.place
            ) == group.starts:
                total += sum(values[c] for (days, own), c in family.tour.items() if own == band and days >> day & 1)
        found.append(round(total))
    return found


def _count_shifts(problem: Problem, made: Aggregate, whole: Whole) -> None:
    """All shifts of a kind and start follow from who works them."""
    counts = dict.fromkeys(made.shifts, 0.0)
    for group in made.groups:
        for (kind, slot), column in zip(group.starts, group.columns.tolist(), strict=True):
            counts[group.skill_set, kind, slot] += whole.values[column]
    for booking, (starts, columns) in zip(problem.bookings, made.booked, strict=True):
        for (kind, slot), column in zip(starts, columns.tolist(), strict=True):
            counts[booking.skill_set, kind, slot] += whole.values[column]
    for block, sold in zip(problem.blocks, made.contracts, strict=True):
        for i in np.flatnonzero(whole.values[sold.columns] > 0.5).tolist():
            for day in range(int(sold.lengths[i])):
                key = (block.skill_set, int(sold.kinds[i]), int(sold.slots[i]) + day * problem.day_slots)
                counts[key] += block.seats * whole.values[sold.columns[i]]
    columns = np.array(list(made.shifts.values()), dtype=np.int64)
    _decide(whole, columns, np.array(list(counts.values())))
