"""Bound and answer side by side: the dual climbs in one thread while the named answer is improved in the other.

For people of whom no two are alike, where the aggregate model has as many classes as people.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from data.contracts.plan import SolveStatus
from scheduling.tours.answer import Tours
from scheduling.tours.dual import climb_on, hill_of, proved, start_climb
from scheduling.tours.hill import Hill
from scheduling.tours.improve import improve
from scheduling.tours.problem import Floats, Problem

FIRST_SHARE = 0.08  # of the time: the dual alone, for the prices that guide the answer
ALONE_SHARE = 0.25  # of the time for the dual where one thread does both
GOOD = 1.02  # the best cost is taken for this much above the bound until one is known


class _Race:
    """The best cost and bound so far, seen by both threads."""

    def __init__(self, gap: float, deadline: float, stop: Callable[[], bool]) -> None:
        self.cost, self.bound = float("inf"), -float("inf")
        self._gap, self._deadline, self._stop, self._over = gap, deadline, stop, False

    def over(self) -> bool:
        close = self.cost - self.bound <= max(self._gap, 1e-9) * abs(self.cost) and self.cost < float("inf")
        self._over = self._over or close or self._stop() or time.perf_counter() >= self._deadline
        return self._over

    def end(self) -> None:
        self._over = True

    def cheaper(self, cost: float) -> bool:
        self.cost = min(self.cost, cost)
        return self.over()

    def higher(self, bound: float) -> bool:
        self.bound = max(self.bound, bound)
        return self.over()


def race(
    problem: Problem,
    start: Tours | None = None,
    *,
    limit_s: float,
    gap: float = 0.0,
    seed: int = 1,
    threads: int = 1,
    bound: float | None = None,
    prices: Floats | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Tours:
    """The best named answer within `limit_s` wall seconds or once its gap is `gap`, with a proved bound.

    `start`, `bound` and `prices` (skills, rows) are what is known already.
    """
    begun = time.perf_counter()
    rival = _Race(gap, begun + limit_s, stop)
    rival.higher(-float("inf") if bound is None else bound)
    rival.cheaper(float("inf") if start is None else start.cost.total)
    hill = hill_of(problem, _first_prices(problem) if prices is None else prices)
    first = start_climb(hill, rival.cost)
    hill.numbers[4] = rival.cost if rival.cost < float("inf") else abs(first) * 1.5 + 1.0
    share = FIRST_SHARE if threads > 1 else ALONE_SHARE
    _climb(hill, rival, begun + share * limit_s)
    helper = threading.Thread(target=_climb, args=(hill, rival, begun + limit_s), daemon=True)
    if threads > 1:
        helper.start()
    left = max(0.0, begun + limit_s - time.perf_counter())
    tours = improve(problem, start, limit_s=left, seed=seed, prices=hill.price.copy(), enough=rival.cheaper)
    rival.end()
    if threads > 1:
        helper.join()
    rival.higher(proved(hill))
    spent, proof = time.perf_counter() - begun, rival.bound
    close = tours.cost.total - proof <= 1e-6 * max(1.0, abs(tours.cost.total))
    status = SolveStatus.OPTIMAL if close else SolveStatus.FEASIBLE
    return replace(tours, bound=proof, seconds=spent, status=status, method="race")


def _climb(hill: Hill, rival: _Race, deadline: float) -> None:
    """Climb in slices; the best cost known sets the length of the steps."""

    def enough(bound: float) -> bool:
        known = rival.cost if rival.cost < float("inf") else bound + (GOOD - 1.0) * abs(bound)
        hill.numbers[4] = max(known, bound)
        return rival.higher(bound)

    climb_on(hill, deadline, enough)


def _first_prices(problem: Problem) -> Floats:
    """Half of what the first missing head costs."""
    return 0.5 * problem.cover.under_first
