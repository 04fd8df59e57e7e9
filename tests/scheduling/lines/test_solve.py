"""Solved lines are the best of all lines on tiny problems; what cannot be is named, time and stop are kept."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.plan import SolveStatus
from scheduling.lines.check import breaches_of
from scheduling.lines.problem import OFF
from scheduling.lines.solve import solve_lines
from tests.scheduling.lines.kit import best_by_trying, limited, random_team, team


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_solved_lines_are_the_best_of_all(seed):
    problem = random_team(seed)
    best = best_by_trying(problem)
    made = solve_lines(problem, limit_s=4.0)
    if np.isinf(best):
        assert made.breaches
        assert made.status in (SolveStatus.INFEASIBLE, SolveStatus.NO_ANSWER)
    else:
        assert (made.cost, made.breaches) == (pytest.approx(best), ())
        assert made.bound is not None
        assert made.bound <= best + 1e-6


def test_a_proved_answer_says_so_at_once():
    began = time.perf_counter()
    made = solve_lines(team(people=3, days=5, wanted=2), limit_s=60.0)
    assert (made.status, made.cost, made.gap) == (SolveStatus.OPTIMAL, 0.0, 0.0)
    assert time.perf_counter() - began < 50.0


def test_a_short_limit_still_gives_lawful_lines():
    problem = limited(team(people=4, days=14, kinds=2, wanted=1), most_run=5, least_off=2)
    made = solve_lines(problem, limit_s=0.0)
    assert made.kinds.shape == (4, 14)
    assert made.breaches == breaches_of(problem, made.kinds)


def test_a_person_without_a_lawful_line_is_named():
    problem = limited(team(people=2, days=3), most_run=[9, 2])
    problem.locked[1] = 0
    made = solve_lines(problem, limit_s=5.0)
    assert made.status is SolveStatus.INFEASIBLE
    assert "p1" in made.note
    assert {breach.rule for breach in made.breaches} == {"most_run"}


def test_locked_cells_stay():
    problem = team(people=2, days=3, wanted=1)
    problem.locked[0] = [0, OFF, 0]
    made = solve_lines(problem, limit_s=5.0)
    assert made.kinds[0].tolist() == [0, OFF, 0]
    assert made.kinds[1].tolist() == [OFF, 0, OFF]


@pytest.mark.parametrize("threads", [1, 2])
def test_lines_given_at_the_start_are_never_made_worse(threads):
    problem = random_team(3)
    good = solve_lines(problem, limit_s=3.0)
    again = solve_lines(problem, limit_s=0.2, start=good.kinds, threads=threads)
    assert again.cost <= good.cost + 1e-9


def test_stop_ends_the_work():
    began = time.perf_counter()
    made = solve_lines(random_team(4), limit_s=300.0, stop=lambda: True)
    assert time.perf_counter() - began < 60.0
    assert made.kinds.shape == (2, random_team(4).days)
