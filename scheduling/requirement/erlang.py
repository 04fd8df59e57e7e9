"""Erlang B, C and A over arrays: measures for given agents, and agents or positions for given targets.

Every argument is a number or an array; all are broadcast against each other. Rates are per hour, times in seconds,
shares 0 to 1, NaN means "not given". Wrong or overloaded rows give values (NaN, inf, a status), never exceptions.
Formulas: Erlang B by its direct sum, C = 1 / (rho + (1 - rho) / B), A by the density of the offered wait
(Palm 1957; Mandelbaum and Zeltyn, "Service engineering in action", 2007). Exact to 1e-12.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
import numpy.typing as npt

from scheduling.requirement import erlang_rows
from scheduling.requirement.erlang_rows import INVALID, MET, NO_TARGET, UNREACHABLE, FloatArray, IntArray

MODELS: Final = {"B": erlang_rows.MODEL_B, "C": erlang_rows.MODEL_C, "A": erlang_rows.MODEL_A}

SL_DEFINITIONS: Final = (
    "answered_of_offered",  # answered within the target / offered
    "waited_of_offered",  # P(wait <= target) of all, whether answered or abandoned
    "excluding_short_abandons",  # answered within the target / (offered - abandoned within the target)
    "answered_of_answered",  # answered within the target / answered
)

REASONS: Final = {
    MET: "",
    NO_TARGET: "no target that this model can meet is given",
    UNREACHABLE: "no number of agents up to 10 million reaches this target",
    INVALID: "a figure is missing or out of its range",
}

Numbers = npt.ArrayLike
Words = str | npt.ArrayLike | None


@dataclass(frozen=True)
class Measures:
    """What callers meet, one array per measure, all of the same shape."""

    p_wait: FloatArray  # chance to wait at all; 1 in an overloaded Erlang C
    p_block: FloatArray  # Erlang B only, else 0
    sl: FloatArray  # answered within the target / offered
    p_wait_le_target: FloatArray  # wait <= target, answered or not
    sl_excl_short_abandons: FloatArray
    sl_of_answered: FloatArray
    asa_s: FloatArray  # mean wait of the answered; inf where nobody is ever answered
    ew_all_s: FloatArray  # mean wait of all
    p_abandon: FloatArray
    occupancy: FloatArray  # busy share of the agents

    def service_level(self, definition: str = "answered_of_offered") -> FloatArray:
        """Service level by its name in `SL_DEFINITIONS`."""
        levels = (self.sl, self.p_wait_le_target, self.sl_excl_short_abandons, self.sl_of_answered)
        return levels[SL_DEFINITIONS.index(definition)]


@dataclass(frozen=True)
class Sizing:
    """Least agents and real positions per row; NaN with a status other than `MET`, which `REASONS` puts in words."""

    agents: FloatArray
    positions: FloatArray
    status: IntArray

    @property
    def met(self) -> npt.NDArray[np.bool_]:
        """Rows that have an answer."""
        return np.asarray(self.status == MET)


def load_erl(lambda_per_hour: Numbers, aht_s: Numbers) -> FloatArray:
    """Offered load in erlangs.

    >>> float(load_erl(200, 180))
    10.0
    """
    return np.asarray(np.asarray(lambda_per_hour, float) * np.asarray(aht_s, float) / 3600.0)


def measure(
    lambda_per_hour: Numbers,
    aht_s: Numbers,
    agents: Numbers,
    target_s: Numbers = 20.0,
    patience_s: Numbers = np.inf,
    model: Words = None,
) -> Measures:
    """Every measure at the given agents; between whole numbers of agents on the straight line.

    model: "B", "C" or "A"; None: A where patience is finite, else C (the limit of A).
    Without volume: nobody waits, service level 1. No agents, or Erlang C with agents <= load: overloaded,
    service level 0 and ASA inf. O(rows * sqrt(load)) time, O(rows) memory.

    >>> float(measure(200, 180, 14, 20).sl.round(5))
    0.88835
    """
    shape = np.broadcast_shapes(
        *map(np.shape, (lambda_per_hour, aht_s, agents, target_s, patience_s)), np.shape(_codes(model, patience_s))
    )
    kind = _column(_codes(model, patience_s), shape).astype(np.int64)
    load, aht = _column(load_erl(lambda_per_hour, aht_s), shape), _column(aht_s, shape)
    out = np.empty((10, math.prod(shape)))
    erlang_rows.fill_measures(
        kind, load, aht, _column(patience_s, shape), _column(agents, shape), _column(target_s, shape), out
    )
    return Measures(*(column.reshape(shape) for column in (out[0], out[9], *out[1:9])))


def size(
    lambda_per_hour: Numbers,
    aht_s: Numbers,
    *,
    target_s: Numbers = np.nan,
    patience_s: Numbers = np.inf,
    service_level: Numbers = np.nan,
    max_asa_s: Numbers = np.nan,
    max_occupancy: Numbers = np.nan,
    max_abandon: Numbers = np.nan,
    max_blocking: Numbers = np.nan,
    sl_definition: Words = "answered_of_offered",
    model: Words = None,
    fractional: bool = True,
) -> Sizing:
    """Least agents that meet all given targets, and where between n - 1 and n the last one is just met.

    Positions are real so that nothing is rounded before queues are pooled: on the straight line of the measure between
    n - 1 and n agents (Erlang C: between max(n - 1, load) and n; from an endless ASA in its reciprocal).
    Erlang C takes more agents than its load. `fractional=False` skips positions (they are NaN).
    Time O(rows * sqrt(load)) for B and C, times log(agents) for A; repeated rows are solved once.

    >>> answer = size(200, 180, target_s=20, service_level=0.8)
    >>> float(answer.agents), float(answer.positions.round(2))
    (14.0, 13.05)
    """
    targets = (service_level, max_asa_s, max_occupancy, max_abandon, max_blocking)
    codes, formulas = _codes(model, patience_s), _definitions(sl_definition)
    given = (lambda_per_hour, aht_s, target_s, patience_s, codes, formulas, *targets)
    shape = np.broadcast_shapes(*map(np.shape, given))
    rows = math.prod(shape)
    agents, status = np.empty(rows), np.empty(rows, dtype=np.int64)
    positions = np.empty(rows if fractional else 0)
    erlang_rows.fill_agents(
        _column(codes, shape).astype(np.int64),
        _column(load_erl(lambda_per_hour, aht_s), shape),
        _column(aht_s, shape),
        _column(patience_s, shape),
        _column(target_s, shape),
        _column(formulas, shape).astype(np.int64),
        tuple(_column(target, shape) for target in targets),
        agents,
        positions,
        status,
    )
    if not fractional:
        positions = np.full(rows, np.nan)
    return Sizing(agents.reshape(shape), positions.reshape(shape), status.reshape(shape))


def _column(cells: Numbers, shape: tuple[int, ...]) -> FloatArray:
    """One flat column for a kernel: a cell per row, or a single cell that holds for all."""
    given = np.asarray(cells, dtype=float)
    if given.size == 1:
        return given.reshape(1)
    return np.array(np.broadcast_to(given, shape), order="C").ravel() if given.shape != shape else given.ravel()


def _codes(model: Words, patience_s: Numbers) -> FloatArray:
    """Numbers of the models; an unknown name is a mistake of the caller (KeyError)."""
    if model is None:
        finite = np.asarray(patience_s, dtype=float) < np.inf
        return np.where(finite, float(MODELS["A"]), float(MODELS["C"]))
    return _look_up(model, MODELS)


def _definitions(names: Words) -> FloatArray:
    return _look_up(names, {name: at for at, name in enumerate(SL_DEFINITIONS)})


def _look_up(names: Words, numbers: dict[str, int]) -> FloatArray:
    asked = np.asarray(names, dtype=object)
    unique = set(asked.ravel().tolist())
    unknown = unique - numbers.keys()
    if unknown:
        raise KeyError(f"{sorted(map(str, unknown))} is none of {sorted(numbers)}")
    out = np.empty(asked.shape)
    for name in unique:
        out[asked == name] = numbers[name]
    return out


def measure_names() -> tuple[str, ...]:
    """Names of all measures, in the order of `Measures`."""
    return tuple(field.name for field in fields(Measures))
