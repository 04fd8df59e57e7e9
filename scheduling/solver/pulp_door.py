"""The readable front of the solver: a PuLP problem in, an honest report out, the best answer in its variables."""

from __future__ import annotations

import time
from typing import Protocol

import pulp

from data.contracts.centre import SolverSettings
from data.contracts.errors import Unavailable
from data.contracts.plan import SolveReport, SolveStatus
from scheduling.solver.answer import Ended, report_of
from scheduling.solver.pulp_cbc import solve_cbc
from scheduling.solver.pulp_highs import solve_highs

BREACH = 1e-4


class Backend(Protocol):
    """Solves a problem in place within wall seconds; leaves None in the variables where it found no answer."""

    def __call__(
        self, problem: pulp.LpProblem, settings: SolverSettings, limit_s: float, warm_start: bool
    ) -> Ended: ...


BACKENDS: dict[str, Backend] = {"highs": solve_highs, "cbc": solve_cbc}


def solve(
    problem: pulp.LpProblem,
    *,
    stage: str,
    part: str,
    settings: SolverSettings,
    limit_s: float,
    warm_start: bool = False,
) -> SolveReport:
    """Solve the problem by the back-end of the settings; when that one fails, by the others in the time left.

    The best answer found stays in the variables; where there is none their values are None. `optimal` means: within
    the accepted gap of the settings; the gap reached is in the report. The objective is scored anew from the values
    and the answer is held against every row. `warm_start`: start from the values now in the variables. Raises
    `Unavailable` for a back-end that does not exist; trouble of a solver is a report, never an exception.
    """
    if settings.backend not in BACKENDS:
        raise Unavailable(
            "There is no solver {solver}.", "Set solver.backend to one of: {known}.",
            solver=settings.backend, known=", ".join(BACKENDS),
        )  # fmt: skip
    started = time.perf_counter()
    troubles: list[str] = []
    ended = Ended(SolveStatus.FAILED, None, settings.backend)
    for name in (settings.backend, *(other for other in BACKENDS if other != settings.backend)):
        left_s = limit_s - (time.perf_counter() - started)
        if troubles and left_s <= 0.0:
            break
        ended = _attempt(name, problem, settings, left_s, warm_start)
        if ended.status is not SolveStatus.FAILED:
            break
        troubles.append(ended.note)
    note = "; ".join([*troubles, *([ended.note] if ended.status is not SolveStatus.FAILED and ended.note else [])])
    values_known = ended.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)
    objective = float(problem.objective.value()) if values_known and problem.objective is not None else None
    return report_of(
        stage, part, Ended(ended.status, ended.bound, ended.solver, note),
        objective=objective if objective is not None or not values_known else 0.0,
        seconds=time.perf_counter() - started, minimise=problem.sense != pulp.LpMaximize,
    )  # fmt: skip


def _attempt(name: str, problem: pulp.LpProblem, settings: SolverSettings, limit_s: float, warm_start: bool) -> Ended:
    """One back-end's try; whatever goes wrong inside it is a FAILED answer with a note."""
    try:
        ended = BACKENDS[name](problem, settings, limit_s, warm_start)
    except (pulp.PulpError, OSError, RuntimeError, ValueError, IndexError, MemoryError) as error:
        ended = Ended(SolveStatus.FAILED, None, name, f"{name} failed: {error}")
    if ended.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE) and (broken := _broken_row(problem)):
        ended = Ended(SolveStatus.FAILED, None, name, f"the answer of {name} breaks row {broken}")
    if ended.status is SolveStatus.FAILED:
        for variable in problem.variables():
            variable.varValue = None
    return ended


def _broken_row(problem: pulp.LpProblem) -> str:
    """Name of a row that the values break by more than float noise, empty if none. O(nonzeros)."""
    for constraint in problem.constraints():
        if not constraint.valid(BREACH * max(1.0, abs(constraint.constant))):
            return str(constraint.name)
    return ""
