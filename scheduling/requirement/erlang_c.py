"""Erlang C: waiting without abandonment, and the least number of agents (compiled kernels, exact)."""

from __future__ import annotations

import math

from scheduling.compiled import kernel
from scheduling.requirement.erlang_b import MAX_AGENTS, TOLERANCE, inverse_blocking


@kernel
def is_overloaded(agents: float, load_erl: float) -> bool:
    """Whether the queue of Erlang C grows without end: agents <= load, float noise in the load forgiven."""
    return agents <= load_erl * (1.0 + TOLERANCE)


@kernel
def waiting_probability(agents: float, load_erl: float) -> float:
    """P(wait) of Erlang C; 1 in overload. C = 1 / (rho + (1 - rho) / B): no term can cancel."""
    if is_overloaded(agents, load_erl):
        return 1.0
    rho = load_erl / agents
    return 1.0 / (rho + (1.0 - rho) * inverse_blocking(agents, load_erl))


@kernel
def late_share(p_wait: float, agents: float, load_erl: float, aht_s: float, target_s: float) -> float:
    """Share that waits longer than `target_s` (s): P(wait) * exp(-(n - a) T / AHT); 1 in overload."""
    if is_overloaded(agents, load_erl):
        return 1.0
    return p_wait * math.exp(-(agents - load_erl) * (target_s / aht_s))


@kernel
def mean_wait_s(p_wait: float, agents: float, load_erl: float, aht_s: float) -> float:
    """Average speed of answer (s), zero waits included; `inf` in overload."""
    if is_overloaded(agents, load_erl):
        return math.inf
    return p_wait * aht_s / (agents - load_erl)


@kernel
def least_agents(
    load_erl: float, aht_s: float, target_s: float, service_level: float, max_asa_s: float, max_occupancy: float
) -> float:
    """Least agents above the load that meet every given target (NaN: no such target); NaN: unreachable.

    Starts at the first number above the load that keeps the occupancy and walks up by the forward
    recursion of 1/B, stable in that direction: O(sqrt(load)) steps, no memory. Needs load_erl > 0.

    >>> least_agents(10.0, 180.0, 20.0, 0.8, math.nan, math.nan)
    14.0
    """
    if service_level >= 1.0 or max_asa_s <= 0.0 or max_occupancy <= 0.0:
        return math.nan
    agents = math.floor(load_erl * (1.0 + TOLERANCE)) + 1.0
    if max_occupancy < 1.0:
        agents = max(agents, math.ceil(load_erl / max_occupancy * (1.0 - TOLERANCE)))
    if agents > MAX_AGENTS:
        return math.nan
    max_late = 1.0 - service_level + TOLERANCE
    max_asa_aht = max_asa_s / aht_s * (1.0 + TOLERANCE)
    target_aht = target_s / aht_s
    fade = math.exp(-(agents - load_erl) * target_aht)  # share of the waiting who still wait at the target
    step = math.exp(-target_aht)
    inverse = inverse_blocking(agents, load_erl)
    while agents <= MAX_AGENTS:
        spare = agents - load_erl
        p_wait = agents / (load_erl + spare * inverse)
        if not p_wait * fade > max_late and not p_wait > max_asa_aht * spare:
            return agents
        agents += 1.0
        fade *= step
        inverse = 1.0 + agents / load_erl * inverse
    return math.nan
