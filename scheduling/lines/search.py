"""Lawful lines for everybody fast, then ever better ones: people made anew on some days, stretches exchanged.

Ruin and recreate (Schrimpf et al. 2000) under simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983): a few people give
up some days and take, one after the other, their best lawful cells against what the cover lacks then. The limits of
people are never broken; hard rows and hard cover have a price above all others.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from data.contracts.plan import SolveStatus
from scheduling.lines.answer import Lines
from scheduling.lines.best_line import Desk, make_desk
from scheduling.lines.board import Board, broken, full_cost, load, make_board
from scheduling.lines.check import breaches_of, cost_of
from scheduling.lines.first import first_lines
from scheduling.lines.ground import Ground, make_ground
from scheduling.lines.moves import anneal
from scheduling.lines.problem import Ints, Problem
from scheduling.lines.windows import polish

Found = Callable[[Ints, float], None]

HOT, COLD = 0.6, 0.3  # heat at first, as share of the price of a person missing; at last, of the smallest prices
WARM = 0.3  # share of the first heat where good lines are given
CHUNK_S = 0.1
SMALL = 20  # small moves for each large one
COUNTED = 12  # most combinations of counted kinds while searching
DAYS, PEOPLE = 14, 3  # most days more than three and people made anew at once


def search_lines(
    problem: Problem,
    *,
    start: Ints | None = None,
    deadline: float,
    stop: Callable[[], bool] = lambda: False,
    seed: int = 0,
    found: Found | None = None,
    windows: float = 0.0,
) -> Lines:
    """The best lines found until `deadline` (of `time.monotonic`) or until `stop` says so; without a bound.

    `start` is improved where its lines are lawful and never made worse. `found` is told better lawful lines and their
    cost, at most once a chunk of 0.1 s. `windows`: share of the time at the end for windows solved by HiGHS with one
    thread (keep it 0 while another thread solves with more: HiGHS has one pool of threads). Nothing is random but by
    `seed`; as the clock ends the search, a busier machine gets less far. Order: a large move takes O(days x states of a
    line), see `best_line`.
    """
    began = time.monotonic()
    ground = make_ground(problem)
    desk, board = make_desk(ground, counted=COUNTED), make_board(ground, seed)
    dice = np.random.Generator(np.random.PCG64(seed))
    lost = first_lines(ground, board, desk, start, dice, lambda: stop() or time.monotonic() > deadline)
    best = board.line.copy()
    if found is not None and not lost and not broken(ground, board):
        found(best.copy(), full_cost(ground, board) + problem.constant)
    span = heats(problem)
    if start is not None and not lost:
        span = (max(span[1], WARM * span[0]), span[1])
    cold = deadline - windows * max(0.0, deadline - time.monotonic())
    best = cool_down(problem, ground, board, desk, best, span, cold, stop, None if lost else found)
    if windows > 0.0:
        load(ground, board, best)
        polish(ground, board, dice, deadline, stop, lambda: None)
        best = board.line.copy()
    if start is not None and _better(problem, start, best):
        best = np.asarray(start, dtype=np.int64)
    return as_lines(problem, best, time.monotonic() - began)


def heats(problem: Problem) -> tuple[float, float]:
    """First and last heat, from the prices of the problem.

    A heat h takes a move that costs h more about one time in three."""
    short = [p[np.isfinite(p) & (p > 0)] for p in (problem.cover.under, problem.rows.under, problem.rows.over)]
    cells = np.abs(problem.cell_cost[problem.may])
    small = np.concatenate([cells[cells > 0], *short, problem.cover.over[np.isfinite(problem.cover.over)]])
    small = small[small > 0]
    if not len(small):
        return 1.0, 0.1
    cold = COLD * float(np.quantile(small, 0.1))
    most = short[0] if len(short[0]) else small
    return max(HOT * float(np.median(most)), 4.0 * cold), cold


def cool_down(
    problem: Problem, ground: Ground, board: Board, desk: Desk, best: Ints, span: tuple[float, float], deadline: float,
    stop: Callable[[], bool], found: Found | None,
) -> Ints:  # fmt: skip
    """Anneal from the first heat of the span to the last over the time there is; the best lines."""
    began = time.monotonic()
    hot, cold = span
    least = now = told = full_cost(ground, board)
    tries = 1
    while (clock := time.monotonic()) < deadline and not stop():
        share = (clock - began) / max(deadline - began, 1e-9)
        least, now = anneal(
            ground, board, desk, best, least, now, hot * (cold / hot) ** share, tries, SMALL, DAYS, PEOPLE
        )
        took = time.monotonic() - clock
        tries = int(np.clip(tries * CHUNK_S / max(took, 1e-4), max(1, tries // 2), 2 * tries + 1))
        if found is not None and least < told - 1e-6:
            told = least
            report(problem, ground, board, best, least, found)
    return best


def report(problem: Problem, ground: Ground, board: Board, best: Ints, least: float, found: Found) -> None:
    """Tell the best lines where they break nothing."""
    now = board.line.copy()
    load(ground, board, best)
    if not broken(ground, board):
        found(best.copy(), least + problem.constant)
    load(ground, board, now)


def as_lines(problem: Problem, kinds: Ints, seconds: float) -> Lines:
    """Lines judged by the independent judge."""
    breaches = breaches_of(problem, kinds)
    status = SolveStatus.NO_ANSWER if breaches else SolveStatus.FEASIBLE
    return Lines(kinds, cost_of(problem, kinds), None, seconds, status, breaches)


def _better(problem: Problem, one: Ints, other: Ints) -> bool:
    """Whether the first lines are better: fewer breaches, or as many at less cost."""

    def merit(lines: Ints) -> tuple[int, float]:
        return len(breaches_of(problem, lines)), cost_of(problem, lines).total

    return merit(one) < merit(other)
