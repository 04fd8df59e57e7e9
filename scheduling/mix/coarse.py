"""The mix on hours instead of quarters: a fast, slightly generous plan for when the full one takes too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.mix.choices import Choice
from scheduling.mix.demand import QueueClass
from scheduling.mix.model import MixModel, mix_model
from scheduling.solver.answer import Floats
from scheduling.solver.highs import run_highs
from scheduling.solver.matrix import Matrix, matrix_of
from scheduling.solver.relaxation import Relaxed, price_bound

INTERVALS = 4


def relax_coarse(model: MixModel, matrix: Matrix, settings: SolverSettings, limit_s: float) -> Relaxed | None:
    """Relaxed values for the full model from one whose intervals are four times as long; None: not even that in time.

    Need is the highest of the four, cover their mean. Flow and shortage of an interval are those of its hour times its
    part of the hour's need. The bound uses the hour's row prices, a quarter for each of its intervals: valid, but weak.
    """
    classes = [_class_of(one) for one in model.classes]
    hours = len(classes[0].need)
    choices = [_choice_of(one, hours) for one in model.choices]
    prices = [price * INTERVALS for price in model.short_cny]
    coarse = mix_model(classes, model.crews, choices, model.days, prices)
    free = matrix_of(coarse.problem)
    free = replace(free, integral=np.zeros_like(free.integral))
    ended = run_highs(free, settings, limit_s, options={"solver": "ipm", "run_crossover": "off"})
    if ended.status is not SolveStatus.OPTIMAL or ended.values is None or ended.row_duals is None:
        return None
    found = dict(zip((v.name for v in coarse.problem.variables()), ended.values.tolist(), strict=True))
    dual = dict(zip((c.name for c in coarse.problem.constraints()), ended.row_duals.tolist(), strict=True))
    values = _expanded(model, classes, found)
    rows = np.array([_price(str(c.name), dual) for c in model.problem.constraints()])
    return Relaxed(values, price_bound(matrix, rows))


def _class_of(one: QueueClass) -> QueueClass:
    need = np.concatenate([one.need, np.zeros(-len(one.need) % INTERVALS)]).reshape(-1, INTERVALS).max(axis=1)
    return replace(one, need=need)


def _choice_of(choice: Choice, hours: int) -> Choice:
    first, late = divmod(choice.first, INTERVALS)
    padded = np.concatenate([np.zeros(late), choice.cover, np.zeros(-(late + len(choice.cover)) % INTERVALS)])
    return replace(choice, first=first, cover=padded.reshape(-1, INTERVALS).mean(axis=1)[: hours - first])


def _expanded(model: MixModel, classes: Sequence[QueueClass], found: dict[str, float]) -> Floats:
    """Values of the full model's columns, in their order."""
    of_hour = {v.name: found.get(v.name, 0.0) for v in [*model.heads, *model.blocks.values()]}
    of_hour.update({begun.name: found.get(begun.name, 0.0) for begun, _, _ in model.begun})
    for (_, c, t), variable in model.flow.items():
        part = float(model.classes[c].need[t]) / max(float(classes[c].need[t // INTERVALS]), 1e-12)
        stem = variable.name.rsplit("_", 1)[0]
        of_hour[variable.name] = part * found.get(f"{stem}_{t // INTERVALS}", 0.0)
    for (c, t), variable in model.short.items():
        part = float(model.classes[c].need[t]) / max(float(classes[c].need[t // INTERVALS]), 1e-12)
        of_hour[variable.name] = part * found.get(f"short_{c}_{t // INTERVALS}", 0.0)
    return np.array([of_hour[variable.name] for variable in model.problem.variables()])


def _price(name: str, dual: dict[str, float]) -> float:
    """Price of a row of the full model: that of its namesake, a quarter of its hour's for rows of an interval."""
    kind, _, rest = name.partition("_")
    if kind not in ("cover", "presence"):
        return dual.get(name, 0.0)
    stem, _, t = rest.rpartition("_")
    return dual.get(f"{kind}_{stem}_{int(t) // INTERVALS}", 0.0) / INTERVALS
