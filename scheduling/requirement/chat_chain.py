"""Chats, several at once per agent: the exact birth-death chain with an agent-dependent slow-down.

With N = q n + r chats in the house, r of n agents have q + 1 open and n - r have q (new chats go to the least busy);
an agent with j open chats finishes j / aht_j of them per second. Full house: n c / aht_c, the others wait and may give
up (Luo and Zhang 2013; Tezcan and Zhang 2014). All rates are per second, all chances from the balance equations.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel
from scheduling.requirement.erlang_a_search import spare
from scheduling.requirement.erlang_b import MAX_AGENTS
from scheduling.requirement.tagged_wait import fill_fate, fill_in_time, fill_late

FloatArray = npt.NDArray[np.float64]
Values = tuple[float, float, float, float, float, float, float, float, float, float]
"""Order of `erlang_a.Values`; occupancy is the taken share of all places (agents x concurrency)."""

_TINY = 1e-18
MOST_PLACES = 5e6

MEASURES = (
    "p_wait",
    "sl",
    "p_wait_le_target",
    "sl_excl_short_abandons",
    "sl_of_answered",
    "asa_s",
    "ew_all_s",
    "p_abandon",
    "occupancy",
    "p_block",
)


@kernel
def leaving(state: float, agents: float, aht_s: FloatArray, theta: float) -> float:
    """Chats that leave per second with `state` of them in the house; aht_s[j - 1]: length with j open at an agent."""
    places = agents * aht_s.size
    if state >= places:
        return float(places / aht_s[aht_s.size - 1] + (state - places) * theta)
    open_each = int(state / agents)
    more = state - open_each * agents
    rate = more * (open_each + 1) / aht_s[open_each]
    if open_each > 0:
        rate += (agents - more) * open_each / aht_s[open_each - 1]
    return float(rate)


@kernel
def chances(arriving: float, agents: float, aht_s: FloatArray, theta: float) -> tuple[int, FloatArray]:
    """Lowest state that matters and the chance of it and the following ones; needs a steady state. O(states)."""
    places = agents * aht_s.size
    low, high = 0.0, places
    while high - low > 0.5:  # the mode: arrivals and departures balance; the rate grows with the state
        middle = 0.5 * (low + high)
        low, high = (middle, high) if leaving(middle, agents, aht_s, theta) < arriving else (low, middle)
    full = leaving(places, agents, aht_s, theta)
    if arriving > full and theta > 0.0:
        low = places + (arriving - full) / theta
    at = int(low)
    total, weight, lo = 1.0, 1.0, at
    while lo > 0 and weight > _TINY * total:
        weight *= leaving(lo, agents, aht_s, theta) / arriving
        lo -= 1
        total += weight
    weight, hi, ratio = 1.0, at, 0.0
    while weight > _TINY * total * (1.0 - min(ratio, 0.999999)):
        hi += 1
        ratio = arriving / leaving(hi, agents, aht_s, theta)
        weight *= ratio
        total += weight
    p = np.empty(hi - lo + 1)
    p[at - lo] = 1.0
    for state in range(at + 1, hi + 1):
        p[state - lo] = p[state - lo - 1] * (arriving / leaving(state, agents, aht_s, theta))
    for state in range(at - 1, lo - 1, -1):
        p[state - lo] = p[state - lo + 1] * (leaving(state + 1, agents, aht_s, theta) / arriving)
    p /= p.sum()
    return lo, p


@kernel
def _never(patience_s: float) -> Values:
    """Nobody is ever answered, or the line grows without end."""
    if patience_s < math.inf:
        return 1.0, 0.0, 0.0, 0.0, 0.0, math.inf, patience_s, 1.0, 1.0, 0.0
    return 1.0, 0.0, 0.0, 0.0, 0.0, math.inf, math.inf, 0.0, 1.0, 0.0


@kernel
def values(arriving: float, agents: float, aht_s: FloatArray, patience_s: float, target_s: float) -> Values:
    """All measures in the steady state; `arriving` per second, above 0. O(agents x concurrency + waiting)."""
    theta = 1.0 / max(patience_s, 1e-9) if patience_s < 1e12 else 0.0
    rate = agents * aht_s.size / aht_s[aht_s.size - 1]
    if agents < 1.0 or (theta == 0.0 and arriving >= rate * (1.0 - 1e-12)):
        return _never(patience_s)
    target = 0.0 if math.isnan(target_s) else target_s
    lo, p = chances(arriving, agents, aht_s, theta)
    places = int(agents * aht_s.size)
    waiting = max(0, lo + p.size - places)
    chance, served, served_wait, late = np.empty(waiting), np.empty(waiting), np.empty(waiting), np.empty(waiting)
    fill_in_time(rate, theta, target, chance)
    fill_fate(rate, theta, served, served_wait)
    fill_late(rate, theta, target, late)
    level, p_wait, answered, wait_s, queue, taken, too_late = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(p.size):
        k = lo + j - places
        taken += p[j] * min(lo + j, places)
        if k < 0:
            level += p[j]
            answered += p[j]
            continue
        p_wait += p[j]
        level += p[j] * chance[k]
        answered += p[j] * served[k]
        wait_s += p[j] * served_wait[k]
        queue += p[j] * k
        too_late += p[j] * late[k]
    return (
        p_wait,
        level,
        1.0 - too_late,
        level / (level + too_late) if level > 0.0 else 0.0,
        min(1.0, level / answered),
        wait_s / answered,
        queue / arriving,
        queue * theta / arriving,
        taken / places,
        0.0,
    )


@kernel
def least_agents(
    arriving: float,
    aht_s: FloatArray,
    patience_s: float,
    target_s: float,
    service_level: float,
    max_asa_s: float,
    max_occupancy: float,
    max_abandon: float,
) -> float:
    """Least agents that meet every given target (NaN: not given); NaN: unreachable. O(log(agents)) evaluations.

    `service_level`: answered within the target / offered. An agent must not finish fewer chats with more of them open.
    """
    if service_level >= 1.0 or max_asa_s <= 0.0 or max_occupancy <= 0.0 or max_abandon <= 0.0:
        return math.nan
    low, high = 0.0, max(1.0, math.ceil(arriving * aht_s[aht_s.size - 1] / aht_s.size))
    most = min(MAX_AGENTS, MOST_PLACES / aht_s.size)
    while True:
        got = values(arriving, min(high, most), aht_s, patience_s, target_s)
        if spare(got, 0, service_level, max_asa_s, max_occupancy, max_abandon)[0]:
            break
        if high >= most:
            return math.nan
        low, high = high, high + max(1.0, math.ceil(math.sqrt(high)), high - low)
    high = min(high, most)
    while high - low > 1.0:
        middle = low + math.floor(0.5 * (high - low))
        got = values(arriving, middle, aht_s, patience_s, target_s)
        if spare(got, 0, service_level, max_asa_s, max_occupancy, max_abandon)[0]:
            high = middle
        else:
            low = middle
    return float(high)


def lengths(aht_s: Sequence[float], concurrency: int) -> FloatArray:
    """Length of a chat with 1 .. concurrency open at its agent; the last one given holds for more.

    >>> lengths([300], 3).tolist()
    [300.0, 300.0, 300.0]
    """
    given = [float(one) for one in aht_s]
    return np.array((given + [given[-1]] * concurrency)[:concurrency])


def measure_chat(
    lambda_per_hour: float, agents: float, aht_s: Sequence[float], patience_s: float = math.inf, target_s: float = 20.0
) -> dict[str, float]:
    """Measures of one chat queue; `aht_s` holds the length of a chat with 1, 2, .. open, its size is the concurrency.

    occupancy: the taken share of all places. Without volume nobody waits.

    >>> measure_chat(90, 10, [300, 400, 520], 180, 30)["sl"] > 0.99
    True
    """
    if lambda_per_hour <= 0.0:
        calm = (0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        return dict(zip(MEASURES, calm, strict=True))
    got = values(lambda_per_hour / 3600.0, float(agents), np.array(aht_s, dtype=np.float64), patience_s, target_s)
    return dict(zip(MEASURES, got, strict=True))
