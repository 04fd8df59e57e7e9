"""Solving the mix: small ones as they are, large ones by relaxation, whole blocks, and settling what is left."""

from __future__ import annotations

import time
from dataclasses import replace

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveReport, SolveStatus
from scheduling.mix.coarse import relax_coarse
from scheduling.mix.model import MixModel
from scheduling.mix.settle import settle, whole_blocks
from scheduling.solver.answer import Ended, report_of
from scheduling.solver.matrix import Matrix, matrix_of
from scheduling.solver.pulp_door import solve
from scheduling.solver.relaxation import Relaxed, relax

SMALL_COLUMNS = 12_000
COARSE_LEAST_S = 8.0
FIRST_SHARE = 0.65  # of the time: the rest is for the second relaxation, with the blocks whole
BOUND_TOLERANCE = 2e-3  # of the first relaxation: measured, the bound loses 0.2 %
PLAN_TOLERANCE = 4e-3  # of the second: settling repairs what it breaks


def solve_mix(model: MixModel, settings: SolverSettings, limit_s: float, intervals: int) -> SolveReport:
    """Leave the best plan found in the variables and report objective, bound and gap.

    Small models, and all under CBC: solved as they are. Large ones: relaxed (its row prices give the bound), the blocks
    of seats made whole, relaxed again with these blocks if time allows, settled so that every row holds exactly. When
    the first relaxation takes too long, the model is relaxed on whole hours instead: a weaker plan and bound, in time.
    """
    started = time.perf_counter()
    if settings.backend != "highs" or len(model.heads) + len(model.flow) + len(model.short) <= SMALL_COLUMNS:
        return solve(model.problem, stage="mix", part="", settings=settings, limit_s=limit_s)
    matrix = matrix_of(model.problem)
    first, note = _tried(matrix, settings, limit_s * FIRST_SHARE, BOUND_TOLERANCE)
    took_s = time.perf_counter() - started
    if first is None:
        first, coarse_note = _tried(matrix, settings, max(limit_s - took_s, COARSE_LEAST_S), 0.0, model)
        note = "; ".join(n for n in ("planned on whole hours for want of time", note, coarse_note) if n)
    left_s = limit_s - _since(started)
    if first is None or not _settled(model, matrix, first, settings, left_s, intervals):
        report = solve(model.problem, stage="mix", part="", settings=settings, limit_s=max(left_s, 1.0))
        return replace(report, note="; ".join(n for n in (note, report.note) if n), seconds=_since(started))
    objective = float(model.problem.objective.value())
    ended = Ended(SolveStatus.FEASIBLE, first.bound, "highs", note)
    report = report_of("mix", "", ended, objective=objective, seconds=_since(started))
    within = report.gap is not None and report.gap <= settings.gap
    return replace(report, status=SolveStatus.OPTIMAL if within else SolveStatus.FEASIBLE)


def _settled(
    model: MixModel, matrix: Matrix, first: Relaxed, settings: SolverSettings, spare_s: float, intervals: int
) -> bool:
    """Make the blocks whole, relax again if `spare_s` allows, settle. False when no whole blocks were found."""
    columns = model.problem.variables()
    for variable, value in zip(columns, first.values.tolist(), strict=True):
        variable.varValue = value
    relaxed = {key: float(variable.varValue) for key, variable in model.blocks.items()}
    if model.blocks and not whole_blocks(model, relaxed, settings):
        return False
    if model.blocks and spare_s > 0:
        place = {variable: j for j, variable in enumerate(columns)}
        lower, upper = matrix.lower.copy(), matrix.upper.copy()
        for variable in model.blocks.values():
            lower[place[variable]] = upper[place[variable]] = variable.varValue
        second, _ = _tried(replace(matrix, lower=lower, upper=upper), settings, spare_s, PLAN_TOLERANCE)
        if second is not None:
            for variable, value in zip(columns, second.values.tolist(), strict=True):
                variable.varValue = value
            for variable in model.blocks.values():
                variable.varValue = round(variable.varValue)
    settle(model, intervals)
    return True


def _tried(
    matrix: Matrix, settings: SolverSettings, limit_s: float, tolerance: float, coarse: MixModel | None = None
) -> tuple[Relaxed | None, str]:
    """A relaxation of the model, or of its `coarse` twin, and what went wrong."""
    try:
        if coarse is not None:
            return relax_coarse(coarse, matrix, settings, limit_s), ""
        return relax(matrix, settings, limit_s, tolerance), ""
    except (RuntimeError, ValueError, MemoryError) as error:
        return None, f"the relaxation failed: {error}"


def _since(started: float) -> float:
    return time.perf_counter() - started
