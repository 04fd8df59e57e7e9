"""A first-order method for large linear models: from any start, as many steps as it is given, the same every time.

The primal-dual hybrid gradient method with reflected Halpern steps and restarts (Lu and Yang, "Restarted Halpern PDHG
for linear programming", 2024; the scheme of cuPDLPx): a step needs one product with the matrix and one with its
transpose, and the last iterate is good at any time. HiGHS's own first-order method can neither start from the answer
to a similar model nor hand over anything before it has converged.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from scheduling.compiled import kernel
from scheduling.solver.answer import Floats
from scheduling.solver.matrix import Matrix

Singles = NDArray[np.float32]
Ints = NDArray[np.int32]
CHUNK = 500  # steps between two looks at the clock
RUIZ_ROUNDS = 10
HEAVIEST = 30.0  # weight of the prices over the values, or the other way round: it runs away when one of them rests
POWER_ROUNDS = 30
STEP = 0.98  # of the longest step that converges
RESTART_EVERY = 40  # steps between two looks at whether to restart
LONGEST = 200  # steps between two restarts
SUFFICIENT, NECESSARY = 0.2, 0.8  # decay of the residual that calls for a restart, the second when it grows again


@dataclass(frozen=True)
class Walk:
    """Where the method stands: values in their bounds, row prices, the weight of the two, steps done since `start`."""

    values: Floats
    prices: Floats
    weight: float = 1.0
    steps: int = 0


class FirstOrder:
    """A model made ready: scaled, with its transpose and step length. Whole columns are free. O(nonzeros)."""

    def __init__(self, matrix: Matrix) -> None:
        self.matrix = matrix
        self.rows, self.row_scale, self.column_scale = _equilibrated(matrix.rows)
        self.columns = csr_array(self.rows.T)
        self.step = STEP / _norm(self.rows, self.columns)

    def walk(
        self, lower: Floats, upper: Floats, steps: int, start: Walk | None = None, limit_s: float = np.inf
    ) -> Walk:
        """Up to `steps` steps towards the optimum within the bounds; fewer when `limit_s` wall seconds are over.

        Starts from the values, prices and weight of `start`, or from nothing. O(steps x nonzeros).
        """
        matrix, r, c = self.matrix, self.row_scale, self.column_scale
        limit = np.fmax(*(np.where(np.isfinite(b), np.abs(b), 0.0) for b in (matrix.row_lower, matrix.row_upper)))
        b_size, c_size = 1.0 + float(np.linalg.norm(limit * r)), 1.0 + float(np.linalg.norm(matrix.cost * c))
        low, high = _single(lower / c / b_size), _single(upper / c / b_size)
        begin = start or Walk(np.zeros(len(low)), np.zeros(len(limit)))
        x, y, weight = _single(begin.values / c / b_size), _single(begin.prices / r / c_size), begin.weight
        model = (
            self.rows.indptr, self.rows.indices, _single(self.rows.data), self.columns.indptr, self.columns.indices,
            _single(self.columns.data), _single(matrix.cost * c / c_size), low, high,
            _single(matrix.row_lower * r / b_size), _single(matrix.row_upper * r / b_size),
        )  # fmt: skip
        started, done = time.perf_counter(), 0
        while done < steps and (done == 0 or time.perf_counter() - started < limit_s):
            count = min(CHUNK, steps - done)
            x, y, weight = _walked(*model, x, y, weight, self.step, count)
            done += count
        return Walk(np.clip(x * c * b_size, lower, upper), y * (r * c_size), weight, done)


def _single(numbers: Floats) -> Singles:
    return np.asarray(numbers, dtype=np.float32)


def _equilibrated(rows: csr_array) -> tuple[csr_array, Floats, Floats]:
    """The matrix with rows and columns of like size (Ruiz, then Pock and Chambolle), and the factors of both."""
    scaled = csr_array(rows)
    row, column = np.ones(rows.shape[0]), np.ones(rows.shape[1])
    for round_ in range(RUIZ_ROUNDS + 1):
        last = round_ == RUIZ_ROUNDS
        size = abs(scaled)
        sizes = [np.asarray(size.sum(axis=a) if last else size.max(axis=a).todense()).ravel() for a in (1, 0)]
        by_row, by_column = (1.0 / np.sqrt(np.where(one > 0, one, 1.0)) for one in sizes)
        scaled = csr_array(scaled.multiply(by_row[:, None]).multiply(by_column[None, :]))
        row, column = row * by_row, column * by_column
    return scaled, row, column


def _norm(rows: csr_array, columns: csr_array) -> float:
    """Largest singular value, by the power method from a fixed start."""
    v = np.random.Generator(np.random.PCG64(0)).standard_normal(rows.shape[1])
    for _ in range(POWER_ROUNDS):
        v = columns @ (rows @ v)
        v /= max(float(np.linalg.norm(v)), 1e-300)
    return max(float(np.linalg.norm(rows @ v)), 1e-12)


@kernel
def _product(starts: Ints, places: Ints, factors: Singles, v: Singles, made: Singles) -> None:
    """`made` = sparse matrix times v."""
    for i in range(len(made)):
        total = np.float32(0.0)
        for k in range(starts[i], starts[i + 1]):
            total += factors[k] * v[places[k]]
        made[i] = total


@kernel
def _clipped(v: Singles, lower: Singles, upper: Singles, made: Singles) -> None:
    """`made` = v within the bounds."""
    for j in range(len(v)):
        low = lower[j] if v[j] < lower[j] else v[j]
        made[j] = upper[j] if low > upper[j] else low


@kernel
def _anchored(to: Singles, at: Singles, anchor: Singles, keep: np.float32) -> None:
    """Halpern's step in place: `at` is mirrored at `to` and drawn back to the anchor by 1 - keep."""
    twice, rest = np.float32(2.0) * keep, np.float32(1.0) - keep
    for j in range(len(at)):
        at[j] = twice * to[j] - keep * at[j] + rest * anchor[j]


@kernel
def _apart(a: Singles, b: Singles) -> float:
    """Square of the distance."""
    total = 0.0
    for j in range(len(a)):
        total += (a[j] - b[j]) ** 2
    return total


@kernel
def _crossed(a: Singles, b: Singles, c: Singles, d: Singles) -> float:
    """(a - b) @ (c - d)."""
    total = 0.0
    for j in range(len(a)):
        total += (a[j] - b[j]) * (c[j] - d[j])
    return total


@kernel
def _walked(
    row_starts: Ints, row_places: Ints, row_factors: Singles,
    column_starts: Ints, column_places: Ints, column_factors: Singles,
    cost: Singles, lower: Singles, upper: Singles, row_lower: Singles, row_upper: Singles,
    values: Singles, prices: Singles, weight: float, step: float, count: int,
) -> tuple[Singles, Singles, float]:  # fmt: skip
    """`count` steps from values and prices: where the plain step led to at last, and the weight (dual over primal)."""
    x, y = values.copy(), prices.copy()
    ax, aty = np.empty_like(y), np.empty_like(x)
    _product(row_starts, row_places, row_factors, x, ax)
    _product(column_starts, column_places, column_factors, y, aty)
    x0, y0, ax0, aty0 = x.copy(), y.copy(), ax.copy(), aty.copy()
    xt, yt, axt, atyt, inside = x.copy(), y.copy(), ax.copy(), aty.copy(), y.copy()
    k, first, before = 0, 0.0, np.inf
    for _ in range(count):
        tau, sigma, by_sigma = np.float32(step / weight), np.float32(step * weight), np.float32(1.0 / (step * weight))
        for j in range(len(x)):
            xt[j] = x[j] - tau * (cost[j] - aty[j])
        _clipped(xt, lower, upper, xt)
        _product(row_starts, row_places, row_factors, xt, axt)
        for i in range(len(y)):
            yt[i] = axt[i] + axt[i] - ax[i] - by_sigma * y[i]
        _clipped(yt, row_lower, row_upper, inside)
        for i in range(len(y)):
            yt[i] = sigma * (inside[i] - yt[i])
        _product(column_starts, column_places, column_factors, yt, atyt)
        if k % RESTART_EVERY == 0:
            moved = _apart(xt, x) * weight / step + _apart(yt, y) / (step * weight)
            left = np.sqrt(max(moved - 2.0 * _crossed(xt, x, atyt, aty), 0.0))
            first = left if k == 0 else first
            near = left <= SUFFICIENT * first or (left <= NECESSARY * first and left > before)
            if k > 0 and (near or k >= LONGEST):
                far_x, far_y = np.sqrt(_apart(xt, x0)), np.sqrt(_apart(yt, y0))
                if far_x > 1e-12 and far_y > 1e-12:
                    weight = min(max(np.sqrt(weight * far_y / far_x), 1.0 / HEAVIEST), HEAVIEST)
                x[:], y[:], ax[:], aty[:] = xt, yt, axt, atyt
                x0[:], y0[:], ax0[:], aty0[:] = xt, yt, axt, atyt
                k, before = 0, np.inf
                continue
            before = left if k > 0 else np.inf
        keep = np.float32((k + 1.0) / (k + 2.0))
        _anchored(xt, x, x0, keep)
        _anchored(yt, y, y0, keep)
        _anchored(axt, ax, ax0, keep)
        _anchored(atyt, aty, aty0, keep)
        k += 1
    return xt, yt, weight
