"""The deadline plan is in time, never ahead of the work, and as level as it can be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from scheduling.requirement.deferred import chance_reserve, open_intervals, plan_deadline

works = st.lists(st.floats(0, 30), min_size=4, max_size=14)


def plan(work: list[float], reach: int, opened: list[bool] | None = None) -> np.ndarray:
    can = np.ones(len(work), bool) if opened is None else np.array(opened)
    return plan_deadline(np.array(work), can, reach, 900.0).work


@given(works, st.integers(1, 6))
def test_work_is_done_after_it_came_and_before_it_is_due(work: list[float], reach: int) -> None:
    done = np.cumsum(plan(work, reach))
    arrived = np.cumsum(work)
    assert (done <= arrived + 1e-6).all()
    due = np.concatenate([np.zeros(reach - 1), arrived])[: len(work)]
    assert (done >= due - 1e-6).all()


@given(works, st.integers(1, 5))
def test_peak_is_the_least_a_linear_programme_finds(work: list[float], reach: int) -> None:
    made = plan_deadline(np.array(work), np.ones(len(work), bool), reach, 900.0)
    tail = min(reach, len(work))
    inflow = np.array([*work, *work[len(work) - tail :]])
    size = len(inflow)
    arrived = np.cumsum(inflow)
    due = np.concatenate([np.zeros(reach - 1), arrived])[:size]
    due[-1] = arrived[-1]
    below = np.tril(np.ones((size, size)))
    rows = np.vstack([np.hstack([below, np.zeros((size, 1))]), np.hstack([-below, np.zeros((size, 1))]),
                      np.hstack([np.eye(size), -np.ones((size, 1))])])  # fmt: skip
    limits = np.concatenate([arrived, -due, np.zeros(size)])
    least = linprog(np.r_[np.zeros(size), 1.0], A_ub=rows, b_ub=limits, bounds=[(0, None)] * (size + 1))
    assert made.work.max(initial=0.0) <= least.fun + 1e-6


def test_deadline_of_one_interval_cannot_smooth() -> None:
    assert plan([4.0, 0.0, 6.0], 1) == pytest.approx([4.0, 0.0, 6.0])


def test_level_inflow_is_level_work() -> None:
    assert plan([5.0] * 20, 4) == pytest.approx([5.0] * 20)


def test_closed_hours_do_no_work_and_the_morning_does_it() -> None:
    done = plan([8.0, 0.0, 0.0, 0.0], 2, [False, False, True, True])
    assert done[:2].tolist() == [0.0, 0.0]
    assert done.sum() == pytest.approx(8.0)


def test_wait_is_within_the_deadline() -> None:
    made = plan_deadline(np.array([40.0] + [0.0] * 19), np.ones(20, bool), 16, 900.0)
    assert made.wait_s.max() <= 16 * 900.0


def test_no_work_is_no_staff() -> None:
    assert plan([0.0] * 5, 3).tolist() == [0.0] * 5


def test_published_case_peaks_at_a_fifth_of_the_offered_load() -> None:
    """A day of 120 erlangs with a fivefold hour at midnight and at ten, answered within four hours."""
    quarter = np.arange(96)
    work = 120.0 * np.where((quarter < 4) | ((quarter >= 40) & (quarter < 44)), 4.25, 0.7)
    assert plan(list(work), 16).max() < work.max() / 2


def test_reserve_grows_with_the_root_of_the_volume() -> None:
    one = chance_reserve(np.full(32, 10.0), np.full(32, 300.0), 16, 900.0, 0.95)[-1]
    four = chance_reserve(np.full(32, 40.0), np.full(32, 300.0), 16, 900.0, 0.95)[-1]
    assert four == pytest.approx(2 * one)


def test_open_hours_are_read_by_weekday() -> None:
    grid = pd.date_range("2026-11-09", periods=48, freq="h", tz="Asia/Shanghai")  # Monday and Tuesday
    hours = pd.DataFrame({"queue": ["a"], "weekday": [0], "open": ["09:00"], "close": ["24:00"]})
    assert np.flatnonzero(open_intervals(grid, "a", hours)).tolist() == list(range(9, 24))
    assert open_intervals(grid, "b", hours).all()
