"""The cheapest line is the one that trying all lines finds; narrowed cells stay narrowed."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.lines.check import breaches_of
from scheduling.lines.pricing import counting, line_at, terrain_of
from scheduling.lines.problem import OFF
from tests.scheduling.lines.kit import limited, random_team, team


def cheapest(problem, i):
    ground = terrain_of(problem, i)
    value, line = line_at(ground, problem.cell_cost[i])
    while np.isfinite(value) and (wider := counting(problem, i, ground, line)) is not None:
        ground = wider
        value, line = line_at(ground, problem.cell_cost[i])
    return value, line


def by_trying(problem, i):
    best = np.inf
    lines = np.full((len(problem.people), problem.days), OFF)
    for plan in itertools.product(range(OFF, len(problem.kinds)), repeat=problem.days):
        lines[i] = plan
        if not any(breach.person == i for breach in breaches_of(problem, lines)):
            best = min(best, sum(problem.cell_cost[i, d, kind] for d, kind in enumerate(plan) if kind != OFF))
    return best


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_cheapest_line_is_that_of_trying_all(seed):
    problem = random_team(seed, rows=False)
    value, _ = cheapest(problem, 0)
    assert value == by_trying(problem, 0)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_cheapest_line_is_lawful_and_costs_its_value(seed):
    problem = random_team(seed, rows=False)
    value, line = cheapest(problem, 1)
    if np.isfinite(value):
        lines = np.stack([np.full(problem.days, OFF), line])
        assert not [breach for breach in breaches_of(problem, lines) if breach.person == 1]
        assert value == sum(problem.cell_cost[1, d, kind] for d, kind in enumerate(line) if kind != OFF)


def test_run_carried_in_ends_at_its_most():
    problem = limited(team(people=1, days=3), most_run=3, run_before=2)
    problem.cell_cost[:] = -1.0
    _, line = line_at(terrain_of(problem, 0), problem.cell_cost[0])
    assert line.tolist() == [0, OFF, 0]


def test_a_lock_that_no_line_keeps_has_no_price():
    problem = limited(team(people=1, days=2), most_run=1)
    problem.locked[:] = 0
    value, _ = line_at(terrain_of(problem, 0), problem.cell_cost[0])
    assert np.isinf(value)
