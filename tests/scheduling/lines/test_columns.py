"""The bound of whole lines never passes the optimum, and is it where lines do not couple."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import SolverSettings
from scheduling.lines.columns import Generation
from tests.scheduling.lines.kit import best_by_trying, random_team, team


def bound_of(problem):
    generation = Generation(problem, SolverSettings())
    return generation.relax(time.perf_counter() + 20.0).bound


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_bound_never_passes_the_best_of_all_lines(seed):
    problem = random_team(seed)
    best = best_by_trying(problem)
    if np.isfinite(best):
        assert bound_of(problem) <= best + 1e-6


def test_without_cover_the_bound_is_the_best():
    problem = random_team(5, rows=False)
    empty = replace(problem.cover, under=problem.cover.under * 0.0, over=problem.cover.over * 0.0)
    problem = replace(problem, cover=empty)
    assert bound_of(problem) == pytest.approx(best_by_trying(problem))


def test_one_wanted_of_two_people_costs_the_cheaper_one():
    problem = team(people=2, days=1, wanted=1, under=10.0)
    problem.cell_cost[:, 0, 0] = [4.0, 3.0]
    assert bound_of(problem) == pytest.approx(3.0)
