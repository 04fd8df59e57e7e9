"""Whole heads decided so far, the rest of the linear model solved anew, and the best of several ways to decide."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from data.contracts.centre import SolverSettings
from scheduling.solver.highs import interior_point
from scheduling.tours.aggregate import Aggregate
from scheduling.tours.problem import Flags, Floats, Ints, Problem

LEAST_S = 0.5  # nothing is solved anew in less time
TOLERANCE = 1e-5
Choice = tuple[Ints, Floats]  # columns and whole values for them


@dataclass(frozen=True)
class Ground:
    """What a way down stands on; `until` is a moment of `time.perf_counter`."""

    problem: Problem
    made: Aggregate
    settings: SolverSettings
    until: float
    threads: int
    stop: Callable[[], bool]

    def left_s(self) -> float:
        """Wall seconds left; 0 when the work is to end."""
        return 0.0 if self.stop() else max(0.0, self.until - time.perf_counter())


@dataclass(frozen=True)
class Whole:
    """Values of all columns, whole where `decided`; `cost` of the rest solved to the best, inf where it was not."""

    values: Floats
    decided: Flags
    cost: float = np.inf

    def with_choice(self, choice: Choice) -> Whole:
        """The same with more columns decided."""
        values, decided = self.values.copy(), self.decided.copy()
        values[choice[0]], decided[choice[0]] = choice[1], True
        return Whole(values, decided)


def solved(ground: Ground, whole: Whole) -> Whole:
    """The rest of the model solved with the decided columns fixed; as it was when there is no time."""
    left = ground.left_s()
    if left <= LEAST_S:
        return whole
    matrix = ground.made.matrix
    upper = np.where(whole.decided, whole.values, matrix.upper)
    fixed = np.where(whole.decided, whole.values, 0.0)
    free = np.flatnonzero(~whole.decided)
    base = matrix.rows @ fixed
    part = replace(
        matrix, cost=matrix.cost[free], integral=matrix.integral[free], lower=np.zeros(len(free)), upper=upper[free],
        rows=matrix.rows[:, free], row_lower=matrix.row_lower - base, row_upper=matrix.row_upper - base,
        offset=matrix.offset + float(matrix.cost @ fixed),
    )  # fmt: skip
    found = interior_point(part, replace(ground.settings, threads=1), left, tolerance=TOLERANCE)
    if found is None:
        return whole
    values = fixed.copy()
    values[free] = np.clip(found[0], 0.0, upper[free])
    broken = part.violation(values[free]) > 1e-3
    return replace(whole, values=values, cost=np.inf if broken else matrix.score(values))


def best_of(ground: Ground, whole: Whole, choices: Iterable[Choice], enough: float) -> Whole:
    """The choice whose rest costs least, tried in their order, several at once, until time or one costs `enough`.

    The first is always taken where there is no time for any.
    """
    waiting: Iterator[Choice] = iter(choices)
    best: Whole | None = None
    with ThreadPoolExecutor(ground.threads) as pool:
        while batch := list(islice(waiting, ground.threads)):
            tried = [whole.with_choice(choice) for choice in batch]
            if best is None:
                best = tried[0]
            if ground.left_s() <= LEAST_S:
                break
            for one in pool.map(lambda own: solved(ground, own), tried):
                if one.cost < best.cost:
                    best = one
            if best.cost <= enough:
                break
    return whole if best is None else best
