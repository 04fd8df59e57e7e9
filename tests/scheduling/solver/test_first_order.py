"""The first-order method comes to the optimum, from any start, the same way every time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from scheduling.solver.first_order import FirstOrder
from scheduling.solver.matrix import Matrix
from scheduling.solver.prices import price_bound


def cover(seed: int) -> Matrix:
    """A random covering model with limits above and below, 60 columns and 35 rows."""
    rng = np.random.Generator(np.random.PCG64(seed))
    factors = np.where(rng.uniform(size=(35, 60)) < 0.15, rng.uniform(0.5, 20.0, (35, 60)), 0.0)
    factors[:, 0] = 1.0
    low = np.where(np.arange(35) < 25, rng.uniform(1.0, 30.0, 35), -np.inf)
    high = np.where(np.arange(35) < 25, np.inf, 400.0)
    return Matrix(
        rng.uniform(1.0, 100.0, 60), np.zeros(60, bool), np.zeros(60), np.full(60, 50.0), csr_array(factors), low, high
    )


def optimum(matrix: Matrix) -> float:
    dense = matrix.rows.toarray()
    below, above = np.isfinite(matrix.row_lower), np.isfinite(matrix.row_upper)
    limits = np.concatenate([-matrix.row_lower[below], matrix.row_upper[above]])
    bounds = np.column_stack([matrix.lower, matrix.upper])
    return float(linprog(matrix.cost, np.vstack([-dense[below], dense[above]]), limits, bounds=bounds).fun)


@pytest.mark.parametrize("seed", range(5))
def test_it_comes_to_the_optimum_with_prices_that_prove_it(seed: int) -> None:
    matrix = cover(seed)
    walk = FirstOrder(matrix).walk(matrix.lower, matrix.upper, 6000)
    assert matrix.score(walk.values) == pytest.approx(optimum(matrix), rel=2e-3)
    assert price_bound(matrix, walk.prices) == pytest.approx(optimum(matrix), rel=2e-3)
    assert matrix.violation(walk.values) < 1e-2


def test_a_start_near_the_answer_saves_steps() -> None:
    matrix = cover(1)
    method = FirstOrder(matrix)
    near = method.walk(matrix.lower, matrix.upper, 6000)
    upper = matrix.upper.copy()
    upper[int(np.argmax(near.values))] *= 0.9
    best = optimum(Matrix(matrix.cost, matrix.integral, matrix.lower, upper, matrix.rows, matrix.row_lower,
                          matrix.row_upper))  # fmt: skip
    warm, cold = (method.walk(matrix.lower, upper, 500, start) for start in (near, None))
    assert abs(matrix.score(warm.values) - best) <= abs(matrix.score(cold.values) - best)


def test_same_steps_give_the_same_numbers() -> None:
    matrix = cover(2)
    one, two = (FirstOrder(matrix).walk(matrix.lower, matrix.upper, 1200) for _ in range(2))
    assert (one.values == two.values).all()
    assert (one.prices == two.prices).all()


def test_no_time_is_few_steps_and_still_values_in_their_bounds() -> None:
    matrix = cover(3)
    walk = FirstOrder(matrix).walk(matrix.lower, matrix.upper, 5000, limit_s=0.0)
    assert 0 < walk.steps < 5000
    assert (walk.values >= matrix.lower).all()
    assert (walk.values <= matrix.upper).all()
