"""A large mix made sharp: its heads and blocks as a model of their own that learns what their work then costs.

Once the heads are known, who answers what is settled interval by interval; so the heads are the linking columns and
each interval is a part (see solver.cuts). First everything free, for the bound; then the blocks of seats whole, one by
one, the large ones first, each time with all else free to make up for it.
"""

from __future__ import annotations

import time

import numpy as np

from data.contracts.centre import SolverSettings
from scheduling.mix.model import MixModel
from scheduling.mix.settle import whole_blocks
from scheduling.solver.answer import Floats
from scheduling.solver.cuts import CutModel, Standing
from scheduling.solver.first_order import Walk
from scheduling.solver.matrix import Matrix
from scheduling.solver.parts import LINKING, Ints
from scheduling.solver.prices import price_bound

NEAR, NEAR_SHARE = 0.3, 0.1  # how far heads may move from the best answer known while cuts are few
FREE_CLOSE = 3e-4  # gap at which the relaxation is good enough
WHOLE_CLOSE = 3e-5  # and that with whole blocks
BOUND_CLOSE = 2e-5  # and that of its bound, where the asked gap takes a better one
FIRST_ROUNDS, NEXT_ROUNDS, OPEN_ROUNDS, LAST_ROUNDS, BOUND_ROUNDS = 3, 1, 1, 8, 7
SPARE = 0.8  # of the gap that is asked for: better than that is not looked for
CHEAP = 1.5  # of its share of the gap: a block that costs no more is made whole at once, else the other side is tried
WHOLE = 1e-6
EARLY = "time is up: planned roughly for whole blocks"


class _Steps:
    """The small model, its clock, and where it stands."""

    def __init__(self, model: MixModel, matrix: Matrix, walk: Walk, settings: SolverSettings, limit_s: float) -> None:
        self.model, self.matrix, self.settings = model, matrix, settings
        self.until = time.perf_counter() + limit_s
        self.cut = CutModel(matrix, _parts(model), settings)
        self.place = {int(j): i for i, j in enumerate(self.cut.parts.link)}
        self.columns = {variable: j for j, variable in enumerate(model.problem.variables())}
        self.low, self.high = self.cut.lower.copy(), self.cut.upper.copy()
        self.heads = np.array([self.place[self.columns[variable]] for variable in model.heads], dtype=np.int64)
        self.centre = self.cut.linked(walk.values)
        self.cut.learn(self.cut.told(walk.prices))
        first = self.cut.rest(self.centre, self.left())
        if first is not None:
            self.cut.learn(first[1])

    def left(self) -> float:
        return self.until - time.perf_counter()

    def near(self, centre: Floats) -> None:
        """Keep heads near the centre, within their bounds; all else is free."""
        low, high = self.low.copy(), self.high.copy()
        at = self.heads
        reach = NEAR + NEAR_SHARE * np.abs(centre[at])
        low[at] = np.minimum(np.maximum(low[at], centre[at] - reach), high[at])
        high[at] = np.maximum(np.minimum(high[at], centre[at] + reach), low[at])
        self.cut.bounds(low, high)

    def open(self) -> None:
        self.cut.bounds(self.low, self.high)

    def rounds(
        self,
        most: int,
        close: float,
        best: Standing | None = None,
        by: str = "simplex",
        enough: float = -np.inf,
    ) -> Standing | None:
        return self.cut.rounds(most, close, self.left(), best=best, by=by, enough=enough)

    def show(self, values: Floats) -> None:
        """Put the values of heads, blocks and all else that links into the variables."""
        variables = self.model.problem.variables()
        for i, j in enumerate(self.cut.parts.link.tolist()):
            if j < len(variables):
                variables[j].varValue = float(values[i])


def sharpened(
    model: MixModel, matrix: Matrix, walk: Walk, settings: SolverSettings, limit_s: float
) -> tuple[float, bool, str]:
    """From a rough relaxed answer a sharp bound and, where True, heads with whole blocks in the variables.

    The bound holds in any case (-inf: none found). False when time or a solver gave up before there was an answer; a
    note when that was before all blocks were whole: those left are then rounded at once.
    """
    steps = _Steps(model, matrix, walk, settings, limit_s)
    near = _near(steps)
    if near is None:
        return -np.inf, False, EARLY
    bound = price_bound(matrix, near.prices)
    spare = steps.cut.twin() if model.blocks else None
    whole = _whole(steps, near, bound + SPARE * settings.gap * abs(bound))
    if whole is None:
        return bound, False, EARLY
    values, score, note = whole
    if spare is not None and score - bound > settings.gap * abs(score) and not note:
        spare.bounds(steps.low.copy(), steps.high.copy())
        found = spare.rounds(BOUND_ROUNDS, BOUND_CLOSE, steps.left(), best=near, by="ipm")
        bound = bound if found is None else max(bound, price_bound(matrix, found.prices))
    steps.show(values)
    for variable in model.blocks.values():
        variable.varValue = float(round(variable.varValue))
    return bound, True, note


def _near(steps: _Steps) -> Standing | None:
    """A good answer with blocks as fractions, near the rough one it starts from."""
    steps.near(steps.centre)
    near = steps.rounds(FIRST_ROUNDS, FREE_CLOSE, by="ipm")
    if near is None:
        steps.open()
        return steps.rounds(FIRST_ROUNDS, FREE_CLOSE, by="ipm")
    steps.near(near.values)
    near = steps.rounds(NEXT_ROUNDS, FREE_CLOSE, near)
    steps.open()
    return steps.rounds(OPEN_ROUNDS, FREE_CLOSE, near)


def _whole(steps: _Steps, near: Standing, enough: float) -> tuple[Floats, float, str] | None:
    """All blocks whole, then as good as `enough` or as rounds make it; a note where time was up on the way.

    The linking values and their score.
    """
    if not steps.model.blocks:
        best = steps.rounds(LAST_ROUNDS, WHOLE_CLOSE, near, enough=enough) or near
        return best.values, best.score, ""
    values, done = _dived(steps, near)
    if done:
        found = steps.rounds(LAST_ROUNDS, WHOLE_CLOSE, enough=enough)
        if found is not None:
            return found.values, found.score, "" if steps.left() > 0 else EARLY
    return _at_once(steps, values)


def _dived(steps: _Steps, near: Standing) -> tuple[Floats, bool]:
    """Blocks held at whole numbers one by one, and True when all are.

    The largest and least whole comes next, at the nearer whole number; where that is not cheap, the other side is tried
    and the better one kept. All that is not held yet moves each time. O(blocks x a few steps of the simplex method).
    """
    sizes = {
        steps.place[steps.columns[variable]]: float(steps.model.crews[group].pool.block_heads)
        for (group, _), variable in steps.model.blocks.items()
    }
    at = np.array(list(sizes), dtype=np.int64)
    size = np.array(list(sizes.values()))
    now = steps.cut.guess(steps.left())
    if now is None:
        return near.values, False
    cheap = CHEAP * steps.settings.gap * abs(now[1]) / len(at)
    while True:
        values = now[0]
        off = np.abs(values[at] - np.rint(values[at]))
        if (off <= WHOLE).all():
            for column in at.tolist():
                steps.cut.fix(column, float(round(values[column])))
            return values, True
        column = int(at[np.lexsort((-off, -size * (off > WHOLE)))[0]])
        better = _held_whole(steps, column, now, cheap)
        if better is None:
            return values, False
        now = better


def _held_whole(steps: _Steps, column: int, now: tuple[Floats, float], cheap: float) -> tuple[Floats, float] | None:
    """The small model with a block held at the better whole number beside its value; None: neither goes."""
    value = float(now[0][column])
    nearer = float(round(value))
    other = nearer - 1.0 if nearer > value else nearer + 1.0
    steps.cut.fix(column, nearer)
    first = steps.cut.guess(steps.left())
    if first is not None and first[1] - now[1] <= cheap:
        return first
    steps.cut.fix(column, other)
    second = steps.cut.guess(steps.left())
    if second is not None and (first is None or second[1] < first[1]):
        return second
    if first is not None:
        steps.cut.fix(column, nearer)
    return first


def _at_once(steps: _Steps, values: Floats) -> tuple[Floats, float, str] | None:
    """The values with all blocks rounded, without planning the rest anew."""
    steps.show(values)
    groups = dict.fromkeys(group for group, _ in steps.model.blocks)
    if not whole_blocks(steps.model, groups, steps.settings):
        return None
    rounded = values.copy()
    for variable in steps.model.blocks.values():
        rounded[steps.place[steps.columns[variable]]] = round(variable.varValue)
    return rounded, np.inf, EARLY


def _parts(model: MixModel) -> Ints:
    """The part of each column: who answers what, and what stays empty, belongs to its interval; all else links."""
    of = {variable: t for (_, _, t), variable in model.flow.items()}
    of |= {variable: t for (_, t), variable in model.short.items()}
    return np.array([of.get(variable, LINKING) for variable in model.problem.variables()], dtype=np.int64)
