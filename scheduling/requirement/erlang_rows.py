"""Erlang B, C and A row by row over arrays: the compiled loops behind `erlang` (kernels)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel
from scheduling.requirement import erlang_a, erlang_a_search, erlang_b, erlang_c
from scheduling.requirement.erlang_a import Values

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

Targets = tuple[float, float, float, float, float]
"""Service level, max ASA (s), max occupancy, max abandonment, max blocking; NaN where nothing is asked."""

Columns = tuple[FloatArray, ...]

MODEL_B, MODEL_C, MODEL_A = 0, 1, 2
MET, NO_TARGET, UNREACHABLE, INVALID = 0, 1, 2, 3

# Places in `Targets`
SERVICE_LEVEL, MAX_ASA, MAX_OCCUPANCY, MAX_ABANDON, MAX_BLOCKING = 0, 1, 2, 3, 4
_SLOTS = 4096  # remembered rows: the same interval of many days is solved once


@kernel
def _values_lost(load_erl: float, lines: float) -> Values:
    """Measures of Erlang B: the blocked are lost, everybody else is answered at once."""
    blocking = 1.0 / erlang_b.inverse_blocking(lines, load_erl)
    busy = load_erl * (1.0 - blocking) / lines if lines >= 1.0 else 1.0
    level = 1.0 - blocking
    return 0.0, level, level, level, 1.0 if level > 0.0 else 0.0, 0.0, 0.0, 0.0, busy, blocking


@kernel
def _values(model: int, load_erl: float, aht_s: float, patience_s: float, agents: float, target_s: float) -> Values:
    """Measures at a whole number of agents (Erlang C also at the load itself)."""
    if model == MODEL_B:
        return _values_lost(load_erl, agents)
    if model == MODEL_C:
        return erlang_a.values_endless(load_erl, aht_s, agents, target_s)
    return erlang_a.values(load_erl, aht_s, patience_s, agents, target_s)


@kernel
def _floor_of(model: int, load_erl: float, agents: float) -> float:
    """Where the straight line up to `agents` (whole) begins: one below, for Erlang C not below the load."""
    below = agents - 1.0
    return min(max(below, load_erl), agents) if model == MODEL_C else below


@kernel
def between(low: float, high: float, weight: float) -> float:
    """Straight line from low to high; from an endless wait, straight in its reciprocal."""
    if low == math.inf:
        return high / weight if weight > 0.0 else math.inf
    return low + (high - low) * weight


@kernel
def _bad(load_erl: float, aht_s: float, patience_s: float, model: int) -> bool:
    """Whether no queue can have these figures."""
    known = 0.0 <= load_erl < math.inf and 0.0 <= aht_s < math.inf
    return not known or (model == MODEL_A and not patience_s >= 0.0)


@kernel
def _pick(column: FloatArray, row: int) -> float:
    """The cell of a row; a column of one cell holds for every row, so constants need no memory."""
    return float(column[min(row, column.size - 1)])


@kernel
def fill_measures(
    model: IntArray,
    load_erl: FloatArray,
    aht_s: FloatArray,
    patience_s: FloatArray,
    agents: FloatArray,
    target_s: FloatArray,
    out: FloatArray,
) -> None:
    """Write the ten measures of each row (order of `Values`) into out[10, rows]; NaN for impossible input.

    Columns have one cell per row or one for all. O(rows * sqrt(load)) time, no memory of its own.
    """
    for i in range(out.shape[1]):
        kind = model[min(i, model.size - 1)]
        load, aht, patience = _pick(load_erl, i), _pick(aht_s, i), _pick(patience_s, i)
        staff, target = _pick(agents, i), _pick(target_s, i)
        if _bad(load, aht, patience, kind) or not 0.0 <= staff < math.inf or target < 0.0:
            out[:, i] = math.nan
            continue
        if load == 0.0:
            out[:, i] = 0.0
            out[1:5, i] = 1.0
            continue
        whole = math.ceil(staff)
        high = _values(kind, load, aht, patience, whole, target)
        for k in range(10):
            out[k, i] = high[k]
        if whole != staff:
            start = _floor_of(kind, load, whole)
            low = _values(kind, load, aht, patience, start, target)
            weight = max(0.0, (staff - start) / (whole - start)) if whole > start else 0.0
            for k in range(10):
                out[k, i] = between(low[k], high[k], weight)
        if math.isnan(target) and kind != MODEL_B:
            out[1:5, i] = math.nan


@kernel
def _no_target(model: int, targets: Targets) -> bool:
    """Whether nothing is asked that this model can answer."""
    none = math.isnan(targets[SERVICE_LEVEL]) and math.isnan(targets[MAX_OCCUPANCY])
    if model == MODEL_B:
        return none and math.isnan(targets[MAX_BLOCKING])
    none = none and math.isnan(targets[MAX_ASA])
    return none and (model == MODEL_C or math.isnan(targets[MAX_ABANDON]))


@kernel
def _least(
    model: int,
    load: float,
    aht: float,
    patience: float,
    target: float,
    definition: int,
    targets: Targets,
    hint: float,
) -> float:
    """Least agents of one row; NaN: unreachable."""
    level, asa, occupancy = targets[SERVICE_LEVEL], targets[MAX_ASA], targets[MAX_OCCUPANCY]
    if load > erlang_b.MAX_AGENTS or load > occupancy * erlang_b.MAX_AGENTS:  # and whole numbers would overflow
        return math.nan
    if model == MODEL_B:
        blocking = targets[MAX_BLOCKING]
        if not math.isnan(level):
            blocking = 1.0 - level if math.isnan(blocking) else min(blocking, 1.0 - level)
        return erlang_b.least_lines(load, blocking, occupancy)
    if model == MODEL_C or not patience < erlang_a.ENDLESS_S:
        return erlang_c.least_agents(load, aht, target, level, asa, occupancy)
    return erlang_a_search.least_agents(
        load, aht, patience, target, definition, level, asa, occupancy, targets[MAX_ABANDON], hint
    )


@kernel
def share_of_step(low: float, high: float, bound: float) -> float:
    """How far from low to high the bound is met; 0 when low meets it already (callers pass misses only)."""
    if low == math.inf:
        return high / bound if bound > 0.0 else 1.0
    return (bound - low) / (high - low) if high != low else 1.0


@kernel
def _position(
    model: int,
    load: float,
    aht: float,
    patience: float,
    target: float,
    definition: int,
    targets: Targets,
    agents: float,
) -> float:
    """Real number of agents, not above the least whole one, where the last target is just met."""
    start = _floor_of(model, load, agents)
    high = _values(model, load, aht, patience, agents, target)
    low = _values(model, load, aht, patience, start, target)
    weight = 0.0
    level = targets[SERVICE_LEVEL]
    column = 1 if model == MODEL_B else 1 + definition
    if low[column] < level:
        weight = max(weight, share_of_step(low[column], high[column], level))
    if model == MODEL_B and low[9] > targets[MAX_BLOCKING]:
        weight = max(weight, share_of_step(low[9], high[9], targets[MAX_BLOCKING]))
    if low[5] > targets[MAX_ASA]:
        weight = max(weight, share_of_step(low[5], high[5], targets[MAX_ASA]))
    if low[8] > targets[MAX_OCCUPANCY]:
        weight = max(weight, share_of_step(low[8], high[8], targets[MAX_OCCUPANCY]))
    if model == MODEL_A and low[7] > targets[MAX_ABANDON]:
        weight = max(weight, share_of_step(low[7], high[7], targets[MAX_ABANDON]))
    return start + (agents - start) * min(1.0, weight)


@kernel
def _status(model: int, load: float, bad: bool, target: float, targets: Targets) -> int:
    """What stands in the way of sizing a row; MET when nothing does."""
    if bad or target < 0.0:
        return INVALID
    if load == 0.0:
        return MET
    if _no_target(model, targets):
        return NO_TARGET
    if model != MODEL_B and math.isnan(target) and not math.isnan(targets[SERVICE_LEVEL]):
        return INVALID
    return MET


@kernel
def fill_agents(
    model: IntArray,
    load_erl: FloatArray,
    aht_s: FloatArray,
    patience_s: FloatArray,
    target_s: FloatArray,
    definition: IntArray,
    asked: Columns,
    agents: FloatArray,
    positions: FloatArray,
    status: IntArray,
) -> None:
    """Write least agents, real positions (skipped when that array is empty) and status of each row.

    Columns (`asked` in the order of `Targets`) have one cell per row or one for all. O(rows * sqrt(load)); a row of
    Erlang A that was seen before is not solved again.
    """
    seen = np.full(_SLOTS, -1, dtype=np.int64)
    ratio = 1.0
    for i in range(agents.size):
        m, formula = model[min(i, model.size - 1)], definition[min(i, definition.size - 1)]
        row = _row(i, load_erl, aht_s, patience_s, target_s, asked)
        load, aht, patience, target, targets = row
        status[i] = _status(m, load, _bad(load, aht, patience, m), target, targets)
        answer, place = (0.0, 0.0) if load == 0.0 and status[i] == MET else (math.nan, math.nan)
        if status[i] == MET and load > 0.0:
            slot = hash(load) % _SLOTS if m == MODEL_A else 0
            j = seen[slot] if m == MODEL_A else -1
            if j >= 0 and _same_row(
                i, j, row, _row(j, load_erl, aht_s, patience_s, target_s, asked), model, definition
            ):
                answer, place = agents[j], positions[j] if positions.size > 0 else math.nan
            else:
                answer = _least(m, load, aht, patience, target, formula, targets, ratio * load)
                if positions.size > 0 and not math.isnan(answer):
                    place = _position(m, load, aht, patience, target, formula, targets, answer)
                seen[slot] = i
            if math.isnan(answer):
                status[i] = UNREACHABLE
            elif m == MODEL_A:
                ratio = answer / load
        agents[i] = answer
        if positions.size > 0:
            positions[i] = place


@kernel
def _row(
    i: int,
    load_erl: FloatArray,
    aht_s: FloatArray,
    patience_s: FloatArray,
    target_s: FloatArray,
    asked: Columns,
) -> tuple[float, float, float, float, Targets]:
    """Load, handling time, patience, target time and targets of one row."""
    targets = (
        _pick(asked[0], i),
        _pick(asked[1], i),
        _pick(asked[2], i),
        _pick(asked[3], i),
        _pick(asked[4], i),
    )
    return _pick(load_erl, i), _pick(aht_s, i), _pick(patience_s, i), _pick(target_s, i), targets


@kernel
def _same(one: float, other: float) -> bool:
    """Equal, or both not given."""
    return one == other or (math.isnan(one) and math.isnan(other))


@kernel
def _same_row(
    i: int,
    j: int,
    one: tuple[float, float, float, float, Targets],
    other: tuple[float, float, float, float, Targets],
    model: IntArray,
    definition: IntArray,
) -> bool:
    """Whether two rows ask the same."""
    same = model[min(i, model.size - 1)] == model[min(j, model.size - 1)]
    same = same and definition[min(i, definition.size - 1)] == definition[min(j, definition.size - 1)]
    same = same and one[0] == other[0] and one[1] == other[1]
    same = same and _same(one[2], other[2]) and _same(one[3], other[3])
    for k in range(5):
        same = same and _same(one[4][k], other[4][k])
    return same
