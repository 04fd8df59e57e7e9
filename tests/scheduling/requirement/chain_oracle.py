"""Erlang B, C and A at 30 digits straight from the birth-death chain: an oracle that shares no formula with ours."""

from __future__ import annotations

from dataclasses import dataclass

import mpmath as mp

mp.mp.dps = 30


@dataclass(frozen=True)
class Truth:
    p_wait: float
    sl: float
    p_wait_le_target: float
    asa_s: float
    ew_all_s: float
    p_abandon: float
    occupancy: float


def stationary(load, agents, patience_aht, most):
    """Probabilities of 0, 1, .. contacts in the system, from the balance equations (handling time = 1)."""
    weights = [mp.mpf(1)]
    for k in range(1, most + 1):
        leaving = min(k, agents) + max(0, k - agents) / patience_aht
        weights.append(weights[-1] * load / leaving)
    total = mp.fsum(weights)
    return [weight / total for weight in weights]


def erlang_a(load, aht_s, patience_s, agents, target_s, most):
    """Follow an arrival who finds k waiting through k + 1 departures, each an exponential stage; handling time = 1.

    Given that he is served, stage i (i callers ahead) lasts 1 / (n + (i + 1) / patience) on average.
    """
    load, patience = mp.mpf(load), mp.mpf(patience_s) / aht_s
    chance = stationary(load, agents, patience, most)
    waiting = chance[agents:]
    places = len(waiting)
    target = mp.mpf(target_s) / aht_s
    # state i = i callers ahead; stages from place k down to 0, then served
    served = [agents / (agents + (k + 1) / patience) for k in range(places)]
    stage = [1 / (agents + (i + 1) / patience) for i in range(places)]
    until = [mp.fsum(stage[: k + 1]) for k in range(places)]
    in_time, quit_in_time = _within(agents, patience, places, target)
    answered = mp.fsum(chance[:agents]) + mp.fsum(w * s for w, s in zip(waiting, served, strict=True))
    asa = mp.fsum(w * s * t for w, s, t in zip(waiting, served, until, strict=True)) / answered
    sl = mp.fsum(chance[:agents]) + mp.fsum(w * s for w, s in zip(waiting, in_time, strict=True))
    gone = mp.fsum(w * s for w, s in zip(waiting, quit_in_time, strict=True))
    busy = mp.fsum(min(k, agents) * p for k, p in enumerate(chance)) / agents
    lost = 1 - answered
    figures = (mp.fsum(waiting), sl, sl + gone, asa * aht_s, lost * patience_s, lost, busy)
    return Truth(*(float(figure) for figure in figures))


def _within(agents, patience, places, target):
    """P(served within target) and P(gave up within target) from each place.

    Uniformised chain of one tagged caller: i ahead -> i - 1 at rate n + i / patience, gives up at rate 1 / patience.
    """
    rate = agents + (places + 1) / patience
    steps = int(rate * target + 12 * mp.sqrt(rate * target) + 60)
    served = [mp.mpf(0)] * places
    gone = [mp.mpf(0)] * places
    total_served = [mp.mpf(0)] * places
    total_gone = [mp.mpf(0)] * places
    weight = mp.exp(-rate * target)
    for step in range(steps + 1):
        for k in range(places):
            total_served[k] += weight * served[k]
            total_gone[k] += weight * gone[k]
        weight *= rate * target / (step + 1)
        forward, quits = [], 1 / patience / rate
        for k in range(places):
            on = (agents + k / patience) / rate
            stay = 1 - on - quits
            next_served = served[k - 1] if k else mp.mpf(1)
            next_gone = gone[k - 1] if k else mp.mpf(0)
            forward.append((on * next_served + stay * served[k], quits + on * next_gone + stay * gone[k]))
        served = [one for one, _ in forward]
        gone = [one for _, one in forward]
    return total_served, total_gone


def erlang_c(load, aht_s, agents, target_s):
    """P(wait), service level and ASA of Erlang C from the sums over the chain (geometric beyond the agents)."""
    load = mp.mpf(load)
    terms = [load**k / mp.factorial(k) for k in range(agents)]
    queue = load**agents / mp.factorial(agents) / (1 - load / agents)
    p_wait = queue / (mp.fsum(terms) + queue)
    spare = (agents - load) / aht_s
    return float(p_wait), float(1 - p_wait * mp.exp(-spare * target_s)), float(p_wait / spare)


def erlang_b(load, lines):
    """Blocking from the truncated Poisson probabilities."""
    terms = [mp.mpf(load) ** k / mp.factorial(k) for k in range(lines + 1)]
    return float(terms[-1] / mp.fsum(terms))
