"""The direct front of the solver: sparse arrays in, report and values out, for models too large to build in PuLP."""

from __future__ import annotations

import time
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveReport, SolveStatus
from scheduling.solver.answer import Ended, Floats, report_of
from scheduling.solver.highs import NAME, run_highs
from scheduling.solver.matrix import Matrix

VIOLATION = 1e-5


def solve_arrays(
    cost: ArrayLike,
    integrality: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    rows: csr_array,
    row_lower: ArrayLike,
    row_upper: ArrayLike,
    *,
    stage: str,
    part: str,
    settings: SolverSettings,
    limit_s: float,
    offset: float = 0.0,
    start: ArrayLike | None = None,
    options: Mapping[str, object] | None = None,
) -> tuple[SolveReport, Floats | None]:
    """Minimise `cost @ x + offset` under `row_lower <= rows @ x <= row_upper` and `lower <= x <= upper`.

    `integrality[j]` true: column j takes whole numbers. `start`: values to start from, one per column. Always HiGHS:
    CBC has no way in but files. Returns the report and the values, None where there is no answer. Wrong shapes and
    NaN raise `ValueError` (a fault of the caller); trouble of the solver is a report that FAILED. O(nonzeros).

    >>> report, x = solve_arrays([1, 2], [1, 0], [0, 0], [2, 9], csr_array([[1.0, 1.0]]), [2.5], [np.inf],
    ...                          stage="mix", part="", settings=SolverSettings(), limit_s=5)
    >>> str(report.status), report.objective, x.tolist()
    ('optimal', 3.0, [2.0, 0.5])
    """
    matrix = _matrix(cost, integrality, lower, upper, rows, row_lower, row_upper, offset)
    begin = None if start is None else np.asarray(start, dtype=np.float64)
    if begin is not None and begin.shape != matrix.cost.shape:
        raise ValueError(f"{begin.shape} start values for {matrix.cost.shape} columns")
    started = time.perf_counter()
    try:
        ended = run_highs(matrix, settings, limit_s, start=begin, options=options)
    except (RuntimeError, ValueError, MemoryError, OSError) as error:
        ended = Ended(SolveStatus.FAILED, None, NAME, f"HiGHS failed: {error}")
    if ended.values is not None and (breach := matrix.violation(ended.values)) > VIOLATION:
        ended = Ended(SolveStatus.FAILED, ended.bound, NAME, f"the answer breaks a row or bound by {breach:.2g}")
    objective = None if ended.values is None else matrix.score(ended.values)
    seconds = time.perf_counter() - started
    return report_of(stage, part, ended, objective=objective, seconds=seconds), ended.values


def _matrix(
    cost: ArrayLike,
    integrality: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    rows: csr_array,
    row_lower: ArrayLike,
    row_upper: ArrayLike,
    offset: float,
) -> Matrix:
    matrix = Matrix(
        np.asarray(cost, dtype=np.float64),
        np.asarray(integrality).astype(np.bool_),
        np.asarray(lower, dtype=np.float64),
        np.asarray(upper, dtype=np.float64),
        csr_array(rows),
        np.asarray(row_lower, dtype=np.float64),
        np.asarray(row_upper, dtype=np.float64),
        float(offset),
    )
    columns, asked = matrix.cost.shape, matrix.row_lower.shape
    fits = all(column.shape == columns for column in (matrix.integral, matrix.lower, matrix.upper))
    if not fits or matrix.row_upper.shape != asked or matrix.rows.shape != (*asked, *columns):
        raise ValueError(f"rows {matrix.rows.shape}, limits {asked} and columns {columns} do not fit together")
    if any(np.isnan(numbers).any() for numbers in (matrix.cost, matrix.lower, matrix.upper, matrix.rows.data)):
        raise ValueError("a cost, a bound or a factor of a row is not a number")
    if np.isnan(matrix.row_lower).any() or np.isnan(matrix.row_upper).any():
        raise ValueError("a limit of a row is not a number")
    return matrix
