"""Solve a lines problem: a fast search for good lines beside column generation that bounds, improves and proves them.

Two threads where two are allowed: the compiled search and the solver let each other run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from data.contracts.progress import Progress, silent
from scheduling.lines.answer import Lines
from scheduling.lines.check import breaches_of, cost_of
from scheduling.lines.exact import run_exact
from scheduling.lines.problem import OFF, OPEN, Ints, Problem
from scheduling.lines.search import search_lines
from scheduling.lines.shared import Shared
from scheduling.lines.totals import cells_bound

FIRST_SHARE = 0.15  # of the time goes to a first quick search; the next one starts from the best lines known
HEAD_START_S, HEAD_SHARE = 3.0, 0.05  # small problems are proved before a search need begin (or be compiled)
ALONE_SHARE = 0.1  # the same with one thread, before the exact half
SPARE_S = 0.05  # of the limit, kept for the report
POLL_S = 0.2


def solve_lines(
    problem: Problem,
    *,
    limit_s: float,
    gap: float = 0.0,
    seed: int = 0,
    threads: int = 2,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
    start: Ints | None = None,
) -> Lines:
    """The best lines found in `limit_s` wall seconds and the best bound proved; ends early within `gap` (a share).

    Never empty-handed: without lawful lines the best effort, its breaches named. `start`: lines to improve, (people,
    days) of kinds or OFF. `progress` may raise to cancel. Same seed, same answer where the clock does not decide.
    """
    began = time.perf_counter()
    shared = Shared(problem, max(limit_s - SPARE_S, 0.0), gap, stop)
    shared.prove(cells_bound(problem))
    if start is not None:
        shared.offer(np.asarray(start, np.int64))
    settings = SolverSettings(seed=seed, threads=max(1, threads - 1))
    efforts: list[Ints] = []
    if threads < 2:
        _search(problem, shared, ALONE_SHARE * limit_s, seed, start, efforts)
    exact = threading.Thread(target=_exact, args=(problem, shared, settings), daemon=True)
    exact.start()
    try:
        _beside(problem, shared, limit_s, seed, threads, start, efforts, exact, progress)
    finally:
        shared.end()
        exact.join()
    kinds = shared.best if shared.best is not None else _least_bad(problem, efforts, start)
    return _answer(problem, shared, kinds, time.perf_counter() - began)


def _exact(problem: Problem, shared: Shared, settings: SolverSettings) -> None:
    """The exact half; its trouble ends it, not the search."""
    try:
        run_exact(problem, shared, settings)
    except (RuntimeError, ValueError, MemoryError, ArithmeticError) as error:
        shared.notes.append(f"the exact half failed: {type(error).__name__}: {error}")


def _beside(
    problem: Problem, shared: Shared, limit_s: float, seed: int, threads: int, start: Ints | None,
    efforts: list[Ints], exact: threading.Thread, progress: Progress,
) -> None:  # fmt: skip
    """The search beside the exact half, then waiting for it; without a second thread the search comes after it."""
    search = threading.Thread(target=_searches, args=(problem, shared, limit_s, seed, threads, start, efforts, exact))
    search.start()
    total = max(limit_s, 1e-9)
    try:
        while (search.is_alive() or exact.is_alive()) and not shared.over():
            (exact if exact.is_alive() else search).join(POLL_S)
            progress(min(1.0, 1.0 - shared.left_s / total), "lines")
    finally:
        shared.end()
        search.join()


def _searches(
    problem: Problem, shared: Shared, limit_s: float, seed: int, threads: int, start: Ints | None,
    efforts: list[Ints], exact: threading.Thread,
) -> None:  # fmt: skip
    """A quick search, then one that takes the rest of the time."""
    if threads < 2:
        exact.join()
    else:
        exact.join(min(HEAD_START_S, HEAD_SHARE * limit_s))
        if shared.over() and shared.best is not None:
            return
        _search(problem, shared, FIRST_SHARE * limit_s, seed, start, efforts)
    if not shared.over():
        _search(problem, shared, shared.left_s, seed + 1, None, efforts)


def _search(
    problem: Problem, shared: Shared, span_s: float, seed: int, start: Ints | None, efforts: list[Ints]
) -> None:
    begin = shared.best if shared.best is not None else start
    if begin is None and efforts:
        begin = efforts[-1]
    try:
        found = search_lines(
            problem,
            start=None if begin is None else np.asarray(begin, np.int64),
            deadline=time.monotonic() + max(0.0, min(span_s, shared.left_s)),
            stop=shared.over,
            seed=seed,
            found=lambda lines, cost: None if cost >= shared.cost else shared.tell(lines),
        )
    except (RuntimeError, ValueError, MemoryError, ArithmeticError) as error:
        shared.notes.append(f"the search failed: {type(error).__name__}: {error}")
        return
    efforts.append(found.kinds)
    shared.offer(found.kinds)


def _least_bad(problem: Problem, efforts: list[Ints], start: Ints | None) -> Ints:
    """The lines with the fewest breaches of all that were tried; days off but for the locks when nothing was."""
    idle = np.where(problem.locked == OPEN, OFF, problem.locked)
    tried = [*efforts, *([] if start is None else [np.asarray(start, np.int64)])] or [idle]
    return min(tried, key=lambda kinds: sum(breach.amount for breach in breaches_of(problem, kinds)))


def _answer(problem: Problem, shared: Shared, kinds: Ints, seconds: float) -> Lines:
    breaches = breaches_of(problem, kinds)
    split = cost_of(problem, kinds)
    notes = list(shared.notes)
    bound = shared.bound if np.isfinite(shared.bound) else None
    if breaches:
        status = SolveStatus.INFEASIBLE if shared.impossible else SolveStatus.NO_ANSWER
        notes += [shared.impossible] if shared.impossible else []
    else:
        status = SolveStatus.OPTIMAL if shared.proved else SolveStatus.FEASIBLE
        bound = None if bound is None else min(bound, split.total)
    return Lines(kinds, split, bound, seconds, status, breaches, "; ".join(notes))
