"""A lines problem as plain arrays for the compiled search: minutes in units, kinds in classes, rows by cell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.lines.problem import OFF, OPEN, Flags, Floats, Ints, Problem

MOST_UNITS = 60  # minutes that would make more units than this a day are rounded in the search (the law stays exact)
HARD_FACTOR = 10.0  # a breach of a hard row or cover costs this many times all that one person's line can cost


# columns of Ground.person, of Ground.cover and of Ground.limits
LEAST, MOST, LEAST_RUN, MOST_RUN, LEAST_OFF, MOST_WEEKENDS, RUN_BEFORE, OFF_BEFORE, LAST_KIND, LAW = range(10)
LEAST_MIN, MOST_MIN = 10, 11
WANTED, UNDER, OVER = range(3)
ROW_LEAST, ROW_MOST, ROW_UNDER, ROW_OVER = range(4)


class Ground(NamedTuple):
    """Few arrays, as each costs time to compile. `class_of[law, kind]`: kinds after which the same kinds are barred are
    one class, 0 = nothing is barred. `cover_of`, `row_of`: where the rows of a cell begin in `cover_row` and `row`."""

    may: Flags  # (people, days, kinds)
    may_rest: Flags  # (people, days)
    cost: Floats  # (people, days, kinds)
    unit: Ints  # (kinds)
    minutes: Ints  # (kinds), exact
    most_of: Ints  # (people, kinds)
    person: Ints  # (people, 12): least and most in units, ..., least and most in minutes
    class_of: Ints  # (laws, kinds)
    classes: Ints  # (laws)
    barred: Flags  # (laws, classes, kinds)
    weekend: Ints  # (days)
    cover_of: Ints  # (days * kinds + 1)
    cover_row: Ints
    cover: Floats  # (rows of cover, 3): people wanted, price of one missing, of one too many
    row_of: Ints  # (people * days * kinds + 1)
    row: Ints  # row of each cell in a row
    weight: Floats
    limits: Floats  # (rows, 4): least, most, price below, price above
    rows_of: Ints  # (people + 1)
    rows: Ints  # rows of each person
    hard: float  # price that stands for an infinite one


def make_ground(problem: Problem) -> Ground:
    """The arrays of a problem. O(people x days x kinds + entries of the rows)."""
    limits, cover, rows = problem.limits, problem.cover, problem.rows
    unit, least, most = _units(problem)
    class_of, classes, barred = _classes(problem.forbidden)
    cover_of, cover_row = _cover_places(problem)
    people, days, kinds = problem.allowed.shape
    hard = hard_price(problem)
    may = problem.may
    cells = np.repeat(rows.person, np.diff(rows.start)) * days * kinds + rows.cell
    order = np.argsort(cells, kind="stable")
    row_of = np.searchsorted(cells[order], np.arange(people * days * kinds + 1)).astype(np.int64)
    numbers = np.repeat(np.arange(len(rows.person)), np.diff(rows.start))[order].astype(np.int64)
    finite = [np.where(np.isfinite(price), price, hard) for price in (cover.under, cover.over, rows.under, rows.over)]
    person = np.stack(
        [least, most, np.maximum(limits.least_run, 1), limits.most_run, np.maximum(limits.least_off, 1),
         limits.most_weekends, limits.run_before, limits.off_before, limits.last_kind, problem.law, limits.least_min,
         limits.most_min], axis=1,
    ).astype(np.int64)  # fmt: skip
    return Ground(
        may, (problem.locked == OPEN) | (problem.locked == OFF), np.where(may, problem.cell_cost, 0.0),
        unit, problem.minutes, limits.most_of_kind, person, class_of, classes, barred, problem.weekend,
        cover_of, cover_row, np.stack([cover.wanted.astype(np.float64), *finite[:2]], axis=1),
        row_of, numbers, rows.weight[order].astype(np.float64),
        np.stack([rows.least, rows.most, *finite[2:]], axis=1),
        np.searchsorted(np.sort(rows.person), np.arange(people + 1)).astype(np.int64),
        np.argsort(rows.person, kind="stable").astype(np.int64), hard,
    )  # fmt: skip


def hard_price(problem: Problem) -> float:
    """A finite price no soft gain of one line outweighs: of a person missing, too many, or of a unit of a hard row.

    O(people x days x kinds).
    """
    cells = np.abs(np.where(problem.may, problem.cell_cost, 0.0)).max(axis=2, initial=0.0).sum(axis=1).max(initial=0.0)
    prices = [p[np.isfinite(p)].max(initial=0.0) for p in (problem.cover.under, problem.cover.over)]
    soft = [p[np.isfinite(p)].max(initial=0.0) for p in (problem.rows.under, problem.rows.over)]
    return float(HARD_FACTOR * (1.0 + cells + max(prices) * problem.days + max(soft)))


def _units(problem: Problem) -> tuple[Ints, Ints, Ints]:
    """Minutes of kinds, least and most of people, in units of their greatest common divisor (or coarser)."""
    worked = problem.minutes[problem.minutes > 0]
    step = int(np.gcd.reduce(worked)) if len(worked) else 1
    coarse = max(step, -(-int(problem.minutes.max(initial=0)) // MOST_UNITS))
    exact = coarse == step
    unit = problem.minutes // coarse if exact else np.rint(problem.minutes / coarse)
    ceiling = np.full(len(problem.people), int(unit.max(initial=0)) * problem.days + 1)
    least = -(-problem.limits.least_min // coarse)
    most = problem.limits.most_min // coarse
    return unit.astype(np.int64), np.maximum(least, 0), np.minimum(most, ceiling).astype(np.int64)


def _classes(forbidden: Flags) -> tuple[Ints, Ints, Flags]:
    """Class of every kind by what it bars, number of classes, and what each class bars, for every law."""
    laws, kinds = forbidden.shape[:2]
    class_of = np.zeros((laws, kinds), np.int64)
    classes = np.ones(laws, np.int64)
    barred = np.zeros((laws, kinds + 1, kinds), np.bool_)
    for law in range(laws):
        known = {np.zeros(kinds, np.bool_).tobytes(): 0}
        for kind in range(kinds):
            mark = np.ascontiguousarray(forbidden[law, kind]).tobytes()
            class_of[law, kind] = known.setdefault(mark, len(known))
            barred[law, class_of[law, kind]] = forbidden[law, kind]
        classes[law] = len(known)
    return class_of, classes, barred


def _cover_places(problem: Problem) -> tuple[Ints, Ints]:
    """Rows of cover of every cell (day, kind), and where each cell's begin."""
    rows, kinds = np.nonzero(problem.cover.counts)
    cells = problem.cover.day[rows] * len(problem.kinds) + kinds
    order = np.argsort(cells, kind="stable")
    begin = np.searchsorted(cells[order], np.arange(problem.days * len(problem.kinds) + 1))
    return begin.astype(np.int64), rows[order].astype(np.int64)
