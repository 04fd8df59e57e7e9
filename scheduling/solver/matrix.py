"""A linear model as arrays: minimise cost @ x + offset, row_lower <= rows @ x <= row_upper, lower <= x <= upper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pulp
from numpy.typing import NDArray
from scipy.sparse import csr_array

from scheduling.solver.answer import Floats


@dataclass(frozen=True)
class Matrix:
    """A model to be minimised; `integral[j]` says that column j takes whole numbers. Infinite bounds are `inf`."""

    cost: Floats
    integral: NDArray[np.bool_]
    lower: Floats
    upper: Floats
    rows: csr_array
    row_lower: Floats
    row_upper: Floats
    offset: float = 0.0

    def score(self, values: Floats) -> float:
        """Objective of the values, constant included."""
        return float(self.cost @ values) + self.offset

    def violation(self, values: Floats) -> float:
        """Largest breach of a bound or a row, each measured against max(1, size of that limit). O(nonzeros)."""
        active = self.rows @ values
        worst = 0.0
        for seen, low, high in ((values, self.lower, self.upper), (active, self.row_lower, self.row_upper)):
            for over, limit in ((low - seen, low), (seen - high, high)):
                finite = np.isfinite(limit)
                if finite.any():
                    worst = max(worst, float((over[finite] / np.maximum(1.0, np.abs(limit[finite]))).max()))
        return worst


def matrix_of(problem: pulp.LpProblem) -> Matrix:
    """The arrays of a PuLP problem, turned to minimisation, columns in the order of `problem.variables()`.

    One pass over the nonzeros; PuLP's own way into HiGHS, one call per row and column, takes longer than building
    the problem and loses the constant of the objective.
    """
    sign = -1.0 if problem.sense == pulp.LpMaximize else 1.0
    columns = problem.variables()
    place = {variable: j for j, variable in enumerate(columns)}
    cost = np.zeros(len(columns))
    for variable, factor in problem.objective.items():
        cost[place[variable]] = sign * factor
    constraints = problem.constraints()
    starts = np.zeros(len(constraints) + 1, dtype=np.int32)
    at: list[int] = []
    factors: list[float] = []
    for i, constraint in enumerate(constraints):
        at.extend(place[variable] for variable in constraint.keys())  # noqa: SIM118 (an expression, not a dict)
        factors.extend(constraint.values())
        starts[i + 1] = len(at)
    shape = (len(constraints), len(columns))
    return Matrix(
        cost=cost,
        integral=np.array([v.cat == pulp.LpInteger for v in columns], dtype=np.bool_),
        lower=np.array([-np.inf if v.lowBound is None else v.lowBound for v in columns], dtype=np.float64),
        upper=np.array([np.inf if v.upBound is None else v.upBound for v in columns], dtype=np.float64),
        rows=csr_array((np.array(factors, dtype=np.float64), np.array(at, dtype=np.int32), starts), shape=shape),
        row_lower=np.array([-np.inf if (b := c.getLb()) is None else b for c in constraints], dtype=np.float64),
        row_upper=np.array([np.inf if (b := c.getUb()) is None else b for c in constraints], dtype=np.float64),
        offset=sign * float(problem.objective.constant),
    )
