"""A model taken apart is the same model: cuts are bounds, divided rows keep the optimum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from scheduling.solver.matrix import Matrix
from scheduling.solver.parts import LINKING, divided, parts_of

SEEDS = st.integers(0, 10_000)


def crews_and_work(seed: int, wide: bool = False) -> tuple[Matrix, np.ndarray]:
    """Four linking columns, three parts of two columns and a shortage each; `wide`: a row over all parts."""
    rng = np.random.Generator(np.random.PCG64(seed))
    cost = np.concatenate([rng.uniform(1, 4, 4), np.tile([0.1, 0.2, 9.0], 3)])
    part = np.array([LINKING] * 4 + [0] * 3 + [1] * 3 + [2] * 3)
    rows, low, high = [np.r_[np.ones(4), np.zeros(9)]], [-np.inf], [12.0]
    for k in range(3):
        own = np.zeros(13)
        own[4 + 3 * k : 7 + 3 * k] = 1.0
        rows.append(own)
        low.append(rng.uniform(2, 9))
        high.append(np.inf)
        for i in range(2):
            able = np.zeros(13)
            able[4 + 3 * k + i] = 1.0
            able[:4] = -np.where(rng.uniform(size=4) < 0.6, rng.uniform(0.5, 1.5, 4), 0.0)
            rows.append(able)
            low.append(-np.inf)
            high.append(0.0)
    if wide:
        rows.append(np.r_[np.zeros(4), np.tile([0.6, -0.4, 0.0], 3)])
        low.append(-np.inf)
        high.append(0.0)
    upper = np.concatenate([np.full(4, 6.0), np.full(9, 20.0)])
    return Matrix(
        cost, np.zeros(13, bool), np.zeros(13), upper, csr_array(np.array(rows)), np.array(low), np.array(high)
    ), part


def optimum(matrix: Matrix) -> float:
    dense = matrix.rows.toarray()
    below, above = np.isfinite(matrix.row_lower), np.isfinite(matrix.row_upper)
    limits = np.concatenate([-matrix.row_lower[below], matrix.row_upper[above]])
    bounds = np.column_stack([matrix.lower, matrix.upper])
    return float(linprog(matrix.cost, np.vstack([-dense[below], dense[above]]), limits, bounds=bounds).fun)


@given(SEEDS)
def test_dividing_a_row_among_parts_keeps_the_optimum(seed: int) -> None:
    matrix, part = crews_and_work(seed, wide=True)
    made, parts = divided(matrix, part)
    assert len(parts) == len(made.cost)
    assert optimum(made) == pytest.approx(optimum(matrix), abs=1e-6)


def test_rows_of_one_part_stay_as_they_are() -> None:
    matrix, part = crews_and_work(1)
    made, parts = divided(matrix, part)
    assert made is matrix
    assert parts is part


@given(SEEDS, st.lists(st.floats(-9, 9), min_size=9, max_size=9))
def test_a_cut_of_any_prices_is_below_what_a_part_costs(seed: int, prices: list[float]) -> None:
    matrix, part = crews_and_work(seed)
    parts = parts_of(matrix, part)
    constant, factors = parts.tangent(np.array(prices))
    z = np.random.Generator(np.random.PCG64(seed)).uniform(0, 3, 4)
    fixed = Matrix(matrix.cost, matrix.integral, np.r_[z, np.zeros(9)], np.r_[z, matrix.upper[4:]], matrix.rows,
                   matrix.row_lower, matrix.row_upper)  # fmt: skip
    assert (constant - factors @ z).sum() <= optimum(fixed) - float(matrix.cost[:4] @ z) + 1e-6
