"""The array front solves what the PuLP front solves, and says what it could not."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from data.contracts.centre import SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.solver.arrays import solve_arrays

EXACT = SolverSettings(gap=0.0)
small = st.integers(-5, 5)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(small, min_size=3, max_size=3), st.lists(st.lists(small, min_size=3, max_size=3), min_size=2, max_size=3)
)
def test_small_problems_agree_with_trying_everything(cost: list[int], rows: list[list[int]]) -> None:
    limits = [4.0] * len(rows)
    report, x = solve_arrays(
        cost, [1] * 3, [0] * 3, [3] * 3, csr_array(np.array(rows, dtype=float)), [-np.inf] * len(rows), limits,
        stage="t", part="", settings=EXACT, limit_s=5, offset=7.0,
    )  # fmt: skip
    best = min(
        np.dot(cost, point) + 7.0
        for point in product(range(4), repeat=3)
        if all(np.dot(row, point) <= 4 for row in rows)
    )
    assert report.status is SolveStatus.OPTIMAL
    assert x is not None
    assert report.objective == pytest.approx(best)
    assert report.bound == pytest.approx(best)


def test_contradiction_is_infeasible_and_gives_no_values() -> None:
    rows = csr_array([[1.0], [1.0]])
    report, x = solve_arrays(
        [1], [0], [0], [9], rows, [5, -np.inf], [np.inf, 4], stage="t", part="", settings=EXACT, limit_s=5
    )
    assert (report.status, x) == (SolveStatus.INFEASIBLE, None)


def test_start_is_kept_when_there_is_no_time() -> None:
    draw = np.random.Generator(np.random.PCG64(3))
    factors = draw.integers(0, 100, (5, 40)).astype(float)
    rows = csr_array(np.hstack([factors, np.eye(5), -np.eye(5)]))
    goal = np.floor(factors.sum(axis=1) / 2)
    start = np.concatenate([np.zeros(40), goal, np.zeros(5)])
    report, x = solve_arrays(
        [0.0] * 40 + [1.0] * 10, [1] * 40 + [0] * 10, [0] * 50, [1] * 40 + [np.inf] * 10, rows, goal, goal,
        stage="t", part="", settings=EXACT, limit_s=0.05, start=start,
    )  # fmt: skip
    assert x is not None
    assert report.objective is not None
    assert report.objective <= goal.sum()


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        solve_arrays([1, 2], [0], [0], [1], csr_array([[1.0]]), [0], [1], stage="t", part="", settings=EXACT, limit_s=1)


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        solve_arrays(
            [np.nan], [0], [0], [1], csr_array([[1.0]]), [0], [1], stage="t", part="", settings=EXACT, limit_s=1
        )


def test_refused_option_is_failed_with_a_note() -> None:
    report, x = solve_arrays(
        [1], [0], [0], [1], csr_array([[1.0]]), [0], [1], stage="t", part="", settings=EXACT, limit_s=1,
        options={"presolve": "perhaps"},
    )  # fmt: skip
    assert (report.status, x) == (SolveStatus.FAILED, None)
    assert "presolve" in report.note
