"""The bound from row prices holds for any prices; the first-order answer comes close."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from data.contracts.centre import SolverSettings
from scheduling.solver.matrix import Matrix
from scheduling.solver.relaxation import price_bound, relax

FACTORS = np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 1.0], [2.0, 0.0, 1.0, 0.0]])
MODEL = Matrix(
    np.array([3.0, 5.0, 4.0, 2.5]), np.array([True, False, True, False]), np.zeros(4), np.full(4, 9.0),
    csr_array(FACTORS), np.array([6.0, 7.0, 3.0]), np.full(3, np.inf), 10.0,
)  # fmt: skip
OPTIMUM = linprog(MODEL.cost, A_ub=-FACTORS, b_ub=-MODEL.row_lower, bounds=[(0, 9)] * 4).fun + 10.0


@given(st.lists(st.floats(-20, 20), min_size=3, max_size=3))
def test_any_prices_make_a_bound(prices: list[float]) -> None:
    assert price_bound(MODEL, np.array(prices)) <= OPTIMUM + 1e-9


def test_relaxation_comes_close_to_the_optimum() -> None:
    found = relax(MODEL, SolverSettings(), 10.0)
    assert found is not None
    assert found.bound == pytest.approx(OPTIMUM, rel=0.02)
    assert found.bound <= OPTIMUM + 1e-9
    assert MODEL.score(found.values) == pytest.approx(OPTIMUM, rel=0.02)
