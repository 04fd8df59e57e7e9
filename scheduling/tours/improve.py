"""From any lawful named answer, or from nobody at all, to a cheaper one: until time is up, enough, or told to stop.

From nothing: best responses of all to a smoothed price of cover whose slope at the best cover is the price of the dual,
while the smoothing falls; one head is then small against the bend, and everybody finds a place. After that, and from a
given answer: some are taken off and put on anew (`search.shake`) at a falling temperature, the best answer kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from scheduling.tours.answer import Tours
from scheduling.tours.board import Stage, seat, total, write_rest
from scheduling.tours.held import held
from scheduling.tours.named import put_on, stage_of, tours_of
from scheduling.tours.problem import Floats, Ints, Problem
from scheduling.tours.search import mix_up, shake, sweep, sweep_bookings, sweep_contracts
from scheduling.tours.value import lean, smooth

BLUR = (1.0, 0.002)  # of the heads wanted, at the beginning and the end
BUILD_SHARE = 0.55  # of the time, when there is nothing to start from
HEAT = (0.02, 0.0005)  # of the pay of a tour, at the beginning and the end
COOL_START = 0.25  # of that heat where a good answer is given
NOISE = 1.0
LEAST_SWEEPS = 24
SLICE_S = 0.4

Enough = Callable[[float], bool]  # asked with the cost of the best so far; True ends the search


def improve(
    problem: Problem,
    start: Tours | None = None,
    *,
    limit_s: float,
    seed: int = 1,
    prices: Floats | None = None,
    enough: Enough | None = None,
) -> Tours:
    """The best answer found within `limit_s` wall seconds; never dearer than `start`, lawful if `start` is.

    `prices` (skills, rows) of a head, as the dual finds them, guide what is made from nothing. Memory O(problem).
    """
    begun, enough = time.perf_counter(), enough or _never
    stage = stage_of(problem, seed)
    kernel = held(stage)
    deadline = begun + limit_s
    if start is None:
        _build(stage, kernel, begun + BUILD_SHARE * limit_s, prices, enough)
    else:
        put_on(stage, kernel, start)
    best = _cheaper(start, tours_of(problem, stage)) if _lawful_count(stage) else start
    return _anneal(problem, stage, kernel, best, deadline, COOL_START if start is not None else 1.0, enough)


def _never(_: float) -> bool:
    return False


def _lawful_count(stage: Stage) -> bool:
    return bool(stage.board.people[0] >= stage.people.least_people)


def _cheaper(one: Tours | None, other: Tours) -> Tours:
    return other if one is None or other.cost.total < one.cost.total else one


def _build(stage: Stage, kernel: Stage, until: float, prices: Floats | None, enough: Enough) -> None:
    """From nobody to a local optimum by sweeps of best responses while the smoothing falls."""
    order, begun, turn = np.arange(len(stage.people.law), dtype=np.int64), time.perf_counter(), 0
    value = held(stage.value)
    for w in order:
        write_rest(kernel, int(w))
        seat(kernel, int(w))
    over = False
    while not over:
        passed = (time.perf_counter() - begun) / max(until - begun, 1e-9)
        share = max(min(passed, 1.0), min(turn / LEAST_SWEEPS, 1.0) if passed >= 1.0 else 0.0)
        blur = BLUR[0] * (BLUR[1] / BLUR[0]) ** share
        over = share >= 1.0 or enough(np.inf)
        lean(stage.value, 0.0 if over or prices is None else blur, _zero_if_none(stage, prices))
        smooth(value, 0.0 if over else blur)
        _sweep_all(kernel, order, contracts=turn % 3 == 0)
        turn += 1
    while _sweep_all(kernel, order, contracts=True) < -1e-6 and time.perf_counter() < until + SLICE_S:
        pass


def _zero_if_none(stage: Stage, prices: Floats | None) -> Floats:
    return np.zeros_like(stage.value.carry) if prices is None else prices


def _sweep_all(kernel: Stage, order: Ints, *, contracts: bool) -> float:
    mix_up(kernel, order)
    change = sweep_contracts(kernel) if contracts else 0.0
    return change + sweep(kernel, order, 0, len(order)) + sweep_bookings(kernel)


def _anneal(
    problem: Problem, stage: Stage, kernel: Stage, best: Tours | None, deadline: float, share: float, enough: Enough
) -> Tours:
    """Shake at a falling temperature until the deadline; the best answer met."""
    pool, value = np.arange(len(stage.people.law), dtype=np.int64), held(stage.value)
    usual = _pay_of_a_tour(stage)
    hot, cold = share * HEAT[0] * usual, HEAT[1] * usual
    begun, rounds = time.perf_counter(), 32
    cost = np.inf if best is None else best.cost.total
    found = best
    while (now := time.perf_counter()) < deadline and not enough(cost) and (len(pool) or len(stage.board.c_of)):
        passed = (now - begun) / max(deadline - begun, 1e-9)
        heat = hot * (cold / hot) ** passed
        shake(kernel, pool, rounds, heat, max(cold, 0.95 * heat), NOISE)
        spent = time.perf_counter() - now
        rounds = int(np.clip(rounds * SLICE_S / max(spent, 1e-4), 16, 4 * rounds))
        if _lawful_count(stage) and total(kernel) < cost - 1e-6:
            smooth(value, 0.0)
            now_found = tours_of(problem, stage)
            found = _cheaper(found, now_found)
            cost = found.cost.total
    return found if found is not None else tours_of(problem, stage)


def _pay_of_a_tour(stage: Stage) -> float:
    """What a tour costs usually, as a measure of temperatures."""
    pay = stage.ground.pay[np.isfinite(stage.ground.pay)]
    days = max(1.0, float(np.minimum(stage.ground.most_days, 5).mean())) if len(stage.ground.most_days) else 1.0
    return max(1.0, float(np.abs(pay).mean() if pay.size else 1.0) * days * stage.ground.days / 7.0)
