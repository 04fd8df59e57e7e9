"""Column generation over whole lines: a bound that is nearly the optimum, and lines to choose from.

Lagrange: at any prices of cover and rows, what the rows pay plus every person's cheapest line is a lower bound. The
master of the lines found so far tells the next prices, drawn towards the best known ones (Wentges, "Weighted
Dantzig-Wolfe decomposition for linear mixed-integer programming", 1997).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from data.contracts.centre import SolverSettings
from scheduling.lines.master import Master
from scheduling.lines.pricing import counting, line_at, terrain_of
from scheduling.lines.problem import Flags, Floats, Ints, Problem

DRAWN = 0.8  # how far the prices are drawn towards the best known ones
CLOSED = 1e-7


@dataclass(frozen=True)
class Level:
    """Where a relaxation ended: its bound, shares of the columns (None: out of time), the master's score.

    `solved`: no line is left that would lower the score.
    """

    bound: float
    values: Floats | None
    score: float
    solved: bool = False


class Generation:
    """Lines made on demand. Branching narrows `terrains` and the slacks' bounds; the lines found stay."""

    def __init__(self, problem: Problem, settings: SolverSettings, pool: ThreadPoolExecutor | None = None) -> None:
        self.problem = problem
        self.terrains = [terrain_of(problem, i) for i in range(len(problem.people))]
        self.settings = settings
        self.master = Master(problem, settings)
        self.slack_low = np.zeros(self.master.slacks)
        self.slack_high = np.full(self.master.slacks, np.inf)
        self.centre: Floats | None = None
        self._pool = pool

    def relax(
        self,
        end: float,
        fixed: Sequence[int] = (),
        *,
        cutoff: float = np.inf,
        drawn: float = DRAWN,
        rounds: int = 10_000,
        told: Callable[[float], None] = lambda _: None,
        over: Callable[[], bool] = lambda: False,
    ) -> Level:
        """Solve the relaxation until its bound meets the master or passes `cutoff`, or time or rounds are up.

        People of the columns `fixed` get no other line. `told` hears every better bound, `over` may end it early.
        """
        solved = False
        bound, values, score = -np.inf, None, np.inf
        settled = {self.master.person[j] for j in fixed}
        people = [i for i in range(len(self.terrains)) if i not in settled]
        centre = self.centre if drawn else None
        for _ in range(rounds):
            if time.perf_counter() >= end or over():
                break
            got = self.master.held.solve(end - time.perf_counter(), "primal")
            if got is None:
                break
            values, duals, score = got
            score += self.problem.constant
            if self.master.cap(values):
                continue
            out = self._clipped(duals)
            at = out if centre is None else drawn * self.fitted(centre) + (1.0 - drawn) * out
            level, found = self.price(at, people)
            level += sum(self.master.cost[j] - self.master.worth(j, at) for j in fixed)
            if level > bound:
                bound, centre = level, at
                told(bound)
            new = self.master.take(found)
            solved = score - bound <= CLOSED * max(1.0, abs(score)) or (new == 0 and drawn == 0.0)
            if solved or bound >= cutoff:
                break
            if new == 0:
                drawn = 0.0 if drawn < 0.3 else drawn - 0.3
        if not fixed:
            self.centre = centre
        return Level(bound, values, score, solved)

    def has_line(self, i: int) -> bool:
        """Whether any line is lawful for person i, limits that are not counted apart."""
        ground = self.terrains[i]
        return bool(np.isfinite(line_at(ground, np.zeros(ground.may.shape))[0]))

    def price(self, prices: Floats, people: Sequence[int]) -> tuple[float, list[tuple[int, Ints]]]:
        """The bound at these prices (valid if all people are priced) and the lines that prove it."""
        earned = self._earned(prices)
        work = [(prices, earned, i) for i in people]
        got = list((self._pool.map if self._pool else map)(self._best, work))
        level = self._fixed_part(prices) + sum(value for value, _ in got)
        return level, [(i, line) for i, (value, line) in zip(people, got, strict=True) if np.isfinite(value)]

    def _best(self, work: tuple[Floats, Floats, int]) -> tuple[float, Ints]:
        """Cheapest line of a person and its price."""
        prices, earned, i = work
        problem, ground = self.problem, self.terrains[i]
        cell = problem.cell_cost[i] - earned
        rows, first = problem.rows, self.master.links.covers + self.master.links.people
        for r in np.flatnonzero(rows.person == i).tolist():
            if (price := prices[first + r]) != 0.0:
                at = slice(rows.start[r], rows.start[r + 1])
                np.subtract.at(cell.reshape(-1), rows.cell[at], price * rows.weight[at])
        for c, (who, kind) in enumerate(self.master.caps):
            if who == i:
                cell[:, kind] += prices[len(self.master.links.low) + c]
        value, line = line_at(ground, cell)
        while np.isfinite(value) and (wider := counting(problem, i, ground, line)) is not None:
            ground = self.terrains[i] = wider
            value, line = line_at(ground, cell)
        return value, line

    def _earned(self, prices: Floats) -> Floats:
        """(days, kinds): what working a cell earns from cover."""
        cover = self.problem.cover
        earned = np.zeros((self.problem.days, len(self.problem.kinds)))
        np.add.at(earned, cover.day, prices[: len(cover.day), None] * cover.counts)
        return earned

    def _clipped(self, prices: Floats) -> Floats:
        """Prices that no unbounded slack and no missing limit makes worthless."""
        links, size = self.master.links, len(self.master.links.low)
        kept = prices[:size]
        kept = np.where(np.isneginf(links.low), np.minimum(kept, 0.0), kept)
        kept = np.where(np.isposinf(links.high), np.maximum(kept, 0.0), kept)
        far, free = self.master.far, np.isinf(self.slack_high)
        kept = np.minimum(kept, np.where(free[:size], links.under, far))
        kept = np.maximum(kept, -np.where(free[size : 2 * size], links.over, far))
        return np.concatenate([kept, np.maximum(prices[size:], 0.0)])

    def fitted(self, centre: Floats) -> Floats:
        """Older prices for the rows of today, inside today's bounds. A new array."""
        return self._clipped(np.concatenate([centre, np.zeros(self.master.rows - len(centre))]))

    def _fixed_part(self, prices: Floats) -> float:
        """What rows and slacks pay at these prices, the rows of people apart: theirs is the price of the line."""
        links, size = self.master.links, len(self.master.links.low)
        kept = prices[:size].copy()
        kept[links.covers : links.covers + links.people] = 0.0
        limit = np.where(kept > 0, links.low, links.high)
        pays = float((kept * np.where(kept != 0, limit, 0.0)).sum())
        left = np.concatenate([links.under - kept, links.over + kept])
        bounds = np.where(left > 0, self.slack_low[: 2 * size], self.slack_high[: 2 * size])
        pays += float((left * np.where(left != 0, bounds, 0.0)).sum())
        return pays + float(prices[size:] @ self.master.caps_left()) + self.problem.constant

    def narrow(self, i: int, may: Flags, may_off: Flags) -> None:
        """Person i may only work these cells from now on; lines that do not fit stay out of the master."""
        self.terrains[i] = replace(self.terrains[i], may=may, may_off=may_off)
