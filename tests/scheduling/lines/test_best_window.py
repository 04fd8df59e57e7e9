"""The best line of a person is the best of all lawful lines, tried one by one."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.lines.best_line import LOST, make_desk
from scheduling.lines.best_window import best_line, best_window
from scheduling.lines.check import breaches_of
from scheduling.lines.ground import make_ground
from scheduling.lines.problem import OFF, OPEN, Cover, Limits, Problem


def one_person(draw: np.random.Generator, days: int, kinds: int) -> Problem:
    """A person under random limits, tight enough to matter."""
    one = lambda *choices: np.array([draw.choice(choices)], dtype=np.int64)  # noqa: E731
    run_before, off_before = (int(draw.integers(0, 3)), 0) if draw.random() < 0.5 else (0, int(draw.integers(0, 3)))
    limits = Limits(
        draw.choice([0, 1, 2, 2, 9], size=(1, kinds)).astype(np.int64), one(0, 0, 900, 1500), one(1900, 2500, 9000),
        one(1, 2, 3), one(3, 4, 99), one(1, 2, 3), one(0, 1, 2, 9), np.array([run_before]), np.array([off_before]),
        np.array([draw.integers(-1, kinds) if run_before else OFF]),
    )  # fmt: skip
    forbidden = draw.random((1, kinds, kinds)) < 0.3
    locked = np.full((1, days), OPEN)
    if draw.random() < 0.4:
        locked[0, draw.integers(0, days)] = draw.integers(-1, kinds)
    cover = Cover(
        np.zeros(0, np.int64), np.zeros((0, kinds), np.bool_), np.zeros(0, np.int64), np.zeros(0), np.zeros(0)
    )
    weekend = np.array([-1, 0, 0, -1, 1, 1, 1, -1, -1])[:days]
    return Problem(
        days, ("a",), tuple("ABC"[:kinds]), np.array([480, 360, 600])[:kinds], draw.random((1, days, kinds)) < 0.8,
        draw.integers(-9, 9, (1, days, kinds)).astype(float), limits, cover, forbidden, np.zeros(1, np.int64), weekend,
        locked,
    )  # fmt: skip


def lawful_lines(problem: Problem) -> list[np.ndarray]:
    """Every lawful line, by trying them all."""
    every = itertools.product(range(-1, len(problem.kinds)), repeat=problem.days)
    return [np.array(line) for line in every if not breaches_of(problem, np.array([line]))]


def price_of(problem: Problem, line: np.ndarray) -> float:
    return float(sum(problem.cell_cost[0, d, k] for d, k in enumerate(line) if k >= 0))


@given(st.integers(0, 10**6), st.sampled_from([(6, 2), (5, 3), (7, 1), (8, 1)]))
@settings(max_examples=25, deadline=None)
def test_no_lawful_line_is_cheaper_than_the_best(seed, size):
    problem = one_person(np.random.default_rng(seed), *size)
    ground = make_ground(problem)
    value, line, exact = best_line(ground, make_desk(ground, 50_000, 500_000), 0, problem.cell_cost[0])
    lawful = lawful_lines(problem)
    assert exact
    if not lawful:
        assert value >= LOST
        return
    assert value == pytest.approx(min(price_of(problem, one) for one in lawful))
    assert value == pytest.approx(price_of(problem, line))
    assert not breaches_of(problem, line[None])


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_a_window_is_the_best_of_lines_that_agree_outside(seed):
    draw = np.random.default_rng(seed)
    problem = one_person(draw, 6, 2)
    lawful = lawful_lines(problem)
    if not lawful:
        return
    line = lawful[draw.integers(len(lawful))]
    first = int(draw.integers(0, 6))
    last = int(draw.integers(first + 1, 7))
    ground = make_ground(problem)
    desk = make_desk(ground, 50_000, 500_000)
    desk.price[:] = np.where(ground.may[0], problem.cell_cost[0], 2 * LOST)
    desk.rest[:] = np.where(ground.may_rest[0], 0.0, 2 * LOST)
    value, exact = best_window(ground, desk, line.astype(np.int64), 0, first, last)
    made = line.copy()
    made[first:last] = desk.line[first:last]
    same = [one for one in lawful if (one[:first] == line[:first]).all() and (one[last:] == line[last:]).all()]
    inside = [price_of(problem, np.where((np.arange(6) >= first) & (np.arange(6) < last), one, OFF)) for one in same]
    assert exact
    assert value == pytest.approx(min(inside))
    assert not breaches_of(problem, made[None])
