"""The door to HiGHS: the only file that imports highspy; arrays go in, our words come out."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.solver.answer import Ended, Floats
from scheduling.solver.matrix import Matrix

NAME = "highs"
WHOLE_TOLERANCE = 1e-5
_FEASIBLE_POINT = 2  # HighsInfo.primal_solution_status
_Model = highspy.HighsModelStatus
_DONE = {_Model.kOptimal: SolveStatus.OPTIMAL, _Model.kModelEmpty: SolveStatus.OPTIMAL}
_STOPPED = {
    _Model.kTimeLimit: "time is up",
    _Model.kIterationLimit: "iteration limit",
    _Model.kSolutionLimit: "solution limit",
    _Model.kObjectiveBound: "objective bound reached",
    _Model.kObjectiveTarget: "objective target reached",
    _Model.kInterrupt: "interrupted",
    _Model.kHighsInterrupt: "interrupted",
    _Model.kMemoryLimit: "memory limit",
}
_WITHOUT = {
    _Model.kInfeasible: SolveStatus.INFEASIBLE,
    _Model.kUnboundedOrInfeasible: SolveStatus.INFEASIBLE,
}
_scheduler = threading.Lock()
_scheduler_threads: list[int] = []


def run_highs(
    matrix: Matrix,
    settings: SolverSettings,
    limit_s: float,
    *,
    start: Floats | None = None,
    options: Mapping[str, object] | None = None,
    basis: tuple[Sequence[object], Sequence[object]] | None = None,
) -> Ended:
    """Solve the model within `limit_s` wall seconds; silent, seeded, with the threads and gap of the settings.

    `start` is a full vector of values to start from (it need not be feasible); `options` are HiGHS options laid over
    ours, e.g. {"mip_lp_solver": "ipm"} where the interior-point method is faster at the root. `basis` is that of a
    linear model with fewer columns and rows, those at the head of this one's: the simplex method starts from there.
    Errors of highspy pass.
    """
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    _set_threads(settings.threads)
    ours = {
        "threads": settings.threads,
        "random_seed": int(settings.seed) % 2**31,
        "mip_rel_gap": float(settings.gap),
        "time_limit": max(float(limit_s), 0.01),
    }
    for name, value in {**ours, **(options or {})}.items():
        if solver.setOptionValue(name, value) == highspy.HighsStatus.kError:
            raise ValueError(f"HiGHS refuses option {name} = {value}")
    _load(solver, matrix)
    if start is not None:
        solver.setSolution(len(start), np.arange(len(start), dtype=np.int32), np.asarray(start, dtype=np.float64))
    if basis is not None:
        _set_basis(solver, matrix, basis)
    solver.run()
    return _ended(solver, matrix)


def _set_basis(solver: highspy.Highs, matrix: Matrix, basis: tuple[Sequence[object], Sequence[object]]) -> None:
    """Start from a basis; columns that are new to it rest at their lower bound, new rows are slack."""
    columns, rows = basis
    made = highspy.HighsBasis()
    made.col_status = [*columns, *[highspy.HighsBasisStatus.kLower] * (len(matrix.cost) - len(columns))]
    made.row_status = [*rows, *[highspy.HighsBasisStatus.kBasic] * (len(matrix.row_lower) - len(rows))]
    made.valid = True
    solver.setBasis(made)


def _set_threads(threads: int) -> None:
    """HiGHS keeps one pool of threads per process and refuses another number until the pool is reset."""
    with _scheduler:
        if _scheduler_threads and _scheduler_threads[-1] != threads:
            highspy.Highs.resetGlobalScheduler(True)
        _scheduler_threads[:] = [threads]


def _load(solver: highspy.Highs, matrix: Matrix) -> None:
    rows = matrix.rows
    loaded = solver.passModel(
        len(matrix.cost),
        len(matrix.row_lower),
        int(rows.nnz),
        int(highspy.MatrixFormat.kRowwise.value),
        int(highspy.ObjSense.kMinimize.value),
        float(matrix.offset),
        matrix.cost,
        matrix.lower,
        matrix.upper,
        matrix.row_lower,
        matrix.row_upper,
        rows.indptr.astype(np.int32, copy=False),
        rows.indices.astype(np.int32, copy=False),
        rows.data.astype(np.float64, copy=False),
        matrix.integral.astype(np.int32),
    )
    if loaded == highspy.HighsStatus.kError:
        raise ValueError("HiGHS refuses the model: a bound, a factor or a place in it is no number")


def _ended(solver: highspy.Highs, matrix: Matrix) -> Ended:
    status = solver.getModelStatus()
    info = solver.getInfo()
    if status in _WITHOUT:
        return Ended(_WITHOUT[status], None, NAME)
    is_mip = bool(matrix.integral.any())
    bound = float(info.mip_dual_bound) if is_mip else None
    if bound is not None and not abs(bound) < highspy.kHighsInf:
        bound = None
    answered = status in _DONE or (status in _STOPPED and info.primal_solution_status == _FEASIBLE_POINT)
    if not answered:
        if status in _STOPPED:
            return Ended(SolveStatus.NO_ANSWER, bound, NAME, _STOPPED[status])
        return Ended(SolveStatus.FAILED, None, NAME, f"HiGHS ended as {solver.modelStatusToString(status)}")
    solution = solver.getSolution()
    values = whole_where_asked(np.array(solution.col_value, dtype=np.float64), matrix)
    duals = None if is_mip else np.array(solution.row_dual, dtype=np.float64)
    if status in _DONE and not is_mip:
        bound = float(info.objective_function_value) if len(matrix.cost) else matrix.offset
    basis = None
    if not is_mip:
        ended = solver.getBasis()
        basis = (list(ended.col_status), list(ended.row_status)) if ended.valid else None
    return Ended(_DONE.get(status, SolveStatus.FEASIBLE), bound, NAME, _STOPPED.get(status, ""), values, duals, basis)


def interior_point(
    matrix: Matrix, settings: SolverSettings, limit_s: float, *, tolerance: float = 1e-7
) -> tuple[Floats, Floats] | None:
    """Values and row prices of the linear model by the interior-point method, not moved to a corner; None without any.

    Neither is exact: what the prices prove is `prices.price_bound`. Whole columns are free. Errors of highspy pass.
    """
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    _set_threads(settings.threads)
    ours = {"threads": settings.threads, "solver": "ipm", "run_crossover": "off", "ipm_optimality_tolerance": tolerance,
            "time_limit": max(float(limit_s), 0.01)}  # fmt: skip
    for name, value in ours.items():
        solver.setOptionValue(name, value)
    _load(solver, replace(matrix, integral=np.zeros(len(matrix.cost), np.bool_)))
    solver.run()
    found = solver.getSolution()
    if not found.value_valid or not found.dual_valid:
        return None
    return np.array(found.col_value, dtype=np.float64), np.array(found.row_dual, dtype=np.float64)


def whole_where_asked(values: Floats, matrix: Matrix) -> Floats:
    """The values with whole columns freed of float noise (2.9999999 is 3)."""
    near = np.rint(values)
    noisy = matrix.integral & (np.abs(values - near) <= WHOLE_TOLERANCE)
    return np.where(noisy, near, values)


class Held:
    """A linear model that HiGHS keeps between solves: bounds change, rows come, and it starts where it stood."""

    def __init__(self, matrix: Matrix, settings: SolverSettings) -> None:
        self._solver = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        _set_threads(settings.threads)
        self._solver.setOptionValue("threads", settings.threads)
        self._solver.setOptionValue("random_seed", int(settings.seed) % 2**31)
        _load(self._solver, replace(matrix, integral=np.zeros(len(matrix.cost), np.bool_)))

    def solve(self, limit_s: float, by: str = "simplex") -> tuple[Floats, Floats, float] | None:
        """Values, row prices and score of the optimum within `limit_s` wall seconds; None when it was not reached.

        `by` is "simplex" (from where it stood), "primal" (the same, for columns that came) or "ipm" (afresh, then to
        a corner).
        """
        self._solver.setOptionValue("solver", "ipm" if by == "ipm" else "simplex")
        self._solver.setOptionValue("simplex_strategy", 4 if by == "primal" else 1)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(limit_s, 0.0))
        self._solver.run()
        if self._solver.getModelStatus() != _Model.kOptimal:
            return None
        found = self._solver.getSolution()
        values, prices = (np.array(one, dtype=np.float64) for one in (found.col_value, found.row_dual))
        return values, prices, float(self._solver.getInfo().objective_function_value)

    def bound_rows(self, low: Floats, high: Floats) -> None:
        """New limits of all rows."""
        self._solver.changeRowsBounds(len(low), np.arange(len(low), dtype=np.int32), low, high)

    def bound_columns(self, low: Floats, high: Floats) -> None:
        """New bounds of the first columns."""
        self._solver.changeColsBounds(len(low), np.arange(len(low), dtype=np.int32), low, high)

    def bound_column(self, column: int, low: float, high: float) -> None:
        """New bounds of one column."""
        self._solver.changeColBounds(column, low, high)

    def add(self, rows: csr_array, low: Floats) -> None:
        """More rows, each at least its limit."""
        starts, places = rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32)
        endless = np.full(len(low), np.inf)
        self._solver.addRows(len(low), low, endless, int(rows.nnz), starts, places, rows.data.astype(np.float64))

    def add_columns(self, cost: Floats, columns: csr_array, high: Floats) -> None:
        """More columns from 0 to `high`; row j of `columns` holds the factors of column j in the rows."""
        starts, places = columns.indptr[:-1].astype(np.int32), columns.indices.astype(np.int32)
        factors = columns.data.astype(np.float64)
        self._solver.addCols(len(cost), cost, np.zeros(len(cost)), high, int(columns.nnz), starts, places, factors)

    def bound_some(self, columns: npt.NDArray[np.int64], low: Floats, high: Floats) -> None:
        """New bounds of the columns listed."""
        self._solver.changeColsBounds(len(columns), columns.astype(np.int32), low, high)
