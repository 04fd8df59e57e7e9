"""A large mix made sharp: its heads and blocks as a model of their own that learns what their work then costs.

Once the heads are known, who answers what is settled interval by interval; so the heads are the linking columns and
each interval is a part (see solver.cuts). First everything free, for the bound; then the blocks of seats whole, group
by group, those of large blocks first, each time with all else free to make up for it.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

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
BOUND_CLOSE = 2e-5  # and that of its bound, found beside the whole blocks on a second core
FIRST_ROUNDS, NEXT_ROUNDS, OPEN_ROUNDS = 3, 1, 2
BOUND_ROUNDS = 7
EARLY = "time is up: planned roughly for whole blocks"
STAGE_ROUNDS, LAST_ROUNDS = 1, 6  # with the blocks of some groups whole, and of all


class _Steps:
    """The small model, its clock, and where it stands."""

    def __init__(self, model: MixModel, matrix: Matrix, walk: Walk, settings: SolverSettings, limit_s: float) -> None:
        self.model, self.matrix, self.settings = model, matrix, settings
        self.until = time.perf_counter() + limit_s
        self.cut = CutModel(matrix, _parts(model), settings)
        self.place = {int(j): i for i, j in enumerate(self.cut.parts.link)}
        self.columns = {variable: j for j, variable in enumerate(model.problem.variables())}
        self.low, self.high = self.cut.lower.copy(), self.cut.upper.copy()
        self.heads: dict[str, list[int]] = {}
        for choice, variable in zip(model.choices, model.heads, strict=True):
            self.heads.setdefault(choice.group, []).append(self.place[self.columns[variable]])
        self.centre = self.cut.linked(walk.values)
        self.cut.learn(self.cut.told(walk.prices))
        first = self.cut.rest(self.centre, self.left())
        if first is not None:
            self.cut.learn(first[1])

    def left(self) -> float:
        return self.until - time.perf_counter()

    def near(self, centre: Floats, moving: str = "") -> None:
        """Keep heads near the centre, within their bounds; those of the group `moving` and all else are free."""
        low, high = self.low.copy(), self.high.copy()
        at = np.array([i for group, own in self.heads.items() if group != moving for i in own], dtype=np.int64)
        reach = NEAR + NEAR_SHARE * np.abs(centre[at])
        low[at] = np.minimum(np.maximum(low[at], centre[at] - reach), high[at])
        high[at] = np.maximum(np.minimum(high[at], centre[at] + reach), low[at])
        self.cut.bounds(low, high)

    def open(self) -> None:
        self.cut.bounds(self.low, self.high)

    def rounds(self, most: int, close: float, best: Standing | None = None, by: str = "simplex") -> Standing | None:
        return self.cut.rounds(most, close, self.left(), best=best, by=by)

    def fix(self, chosen: str) -> None:
        """Hold the blocks of a group at what their variables say."""
        for (group, _), variable in self.model.blocks.items():
            if group == chosen:
                at = self.place[self.columns[variable]]
                self.low[at] = self.high[at] = round(variable.varValue)

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
    with ThreadPoolExecutor(max_workers=1) as pool:
        bound = pool.submit(_bound, matrix, steps.cut.twin(), (steps.low.copy(), steps.high.copy()), near, steps.left())
        whole = _whole(steps, near)
    if whole is None:
        return bound.result(), False, EARLY
    steps.show(whole[0])
    for variable in model.blocks.values():
        variable.varValue = float(round(variable.varValue))
    return bound.result(), True, whole[1]


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


def _bound(matrix: Matrix, cut: CutModel, bounds: tuple[Floats, Floats], near: Standing, limit_s: float) -> float:
    """What no answer of the model is below; -inf: none found."""
    cut.bounds(*bounds)
    found = cut.rounds(BOUND_ROUNDS, BOUND_CLOSE, limit_s, best=near, by="ipm")
    return -np.inf if found is None or found is near else price_bound(matrix, found.prices)


def _whole(steps: _Steps, near: Standing) -> tuple[Floats, str] | None:
    """All blocks whole, group by group, large blocks first: what one adds or lacks, all that are left make up for.

    The linking values, and a note where time was up on the way.
    """
    sizes = {group: steps.model.crews[group].pool.block_heads for group, _ in steps.model.blocks}
    order = sorted(sizes, key=lambda group: -sizes[group])
    now = near if order else _held(steps, near.values, "", LAST_ROUNDS, WHOLE_CLOSE) or near
    for number, group in enumerate(order, 1):
        steps.show(now.values)
        if not whole_blocks(steps.model, {group}, steps.settings, order[: number - 1]):
            return None
        steps.fix(group)
        last = number == len(order)
        found = _held(
            steps, now.values, group, LAST_ROUNDS if last else STAGE_ROUNDS, WHOLE_CLOSE if last else FREE_CLOSE
        )
        if found is None:
            return _at_once(steps, now.values, order[number:], order[:number])
        now = found
    return now.values, ""


def _at_once(steps: _Steps, values: Floats, left: list[str], done: list[str]) -> tuple[Floats, str] | None:
    """The values with the blocks of the groups left rounded, without planning the rest anew."""
    if left and not whole_blocks(steps.model, left, steps.settings, done):
        return None
    rounded = values.copy()
    for variable in steps.model.blocks.values():
        rounded[steps.place[steps.columns[variable]]] = round(variable.varValue)
    return rounded, EARLY


def _held(steps: _Steps, centre: Floats, group: str, most: int, close: float) -> Standing | None:
    """The best with the blocks held so far, those of `group` since now: near the centre, or anywhere if that fails."""
    steps.near(centre, group)
    found = steps.rounds(most, close)
    if found is None:
        steps.open()
        found = steps.rounds(most, close)
    return found


def _parts(model: MixModel) -> Ints:
    """The part of each column: who answers what, and what stays empty, belongs to its interval; all else links."""
    of = {variable: t for (_, _, t), variable in model.flow.items()}
    of |= {variable: t for (_, t), variable in model.short.items()}
    return np.array([of.get(variable, LINKING) for variable in model.problem.variables()], dtype=np.int64)
