"""Solving the mix: small ones as they are, large ones by relaxation, whole blocks, and settling what is left."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveReport, SolveStatus
from scheduling.mix.model import MixModel
from scheduling.mix.settle import settle, whole_blocks
from scheduling.mix.sharpen import sharpened
from scheduling.solver.answer import Ended, Floats, report_of
from scheduling.solver.first_order import FirstOrder, Walk
from scheduling.solver.matrix import matrix_of
from scheduling.solver.prices import price_bound, raised
from scheduling.solver.pulp_door import solve

SMALL_COLUMNS = 12_000
ROUND_STEPS = 1_000
MOST_ROUNDS = 3
CLOSE = 2e-3  # gap between score and bound of the rough relaxation at which it is good enough to start from
TRIAL_GAP = 0.01  # who accepts so much is given the rough answer, in half the time
ROUGH_GAP = 0.004  # who accepts so much is given the rough answer where that is as good
SHARP_SHARE = 0.75  # of the time limit: what is left is for the rough method where sharpening did not end
AGAIN_STEPS = 2_000  # of the relaxation with all blocks whole: it starts where the one before ended
BETWEEN_STEPS = 1_000  # of those with the blocks of some pools whole
FIRST_SHARE = 0.6  # of the time limit


def solve_mix(model: MixModel, settings: SolverSettings, limit_s: float, intervals: int) -> SolveReport:
    """Leave the best plan found in the variables and report objective, bound and gap.

    Small models, and all under CBC: solved as they are. Large ones: relaxed roughly (its row prices give a bound), then
    sharpened, with whole blocks of seats and a better bound, and settled so that every row holds exactly. Where a gap
    of `TRIAL_GAP` is accepted, or time is up, or the rough method comes to an accepted gap of `ROUGH_GAP` or more, the
    blocks are made whole by the rough method. Steps are counted, not timed, so that the same input gives the same plan
    on any machine; the clock is a safety net, and when it strikes the note of the report says so.
    """
    started = time.perf_counter()
    if settings.backend != "highs" or len(model.heads) + len(model.flow) + len(model.short) <= SMALL_COLUMNS:
        return solve(model.problem, stage="mix", part="", settings=settings, limit_s=limit_s)
    matrix = matrix_of(model.problem)
    method = FirstOrder(matrix)
    first, note = _relaxed(method, limit_s * FIRST_SHARE)
    first = replace(first, prices=raised(matrix, first.prices))
    bound = price_bound(matrix, first.prices)
    ending = _Ending(model, intervals, settings, started)
    if settings.gap >= ROUGH_GAP:
        _set(model, first.values)
        rough = ending.report(bound, note, _made_whole(model, method, first, settings, limit_s - _since(started)))
        if rough.status is SolveStatus.OPTIMAL or settings.gap >= TRIAL_GAP or _since(started) >= SHARP_SHARE * limit_s:
            return rough
    better, sharp, early = sharpened(model, matrix, first, settings, SHARP_SHARE * limit_s - _since(started))
    bound, note = max(bound, better), _joined(note, early)
    if not sharp:
        _set(model, first.values)
        note = _joined(note, _made_whole(model, method, first, settings, limit_s - _since(started)))
    elif early:
        _set(model, _held(model, method, first, limit_s - _since(started)).values)
    return ending.report(bound, note)


@dataclass(frozen=True)
class _Ending:
    """What comes after the blocks are whole."""

    model: MixModel
    intervals: int
    settings: SolverSettings
    started: float

    def report(self, bound: float, *notes: str) -> SolveReport:
        """Settle what is in the variables, and say how good it is; optimal within the accepted gap."""
        settle(self.model, self.intervals, self.settings)
        objective = float(self.model.problem.objective.value())
        note = _joined(*dict.fromkeys(notes))
        ended = Ended(SolveStatus.FEASIBLE, bound, "first order and highs", note)
        report = report_of("mix", "", ended, objective=objective, seconds=_since(self.started))
        within = report.gap is not None and report.gap <= self.settings.gap
        return replace(report, status=SolveStatus.OPTIMAL if within else SolveStatus.FEASIBLE)


def _relaxed(method: FirstOrder, limit_s: float) -> tuple[Walk, str]:
    """The model with whole columns free, near its optimum, and a note when the time was up before."""
    matrix, started = method.matrix, time.perf_counter()
    walk: Walk | None = None
    for _ in range(MOST_ROUNDS):
        walk = method.walk(matrix.lower, matrix.upper, ROUND_STEPS, walk, limit_s - _since(started))
        score = matrix.score(walk.values)
        if abs(score - price_bound(matrix, walk.prices)) <= CLOSE * abs(score):
            return walk, ""
        if _since(started) >= limit_s:
            return walk, "time is up: relaxed roughly"
    assert walk is not None
    return walk, ""


def _made_whole(model: MixModel, method: FirstOrder, walk: Walk, settings: SolverSettings, limit_s: float) -> str:
    """Whole blocks in the variables and all else as good as it can be with them; a note when something went wrong.

    Pools with large blocks come first: what their rounding adds or lacks, those with small blocks then make up for.
    """
    started, notes = time.perf_counter(), []
    columns = model.problem.variables()
    place = {variable: j for j, variable in enumerate(columns)}
    lower, upper = method.matrix.lower.copy(), method.matrix.upper.copy()
    pools = {model.crews[group].pool.pool: model.crews[group].pool.block_heads for group, _ in model.blocks}
    sizes = sorted(set(pools.values()), reverse=True)
    for size in sizes:
        chosen = {name for name, block in pools.items() if block == size}
        groups = {group for group, _ in model.blocks if model.crews[group].pool.pool in chosen}
        if not whole_blocks(model, groups, settings):
            notes.append("no whole blocks were found for " + ", ".join(sorted(chosen)))
        for (group, _), variable in model.blocks.items():
            if model.crews[group].pool.pool in chosen:
                lower[place[variable]] = upper[place[variable]] = round(variable.varValue)
        steps = AGAIN_STEPS if size == sizes[-1] else BETWEEN_STEPS
        walk = method.walk(lower, upper, steps, walk, limit_s - _since(started))
        if walk.steps < steps:
            notes.append("time is up: planned roughly for whole blocks")
        _set(model, walk.values)
    for variable in model.blocks.values():
        variable.varValue = float(round(variable.varValue))
    return _joined(*dict.fromkeys(notes))


def _held(model: MixModel, method: FirstOrder, walk: Walk, limit_s: float) -> Walk:
    """The rough method with all blocks as they stand in the variables."""
    lower, upper = method.matrix.lower.copy(), method.matrix.upper.copy()
    place = {variable: j for j, variable in enumerate(model.problem.variables())}
    for variable in model.blocks.values():
        lower[place[variable]] = upper[place[variable]] = round(variable.varValue)
    return method.walk(lower, upper, AGAIN_STEPS, walk, limit_s)


def _set(model: MixModel, values: Floats) -> None:
    for variable, value in zip(model.problem.variables(), values.tolist(), strict=True):
        variable.varValue = value


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _since(started: float) -> float:
    return time.perf_counter() - started
