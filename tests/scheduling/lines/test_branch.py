"""Splitting proves what the relaxation alone leaves open."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import SolverSettings
from scheduling.lines.exact import run_exact
from scheduling.lines.problem import OFF
from scheduling.lines.shared import Shared
from tests.scheduling.lines.kit import best_by_trying, limited, random_team, team


def proved(problem, limit_s=20.0):
    shared = Shared(problem, limit_s, 0.0, lambda: False)
    run_exact(problem, shared, SolverSettings())
    return shared


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_exact_half_alone_proves_the_best_of_all_lines(seed):
    problem = random_team(seed)
    best = best_by_trying(problem)
    if np.isfinite(best):
        shared = proved(problem)
        assert (shared.cost, shared.bound) == (pytest.approx(best), pytest.approx(best))
        assert shared.proved


def test_the_relaxation_is_split_where_shares_would_be_cheaper():
    problem = limited(team(people=3, days=3, wanted=1, under=10.0), most_min=480 * 2, least_run=2, least_off=2)
    problem.locked[:, 1] = [OFF, -2, -2]
    shared = proved(problem)
    assert shared.proved
    assert shared.cost == best_by_trying(problem)
