"""A linear model kept between solves takes columns and bounds and goes on from where it stood."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from data.contracts.centre import SolverSettings
from scheduling.solver.highs import Held
from scheduling.solver.matrix import Matrix


def held() -> Held:
    """Least 5 x for x >= 3."""
    one = Matrix(np.array([5.0]), np.array([False]), np.zeros(1), np.full(1, np.inf), csr_array([[1.0]]),
                 np.array([3.0]), np.array([np.inf]))  # fmt: skip
    return Held(one, SolverSettings())


@pytest.mark.parametrize("by", ["simplex", "primal", "ipm"])
def test_a_cheaper_column_is_used_as_soon_as_it_comes(by: str) -> None:
    model = held()
    assert model.solve(5.0, by)[2] == pytest.approx(15.0)
    model.add_columns(np.array([4.0]), csr_array([[2.0]]), np.array([1.0]))
    values, prices, score = model.solve(5.0, by)
    assert (values.tolist(), prices.tolist(), score) == (
        [pytest.approx(1.0)] * 2,
        [pytest.approx(5.0)],
        pytest.approx(9.0),
    )


def test_bounds_of_some_columns_are_kept() -> None:
    model = held()
    model.add_columns(np.array([1.0]), csr_array([[1.0]]), np.array([np.inf]))
    model.bound_some(np.array([1]), np.zeros(1), np.zeros(1))
    assert model.solve(5.0)[2] == pytest.approx(15.0)
