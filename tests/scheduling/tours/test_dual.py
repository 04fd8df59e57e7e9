import time
from dataclasses import replace

import numpy as np
import pytest

from scheduling.tours.dual import climb_on, hill_of, start_climb
from scheduling.tours.held import held
from scheduling.tours.hill import bound_at
from scheduling.tours.problem import Problem
from scheduling.tours.solve import nobody
from tests.scheduling.tours.little import cheapest_tour, little


def climbed(problem: Problem, seconds: float = 0.3) -> float:
    hill = hill_of(problem)
    start_climb(hill, 1e4)
    return climb_on(hill, time.perf_counter() + seconds, lambda bound: False)


@pytest.mark.parametrize("seed", range(12))
def test_the_bound_of_any_prices_is_the_best_tours_and_the_cheapest_cover_at_them(seed):
    problem = replace(little(seed, workers=2), least_people=0)
    hill = hill_of(problem)
    price = np.random.default_rng(seed).uniform(0, 12, hill.price.shape)
    hill.tried[:] = price
    told = bound_at(held(hill))
    tours = sum(min(0.0, cheapest_tour(problem, worker, -price[0])) for worker in problem.workers)
    cover = problem.cover
    heads = np.arange(30)[:, None] + cover.carry
    missing, idle = np.maximum(cover.wanted - heads, 0), np.maximum(heads - cover.wanted, 0)
    paid = np.minimum(missing, 1) * 10 + np.maximum(missing - 1, 0) * 20
    paid += np.minimum(idle, 1) * 1 + np.maximum(idle - 1, 0) * 3
    rows = (paid + price * (heads - cover.carry)).min(axis=0).sum()
    assert told == pytest.approx(tours + rows)


@pytest.mark.parametrize("seed", range(8))
def test_that_nobody_works_costs_no_less_than_the_bound(seed):
    problem = replace(little(seed, workers=4, skills=2, pools=True), least_people=0)
    assert climbed(problem) <= nobody(problem).cost.total + 1e-6


def test_climbing_never_lowers_the_bound():
    problem = little(2, workers=4, skills=2, pools=True)
    hill = hill_of(problem)
    first = start_climb(hill, 1e4)
    assert climb_on(hill, time.perf_counter() + 0.2, lambda bound: False) >= first - 1e-6


def test_a_problem_without_workers_has_the_bound_of_its_bare_rows():
    problem = replace(little(4, workers=0), least_people=0)
    assert climbed(problem) == pytest.approx(nobody(problem).cost.total)
