"""What becomes of an arrival who finds everybody busy and k others waiting (compiled kernels).

With total service rate r (contacts per second while all are busy) and mean patience 1 / theta, the offered wait is a
sum of k + 1 exponential stages with rates r, r + theta, .. r + k theta, so that e^(-theta wait) is Beta distributed.
All sums below have positive terms and are kept in logarithms: neither long targets nor large teams underflow; theta = 0
is the plain limit.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel

FloatArray = npt.NDArray[np.float64]


@kernel
def fill_in_time(rate: float, theta: float, target_s: float, out: FloatArray) -> None:
    """out[k] = P(answered within `target_s` | k wait ahead), rates per second. O(len(out)).

    r / (r + (k + 1) theta) * (1 - I_u(r / theta + 1, k + 1)); for theta = 0 the chance of more than k events of a
    Poisson variable with mean r T.
    """
    if rate <= 0.0:
        out[:] = 0.0
        return
    spread = -math.expm1(-theta * target_s) / theta if theta > 0.0 else target_s
    log_term = -(rate + theta) * target_s
    below = 0.0
    for k in range(out.size):
        if k > 0:
            step = spread * (rate + k * theta) / k
            log_term = log_term + math.log(step) if step > 0.0 else -math.inf
        if log_term > -745.0:
            below += math.exp(log_term)
        out[k] = max(0.0, 1.0 - below) * rate / (rate + (k + 1.0) * theta)


@kernel
def fill_late(rate: float, theta: float, target_s: float, out: FloatArray) -> None:
    """out[k] = P(still waiting, neither answered nor gone, after `target_s` | k wait ahead). O(len(out)).

    e^(-theta T) I_u(r / theta, k + 1); for theta = 0 the chance of at most k events of a Poisson variable.
    """
    spread = -math.expm1(-theta * target_s) / theta if theta > 0.0 else target_s
    log_term = -rate * target_s
    below = 0.0
    for k in range(out.size):
        if k > 0:
            step = spread * (rate + (k - 1.0) * theta) / k
            log_term = log_term + math.log(step) if step > 0.0 else -math.inf
        if log_term > -745.0:
            below += math.exp(log_term)
        out[k] = min(1.0, below) * math.exp(-theta * target_s)


@kernel
def fill_fate(rate: float, theta: float, served: FloatArray, served_wait_s: FloatArray) -> None:
    """served[k] = P(ever answered | k ahead), served_wait_s[k] = E[wait; answered | k ahead]. O(len)."""
    wait_s = 0.0
    for k in range(served.size):
        leaving = rate + (k + 1.0) * theta
        if rate <= 0.0:
            served[k] = 0.0
            served_wait_s[k] = 0.0
            continue
        wait_s += 1.0 / leaving
        served[k] = rate / leaving
        served_wait_s[k] = served[k] * wait_s


def in_time(rate: float, theta: float, target_s: float, places: int) -> FloatArray:
    """P(answered within `target_s`) for 0 .. places - 1 waiting ahead.

    >>> in_time(1.0, 0.0, 1.0, 2).round(6).tolist()  # 1 - 1/e, 1 - 2/e
    [0.632121, 0.264241]
    """
    out = np.empty(places)
    fill_in_time(rate, theta, target_s, out)
    return out
