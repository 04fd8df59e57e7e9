"""A large linear model as a small one: linking columns, a cost for each part of the rest, and cuts that teach it.

Benders, "Partitioning procedures for solving mixed-variables programming problems" (1962), with one cut a part and
round, and the linking columns kept near the best answer known until the cuts suffice (a trust region).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from data.contracts.centre import SolverSettings
from scheduling.solver.answer import Floats
from scheduling.solver.highs import Held
from scheduling.solver.matrix import Matrix
from scheduling.solver.parts import Ints, Parts, parts_of

Flags = NDArray[np.bool_]
TAUGHT = 1e-7  # of the score: a part whose cost is known so well gets no further cut


@dataclass(frozen=True)
class Standing:
    """What rounds came to: the best values of the linking columns, what they cost in all, and what is left below it.

    `below` is the score of the small model: nothing within the bounds it had is cheaper. `prices` are those of the
    rows of the whole model that say so.
    """

    values: Floats
    score: float
    below: float
    prices: Floats


class CutModel:
    """The small model. `parts` tells rows and columns; columns of `small` are the linking ones, then a cost a part."""

    def __init__(self, matrix: Matrix, part: Ints, settings: SolverSettings) -> None:
        self.parts: Parts = parts_of(matrix, part)
        self.rows_told = len(matrix.row_lower)
        whole, link, common = self.parts.matrix, self.parts.link, self.parts.common
        count = self.parts.count
        self.lower, self.upper = whole.lower[link].copy(), whole.upper[link].copy()
        rows = csr_array(hstack([whole.rows[common][:, link], csr_array((len(common), count))]))
        self.small = Matrix(
            np.concatenate([whole.cost[link], np.ones(count)]),
            np.concatenate([whole.integral[link], np.zeros(count, np.bool_)]),
            np.concatenate([self.lower, self.parts.floor()]), np.concatenate([self.upper, np.full(count, np.inf)]),
            rows, whole.row_lower[common], whole.row_upper[common], whole.offset,
        )  # fmt: skip
        self.cuts: list[tuple[csr_array, Floats, Ints, Floats]] = []  # rows, limits, parts, inner row prices
        self._master = Held(self.small, settings)
        self._rest: Held | None = None
        self._settings = settings

    def twin(self) -> CutModel:
        """A model of its own that knows the same cuts, for another thread; its first round had better be by "ipm"."""
        other = CutModel.__new__(CutModel)
        other.parts, other.rows_told, other.small = self.parts, self.rows_told, self.small
        other.lower, other.upper = self.lower, self.upper
        other.cuts, other._rest, other._settings = list(self.cuts), None, self._settings
        other._master = Held(self.small, self._settings)
        other._master.bound_columns(self.lower, np.maximum(self.lower, self.upper))
        for rows, limits, _, _ in self.cuts:
            other._master.add(rows, limits)
        return other

    def bounds(self, low: Floats, high: Floats) -> None:
        """Keep the linking columns within these bounds from now on."""
        self.lower, self.upper = low, high
        self._master.bound_columns(low, np.maximum(low, high))

    def fix(self, column: int, value: float) -> None:
        """Hold one linking column at a value."""
        self.lower[column] = self.upper[column] = value
        self._master.bound_column(column, value, value)

    def guess(self, limit_s: float) -> tuple[Floats, float] | None:
        """Linking columns and score of the small model as it is, nothing learnt; None: no answer, or out of time."""
        found = self._master.solve(limit_s) if limit_s > 0 else None
        return None if found is None else (found[0][: len(self.parts.link)], found[2])

    def learn(self, prices: Floats, wanted: Flags | None = None) -> None:
        """Add the cuts that these prices of the inner rows prove, of all parts or of those wanted."""
        constant, factors = self.parts.tangent(prices)
        keep = np.isfinite(constant) if wanted is None else wanted & np.isfinite(constant)
        at = np.flatnonzero(keep)
        if not len(at):
            return
        cost = csr_array((np.ones(len(at)), (np.arange(len(at)), at)), shape=(len(at), self.parts.count))
        rows = csr_array(hstack([factors[at], cost]))
        self.cuts.append((rows, constant[at], at, prices))
        self._master.add(rows, constant[at])

    def linked(self, values: Floats) -> Floats:
        """The linking columns out of the values of all columns as they were given; shares are what each part uses."""
        whole, shares = self.parts.matrix, len(self.parts.matrix.row_lower) - self.rows_told
        full = np.concatenate([values, np.zeros(len(whole.cost) - len(values))])
        if shares:
            used = whole.rows[self.rows_told :] @ full
            full[len(values) : len(values) + shares] = used
        return np.asarray(full[self.parts.link])

    def told(self, prices: Floats) -> Floats:
        """Prices of the inner rows out of those of all rows of the model as it was given (0 for rows divided since)."""
        known = np.concatenate([prices, np.zeros(len(self.parts.matrix.row_lower) - len(prices))])
        return known[self.parts.inner]

    def rest(self, values: Floats, limit_s: float) -> tuple[Floats, Floats] | None:
        """Least cost of each part with these linking values, and the prices of the inner rows; None: out of time."""
        whole, inner, local = self.parts.matrix, self.parts.inner, self.parts.local
        used = self.parts.outside @ values
        low, high = whole.row_lower[inner] - used, whole.row_upper[inner] - used
        if self._rest is None:
            model = Matrix(whole.cost[local], whole.integral[local], whole.lower[local], whole.upper[local],
                           self.parts.inside, low, high)  # fmt: skip
            self._rest = Held(model, self._settings)
        else:
            self._rest.bound_rows(low, high)
        found = self._rest.solve(limit_s)
        if found is None:
            return None
        cost = np.bincount(self.parts.part[local], whole.cost[local] * found[0], self.parts.count)
        return np.asarray(cost), found[1]

    def score(self, values: Floats, rest: Floats) -> float:
        """What linking values cost with what the parts then cost."""
        return float(self.parts.matrix.cost[self.parts.link] @ values + rest.sum()) + self.parts.matrix.offset

    def rounds(
        self,
        most: int,
        close: float,
        limit_s: float,
        *,
        best: Standing | None = None,
        by: str = "simplex",
        enough: float = -np.inf,
    ) -> Standing | None:
        """Up to `most` rounds of solving and learning, until the best answer is `close` (a share) to what is below it.

        They end, too, with an answer that scores at most `enough`. `best` is an answer within the bounds that is known
        already; the first round is solved `by`. None when time or the solver gave up before there was any answer.
        O(rounds x (simplex of the small model + of the rest)).
        """
        started = time.perf_counter()
        for number in range(most):
            left_s = limit_s - (time.perf_counter() - started)
            found = self._master.solve(left_s, by if number == 0 else "simplex") if left_s > 0 else None
            if found is None:
                return best
            values, guessed = found[0][: len(self.parts.link)], found[0][len(self.parts.link) :]
            told = self.rest(values, limit_s)
            if told is None:
                return best
            cost, prices = told
            score = self.score(values, cost)
            if best is None or score < best.score:
                best = Standing(values, score, found[2], self._row_prices(found[1]))
            else:
                best = Standing(best.values, best.score, found[2], self._row_prices(found[1]))
            wrong = cost - guessed > TAUGHT * abs(score)
            if not wrong.any():
                return best
            self.learn(prices, wrong)
            if best.score <= enough or best.score - best.below <= close * abs(best.score):
                return best
        return best

    def _row_prices(self, duals: Floats) -> Floats:
        """Prices of all rows of the model as it was given: of the inner ones as the cuts mix them."""
        prices = np.zeros(len(self.parts.matrix.row_lower))
        begin = len(self.parts.common)
        prices[self.parts.common] = duals[:begin]
        mixed = np.zeros(len(self.parts.inner))
        for _, limits, at, own in self.cuts:
            weight = np.zeros(self.parts.count)
            weight[at] = duals[begin : begin + len(limits)]
            mixed += weight[self.parts.row_part] * own
            begin += len(limits)
            if begin >= len(duals):
                break
        prices[self.parts.inner] = mixed
        return prices[: self.rows_told]
