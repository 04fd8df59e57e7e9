"""Erlang A: the least number of agents for any mix of targets (compiled kernels, exact)."""

from __future__ import annotations

import math

from scheduling.compiled import kernel
from scheduling.requirement.erlang_a import Values, values
from scheduling.requirement.erlang_b import MAX_AGENTS, TOLERANCE


@kernel
def _log_odds(share: float) -> float:
    """ln(p / (1 - p)), nearly straight in the number of agents; kept finite."""
    inside = min(max(share, 1e-15), 1.0 - 1e-15)
    return math.log(inside / (1.0 - inside))


@kernel
def _log_ratio(bound: float, got: float) -> float:
    """ln(bound / got), kept finite."""
    return math.log(max(bound, 1e-300) / min(max(got, 1e-300), 1e300))


@kernel
def spare(
    got: Values, definition: int, service_level: float, max_asa_s: float, max_occupancy: float, max_abandon: float
) -> tuple[bool, float]:
    """Whether every given target (NaN: not given) is met, and by how much on a scale that is nearly straight."""
    met = True
    room = 1e9
    level = got[1 + definition]
    if not math.isnan(service_level):
        met = level >= service_level - TOLERANCE
        room = _log_odds(level) - _log_odds(service_level)
    if not math.isnan(max_asa_s):
        met = met and got[5] <= max_asa_s * (1.0 + TOLERANCE)
        room = min(room, _log_ratio(max_asa_s, got[5]))
    if not math.isnan(max_occupancy):
        met = met and got[8] <= max_occupancy * (1.0 + TOLERANCE)
        room = min(room, 10.0 * _log_ratio(max_occupancy, got[8]))
    if not math.isnan(max_abandon):
        met = met and got[7] <= max_abandon * (1.0 + TOLERANCE)
        room = min(room, _log_ratio(max_abandon, got[7]))
    return met, room


@kernel
def next_guess(lo: float, hi: float, room_lo: float, room_hi: float, stride: float, turn: int) -> float:
    """Next whole number to try above lo (misses, 0 = none known) and below hi (meets, inf = none known).

    Before both ends are known a growing stride, then the secant, every third turn the middle.
    """
    stride *= 2.0**turn
    if hi == math.inf:
        return min(lo + math.ceil(max(1.0, min(stride, -room_lo * stride))), MAX_AGENTS)
    if math.isnan(room_lo):
        return max(1.0, hi - math.ceil(max(1.0, min(stride, room_hi * stride))))
    middle = lo + math.floor(0.5 * (hi - lo))
    if turn % 3 == 2 or not room_hi > room_lo:
        return middle
    guess = math.ceil(lo + (hi - lo) * max(0.0, -room_lo) / (room_hi - room_lo) - 1e-9)
    return min(max(guess, lo + 1.0), hi - 1.0)


@kernel
def least_agents(
    load_erl: float,
    aht_s: float,
    patience_s: float,
    target_s: float,
    definition: int,
    service_level: float,
    max_asa_s: float,
    max_occupancy: float,
    max_abandon: float,
    hint: float,
) -> float:
    """Least agents, at least 1, that meet every given target (NaN: not given); NaN: unreachable.

    All measures are monotone in the agents, so a bracket closes on the answer; `hint` (agents) only makes it faster.
    O(log(agents)) evaluations.
    """
    if service_level >= 1.0 or max_asa_s <= 0.0 or max_occupancy <= 0.0 or max_abandon <= 0.0:
        return math.nan
    lo, hi = 0.0, math.inf
    room_lo, room_hi = math.nan, math.nan
    guess = min(max(1.0, math.floor(hint)), MAX_AGENTS)
    stride = 0.5 * math.sqrt(load_erl)
    turn = 0
    while hi - lo > 1.0:
        got = values(load_erl, aht_s, patience_s, guess, target_s)
        met, room = spare(got, definition, service_level, max_asa_s, max_occupancy, max_abandon)
        if met:
            hi, room_hi = guess, room
        elif guess >= MAX_AGENTS:
            return math.nan
        else:
            lo, room_lo = guess, room
        turn += 1
        guess = next_guess(lo, hi, room_lo, room_hi, stride, turn)
    return hi
