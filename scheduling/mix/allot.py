"""Who answers what when the heads are known: the exact least shortage, interval by interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.mix.model import MixModel
from scheduling.solver.highs import run_highs
from scheduling.solver.matrix import Matrix

Floats = NDArray[np.float64]
LIMIT_S = 20.0  # never reached in practice: the intervals have nothing to do with each other


def front_supply(model: MixModel, supply: Floats) -> Floats:
    """Positions each front can fill of what it is best at, [fronts, intervals], from those of the groups."""
    place = {group: i for i, group in enumerate(model.crews)}
    made = np.zeros((len(model.fronts), supply.shape[1]))
    for f, front in enumerate(model.fronts):
        for group, speed in front.groups.items():
            made[f] += speed * supply[place[group]]
    return made


def allotted(model: MixModel, supply: Floats, settings: SolverSettings) -> Floats:
    """Positions of each front on each class, [fronts, classes, intervals], with the dearest needs filled first.

    `supply` is that of the fronts. The exact optimum of what the model leaves open once all heads are fixed, cleaned of
    the solver's float noise: no front does more than it can, no class gets more than it needs, and room that is left
    over is used. O(flow columns) rows, solved by simplex in half a second for 50,000 of them.
    """
    flow = np.zeros((len(model.fronts), len(model.classes), supply.shape[1]))
    keys = list(model.flow)
    if keys:
        values = _least_shortage(model, keys, supply, settings)
        at = np.array(keys, dtype=np.int64)
        flow[at[:, 0], at[:, 1], at[:, 2]] = np.maximum(values, 0.0)
    return _cleaned(model, flow, supply)


def _least_shortage(
    model: MixModel, keys: list[tuple[int, int, int]], supply: Floats, settings: SolverSettings
) -> Floats:
    """Flow by key; all zero when the solver fails (cleaning then fills what it can)."""
    shorts = {key: len(keys) + i for i, key in enumerate(model.short)}
    rows = {key: i for i, key in enumerate(model.short)}
    present: dict[tuple[int, int], int] = {}
    row, column, factor, price = [], [], [], np.zeros(len(keys) + len(shorts))
    for j, (f, c, t) in enumerate(keys):
        speed, _ = model.fronts[f].classes[c]
        i = present.setdefault((f, t), len(rows) + len(present))
        row += [rows[c, t], i]
        column += [j, j]
        factor += [1.0, 1.0 / speed]
        price[j] = model.flow_cny[f, c, t]
    for (c, t), j in shorts.items():
        row.append(rows[c, t])
        column.append(j)
        factor.append(1.0)
        price[j] = model.short_cny[c]
    place = {key: j for j, key in enumerate(keys)}
    for number, limit in enumerate(model.flow_limits):
        for key, share in limit.factors:
            row.append(len(rows) + len(present) + number)
            column.append(place[key])
            factor.append(share)
        if limit.over is not None:
            row.append(len(rows) + len(present) + number)
            column.append(len(price))
            factor.append(-1.0)
            price = np.append(price, float(model.problem.objective.get(limit.over, 0.0)))
    need = np.array([model.classes[c].need[t] for c, t in rows])
    most = np.array([*(supply[f, t] for f, t in present), *(0.0 for _ in model.flow_limits)])
    matrix = Matrix(
        price, np.zeros(len(price), np.bool_), np.zeros(len(price)), np.full(len(price), np.inf),
        csr_array((factor, (row, column)), shape=(len(need) + len(most), len(price))),
        np.concatenate([need, np.full(len(most), -np.inf)]), np.concatenate([np.full(len(need), np.inf), most]),
    )  # fmt: skip
    try:
        ended = run_highs(matrix, settings, LIMIT_S, options={"solver": "simplex"})
    except (RuntimeError, ValueError, MemoryError):
        return np.zeros(len(keys))
    if ended.status is not SolveStatus.OPTIMAL or ended.values is None:
        return np.zeros(len(keys))
    return ended.values[: len(keys)]


def _cleaned(model: MixModel, flow: Floats, supply: Floats) -> Floats:
    """The flow scaled to what is there and to what is needed, and the room left given to what is short."""
    slow = np.array([[1.0 / front.classes[c][0] if c in front.classes else 0.0 for c in range(len(model.classes))]
                     for front in model.fronts]).reshape(len(model.fronts), -1)  # fmt: skip
    used = np.einsum("fct,fc->ft", flow, slow)
    flow = flow * np.minimum(1.0, np.divide(supply, used, out=np.ones_like(used), where=used > 0))[:, None, :]
    need = np.array([c.need for c in model.classes])
    filled = flow.sum(axis=0)
    flow *= np.minimum(1.0, np.divide(need, filled, out=np.ones_like(filled), where=filled > 0))[None, :, :]
    _keep_limits(model, flow)
    short = np.maximum(need - flow.sum(axis=0), 0.0)
    room = np.maximum(supply - np.einsum("fct,fc->ft", flow, slow), 0.0)
    for c in np.argsort([-price for price in model.short_cny], kind="stable"):
        for f in np.flatnonzero(slow[:, c] > 0).tolist():
            if model.fronts[f].outsourced and int(c) in model.ruled:
                continue  # what partners may do is settled above
            more = np.minimum(short[c], room[f] / slow[f, c])
            flow[f, c] += more
            short[c] -= more
            room[f] -= more * slow[f, c]
    return flow


def _keep_limits(model: MixModel, flow: Floats) -> None:
    """Partners do less where a hard limit over flows is passed by float noise: they are scaled to what it allows."""
    for limit in model.flow_limits:
        if limit.over is not None:
            continue
        far = sum(flow[key] * factor for key, factor in limit.factors if factor > 0.0)
        own = sum(flow[key] * factor for key, factor in limit.factors if factor < 0.0)
        if far + own > 0.0:
            for key, factor in limit.factors:
                if factor > 0.0:
                    flow[key] *= -own / far


def by_group(model: MixModel, flow: Floats, supply: Floats) -> Floats:
    """Flow of the fronts divided among their groups by what each can do, [groups, classes, intervals].

    `supply` is that of the groups (positions at speed 1).
    """
    place = {group: i for i, group in enumerate(model.crews)}
    divided = np.zeros((len(model.crews), flow.shape[1], flow.shape[2]))
    whole = front_supply(model, supply)
    for f, front in enumerate(model.fronts):
        for group, speed in front.groups.items():
            able = speed * supply[place[group]]
            part = np.divide(able, whole[f], out=np.zeros_like(able), where=whole[f] > 0)
            divided[place[group]] = flow[f] * part
    return divided
