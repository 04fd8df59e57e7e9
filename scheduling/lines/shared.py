"""The best lines and the best bound known while two searches run side by side; either may tell, both may ask."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

import numpy as np

from scheduling.lines.check import breaches_of, cost_of
from scheduling.lines.problem import Ints, Problem

FINEST = 100  # costs in whole hundredths are steps that a bound may be rounded up to
NOISE = 1e-6


class Shared:
    """`best`: lawful lines and their cost. `deadline` and `left_s` are of `time.perf_counter`."""

    def __init__(self, problem: Problem, limit_s: float, gap: float, stop: Callable[[], bool]) -> None:
        self.problem, self.gap = problem, gap
        self.deadline = time.perf_counter() + limit_s
        self.best: Ints | None = None
        self.cost = math.inf
        self.bound = -math.inf
        self.impossible = ""
        self.notes: list[str] = []
        self._step = cost_step(problem)
        self._stop = stop
        self._ended = False
        self._lock = threading.Lock()

    def offer(self, lines: Ints) -> bool:
        """Lines found; kept if lawful and cheaper than the best."""
        cost = cost_of(self.problem, lines).total
        if cost >= self.cost - NOISE or breaches_of(self.problem, lines):
            return False
        with self._lock:
            if cost < self.cost:
                self.best, self.cost = lines.copy(), cost
        return True

    def tell(self, lines: Ints) -> None:
        """As `offer`, for callers that want no answer."""
        self.offer(lines)

    def rounded(self, bound: float) -> float:
        """A bound rounded up to the next cost that can be."""
        if self._step and math.isfinite(bound):
            return math.ceil(bound / self._step - NOISE * max(1.0, abs(bound))) * self._step
        return bound

    def prove(self, bound: float) -> None:
        """A bound that holds for all lawful lines."""
        bound = self.rounded(bound)
        with self._lock:
            self.bound = max(self.bound, bound)

    @property
    def cutoff(self) -> float:
        """From this bound on nothing better than the best lines is left, as exactly as is asked."""
        if math.isinf(self.cost):
            return math.inf
        return max(self.cost - self.gap * abs(self.cost), self.cost - self._step * (1.0 - 1e-3)) - NOISE * (
            1.0 + abs(self.cost) * NOISE
        )

    @property
    def proved(self) -> bool:
        """Whether the best lines are as good as is asked."""
        return self.best is not None and self.cost - self.bound <= max(self.gap * abs(self.cost), NOISE)

    @property
    def left_s(self) -> float:
        """Seconds to the deadline."""
        return self.deadline - time.perf_counter()

    def end(self) -> None:
        """Let every search come home."""
        self._ended = True

    def over(self) -> bool:
        """Whether a search should end: proved, out of time, told to stop."""
        return self._ended or self.proved or bool(self.impossible) or self.left_s <= 0.0 or self._stop()


def cost_step(problem: Problem) -> float:
    """All costs are multiples of this, e.g. 0.5 where some prices end in .5; 0 where none is known. O(cells + rows)."""
    rows, cover = problem.rows, problem.cover
    prices = [cover.under, cover.over, rows.under, rows.over]
    whole = np.concatenate([rows.weight, rows.least, rows.most])
    whole = whole[np.isfinite(whole)]
    if (whole != np.rint(whole)).any():
        return 0.0
    numbers = np.concatenate([np.unique(problem.cell_cost), *prices, np.array([problem.constant])])
    scaled = numbers[np.isfinite(numbers)] * FINEST
    if (np.abs(scaled - np.rint(scaled)) > NOISE).any() or np.abs(scaled).max(initial=0.0) > 1e15:
        return 0.0
    return float(np.gcd.reduce(np.rint(scaled).astype(np.int64))) / FINEST
