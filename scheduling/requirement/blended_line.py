"""One line of callers in its steady state, with outbound calls between them and call-backs offered to those who wait.

With N contacts in the house: outbound calls keep at least n - r of n agents busy (one is started as soon as more than r
are free; Bhulai and Koole 2003), so the chain has no state below n - r; and of the callers who find `offer_from` or
more others waiting a share `accept` leaves their number and does not join. Exact for exponential handling and patience
when outbound calls last as long as inbound ones (p_N ~ a^N / N! from n - r on). Rates per second.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel
from scheduling.requirement.erlang_a import Values
from scheduling.requirement.tagged_wait import fill_fate, fill_in_time, fill_late

FloatArray = npt.NDArray[np.float64]
NEVER = 1 << 40  # nobody is offered a call-back

Blend = tuple[float, float]
"""Outbound work in erlangs, and the share of all callers who are offered a call-back."""

_TINY = 1e-18


@kernel
def _mode(arriving: float, agents: int, mu: float, theta: float, least: int, offer_from: int, accept: float) -> int:
    """A state near the most likely one: arrivals and departures balance there."""
    load = arriving / mu
    if load <= agents:
        return max(least, int(load))
    reach = float(NEVER) if theta == 0.0 else (arriving - agents * mu) / theta
    if reach > offer_from:
        beyond = 0.0 if theta == 0.0 else (arriving * (1.0 - accept) - agents * mu) / theta
        reach = max(float(offer_from), beyond)
    return agents + int(reach)


@kernel
def _chances(
    arriving: float, agents: int, mu: float, theta: float, reserve: int, offer_from: int, accept: float
) -> tuple[int, FloatArray]:
    """Lowest state that matters and the chances from there on; needs a steady state. O(states that matter)."""
    least = max(0, agents - reserve)
    at = _mode(arriving, agents, mu, theta, least, offer_from, accept)
    total, weight, lo, ratio = 1.0, 1.0, at, 0.0
    while lo > least and weight > _TINY * total * (1.0 - min(ratio, 0.999999)):
        joins = arriving * (1.0 - accept) if lo - 1 - agents >= offer_from else arriving
        ratio = (min(lo, agents) * mu + max(0, lo - agents) * theta) / joins if joins > 0.0 else 1.0
        weight *= ratio
        lo -= 1
        total += weight
    weight, hi, ratio = 1.0, at, 0.0
    while weight > _TINY * total * (1.0 - min(ratio, 0.999999)):
        joins = arriving * (1.0 - accept) if hi - agents >= offer_from else arriving
        hi += 1
        ratio = joins / (min(hi, agents) * mu + max(0, hi - agents) * theta)
        weight *= ratio
        total += weight
    p = np.zeros(hi - lo + 1)
    p[at - lo] = 1.0
    for state in range(at - 1, lo - 1, -1):
        joins = arriving * (1.0 - accept) if state - agents >= offer_from else arriving
        leaves = min(state + 1, agents) * mu + max(0, state + 1 - agents) * theta
        p[state - lo] = p[state - lo + 1] * (leaves / joins) if joins > 0.0 else 0.0
    for state in range(at + 1, hi + 1):
        joins = arriving * (1.0 - accept) if state - 1 - agents >= offer_from else arriving
        p[state - lo] = p[state - lo - 1] * (joins / (min(state, agents) * mu + max(0, state - agents) * theta))
    p /= p.sum()
    return lo, p


@kernel
def line_values(
    arriving: float,
    agents: int,
    aht_s: float,
    patience_s: float,
    target_s: float,
    reserve: int,
    offer_from: int,
    accept: float,
) -> tuple[Values, Blend]:
    """Measures of those who join the line (order of `erlang_a.Values`), and what the blend brings. O(states).

    `reserve >= agents`: no outbound calls; `offer_from` NEVER: no call-backs. `arriving` above 0.
    """
    mu, theta = 1.0 / aht_s, 1.0 / max(patience_s, 1e-9) if patience_s < 1e12 else 0.0
    stays = 1.0 - accept if offer_from < NEVER else 1.0
    if agents < 1 or (theta == 0.0 and arriving * stays >= agents * mu * (1.0 - 1e-12)):
        lost = 1.0 if patience_s < math.inf else 0.0
        return (1.0, 0.0, 0.0, 0.0, 0.0, math.inf, patience_s, lost, 1.0, 0.0), (0.0, 1.0)
    lo, p = _chances(arriving, agents, mu, theta, reserve, offer_from, accept)
    target = 0.0 if math.isnan(target_s) else target_s
    waiting = max(0, lo + p.size - agents)
    chance, served, served_wait, late = np.empty(waiting), np.empty(waiting), np.empty(waiting), np.empty(waiting)
    fill_in_time(agents * mu, theta, target, chance)
    fill_fate(agents * mu, theta, served, served_wait)
    fill_late(agents * mu, theta, target, late)
    join, p_wait, level, answered, wait_s, queue, busy, too_late, offered = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(p.size):
        k = lo + j - agents
        busy += p[j] * min(lo + j, agents)
        if k < 0:
            join += p[j]
            level += p[j]
            answered += p[j]
            continue
        came = p[j]
        if k >= offer_from:
            offered += p[j]
            came = p[j] * (1.0 - accept)
        join += came
        p_wait += came
        level += came * chance[k]
        answered += came * served[k]
        wait_s += came * served_wait[k]
        too_late += came * late[k]
        queue += p[j] * k
    if join <= 0.0:
        return (0.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, busy / agents, 0.0), (busy, offered)
    abandon = queue * theta / (arriving * join)
    got = (
        p_wait / join,
        level / join,
        1.0 - too_late / join,
        level / (level + too_late) if level > 0.0 else 0.0,
        min(1.0, level / answered) if answered > 0.0 else 0.0,
        wait_s / answered if answered > 0.0 else math.inf,
        queue / (arriving * join),
        abandon,
        busy / agents,
        0.0,
    )
    return got, (max(0.0, busy - arriving * aht_s * join * (1.0 - abandon)), offered)


def measure_line(
    lambda_per_hour: float,
    aht_s: float,
    agents: int,
    patience_s: float = math.inf,
    target_s: float = 20.0,
    reserve: int | None = None,
    offer_from: int = NEVER,
    accept: float = 0.0,
) -> tuple[Values, Blend]:
    """`line_values` from hourly arrivals; `reserve` None: no outbound calls.

    >>> got, (outbound_erl, _) = measure_line(1200, 300, 115, reserve=0)
    >>> round(got[1], 3), round(outbound_erl, 1)  # everybody is always busy: 1 - exp(-15 x 20 / 300)
    (0.632, 15.0)
    """
    kept = agents if reserve is None else reserve
    return line_values(lambda_per_hour / 3600.0, agents, aht_s, patience_s, target_s, kept, offer_from, accept)
