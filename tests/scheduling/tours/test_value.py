import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.tours.cost import cover_cost
from scheduling.tours.held import held
from scheduling.tours.value import lean, smooth, stand, value_of
from tests.scheduling.tours.little import little

STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 17), st.integers(1, 4)), min_size=1, max_size=25)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 50), steps=STEPS, per_row=st.sampled_from([1, 2]))
def test_cover_costs_what_the_sharing_program_says(seed, steps, per_row):
    problem = little(seed, skills=3, per_row=per_row)
    value = value_of(problem)
    kernel = held(value)
    smooth(kernel, 0.0)
    heads = np.zeros((6, 18))
    for skills, first, length in steps:
        stand(kernel, skills, first, first + length, 1)
        heads[skills, first : first + length] += 1
    for skills, first, length in steps[::2]:
        stand(kernel, skills, first, first + length, -1)
        heads[skills, first : first + length] -= 1
    rows = heads.reshape(6, -1, per_row).mean(axis=2)
    assert value.cost[0] == pytest.approx(sum(cover_cost(problem, rows)), abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 50), steps=STEPS)
def test_a_head_more_changes_what_was_told(seed, steps):
    problem = little(seed, skills=3)
    value = value_of(problem)
    kernel = held(value)
    smooth(kernel, 0.0)
    for skills, first, length in steps:
        stand(kernel, skills, first, first + length, 1)
    for skills in range(6):
        told = value.up[skills, 7]
        assert stand(kernel, skills, 7, 8, 1) == pytest.approx(told)
        told = value.down[skills, 7]
        assert stand(kernel, skills, 7, 8, -1) == pytest.approx(told)


def test_what_stands_past_the_horizon_covers_nothing():
    value = value_of(little(1))
    kernel = held(value)
    smooth(kernel, 0.0)
    before = float(value.cost[0])
    assert stand(kernel, 0, 18, 25, 1) == 0.0
    assert value.cost[0] == before


def test_smoothed_prices_lean_so_that_a_head_is_worth_its_price_where_cover_is_best():
    problem = little(1)
    value = value_of(problem)
    price = np.full(problem.cover.wanted.shape, 4.0)
    lean(value, 8.0, price)
    smooth(held(value), 8.0)
    wanted, carried = problem.cover.wanted[0], problem.cover.carry[0]
    row = int(np.flatnonzero(carried == wanted)[0])
    assert value.up[0, row] == pytest.approx(-4.0, abs=1.5)
