"""One interval of the transient Erlang A: what its arrivals meet, and the state it leaves behind (compiled kernels)."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel
from scheduling.requirement.tagged_wait import fill_fate, fill_in_time, fill_late
from scheduling.requirement.transient_chain import moved, step

FloatArray = npt.NDArray[np.float64]

Interval = tuple[float, float, float, float, float, float]
"""Arrivals a second in the middle, their change over the interval, 1 / AHT, 1 / patience, length, longest step (s)."""

Promise = tuple[float, int]
"""Target time (s) and the formula of the service level, its place in `erlang.SL_DEFINITIONS`."""

Outcome = tuple[float, float, float, float, float]
"""Service level by its formula, P(abandon), ASA of the answered (s), waiting at the end, occupancy."""

LEAST_LINE = 0.5  # contacts: fewer that wait when arrivals cease are nobody's work
WAITED_OF_OFFERED, WITHOUT_SHORT_ABANDONS, OF_ANSWERED = 1, 2, 3  # places in erlang.SL_DEFINITIONS


@kernel
def steps_of(interval: Interval) -> int:
    """Steps no longer than asked, a quarter of the handling time and a quarter of the patience; at most 3,600."""
    _, _, mu, theta, length_s, step_s = interval
    longest = min(step_s, 0.25 / max(mu, theta))
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
    still: FloatArray,
) -> tuple[float, float, float, float, float, float]:
    """Shares of an arrival now: in time, ever answered, E[wait; answered]; the mean waiting and mean busy; and the
    share that still waits after the target (0 where `still` is empty: not asked).
    """
    level, answered, waited, waiting, busy, late = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
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
        late += p[j] * (still[shifted] if shifted >= 0 and still.size > 0 else 0.0)
        answered += p[j] * served[k]
        waited += p[j] * wait_s[k]
        waiting += p[j] * max(0.0, state - hands)
        busy += p[j] * min(state, hands)
    return level, answered, waited, waiting, busy, late


@kernel
def play_interval(
    lo: int, p: FloatArray, held: float, interval: Interval, ahead_staff: FloatArray, promise: Promise
) -> tuple[int, FloatArray, float, Outcome]:
    """Start from the chances (lo, p), with `held` people at work before; return the chances at the end and the outcome.

    An arrival who must wait needs k + 1 departures within the target: staff that comes within that time takes k down
    at once. O(steps x (states + sqrt(load))).
    """
    middle, slope, mu, theta, length_s, _ = interval
    target_s, formula = promise
    asks_late = formula in (WAITED_OF_OFFERED, WITHOUT_SHORT_ABANDONS)
    staff = ahead_staff[0]
    count = steps_of(interval)
    dt_s = length_s / count
    p = p.copy()
    chance, served, wait_s, still = np.empty(0), np.empty(0), np.empty(0), np.empty(0)
    known_rate = -1.0
    sums = np.zeros(6)
    offered, people_s, waiting, at_start = 0.0, 0.0, 0.0, 0.0
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
            if asks_late:
                still = np.empty(places + 64)
                fill_late(rate, theta, target_s, still)
        if places > served.size:
            served, wait_s = np.empty(places + 64), np.empty(places + 64)
            fill_fate(staff * mu, theta, served, wait_s)
        level, answered, waited, waiting, busy, late = _met(lo, p, staff, hands, later, chance, served, wait_s, still)
        sums[0] += weight * arriving * level
        sums[1] += weight * arriving * answered
        sums[2] += weight * arriving * waited
        sums[3] += weight * busy
        sums[4] += weight * arriving * late
        sums[5] += weight * waiting * theta * dt_s
        at_start = waiting if k == 0 else at_start
        offered += weight * arriving
        people_s += weight * staff
        if k < count:
            between = max(0.0, middle + slope * ((k + 0.5) / count - 0.5))
            hands = on_hand(staff, held, mu, at_s + 0.5 * dt_s)
            lo, p = moved(lo, p, between, hands, mu, theta, dt_s)
            step(lo, p, between, hands, mu, theta, dt_s, np.empty(p.size))
    outcome = _outcome(sums, offered, people_s, (at_start, waiting), theta, formula)
    return lo, p, on_hand(staff, held, mu, length_s), outcome


@kernel
def _outcome(
    sums: FloatArray, offered: float, people_s: float, line: tuple[float, float], theta: float, formula: int
) -> Outcome:
    """Shares of the interval; `line`: mean number waiting at its start and end.

    Without arrivals nobody abandons, and the level is the share of those waiting at its start whom it answers; 1 where
    fewer than half a contact waited.
    """
    at_start, waiting = line
    occupancy = (
        min(1.0, sums[3] / people_s) if people_s > 0.0 else (1.0 if waiting >= LEAST_LINE or offered > 0.0 else 0.0)
    )
    if offered <= 0.0:
        drained = 1.0
        if at_start >= LEAST_LINE:
            drained = min(1.0, max(0.0, (at_start - sums[5] - waiting) / at_start))
        return drained, 0.0, 0.0, max(0.0, waiting), occupancy
    level = _level(sums, offered, formula)
    answered = min(1.0, max(0.0, sums[1] / offered))
    abandon = 1.0 - answered if theta > 0.0 and answered < 1.0 - 1e-13 else 0.0
    asa_s = max(0.0, sums[2] / sums[1]) if answered > 0.0 else math.inf
    return level, abandon, asa_s, max(0.0, waiting), occupancy


@kernel
def _level(sums: FloatArray, offered: float, formula: int) -> float:
    """Service level by its formula; 0 where a formula divides by nothing."""
    over, under = sums[0], offered
    if formula == WAITED_OF_OFFERED:
        over = offered - sums[4]
    elif formula == WITHOUT_SHORT_ABANDONS:
        under = sums[0] + sums[4]
    elif formula == OF_ANSWERED:
        under = sums[1]
    return min(1.0, max(0.0, over / under)) if under > 0.0 else 0.0


@kernel
def busy_of(lo: int, p: FloatArray, staff: float) -> float:
    """Mean number of people in a contact."""
    busy = 0.0
    for j in range(p.size):
        busy += p[j] * min(lo + j, staff)
    return busy


@kernel
def without_leavers(lo: int, p: FloatArray, held: float, staff: float) -> tuple[int, FloatArray]:
    """The chances without the contacts of people who leave: those finish them outside, whatever waits. O(states).

    Of N contacts min(N, held) are in hand; min(N, staff) of them stay with those who stay.
    """
    top = lo + p.size - 1
    size = int(min(float(top), staff) + max(0.0, top - held)) + 2
    q = np.zeros(size)
    for j in range(p.size):
        state = float(lo + j)
        left = min(state, staff) + max(0.0, state - max(held, staff))
        low = int(left)
        share = left - low
        q[low] += p[j] * (1.0 - share)
        if share > 0.0:
            q[low + 1] += p[j] * share
    return 0, q
