"""The answer to a tours problem within wall seconds: the way that fits its size, the best found, the proved bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from data.contracts.plan import SolveStatus
from scheduling.tours.answer import Tours
from scheduling.tours.cost import cost_of
from scheduling.tours.problem import Problem

Progress = Callable[[str, float], None]  # what is done now, and the share of the time that is over
Stop = Callable[[], bool]


def solve_tours(
    problem: Problem,
    *,
    limit_s: float = 60.0,
    gap: float = 0.0,
    seed: int = 1,
    threads: int = 1,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Tours:
    """The best answer found within `limit_s` wall seconds or once its gap is `gap`; never none.

    `stop` is asked between steps: True ends the work with what was found.
    """
    started = time.perf_counter()
    del limit_s, gap, seed, threads, progress, stop  # the engines come next
    tours = nobody(problem)
    return replace(tours, cost=cost_of(problem, tours), seconds=time.perf_counter() - started)


def nobody(problem: Problem) -> Tours:
    """Only what is locked is worked."""
    shifts = tuple(tuple(sorted(worker.locked, key=lambda shift: shift.start)) for worker in problem.workers)
    booked: tuple[tuple[()], ...] = ((),) * len(problem.bookings)
    return Tours(shifts, booked, ((),) * len(problem.blocks), bound=0.0, status=SolveStatus.FEASIBLE)
