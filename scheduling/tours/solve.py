"""The answer to a tours problem within wall seconds: the way that fits its size, the best found, the proved bound."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.solver.highs import interior_point
from scheduling.solver.prices import price_bound
from scheduling.tours.aggregate import aggregate_of
from scheduling.tours.answer import Tours
from scheduling.tours.check import faults_of
from scheduling.tours.classes import Class, classes_of, fits_classes, key_of
from scheduling.tours.cost import cost_of
from scheduling.tours.descend import descend
from scheduling.tours.guess import guessed
from scheduling.tours.names import by_wishes, named
from scheduling.tours.place import with_best_breaks
from scheduling.tours.problem import Problem
from scheduling.tours.ready import give_up, make_ready, ready_by
from scheduling.tours.whole import Ground

Progress = Callable[[str, float], None]  # what is done now, and the share of the time that is over
Stop = Callable[[], bool]

MOST_KEYS = 600  # kinds of workers the aggregate model is made for
MOST_COLUMNS = 120_000
MODEL_SHARE, DESCENT_SHARE = 0.6, 0.75  # of the time, for the bound and for the way down from it
LAST_S, LAST_SHARE = 1.0, 0.05  # kept for wishes, cost and report
SEARCH_S = 1.0  # nothing is searched in less time
HAND_OVER_S = 2e-4  # wall seconds for each person to be put on the board and read from it
MOST_NOTES = 5


@dataclass(frozen=True)
class Clock:
    """When the work began, how long it may take, and who may stop it."""

    begun: float
    limit_s: float
    stop: Stop
    progress: Progress

    def at(self, share: float) -> float:
        """The moment when a share of the time that may be worked is over."""
        return self.begun + share * (self.limit_s - min(LAST_S, LAST_SHARE * self.limit_s))

    def tell(self, step: str) -> None:
        """Tell what is done now."""
        self.progress(step, min(1.0, (time.perf_counter() - self.begun) / max(self.limit_s, 1e-9)))


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

    `stop` is asked between steps: True ends the work with what was found. `progress` is told each step. What cannot be
    kept (too few people, locked shifts that contradict their law) is told in the notes, and the status is INFEASIBLE.
    """
    clock = Clock(time.perf_counter(), limit_s, stop or (lambda: False), progress or (lambda _step, _share: None))
    settings = SolverSettings(seed=seed, threads=threads)
    best, bound = nobody(problem), None
    if problem.workers or problem.bookings or problem.blocks:
        make_ready()
        try:
            found, bound = _from_aggregate(problem, clock, settings)
            if found is not None:
                best = min(best, found, key=lambda one: _rank(problem, one))
            best, bound = _searched(problem, best, bound, clock, gap, settings)
        finally:
            give_up()
    return _reported(problem, best, bound, clock, gap)


def nobody(problem: Problem) -> Tours:
    """Only what is locked is worked."""
    shifts = tuple(tuple(sorted(worker.locked, key=lambda shift: shift.start)) for worker in problem.workers)
    booked: tuple[tuple[()], ...] = ((),) * len(problem.bookings)
    made = Tours(shifts, booked, ((),) * len(problem.blocks))
    return replace(made, cost=cost_of(problem, made))


def _rank(problem: Problem, tours: Tours) -> tuple[int, float]:
    """People missing first, then cost."""
    return max(0, problem.least_people - sum(1 for own in tours.shifts if own)), tours.cost.total


def estimated_columns(problem: Problem, classes: list[Class]) -> int:
    """About how many columns the aggregate model would have."""
    tours = sum(len(one.tours) for one in classes) * 2
    windows = [sum(w.latest - w.earliest + 1 for w in kind.breaks) + 2 for kind in problem.kinds]
    starts = problem.days * problem.day_slots // problem.start_step
    sets = len({worker.skill_set for worker in problem.workers})
    masks = len({(one.law, one.skill_set, tuple(one.starts.values())) for one in classes})
    return tours + starts * (sum(windows) * max(sets, 1) + masks)


def _from_aggregate(problem: Problem, clock: Clock, settings: SolverSettings) -> tuple[Tours | None, float | None]:
    """Roster and bound from the aggregate model; None where it would be too large, no bound where there is no time."""
    if not fits_classes(problem) or len({key_of(worker) for worker in problem.workers}) > MOST_KEYS:
        return None, None
    classes = classes_of(problem)
    if estimated_columns(problem, classes) > MOST_COLUMNS:
        return None, None
    clock.tell("model")
    made = aggregate_of(problem, classes)
    clock.tell("bound")
    left = clock.at(MODEL_SHARE) - time.perf_counter()
    solved = interior_point(made.matrix, replace(settings, threads=1), left) if left > 0 and not clock.stop() else None
    ground = Ground(problem, made, settings, clock.at(DESCENT_SHARE), settings.threads, clock.stop)
    clock.tell("whole heads")
    if solved is None:
        bound, whole = None, guessed(ground, classes)
    else:
        values, prices = solved
        bound = price_bound(made.matrix, prices)
        bound = bound if np.isfinite(bound) else None
        whole = descend(ground, classes, np.clip(values, 0.0, made.matrix.upper), -np.inf if bound is None else bound)
    tours = with_best_breaks(problem, named(problem, classes, made, whole), clock.at(1.0))
    return tours, bound


def _searched(
    problem: Problem, tours: Tours, bound: float | None, clock: Clock, gap: float, settings: SolverSettings
) -> tuple[Tours, float | None]:
    """The answer improved in the time left, and the bound raised where none is known."""
    clock.tell("search")
    end = clock.at(1.0)

    def enough(cost: float) -> bool:
        return clock.stop() or (bound is not None and cost - bound <= max(gap, 1e-9) * abs(cost))

    if enough(tours.cost.total) or not ready_by(end - SEARCH_S) or end - time.perf_counter() < SEARCH_S:
        return tours, bound
    from scheduling.tours.improve import improve  # here, because importing them loads the compiler
    from scheduling.tours.race import race

    left = end - time.perf_counter() - HAND_OVER_S * len(problem.workers)
    short, _ = _rank(problem, tours)
    start = tours if not short and (any(tours.shifts) or any(tours.booked) or any(tours.sold)) else None
    if bound is None:
        found = race(
            problem, start, limit_s=left, gap=gap, seed=settings.seed, threads=settings.threads, stop=clock.stop
        )
        bound = found.bound
    else:
        found = improve(problem, start, limit_s=left, seed=settings.seed, enough=enough)
    return min(tours, found, key=lambda one: _rank(problem, one)), bound


def _reported(problem: Problem, tours: Tours, bound: float | None, clock: Clock, gap: float) -> Tours:
    """The answer with wishes heard, scored anew, and what is to be known of it."""
    clock.tell("wishes")
    best = by_wishes(problem, tours) if time.perf_counter() < clock.begun + clock.limit_s else tours
    cost = cost_of(problem, best)
    faults = faults_of(problem, best)
    known = None if bound is None else min(bound, cost.total) if not faults else bound
    made = replace(best, cost=cost, bound=known, method="tours", notes=tuple(faults[:MOST_NOTES]))
    reached = made.gap is not None and made.gap <= max(gap, 1e-9)
    status = SolveStatus.INFEASIBLE if faults else SolveStatus.OPTIMAL if reached else SolveStatus.FEASIBLE
    return replace(made, status=status, seconds=time.perf_counter() - clock.begun)
