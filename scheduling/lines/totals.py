"""A bound from totals alone, for any size: how often each person can work each kind, against all the cover wanted.

Days are told apart only as weekend or not; sequences, locks' neighbours and rows are left out, which only lowers it.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.lines.problem import OFF, OPEN, Flags, Floats, Ints, Problem
from scheduling.solver.arrays import solve_arrays

PARTS = 2  # weekdays, days of weekends


def totals_bound(problem: Problem, settings: SolverSettings, limit_s: float) -> float:
    """A valid lower bound, at least that of the cells alone. A linear model of people x kinds x 2 columns."""
    base = cells_bound(problem)
    if not len(problem.people) or not len(problem.kinds) or not len(problem.cover.day):
        return base
    wanted, under, over, counts, part = _asked(problem)
    people, kinds = len(problem.people), len(problem.kinds)
    worked, sets = people * kinds * PARTS, len(wanted)
    may = problem.may
    weekend = problem.weekend >= 0
    room = np.stack([may[:, ~weekend].sum(axis=1), may[:, weekend].sum(axis=1)], axis=2).astype(np.float64)
    column = np.arange(worked).reshape(people, kinds, PARTS)
    person, kind, at = np.unravel_index(np.arange(worked), (people, kinds, PARTS))
    limits, longest = problem.limits, _longest_weekend(problem.weekend)
    rows: list[tuple[Ints, Ints, Floats]] = [
        (person, column.reshape(-1), problem.minutes[kind].astype(np.float64)),
        (people + person, column.reshape(-1), np.ones(worked)),
        (2 * people + person[at == 1], column[:, :, 1].reshape(-1), np.ones(people * kinds)),
        (3 * people + person * kinds + kind, column.reshape(-1), np.ones(worked)),
    ]
    first = 3 * people + people * kinds
    for r in range(sets):
        mine = column[:, counts[r], int(part[r])].reshape(-1)
        rows.append((np.full(len(mine), first + r), mine, np.ones(len(mine))))
        rows.append((np.full(2, first + r), np.array([worked + r, worked + sets + r]), np.array([1.0, -1.0])))
    row, place, weight = (np.concatenate(one) for one in zip(*rows, strict=True))
    size = first + sets
    free = np.full(first, -np.inf)
    free[:people] = limits.least_min
    most = np.concatenate([limits.most_min, _most_days(problem), longest * limits.most_weekends,
                           limits.most_of_kind.reshape(-1)]).astype(np.float64)  # fmt: skip
    report, _ = solve_arrays(
        np.concatenate([np.zeros(worked), under, over]),
        np.zeros(worked + 2 * sets),
        np.zeros(worked + 2 * sets),
        np.concatenate([room.reshape(-1), np.full(2 * sets, np.inf)]),
        csr_array((weight, (row, place)), shape=(size, worked + 2 * sets)),
        np.concatenate([free, wanted]),
        np.concatenate([most, wanted]),
        stage="roster",
        part="totals",
        settings=settings,
        limit_s=limit_s,
        options={"solver": "ipm"},
    )
    if report.status is not SolveStatus.OPTIMAL or report.bound is None:
        return base
    return base + max(0.0, report.bound - 1e-6 * abs(report.bound))


def cells_bound(problem: Problem) -> float:
    """Constant and the cheapest cell of every day of everybody."""
    may, locked = problem.may, problem.locked
    free = np.where((locked == OPEN) | (locked == OFF), 0.0, np.inf)
    cells = np.where(may, problem.cell_cost, np.inf).min(axis=2, initial=np.inf)
    return problem.constant + float(np.minimum(cells, free).sum())


def _asked(problem: Problem) -> tuple[Floats, Floats, Floats, Flags, Ints]:
    """Rows of cover that count the same kinds at the same prices on the same sort of day, summed."""
    cover = problem.cover
    part = (problem.weekend[cover.day] >= 0).astype(np.int64)
    under, over = (np.where(np.isfinite(price), price, 1e6) for price in (cover.under, cover.over))
    traits = np.column_stack([cover.counts.astype(np.float64), under, over, part])
    sorts, which = np.unique(traits, axis=0, return_inverse=True)
    wanted = np.bincount(which.reshape(-1), weights=cover.wanted, minlength=len(sorts)).astype(np.float64)
    kinds = len(problem.kinds)
    return wanted, sorts[:, kinds], sorts[:, kinds + 1], sorts[:, :kinds] > 0, sorts[:, -1].astype(np.int64)


def _longest_weekend(weekend: Ints) -> int:
    numbers = weekend[weekend >= 0]
    return int(np.bincount(numbers).max(initial=0)) if len(numbers) else 0


def _most_days(problem: Problem) -> Ints:
    """Days that anybody can work at most under the limits of runs and breaks."""
    run = np.clip(problem.limits.most_run, 0, problem.days)
    round_d = np.maximum(run + np.maximum(problem.limits.least_off, 1), 1)
    most: Ints = problem.days // round_d * run + np.minimum(problem.days % round_d, run)
    return most
