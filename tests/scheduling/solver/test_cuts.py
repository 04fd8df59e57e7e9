"""The small model that learns comes to the optimum of the large one, with prices that prove it."""

from __future__ import annotations

import numpy as np
import pytest

from data.contracts.centre import SolverSettings
from scheduling.solver.cuts import CutModel
from scheduling.solver.prices import price_bound
from tests.scheduling.solver.test_parts import crews_and_work, optimum


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_rounds_come_to_the_optimum_and_prove_it(seed: int, wide: bool) -> None:
    matrix, part = crews_and_work(seed, wide)
    found = CutModel(matrix, part, SolverSettings()).rounds(60, 1e-7, 20.0)
    assert found is not None
    assert found.score == pytest.approx(optimum(matrix), rel=1e-5)
    assert price_bound(matrix, found.prices) == pytest.approx(optimum(matrix), rel=1e-4)
    assert price_bound(matrix, found.prices) <= optimum(matrix) + 1e-6


def test_bounds_keep_the_linking_columns() -> None:
    matrix, part = crews_and_work(2)
    model = CutModel(matrix, part, SolverSettings())
    model.bounds(np.full(4, 1.0), np.full(4, 1.0))
    found = model.rounds(20, 1e-6, 20.0)
    assert found is not None
    assert found.values.tolist() == pytest.approx([1.0] * 4)


def test_no_time_is_no_answer() -> None:
    matrix, part = crews_and_work(3)
    assert CutModel(matrix, part, SolverSettings()).rounds(20, 1e-6, 0.0) is None
