"""The bound from totals never passes the best of all lines, and sees cover that nobody can give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import SolverSettings
from scheduling.lines.totals import cells_bound, totals_bound
from tests.scheduling.lines.kit import best_by_trying, limited, random_team, team


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_totals_never_pass_the_best_of_all_lines(seed):
    problem = random_team(seed)
    best = best_by_trying(problem)
    if np.isfinite(best):
        assert cells_bound(problem) <= totals_bound(problem, SolverSettings(), 5.0) <= best + 1e-6


def test_days_nobody_can_work_are_paid():
    problem = limited(team(people=2, days=6, wanted=1, under=10.0), most_run=1, least_off=2)
    assert totals_bound(problem, SolverSettings(), 5.0) == pytest.approx(20.0, abs=1e-3)


def test_a_problem_without_people_or_cover_is_worth_its_cells():
    assert totals_bound(team(people=0, days=2, wanted=0), SolverSettings(), 5.0) == 0.0
