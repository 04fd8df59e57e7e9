"""What chats meet while the load moves: the chats in the house followed through time, those who serve them counted in.

A full house is slow: with more open at each agent a chat lasts longer, so its length is no constant. Chats in the house
move by dN/dt = arrivals - leaving(N), where leaving(N) is the rate of arrivals that would keep N in the house for ever
with these people (pointwise stationary fluid flow: Wang, Tipper and Banerjee 1996; exact where the load stands still).
Measures of each moment are those of the exact chain at that rate.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from scheduling.compiled import kernel
from scheduling.requirement import chat_chain
from scheduling.requirement.rate_profile import rate_slopes

FloatArray = npt.NDArray[np.float64]

STEP_S = 60.0
# arrivals as shares of what a full house finishes; dense where the house fills
SHARES = np.array([0.1, 0.3, 0.5, 0.65, 0.75, 0.82, 0.88, 0.92, 0.95, 0.97, 0.985, 0.995, 1.01, 1.05, 1.15, 1.4, 2.0])


@kernel
def _tabled(rates: FloatArray, agents: float, chat_s: FloatArray, patience_s: float, out: FloatArray) -> None:
    """Chats in the house in the steady state at each rate of arrivals, real agents; strictly rising."""
    whole = float(math.ceil(agents - 1e-9))
    share = 1.0 - (whole - agents)
    for k in range(rates.size):
        out[k] = 0.0
        for people, weight in ((whole, share), (whole - 1.0, 1.0 - share)):
            if weight <= 1e-9 or (people < 1.0 and patience_s == math.inf):
                continue
            got = chat_chain.values(rates[k], people, chat_s, patience_s, 0.0)
            out[k] += weight * (got[8] * people * chat_s.size + rates[k] * min(got[6], 1e7))
        if k > 0:
            out[k] = max(out[k], out[k - 1] * (1.0 + 1e-9))


@kernel
def _rate(inside: float, rates: FloatArray, chats: FloatArray, patience_s: float) -> float:
    """Arrivals that keep `inside` chats in the house; beyond the table only giving up grows."""
    if inside < chats[0]:
        return float(rates[0] * inside / chats[0])
    over = max(0.0, inside - chats[chats.size - 1])
    return float(np.interp(inside, chats, rates) + (over / patience_s if patience_s < 1e12 else 0.0))


@kernel
def fill_rates(
    arriving: FloatArray,
    aht_s: FloatArray,
    gains: FloatArray,
    patience_s: float,
    positions: FloatArray,
    step_s: float,
    shares: FloatArray,
    out: FloatArray,
) -> None:
    """Write for each moment the steady arrivals a second that go with the chats in the house; [intervals, moments]."""
    inside, started = 0.0, False
    chat_s, count = np.empty(gains.size), shares.size if patience_s < 1e12 else shares.size - 5
    for i in range(aht_s.size):
        out[i] = arriving[i]
        if arriving[i].sum() <= 0.0 or aht_s[i] <= 0.0 or not positions[i] > 0.0:
            if aht_s[i] > 0.0:  # those who hold chats finish them, one after the other
                inside *= math.exp(-step_s * arriving.shape[1] / aht_s[i])
            continue
        for k in range(gains.size):
            chat_s[k] = aht_s[i] * (k + 1.0) / gains[k]
        rates, chats = shares[:count] * (positions[i] * gains[gains.size - 1] / aht_s[i]), np.empty(count)
        _tabled(rates, positions[i], chat_s, patience_s, chats)
        if not started:
            first = arriving[i, 0]
            inside = chats[0] * first / rates[0] if first < rates[0] else np.interp(first, rates, chats)
            started = True
        parts = math.ceil(step_s / (0.25 * aht_s[i]))
        for j in range(arriving.shape[1]):
            out[i, j] = _rate(inside, rates, chats, patience_s)
            for _ in range(parts):
                leaving = _rate(inside, rates, chats, patience_s)
                inside = max(0.0, inside + (arriving[i, j] - leaving) * step_s / parts)


def steady_rates(
    volume: FloatArray,
    aht_s: FloatArray,
    gains: FloatArray,
    patience_s: float,
    positions: FloatArray,
    interval_s: float,
) -> FloatArray:
    """Arrivals a second that would keep as many chats in the house as are there at each moment: [intervals, moments].

    Rows in order of time; `volume` an hour, `aht_s` with one open chat, `positions` real. The first interval with
    people begins in its steady state. O(intervals x 34 chains).

    >>> steady_rates(np.full(4, 90.0), np.full(4, 600.0), np.ones(1), 180.0, np.full(4, 17.0), 900.0)[3, -1].round(4)
    np.float64(0.025)
    """
    moments = max(1, round(interval_s / STEP_S))
    middle = (np.arange(moments) + 0.5) / moments - 0.5
    arriving = np.maximum(volume[:, None] + rate_slopes(volume)[:, None] * middle, 0.0) / 3600.0
    out = np.empty(arriving.shape)
    people = np.ascontiguousarray(positions, dtype=np.float64)
    fill_rates(arriving, aht_s, gains, patience_s, people, interval_s / moments, SHARES, out)
    return out
