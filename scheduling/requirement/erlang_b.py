"""Erlang B: chance that all lines are busy, and the least number of lines (compiled kernels, exact)."""

from __future__ import annotations

import math

from scheduling.compiled import kernel

TOLERANCE = 1e-12  # relative; a target missed by less is met (8.4 / 0.7 is a hair above 12)
MAX_AGENTS = 1e7  # a target that asks for more is called unreachable
NEGLIGIBLE = 1e-17


@kernel
def inverse_blocking(agents: float, load_erl: float) -> float:
    """1 / B(agents, load), the reciprocal of the chance that all lines are busy; `inf` where B < 1e-308.

    Sum of n (n-1) .. (n-j+1) / a^j over j: all terms are positive, so nothing cancels; it ends where the
    rest is below 1e-17 of the sum: O(sqrt(load)) steps, no memory. Needs load_erl > 0.

    >>> round(1 / inverse_blocking(14.0, 10.0), 6)
    0.056819
    """
    share = 1.0 / load_erl
    term = 1.0
    total = 1.0
    left = agents
    while left > 0.0:
        ratio = left * share
        term *= ratio
        total += term
        if ratio < 1.0 and term <= NEGLIGIBLE * (1.0 - ratio) * total:
            break
        if total == math.inf:
            break
        left -= 1.0
    return total


@kernel
def least_lines(load_erl: float, max_blocking: float, max_occupancy: float) -> float:
    """Least lines with blocking and occupancy not above the given ones (NaN: no such target); NaN: unreachable.

    Starts at the bound B >= 1 - n / a and walks up by the forward recursion 1/B(n) = 1 + n/a * 1/B(n-1):
    O(sqrt(load) + load / max_occupancy) steps. Needs load_erl > 0.
    """
    if max_blocking <= 0.0 or max_occupancy <= 0.0:
        return math.nan
    start = 1.0
    if max_blocking < 1.0:
        start = max(1.0, math.floor(load_erl * (1.0 - max_blocking) * (1.0 - TOLERANCE)))
    lines = start
    inverse = inverse_blocking(lines, load_erl)
    while lines <= MAX_AGENTS:
        blocking = 1.0 / inverse
        blocked_ok = not blocking > max_blocking * (1.0 + TOLERANCE)
        occupancy = load_erl * (1.0 - blocking) / lines
        if blocked_ok and not occupancy > max_occupancy * (1.0 + TOLERANCE):
            return lines
        lines += 1.0
        inverse = 1.0 + lines / load_erl * inverse
    return math.nan
