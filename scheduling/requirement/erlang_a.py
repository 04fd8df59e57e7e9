"""Erlang A: waiting with abandonment (compiled kernels, exact)."""

from __future__ import annotations

import math

from scheduling.compiled import kernel
from scheduling.requirement import erlang_c
from scheduling.requirement.erlang_a_waits import SERIES_UP_TO, waits_by_integral, waits_by_series
from scheduling.requirement.erlang_b import inverse_blocking

ENDLESS_S = 1e12  # patience from which on nobody gives up: Erlang C
_LEAST_PATIENCE_S = 1e-9

Values = tuple[float, float, float, float, float, float, float, float, float, float]
"""p_wait, service level in its four definitions (of offered, waited, without short abandons, of answered),
ASA of the answered (s), mean wait of all (s), P(abandon), occupancy, P(block)"""


@kernel
def values_endless(load_erl: float, aht_s: float, agents: float, target_s: float) -> Values:
    """All measures of Erlang C: nobody abandons, so the four definitions agree."""
    p_wait = erlang_c.waiting_probability(agents, load_erl)
    level = 1.0 - erlang_c.late_share(p_wait, agents, load_erl, aht_s, target_s)
    asa_s = erlang_c.mean_wait_s(p_wait, agents, load_erl, aht_s)
    occupancy = 1.0 if erlang_c.is_overloaded(agents, load_erl) else load_erl / agents
    return p_wait, level, level, level, level, asa_s, asa_s, 0.0, occupancy, 0.0


@kernel
def values(load_erl: float, aht_s: float, patience_s: float, agents: float, target_s: float) -> Values:
    """All measures of Erlang A; needs load_erl > 0. Endless patience gives those of Erlang C.

    No agent: everybody waits and gives up, nobody is answered (ASA `inf`). Without a target (NaN) that of 0 s is used.
    O(sqrt(load)) steps, no memory.
    """
    if math.isnan(target_s):
        target_s = 0.0
    if not patience_s < ENDLESS_S:
        return values_endless(load_erl, aht_s, agents, target_s)
    if agents < 1.0:
        waited = -math.expm1(-target_s / max(patience_s, _LEAST_PATIENCE_S))
        return 1.0, 0.0, waited, 0.0, 0.0, math.inf, patience_s, 1.0, 1.0, 0.0
    patience_aht = max(patience_s, _LEAST_PATIENCE_S) / aht_s
    tau = target_s / max(patience_s, _LEAST_PATIENCE_S)
    x = agents * patience_aht
    y = load_erl * patience_aht
    if y <= SERIES_UP_TO:
        total, quit_share, served, served_wait, early, late = waits_by_series(x, y, tau)
    else:
        total, quit_share, served, served_wait, early, late = waits_by_integral(
            x, y, (load_erl - agents) * patience_aht, tau
        )
    odds = (inverse_blocking(agents, load_erl) - 1.0) / total  # of no wait against wait
    p_wait = 1.0 / (1.0 + odds)
    at_once = odds * p_wait if odds < 1.0 else 1.0 - p_wait
    p_abandon = p_wait * quit_share
    answered = at_once + p_wait * served
    level = at_once + p_wait * early
    too_late = p_wait * late * math.exp(-tau)
    asa_s = p_wait * served_wait * patience_s / answered
    occupancy = min(1.0, load_erl / agents * answered)
    return (
        p_wait,
        level,
        1.0 - too_late,
        level / (level + too_late) if level > 0.0 else 0.0,
        min(1.0, level / answered),
        asa_s,
        p_abandon * patience_s,
        p_abandon,
        occupancy,
        0.0,
    )
