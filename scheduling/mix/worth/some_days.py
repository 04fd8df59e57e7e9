"""The mix of some days anew, everything on other days as it is planned: small enough to be solved in a moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.mix.model import MixModel
from scheduling.solver.highs import run_highs
from scheduling.solver.matrix import Matrix, matrix_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Basis = tuple[list[object], list[object]]
LIMIT_S = 20.0  # a net: a day takes a fraction of a second
EASE = 1e-6


@dataclass(frozen=True)
class Column:
    """A further column: its price, its most, and its factors by name of row; rows that are not there yet are <= 0.

    `head`: it is one of the heads that are limited together.
    """

    cost: float
    most: float
    factors: Mapping[str, float]
    head: bool = True


@dataclass(frozen=True)
class Solved:
    """Cost of the days at best, the price of each row that they touch, and where the simplex method ended."""

    cost_cny: float
    prices: Mapping[str, float]
    basis: Basis | None = None


@dataclass(frozen=True)
class SomeDays:
    """A linear model of some days: who works which shift and answers what is open, called blocks stay as they are."""

    matrix: Matrix
    rows: tuple[str, ...]
    place: Mapping[str, int]

    def solved(self, settings: SolverSettings, start: Solved | None = None) -> Solved | None:
        """The best of these days; None when the solver fails. Simplex, the same on any machine.

        `start`: the answer to the days before they were changed, from which only a few steps are missing.
        """
        basis = None if start is None else start.basis
        try:
            ended = run_highs(self.matrix, settings, LIMIT_S, options={"solver": "simplex"}, basis=basis)
        except (RuntimeError, ValueError, MemoryError):
            return None
        if ended.status is not SolveStatus.OPTIMAL or ended.values is None or ended.row_duals is None:
            return None
        prices = dict(zip(self.rows, ended.row_duals.tolist(), strict=True))
        return Solved(self.matrix.score(ended.values), prices, ended.basis)

    def eased(self, more: Mapping[str, float]) -> SomeDays:
        """The days with the upper limits of some rows raised."""
        upper = self.matrix.row_upper.copy()
        for row, by in more.items():
            upper[self.place[row]] += by
        return replace(self, matrix=replace(self.matrix, row_upper=upper))

    def with_factors(self, row: str, factors: Mapping[int, float]) -> SomeDays:
        """The days with other factors in a row, by column."""
        rows = csr_array(self.matrix.rows, copy=True).tolil()
        for column, factor in factors.items():
            rows[self.place[row], column] = factor
        return replace(self, matrix=replace(self.matrix, rows=csr_array(rows)))

    def with_columns(self, columns: Sequence[Column], together: float) -> SomeDays:
        """The days with further columns, at most `together` of those that are heads."""
        matrix, old, count = self.matrix, len(self.matrix.cost), len(columns)
        fresh = dict.fromkeys(row for one in columns for row in one.factors if row not in self.place)
        names = (*self.rows, *fresh, "together")
        place = {name: i for i, name in enumerate(names)}
        at = [(place[row], old + j, factor) for j, one in enumerate(columns) for row, factor in one.factors.items()]
        at += [(place["together"], old + j, 1.0) for j, one in enumerate(columns) if one.head]
        known = coo_array(matrix.rows)
        row, column, factor = (np.array(some) for some in zip(*at, strict=True))
        rows = csr_array(
            (np.append(known.data, factor), (np.append(known.row, row), np.append(known.col, column))),
            shape=(len(names), old + count),
        )
        free = np.full(len(fresh) + 1, -np.inf)
        made = Matrix(
            np.append(matrix.cost, [one.cost for one in columns]), np.zeros(old + count, np.bool_),
            np.append(matrix.lower, np.zeros(count)), np.append(matrix.upper, [one.most for one in columns]), rows,
            np.append(matrix.row_lower, free), np.append(matrix.row_upper, [*np.zeros(len(fresh)), together]),
            matrix.offset,
        )  # fmt: skip
        return SomeDays(made, names, place)


class Planned:
    """A solved mix as arrays, from which models of some days are cut. O(nonzeros) once."""

    def __init__(self, model: MixModel) -> None:
        self.model = model
        self.matrix = matrix_of(model.problem)
        self.columns = csc_array(self.matrix.rows)
        variables = model.problem.variables()
        self.place = {variable: j for j, variable in enumerate(variables)}
        self.values = np.array([float(v.varValue or 0.0) for v in variables])
        self.names = [str(constraint.name) for constraint in model.problem.constraints()]
        self.used = np.asarray(self.matrix.rows @ self.values)

    def some_days(self, days: Collection[int]) -> SomeDays:
        """The model of these days. O(nonzeros of the days)."""
        free = self._free(frozenset(days))
        part = csr_array(self.columns[:, free])
        touched = np.flatnonzero(np.diff(part.indptr))
        rows = csr_array(part[touched])
        fixed = self.used[touched] - rows @ self.values[free]
        matrix = self.matrix
        names = tuple(self.names[i] for i in touched)
        cut = Matrix(
            matrix.cost[free], np.zeros(len(free), np.bool_), matrix.lower[free],
            np.maximum(matrix.upper[free], self.values[free]), rows,
            matrix.row_lower[touched] - fixed - EASE, matrix.row_upper[touched] - fixed + EASE,
        )  # fmt: skip
        return SomeDays(cut, names, {name: i for i, name in enumerate(names)})

    def column(self, days: Collection[int], variable: object) -> int:
        """Place of a variable among the columns of a model of these days."""
        free = self._free(frozenset(days))
        return int(np.searchsorted(free, self.place[variable]))

    def _free(self, days: frozenset[int]) -> Ints:
        model = self.model
        open_at = np.isin(model.day_of, list(days))
        found: list[int] = []
        for choice, heads in zip(model.choices, model.heads, strict=True):
            if choice.day in days:
                open_at[choice.first : choice.first + len(choice.cover)] = True
                found.append(self.place[heads])
        found += [self.place[flow] for (_, _, t), flow in model.flow.items() if open_at[t]]
        found += [self.place[short] for (_, t), short in model.short.items() if open_at[t]]
        found += [self.place[one.variable] for one in model.slack]
        return np.array(sorted(found), dtype=np.int64)
