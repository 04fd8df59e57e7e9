"""The bound from row prices holds for any prices, and raising them never lowers it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from scheduling.solver.matrix import Matrix
from scheduling.solver.prices import price_bound, raised

FACTORS = np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 1.0, 3.0, 1.0], [2.0, 0.0, 1.0, 0.0]])
MODEL = Matrix(
    np.array([3.0, 5.0, 4.0, 2.5]), np.array([True, False, True, False]), np.zeros(4), np.full(4, 9.0),
    csr_array(FACTORS), np.array([6.0, 7.0, -np.inf]), np.array([np.inf, 7.5, 8.0]), 10.0,
)  # fmt: skip
BELOW = np.vstack([-FACTORS[:2], FACTORS[1:]])
OPTIMUM = linprog(MODEL.cost, A_ub=BELOW, b_ub=[-6.0, -7.0, 7.5, 8.0], bounds=[(0, 9)] * 4).fun + 10.0
PRICES = st.lists(st.floats(-20, 20), min_size=3, max_size=3)


@given(PRICES)
def test_any_prices_make_a_bound(prices: list[float]) -> None:
    assert price_bound(MODEL, np.array(prices)) <= OPTIMUM + 1e-9


@given(PRICES, st.integers(1, 3))
def test_raised_prices_make_a_higher_bound(prices: list[float], sweeps: int) -> None:
    before, after = price_bound(MODEL, np.array(prices)), price_bound(MODEL, raised(MODEL, np.array(prices), sweeps))
    assert before - 1e-9 <= after <= OPTIMUM + 1e-9


def test_raising_often_comes_near_the_optimum_of_a_plain_model() -> None:
    """It may stop short of it: at a corner no single price can gain."""
    assert price_bound(MODEL, raised(MODEL, np.zeros(3), 20)) == pytest.approx(OPTIMUM, rel=0.1)
