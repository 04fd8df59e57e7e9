"""CBC behind PuLP: the binary that PuLP 3 carries, its bound read from its log."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pulp
from pulp import constants
from pulp.apis.coin_api import pulp_cbc_path

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.solver.answer import Ended

NAME = "cbc"
_NUMBER = r"([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)"
_OBJECTIVE = re.compile(rf"^Objective value:\s+{_NUMBER}", re.MULTILINE)
_BOUND = re.compile(rf"^(?:Lower|Upper) bound:\s+{_NUMBER}", re.MULTILINE)


def solve_cbc(problem: pulp.LpProblem, settings: SolverSettings, limit_s: float, warm_start: bool) -> Ended:
    """Solve a PuLP problem by CBC in a folder of its own, removed afterwards.

    PuLP calls a time-out with an answer "Optimal", and leaves fractional garbage in the variables of one without: so
    `status` and `sol_status` are both read, and without an answer the values are None.
    """
    with tempfile.TemporaryDirectory(prefix="peakcrew-cbc-") as folder:
        log = Path(folder) / "cbc.log"
        seeds = [f"randomCbcSeed {int(settings.seed)}", f"randomSeed {int(settings.seed)}"]
        solver = pulp.COIN_CMD(
            path=pulp_cbc_path,
            msg=False,
            timeLimit=max(limit_s, 0.1),
            gapRel=settings.gap,
            threads=settings.threads if settings.threads > 1 else None,
            warmStart=warm_start,
            logPath=str(log),
            options=seeds,
        )
        solver.tmpDir = folder
        problem.solve(solver)
        said = log.read_text(encoding="utf-8", errors="replace")
    status = _status(problem.status, problem.sol_status)
    if status not in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE):
        for variable in problem.variables():
            variable.varValue = None
        note = "time is up" if status is SolveStatus.NO_ANSWER else ""
        return Ended(status, None, NAME, note)
    problem.roundSolution()
    note = "time is up" if status is SolveStatus.FEASIBLE else ""
    return Ended(status, _bound(problem, status, said), NAME, note)


def _status(status: int, sol_status: int) -> SolveStatus:
    if status == constants.LpStatusOptimal and sol_status == constants.LpSolutionOptimal:
        return SolveStatus.OPTIMAL
    if status == constants.LpStatusOptimal and sol_status == constants.LpSolutionIntegerFeasible:
        return SolveStatus.FEASIBLE
    if status == constants.LpStatusInfeasible:
        return SolveStatus.INFEASIBLE
    if status == constants.LpStatusUnbounded:
        return SolveStatus.FAILED
    return SolveStatus.NO_ANSWER


def _bound(problem: pulp.LpProblem, status: SolveStatus, said: str) -> float | None:
    """Bound from the log. The log knows nothing of the constant of the objective: it is added here.

    CBC writes no bound when it closed the gap: then the bound is the objective it writes.
    """
    objective = _OBJECTIVE.search(said)
    bound = _BOUND.search(said)
    constant = float(problem.objective.constant)
    if bound is not None:
        return float(bound[1]) * _sign(problem, said) + constant
    if status is SolveStatus.OPTIMAL:
        return float(problem.objective.value())
    return None if objective is None or "Optimal" not in said else float(objective[1]) + constant


def _sign(problem: pulp.LpProblem, said: str) -> float:
    """CBC minimises the negative of a maximisation; older logs show that negative."""
    objective = _OBJECTIVE.search(said)
    if problem.sense != pulp.LpMaximize or objective is None:
        return 1.0
    ours = float(problem.objective.value()) - float(problem.objective.constant)
    return -1.0 if float(objective[1]) * ours < 0 else 1.0
