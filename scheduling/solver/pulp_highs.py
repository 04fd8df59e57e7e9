"""HiGHS behind PuLP: PuLP's solver class with a faster way in, warm starts, and bounds that keep the constant."""

from __future__ import annotations

import pulp
from pulp import constants

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.solver.answer import Ended
from scheduling.solver.highs import NAME, run_highs
from scheduling.solver.matrix import matrix_of

_PULP_WORDS = {
    SolveStatus.OPTIMAL: (constants.LpStatusOptimal, constants.LpSolutionOptimal),
    SolveStatus.FEASIBLE: (constants.LpStatusOptimal, constants.LpSolutionIntegerFeasible),
    SolveStatus.INFEASIBLE: (constants.LpStatusInfeasible, constants.LpSolutionInfeasible),
    SolveStatus.NO_ANSWER: (constants.LpStatusNotSolved, constants.LpSolutionNoSolutionFound),
    SolveStatus.FAILED: (constants.LpStatusNotSolved, constants.LpSolutionNoSolutionFound),
}


class ArrayHiGHS(pulp.HiGHS):  # type: ignore[misc]
    """`pulp.HiGHS` that hands the model over in one call; `ended` holds what the back-end said."""

    def __init__(self, settings: SolverSettings, limit_s: float, warm_start: bool) -> None:
        super().__init__(msg=False, timeLimit=limit_s, gapRel=settings.gap, threads=settings.threads)
        self.settings = settings
        self.limit_s = limit_s
        self.warm_start = warm_start
        self.ended = Ended(SolveStatus.FAILED, None, NAME, "HiGHS was not run")

    def actualSolve(self, lp: pulp.LpProblem) -> int:  # noqa: N802 (PuLP's name)
        matrix = matrix_of(lp)
        variables = lp.variables()
        start = None
        if self.warm_start:
            start = matrix.lower.copy()
            start[~(abs(start) < float("inf"))] = 0.0
            for j, variable in enumerate(variables):
                if variable.varValue is not None:
                    start[j] = variable.varValue
        self.ended = _in_sense(lp, run_highs(matrix, self.settings, self.limit_s, start=start))
        for j, variable in enumerate(variables):
            variable.varValue = None if self.ended.values is None else float(self.ended.values[j])
        if self.ended.row_duals is not None:
            for constraint, dual in zip(lp.constraints(), self.ended.row_duals, strict=True):
                constraint.pi = float(dual)
        status, sol_status = _PULP_WORDS[self.ended.status]
        lp.assignStatus(status, sol_status)
        return int(status)


def solve_highs(problem: pulp.LpProblem, settings: SolverSettings, limit_s: float, warm_start: bool) -> Ended:
    """Solve a PuLP problem by HiGHS; the values stay in its variables, None where there is no answer."""
    solver = ArrayHiGHS(settings, limit_s, warm_start)
    problem.solve(solver)
    return solver.ended


def _in_sense(problem: pulp.LpProblem, ended: Ended) -> Ended:
    """Bound and duals of the minimised matrix turned back into the sense of the problem."""
    if problem.sense != pulp.LpMaximize:
        return ended
    duals = None if ended.row_duals is None else -ended.row_duals
    bound = None if ended.bound is None else -ended.bound
    return Ended(ended.status, bound, ended.solver, ended.note, ended.values, duals)
