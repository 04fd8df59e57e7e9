"""Erlang A: moments of the wait of those who must wait, from one integral or one sum (compiled kernels, exact).

In units of the mean patience, w = wait / patience, the offered wait of those who wait has the density
g(w) ~ exp(y (1 - e^-w) - x w) with x = agents * patience / AHT and y = arrivals per patience. Every measure of
Erlang A is an average over g. With integrals A / x = int g dw, where A = 1F1(1; x + 1; y). Both ways below
add positive terms only, so nothing cancels in overload, for long targets or for endless patience.
"""

from __future__ import annotations

import math

import numpy as np

from scheduling.compiled import kernel

SERIES_UP_TO = 200.0  # arrivals per patience below which the sum is short and cannot overflow
_DROP = 43.0  # e^-43 of the peak is nothing
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)

Waits = tuple[float, float, float, float, float, float]
"""A, then given that one waits: P(abandon), P(served), E[w; served], P(served, w <= tau), P(offered wait > tau)."""


@kernel
def _series(x: float, y: float) -> tuple[float, float, float, float]:
    """A(x, y) = sum q_k with q_k = y^k / ((x+1)..(x+k)), and the sums of k q_k / y, s_k and s_k h_k.

    s_k = q_k x / (x+k+1) is the chance to be served from place k + 1, h_k = sum_i 1 / (x+i) the wait until then.
    """
    term = 1.0 / (x + 1.0)  # q_k / y, so that y may be 0
    harmonic = term
    total = 1.0
    queue = 0.0
    served = x / (x + 1.0)
    served_wait = served * harmonic
    k = 0.0
    while True:
        k += 1.0
        room = 1.0 - y / (x + k + 1.0)
        harmonic += 1.0 / (x + k + 1.0)
        total += y * term
        queue += k * term
        share = y * term * x / (x + k + 1.0)
        served += share
        served_wait += share * harmonic
        if room > 0.0 and term * k * (1.0 - room) <= 1e-18 * room * room * queue:
            return total, queue, served, served_wait
        term *= y / (x + k + 1.0)


@kernel
def _plain_series(x: float, y: float) -> float:
    """A(x, y) alone."""
    term = 1.0
    total = 1.0
    k = 0.0
    while True:
        k += 1.0
        ratio = y / (x + k)
        term *= ratio
        total += term
        if ratio < 1.0 and term <= 1e-17 * (1.0 - ratio) * total:
            return total


@kernel
def waits_by_series(x: float, y: float, tau: float) -> Waits:
    """Moments of the wait by sums over the queue length; for y <= SERIES_UP_TO. O(y + sqrt(x)) steps."""
    total, queue, served, served_wait = _series(x, y)
    abandon = queue / total
    u = math.exp(-tau)
    fade = math.exp(-y * math.expm1(-tau) - x * tau) / total
    late = min(1.0, _plain_series(x, y * u) * fade)
    served_late = _plain_series(x + 1.0, y * u) * fade * u * x / (x + 1.0)
    early = max(0.0, served / total - served_late)
    return total, abandon, served / total, served_wait / total, early, late


@kernel
def _bend(d: float) -> float:
    """d + e^-d - 1, to full precision near 0."""
    if abs(d) > 0.1:
        return d + math.expm1(-d)
    s = 1.0 / 3628800.0
    for factorial in (362880.0, 40320.0, 5040.0, 720.0, 120.0, 24.0, 6.0, 2.0):
        s = 1.0 / factorial - d * s
    return d * d * s


@kernel
def _width(d: float, slope: float, curve: float) -> float:
    """Width of the next panel, on which the integrand is tame enough for 16 nodes."""
    fall = math.exp(-d)
    rate = abs(slope - curve * (1.0 - fall))
    tame = rate / 14.0 + math.sqrt(curve * fall) / 4.6
    if d < 40.0:
        tame = max(tame, 0.4)
    return 1.0 / tame


@kernel
def _panel(lo: float, hi: float, peak: float, slope: float, curve: float) -> tuple[float, float, float, float]:
    """Integrals of g, (1 - e^-w) g, w e^-w g and e^-w g over d = w - peak in [lo, hi]."""
    half = 0.5 * (hi - lo)
    mid = 0.5 * (hi + lo)
    mass = 0.0
    gone = 0.0
    served_wait = 0.0
    served = 0.0
    for i in range(_NODES.size):
        d = mid + half * _NODES[i]
        bend = _bend(d)
        density = _WEIGHTS[i] * math.exp(slope * d - curve * bend)
        w = peak + d
        quit_by = -math.expm1(-w)
        mass += density
        gone += density * quit_by
        stay = density * (1.0 - quit_by)
        served += stay
        served_wait += stay * w
    return mass * half, gone * half, served_wait * half, served * half


@kernel
def _range(x: float, y: float, excess: float) -> tuple[float, float, float, float, float]:
    """Peak of g, slope and curve of its logarithm there, and how far left and right it matters."""
    if excess <= 0.0:
        reach = _DROP / y
        right = math.sqrt(2.0 * reach) + reach
        if excess < 0.0:
            right = min(right, _DROP / -excess)
        return 0.0, excess, y, 0.0, right
    peak = math.log1p(excess / x)
    reach = _DROP / x
    left = math.sqrt(2.0 * reach)
    for _ in range(4):
        left = min(left, math.log1p(reach + left))
    return peak, 0.0, x, min(peak, left), math.sqrt(2.0 * reach) + reach


@kernel
def waits_by_integral(x: float, y: float, excess: float, tau: float) -> Waits:
    """Moments of the wait by Gauss-Legendre panels around the peak of g: O(1) for any x, y; excess = y - x."""
    peak, slope, curve, left, right = _range(x, y, excess)
    border = min(max(tau - peak, -left), right)
    lo = -left
    mass = 0.0
    gone = 0.0
    served_wait = 0.0
    early = 0.0
    served_late = 0.0
    late = 0.0
    while lo < right:
        end = border if lo < border else right
        width = _width(lo, slope, curve)
        panels = math.ceil((end - lo) / width) if x >= 25.0 else 1.0
        hi = end if width >= end - lo else (lo + (end - lo) / panels if x >= 25.0 else lo + width)
        part, part_gone, part_wait, part_served = _panel(lo, hi, peak, slope, curve)
        mass += part
        gone += part_gone
        served_wait += part_wait
        if hi <= border:
            early += part_served
        else:
            late += part
            served_late += part_served
        lo = hi
    scale = 0.0
    if excess > 0.0:
        scale = -x * peak + excess
        if peak < 0.1:  # rho - 1 - ln rho = e^p - 1 - p
            scale = x * _bend(-peak)
    total = x * mass * math.exp(min(scale, 709.0)) if scale < 709.0 else math.inf
    return total, gone / mass, (early + served_late) / mass, served_wait / mass, early / mass, late / mass
