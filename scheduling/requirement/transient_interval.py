"""One interval of the transient Erlang A: what its arrivals meet, and the state it leaves behind (compiled kernels)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel
from scheduling.requirement.tagged_wait import fill_fate, fill_in_time
from scheduling.requirement.transient_chain import moved, step

FloatArray = npt.NDArray[np.float64]

Interval = tuple[float, float, float, float, float]
"""Arrivals a second in the middle, their change over the interval, 1 / AHT, 1 / patience, length (s)."""

Outcome = tuple[float, float, float, float, float]
"""Answered within the target / offered, P(abandon), ASA of the answered (s), waiting at the end, occupancy."""

MOST_STEP_S = 15.0


@kernel
def steps_of(interval: Interval) -> int:
    """Steps of at most 15 s, a quarter of the handling time and a quarter of the patience, at most 3,600."""
    _, _, mu, theta, length_s = interval
    longest = min(MOST_STEP_S, 0.25 / max(mu, theta))
    return int(min(math.ceil(length_s / longest), 3600.0))


@kernel
def on_hand(staff: float, held: float, mu: float, after_s: float) -> float:
    """People at work: the staff, and after a drop those who still finish a contact (`held`, fading with 1 / AHT)."""
    return max(staff, held * math.exp(-mu * after_s))


@kernel
def ahead(ahead_staff: FloatArray, at_s: float, target_s: float, length_s: float) -> tuple[float, float]:
    """Mean staff over the target time that begins `at_s` into the interval, and the staff at its end.

    `ahead_staff` is that of this interval and the next ones; the last one stays.
    """
    last = ahead_staff.size - 1
    place = min(int(at_s / length_s), last)
    left = target_s
    until = (place + 1) * length_s - at_s
    total = 0.0
    while place < last and left > until:
        total += ahead_staff[place] * until
        left -= until
        until = length_s
        place += 1
    total += ahead_staff[place] * left
    mean = total / target_s if target_s > 0.0 else ahead_staff[place]
    return mean, ahead_staff[place]


@kernel
def _met(
    lo: int,
    p: FloatArray,
    staff: float,
    hands: float,
    later: float,
    chance: FloatArray,
    served: FloatArray,
    wait_s: FloatArray,
) -> tuple[float, float, float, float, float]:
    """Shares of an arrival now: in time, ever answered, E[wait; answered]; and the mean waiting and mean busy."""
    level, answered, waited, waiting, busy = 0.0, 0.0, 0.0, 0.0, 0.0
    for j in range(p.size):
        state = lo + j
        if state < staff:
            level += p[j]
            answered += p[j]
            busy += p[j] * state
            continue
        k = int(state - staff)
        shifted = int(state - later)
        level += p[j] * (chance[shifted] if shifted >= 0 else 1.0)
        answered += p[j] * served[k]
        waited += p[j] * wait_s[k]
        waiting += p[j] * max(0.0, state - hands)
        busy += p[j] * min(state, hands)
    return level, answered, waited, waiting, busy


@kernel
def play_interval(
    lo: int, p: FloatArray, held: float, interval: Interval, ahead_staff: FloatArray, target_s: float
) -> tuple[int, FloatArray, float, Outcome]:
    """Start from the chances (lo, p), with `held` people at work before; return the chances at the end and the outcome.

    An arrival who must wait needs k + 1 departures within the target: staff that comes within that time takes k down
    at once. O(steps x (states + sqrt(load))).
    """
    middle, slope, mu, theta, length_s = interval
    staff = ahead_staff[0]
    count = steps_of(interval)
    dt_s = length_s / count
    p = p.copy()
    chance, served, wait_s = np.empty(0), np.empty(0), np.empty(0)
    known_rate = -1.0
    sums = np.zeros(5)
    offered, people_s = 0.0, 0.0
    waiting = 0.0
    for k in range(count + 1):
        at_s = k * dt_s
        weight = 0.5 if k in (0, count) else 1.0
        arriving = max(0.0, middle + slope * (k / count - 0.5))
        hands = on_hand(staff, held, mu, at_s)
        mean_staff, later = ahead(ahead_staff, min(at_s, length_s * (1.0 - 1e-9)), target_s, length_s)
        rate = mu * (mean_staff + (hands - staff))
        places = int(max(lo + p.size - min(staff, later), 0.0)) + 1
        if rate != known_rate or places > chance.size:
            chance = np.empty(places + 64)
            fill_in_time(rate, theta, target_s, chance)
            known_rate = rate
        if places > served.size:
            served, wait_s = np.empty(places + 64), np.empty(places + 64)
            fill_fate(staff * mu, theta, served, wait_s)
        level, answered, waited, waiting, busy = _met(lo, p, staff, hands, later, chance, served, wait_s)
        sums[0] += weight * arriving * level
        sums[1] += weight * arriving * answered
        sums[2] += weight * arriving * waited
        sums[3] += weight * busy
        offered += weight * arriving
        people_s += weight * staff
        if k < count:
            between = max(0.0, middle + slope * ((k + 0.5) / count - 0.5))
            hands = on_hand(staff, held, mu, at_s + 0.5 * dt_s)
            lo, p = moved(lo, p, between, hands, mu, theta, dt_s)
            step(lo, p, between, hands, mu, theta, dt_s, np.empty(p.size))
    outcome = _outcome(sums, offered, people_s, waiting, theta)
    return lo, p, on_hand(staff, held, mu, length_s), outcome


@kernel
def _outcome(sums: FloatArray, offered: float, people_s: float, waiting: float, theta: float) -> Outcome:
    """Shares of the interval; without arrivals the level is 1 and nobody abandons."""
    occupancy = min(1.0, sums[3] / people_s) if people_s > 0.0 else (1.0 if waiting > 0.0 or offered > 0.0 else 0.0)
    if offered <= 0.0:
        return 1.0, 0.0, 0.0, max(0.0, waiting), occupancy
    level = min(1.0, max(0.0, sums[0] / offered))
    answered = min(1.0, max(0.0, sums[1] / offered))
    abandon = 1.0 - answered if theta > 0.0 and answered < 1.0 - 1e-13 else 0.0
    asa_s = max(0.0, sums[2] / sums[1]) if answered > 0.0 else math.inf
    return level, abandon, asa_s, max(0.0, waiting), occupancy


@kernel
def busy_of(lo: int, p: FloatArray, staff: float) -> float:
    """Mean number of people in a contact."""
    busy = 0.0
    for j in range(p.size):
        busy += p[j] * min(lo + j, staff)
    return busy
