"""How the number of contacts in the system spreads over time: one step of its forward equations (compiled kernels).

dp_N/dt = lambda p_(N-1) + d_(N+1) p_(N+1) - (lambda + d_N) p_N with d_N = mu min(N, n) + theta max(N - n, 0), by
Crank-Nicolson on a window of states that moves with the distribution and leaves out what has less than 1e-13.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel

FloatArray = npt.NDArray[np.float64]
Cloud = tuple[int, FloatArray]
"""The lowest state of the window, and the chance of each state from there on."""

_TAIL = 1e-13
_STEP_SD = 3.0  # of the noise of one step, by which the window reaches beyond the tails
_TINY = 1e-18


@kernel
def leaving(state: float, staff: float, mu: float, theta: float) -> float:
    """Contacts that leave the system per second in a state: answered and finished, or hung up."""
    busy = min(state, staff)
    return busy * mu + (state - busy) * theta


@kernel
def moved(lo: int, p: FloatArray, arriving: float, staff: float, mu: float, theta: float, dt_s: float) -> Cloud:
    """The same chances on a window that holds them now and after the next step: tails below 1e-13 are left behind."""
    size = p.size
    first, last = 0, size - 1
    mass = p[first]
    while mass < _TAIL and first < last:
        first += 1
        mass += p[first]
    mass = p[last]
    while mass < _TAIL and last > first:
        last -= 1
        mass += p[last]
    noise = _STEP_SD * math.sqrt(arriving * dt_s) + 2.0
    low_drift = (arriving - leaving(lo + first, staff, mu, theta)) * dt_s
    high_drift = (arriving - leaving(lo + last, staff, mu, theta)) * dt_s
    new_lo = max(0, int(lo + first + min(0.0, low_drift) - noise))
    new_hi = int(lo + last + max(0.0, high_drift) + noise) + 1
    q = np.zeros(new_hi - new_lo + 1)
    mass = 0.0
    for state in range(max(lo + first, new_lo), lo + last + 1):
        q[state - new_lo] = p[state - lo]
        mass += p[state - lo]
    for j in range(q.size):
        q[j] /= mass
    return new_lo, q


@kernel
def step(
    lo: int, p: FloatArray, arriving: float, staff: float, mu: float, theta: float, dt_s: float, work: FloatArray
) -> None:
    """Move the chances `p` (in place) ahead by `dt_s`; rates per second. `work` has at least the size of p. O(states).

    The ends of the window reflect. Thomas' elimination: the matrix is dominated by its diagonal, column by column.
    """
    size = p.size
    half = 0.5 * dt_s
    up = half * arriving
    out_here = half * leaving(lo, staff, mu, theta) if lo > 0 else 0.0
    before = 0.0
    carried, pivot_up = 0.0, 0.0
    for j in range(size):
        out_next = half * leaving(lo + j + 1, staff, mu, theta) if j + 1 < size else 0.0
        after = p[j + 1] if j + 1 < size else 0.0
        own = (up if j + 1 < size else 0.0) + (out_here if j > 0 else 0.0)
        right = (1.0 - own) * p[j] + up * before + out_next * after
        before = p[j]
        scale = 1.0 / (1.0 + own - up * pivot_up if j > 0 else 1.0 + own)
        pivot_up = out_next * scale
        carried = (right + up * carried) * scale if j > 0 else right * scale
        work[j] = pivot_up
        p[j] = carried
        out_here = out_next
    for j in range(size - 2, -1, -1):
        p[j] += work[j] * p[j + 1]


@kernel
def steady(arriving: float, staff: float, mu: float, theta: float) -> Cloud:
    """The steady state at constant rates, from its balance equations; without one (endless patience, overload) that
    of a queue nobody may join. O(states that matter).
    """
    settles = theta > 0.0 or arriving < staff * mu * (1.0 - 1e-12)
    top = 1e15 if settles else math.floor(staff)
    peak = arriving / mu
    if peak > staff:
        peak = staff + (arriving - staff * mu) / theta if settles else staff
    at = int(min(peak, 1e9))
    weight, lo = 1.0, at
    total = 1.0
    while lo > 0 and weight > _TINY * total:
        weight *= leaving(lo, staff, mu, theta) / arriving if arriving > 0.0 else 0.0
        lo -= 1
        total += weight
    weight, hi = 1.0, at
    while hi < top and weight > _TINY * total:
        hi += 1
        weight *= arriving / leaving(hi, staff, mu, theta)
        total += weight
    p = np.zeros(hi - lo + 1)
    p[at - lo] = 1.0
    for state in range(at + 1, hi + 1):
        p[state - lo] = p[state - lo - 1] * (arriving / leaving(state, staff, mu, theta))
    for state in range(at - 1, lo - 1, -1):
        down = leaving(state + 1, staff, mu, theta) / arriving if arriving > 0.0 else 0.0
        p[state - lo] = p[state - lo + 1] * down
    p /= p.sum()
    return lo, p
