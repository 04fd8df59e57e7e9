"""From a relaxed answer to a plan that holds: whole blocks, nobody booked twice, no position filled by air."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pulp
from numpy.typing import NDArray

from data.contracts.centre import SolverSettings
from scheduling.mix.allot import allotted, front_supply
from scheduling.mix.answer import supply_of
from scheduling.mix.model import MixModel
from scheduling.mix.rules.slack import settle_slack
from scheduling.solver.answer import ANSWERED
from scheduling.solver.pulp_door import solve

Floats = NDArray[np.float64]
BLOCK_LIMIT_S = 5.0
MISSING_WEIGHT = 1.5  # a seat too few leaves positions empty, a seat too many costs its price: the first is dearer


def whole_blocks(
    model: MixModel, groups: Collection[str], settings: SolverSettings, whole: Collection[str] = ()
) -> bool:
    """Set the blocks of the groups to whole numbers next to their values, seats and least days kept; False: failed.

    `whole` are groups that have whole blocks already: what they take of the seats of their pools is taken. Small: one
    whole number per group and day.
    """
    blocks = {key: variable for key, variable in model.blocks.items() if key[0] in groups}
    problem = pulp.LpProblem("blocks", pulp.LpMinimize)
    twin: dict[str, pulp.LpVariable] = {}
    miss: list[tuple[pulp.LpVariable, float]] = []
    for (group, day), variable in blocks.items():
        own = problem.add_variable(variable.name, 0, variable.upBound, pulp.LpInteger)
        twin[variable.name] = own
        under, over = (problem.add_variable(f"{side}_{group}_{day}", 0) for side in ("under", "over"))
        size = float(model.crews[group].pool.block_heads)
        miss += [(under, MISSING_WEIGHT * size), (over, size)]
        problem.addConstraint(own + under - over == float(variable.varValue))
    problem.setObjective(pulp.LpAffineExpression(miss))
    for begun, group, day in model.begun:
        if (group, day) in blocks:
            twin[begun.name] = problem.add_variable(begun.name, 0, blocks[group, day].upBound)
    for constraint in model.problem.constraints():
        kind = str(constraint.name).split("_")[0]
        if kind in ("begin", "stay") and all(v.name in twin for v in constraint.keys()):  # noqa: SIM118
            problem.addConstraint(
                pulp.LpConstraint(
                    pulp.LpAffineExpression([(twin[v.name], f) for v, f in constraint.items()]),
                    constraint.sense,
                    constraint.name,
                    -constraint.constant,
                )
            )
    _seats(model, problem, twin, blocks, whole)
    report = solve(problem, stage="mix", part="blocks", settings=settings, limit_s=BLOCK_LIMIT_S)
    if report.status not in ANSWERED:
        return False
    for variable in blocks.values():
        variable.varValue = float(round(twin[variable.name].varValue))
    return True


def _seats(
    model: MixModel,
    problem: pulp.LpProblem,
    twin: dict[str, pulp.LpVariable],
    blocks: dict[tuple[str, int], pulp.LpVariable],
    whole: Collection[str],
) -> None:
    """Blocks of a pool on a day stay within its seats, as `define_seats` says of the heads."""
    taken: dict[tuple[str, int], float] = {}
    for (group, day), variable in model.blocks.items():
        pool = model.crews[group].pool
        if group in whole:
            taken[pool.pool, day] = taken.get((pool.pool, day), 0.0) + round(variable.varValue) * pool.block_heads
    by_pool: dict[tuple[str, int], list[tuple[pulp.LpVariable, float]]] = {}
    for (group, day), variable in blocks.items():
        pool = model.crews[group].pool
        if (pool.pool, day) in model.seats:
            by_pool.setdefault((pool.pool, day), []).append((twin[variable.name], float(pool.block_heads)))
    for (pool_name, day), pairs in by_pool.items():
        most = max(model.seats[pool_name, day] - taken.get((pool_name, day), 0.0), 0.0)
        row = pulp.LpConstraint(pulp.LpAffineExpression(pairs), pulp.LpConstraintLE, f"seats_{pool_name}_{day}", most)
        problem.addConstraint(row)


def settle(model: MixModel, intervals: int, settings: SolverSettings) -> None:
    """Turn the values in the variables into ones that keep every row exactly; little is lost when they nearly did.

    Heads of called seats are scaled to their blocks, heads of people down to their limits; then who answers what is
    found anew for these heads, dearest shortage first. O(variables).
    """
    heads = np.array([max(0.0, v.varValue or 0.0) for v in model.heads])
    heads = _within_limits(model, _in_blocks(model, heads))
    for variable, count in zip(model.heads, heads.tolist(), strict=True):
        variable.varValue = count
    for begun, group, day in model.begun:
        before = model.blocks.get((group, day - 1))
        earlier = 0.0 if before is None else float(before.varValue)
        begun.varValue = max(0.0, float(model.blocks[group, day].varValue) - earlier)
    flow = allotted(model, front_supply(model, supply_of(model, heads, intervals)), settings)
    for (f, c, t), variable in model.flow.items():
        variable.varValue = float(flow[f, c, t])
    need = np.array([c.need for c in model.classes]).reshape(len(model.classes), intervals)
    short = np.maximum(need - flow.sum(axis=0), 0.0)
    for (c, t), variable in model.short.items():
        variable.varValue = float(short[c, t])
    settle_slack(model)


def _in_blocks(model: MixModel, heads: Floats) -> Floats:
    index = {variable: i for i, variable in enumerate(model.heads)}
    settled = heads.copy()
    for key, variable in model.blocks.items():
        at = [index[booked] for _, booked in model.by_day.get(key, ())]
        called = (variable.varValue or 0.0) * model.crews[key[0]].pool.block_heads
        total = float(heads[at].sum()) if at else 0.0
        if total > 1e-9:
            settled[at] = heads[at] * (called / total)
        elif at:
            settled[at] = called / len(at)
    return settled


def _within_limits(model: MixModel, heads: Floats) -> Floats:
    """Heads of own people scaled down, row by row, where they pass a limit: what a row gives up eases the others."""
    index = {variable: i for i, variable in enumerate(model.heads)}
    kept = heads.copy()
    for constraint in model.problem.constraints():
        if constraint.sense != pulp.LpConstraintLE or not str(constraint.name).startswith(model.people_rows):
            continue
        at = [index[variable] for variable in constraint.keys() if variable in index]  # noqa: SIM118
        if not at or not model.crews[model.choices[at[0]].group].internal:
            continue
        used = float(kept[at] @ np.array([constraint.get(model.heads[i], 0.0) for i in at]))
        limit = -float(constraint.constant)
        if used > limit:
            kept[at] *= max(limit, 0.0) / used
    return kept
