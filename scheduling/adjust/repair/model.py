"""The integer model of a repair: which choices, how often, so that what stays empty and what it costs are least."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveReport
from scheduling.adjust.repair.choice import Choice, Floats, Menu
from scheduling.adjust.repair.cover import Terrain, sheet_of
from scheduling.solver.arrays import solve_arrays
from scheduling.solver.highs import run_highs
from scheduling.solver.matrix import Matrix

STAGE = "repair"
FEW = 400  # choices that the solver takes at once
FIRST_PART = 0.4  # of its time for an answer with the choices that the relaxation takes


@dataclass(frozen=True)
class Gap:
    """What stays empty: positions by queue and interval, its price, and what a head more is worth (group, interval)."""

    empty: Floats
    cost_cny: float
    value: Floats


def gap_of(terrain: Terrain, heads: Floats, settings: SolverSettings, limit_s: float = 60.0) -> Gap:
    """The least that stays empty with these heads at work; intervals are independent. One linear model.

    Raises `RuntimeError` when the solver cannot answer it, which a small transport problem does not deserve.
    """
    shape = (len(terrain.groups), terrain.intervals)
    if not terrain.intervals or not len(terrain.queues):
        return Gap(np.zeros((len(terrain.queues), terrain.intervals)), 0.0, np.zeros(shape))
    sheet = sheet_of(terrain, heads)
    columns = len(sheet.cost)
    matrix = Matrix(sheet.cost, np.zeros(columns, np.bool_), np.zeros(columns), sheet.upper, sheet.rows,
                    sheet.row_lower, sheet.row_upper)  # fmt: skip
    ended = run_highs(matrix, settings, limit_s)
    if ended.values is None or ended.row_duals is None:
        raise RuntimeError(f"cover was not solved: {ended.note or ended.status}")
    value = -ended.row_duals[: shape[0] * shape[1]].reshape(shape)
    return Gap(_empty(terrain, ended.values), matrix.score(ended.values), np.maximum(value, 0.0))


def _empty(terrain: Terrain, values: Floats) -> Floats:
    size = terrain.wanted.size
    start = len(terrain.worth) * terrain.intervals
    both: Floats = values[start : start + size] + values[start + size : start + 2 * size]
    return np.maximum(both, 0.0).reshape(terrain.wanted.shape)


def choose(
    terrain: Terrain, heads: Floats, menu: Menu, settings: SolverSettings, limit_s: float, part: str, damage_cny: float
) -> tuple[SolveReport, NDArray[np.int64]]:
    """How often each choice is taken; none at all where the solver found nothing in time.

    minimise   price of empty positions + cost of the choices taken
    such that  cover by queue, heads by group (choices add to them), at most the people of each pot, whole blocks

    The solver may stop when what is left to win is below the gap of the settings times `damage_cny`, the cost of doing
    nothing. Many choices are first tried with those alone that the relaxation takes, which gives a start in time.
    """
    model = _model(terrain, heads, menu)
    most = {"mip_abs_gap": settings.gap * max(damage_cny, 0.0)}
    started = time.perf_counter()
    start = None
    if len(menu.choices) > FEW:
        start = _start(model, settings, FIRST_PART * limit_s, part, most)
    left_s = max(limit_s - (time.perf_counter() - started), 0.2 * limit_s)
    report, values = _solved(model, model.upper, settings, left_s, part, most, start)
    report = replace(report, seconds=time.perf_counter() - started)
    if values is None:
        return report, np.zeros(len(menu.choices), dtype=np.int64)
    first = len(model.cost) - int(model.integral.sum())
    return report, np.rint(values[first : first + len(menu.choices)]).astype(np.int64)


def _start(
    model: Matrix, settings: SolverSettings, limit_s: float, part: str, options: Mapping[str, object]
) -> Floats | None:
    """An answer with those choices only that the relaxation takes; None where there is none in time."""
    relaxed = run_highs(replace(model, integral=np.zeros(len(model.cost), np.bool_)), settings, limit_s)
    if relaxed.values is None:
        return None
    upper = np.where(model.integral & (relaxed.values <= 1e-9), model.lower, model.upper)
    return _solved(model, upper, settings, limit_s, part, options, None)[1]


def _solved(
    model: Matrix, upper: Floats, settings: SolverSettings, limit_s: float, part: str, options: Mapping[str, object],
    start: Floats | None,
) -> tuple[SolveReport, Floats | None]:  # fmt: skip
    return solve_arrays(
        model.cost, model.integral, model.lower, upper, model.rows, model.row_lower, model.row_upper,
        stage=STAGE, part=part, settings=settings, limit_s=limit_s, start=start, options=options,
    )  # fmt: skip


def _model(terrain: Terrain, heads: Floats, menu: Menu) -> Matrix:
    """The sheet of the cover with the choices beside it, then whole blocks of the pots that come in blocks."""
    sheet, choices = sheet_of(terrain, heads), menu.choices
    blocks = sorted({p for c in choices for p in c.pots if menu.pots[p].block > 1})
    rows, low, high = _limits(menu, choices, blocks)
    effect = _effects(terrain, choices, sheet.rows.shape[0], len(blocks))
    most = [min(menu.pots[p].most for p in c.pots if not menu.pots[p].balance) for c in choices]
    fits = [menu.pots[p].most // menu.pots[p].block for p in blocks]
    cost = np.concatenate([sheet.cost, [c.cost_cny for c in choices], np.zeros(len(blocks))])
    return Matrix(
        cost=cost,
        integral=np.concatenate([np.zeros(len(sheet.cost), np.bool_), np.ones(len(choices) + len(blocks), np.bool_)]),
        lower=np.zeros(len(cost)),
        upper=np.concatenate([sheet.upper, most, fits]),
        rows=_beside(sheet.rows, effect, rows) if choices else sheet.rows,
        row_lower=np.concatenate([sheet.row_lower, low]),
        row_upper=np.concatenate([sheet.row_upper, high]),
    )


def _beside(sheet: csr_array, effect: csr_array, limits: csr_array) -> csr_array:
    """The sheet with the effect of choices beside it, their limits below."""
    left = csr_array((limits.shape[0], sheet.shape[1]))
    return csr_array(vstack([hstack([sheet, effect]), hstack([left, limits])]))


def _effects(terrain: Terrain, choices: list[Choice], rows: int, blocks: int) -> csr_array:
    """What each choice adds to the heads of its group, as columns beside those of the sheet."""
    at = [c.group * terrain.intervals + c.at for c in choices]
    column = np.repeat(np.arange(len(choices)), [len(a) for a in at])
    data = -np.concatenate([c.heads for c in choices]) if choices else np.zeros(0)
    place = np.concatenate(at) if choices else np.zeros(0, np.int64)
    return csr_array((data, (place, column)), shape=(rows, len(choices) + blocks))


def _limits(menu: Menu, choices: list[Choice], blocks: list[int]) -> tuple[csr_array, Floats, Floats]:
    """A row a pot: at most its people, or as many breaks that go as leave; and one for each pot of blocks."""
    used = sorted({p for c in choices for p in c.pots})
    row = {p: r for r, p in enumerate(used)}
    whole = {p: len(used) + i for i, p in enumerate(blocks)}
    pots = menu.pots
    places = [(row[p], j, c.sign if pots[p].balance else 1.0) for j, c in enumerate(choices) for p in c.pots]
    places += [(whole[p], j, 1.0) for j, c in enumerate(choices) for p in c.pots if p in whole]
    places += [(whole[p], len(choices) + i, -float(pots[p].block)) for i, p in enumerate(blocks)]
    r, j, a = (np.array(part) for part in zip(*places, strict=True)) if places else (np.zeros(0, np.int64),) * 3
    rows = csr_array((a.astype(np.float64), (r.astype(np.int64), j.astype(np.int64))),
                     shape=(len(used) + len(blocks), len(choices) + len(blocks)))  # fmt: skip
    low = np.concatenate([[0.0 if pots[p].balance else -np.inf for p in used], np.zeros(len(blocks))])
    high = np.concatenate([[0.0 if pots[p].balance else pots[p].most for p in used], np.zeros(len(blocks))])
    return rows, low, high
