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

MODEL_B, MODEL_C, MODEL_A = 0, 1, 2
MET, NO_TARGET, UNREACHABLE, INVALID = 0, 1, 2, 3

# Columns of a target row
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
def _between(low: float, high: float, weight: float) -> float:
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

    O(rows * sqrt(load)) time, no memory of its own.
    """
    for i in range(load_erl.size):
        load = load_erl[i]
        if _bad(load, aht_s[i], patience_s[i], model[i]) or not 0.0 <= agents[i] < math.inf or target_s[i] < 0.0:
            out[:, i] = math.nan
            continue
        if load == 0.0:
            out[:, i] = 0.0
            out[1:5, i] = 1.0
        else:
            whole = math.ceil(agents[i])
            high = _values(model[i], load, aht_s[i], patience_s[i], whole, target_s[i])
            for k in range(10):
                out[k, i] = high[k]
            if whole != agents[i]:
                start = _floor_of(model[i], load, whole)
                low = _values(model[i], load, aht_s[i], patience_s[i], start, target_s[i])
                weight = max(0.0, (agents[i] - start) / (whole - start)) if whole > start else 0.0
                for k in range(10):
                    out[k, i] = _between(low[k], high[k], weight)
        if load > 0.0 and math.isnan(target_s[i]) and model[i] != MODEL_B:
            out[1:5, i] = math.nan


@kernel
def _no_target(model: int, targets: FloatArray) -> bool:
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
    targets: FloatArray,
    hint: float,
) -> float:
    """Least agents of one row; NaN: unreachable."""
    level, asa, occupancy = targets[SERVICE_LEVEL], targets[MAX_ASA], targets[MAX_OCCUPANCY]
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
def _share_of_step(low: float, high: float, bound: float) -> float:
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
    targets: FloatArray,
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
        weight = max(weight, _share_of_step(low[column], high[column], level))
    if model == MODEL_B and low[9] > targets[MAX_BLOCKING]:
        weight = max(weight, _share_of_step(low[9], high[9], targets[MAX_BLOCKING]))
    if low[5] > targets[MAX_ASA]:
        weight = max(weight, _share_of_step(low[5], high[5], targets[MAX_ASA]))
    if low[8] > targets[MAX_OCCUPANCY]:
        weight = max(weight, _share_of_step(low[8], high[8], targets[MAX_OCCUPANCY]))
    if model == MODEL_A and low[7] > targets[MAX_ABANDON]:
        weight = max(weight, _share_of_step(low[7], high[7], targets[MAX_ABANDON]))
    return start + (agents - start) * min(1.0, weight)


@kernel
def _status(model: int, load: float, bad: bool, target: float, targets: FloatArray) -> int:
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
    targets: FloatArray,
    agents: FloatArray,
    positions: FloatArray,
    status: IntArray,
) -> None:
    """Write least agents, real positions (skipped when that array is empty) and status of each row.

    targets: [rows, 5], NaN where nothing is asked. O(rows * sqrt(load)); equal rows are solved once.
    """
    seen = np.full(_SLOTS, -1, dtype=np.int64)
    ratio = 1.0
    for i in range(load_erl.size):
        m, load, aht, patience, target = model[i], load_erl[i], aht_s[i], patience_s[i], target_s[i]
        status[i] = _status(m, load, _bad(load, aht, patience, m), target, targets[i])
        answer = 0.0 if load == 0.0 else math.nan
        place = answer
        if status[i] == MET and load > 0.0:
            slot = hash(load) % _SLOTS
            j = seen[slot]
            if (
                j >= 0
                and load_erl[j] == load
                and aht_s[j] == aht
                and _same_row(i, j, model, patience_s, target_s, definition, targets)
            ):
                answer = agents[j]
                place = positions[j] if positions.size > 0 else math.nan
            else:
                answer = _least(m, load, aht, patience, target, definition[i], targets[i], ratio * load)
                if positions.size > 0 and not math.isnan(answer):
                    place = _position(m, load, aht, patience, target, definition[i], targets[i], answer)
                seen[slot] = i
            if math.isnan(answer):
                status[i] = UNREACHABLE
            elif m == MODEL_A:
                ratio = answer / load
        agents[i] = answer if status[i] == MET else math.nan
        if positions.size > 0:
            positions[i] = place if status[i] == MET else math.nan


@kernel
def _same(one: float, other: float) -> bool:
    """Equal, or both not given."""
    return one == other or (math.isnan(one) and math.isnan(other))


@kernel
def _same_row(
    i: int,
    j: int,
    model: IntArray,
    patience_s: FloatArray,
    target_s: FloatArray,
    definition: IntArray,
    targets: FloatArray,
) -> bool:
    """Whether two rows ask the same."""
    if model[i] != model[j] or definition[i] != definition[j]:
        return False
    if not _same(patience_s[i], patience_s[j]) or not _same(target_s[i], target_s[j]):
        return False
    same = True
    for k in range(targets.shape[1]):
        same = same and _same(targets[i, k], targets[j, k])
    return same
