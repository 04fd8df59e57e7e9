import itertools
from dataclasses import replace

import numpy as np
import pytest

from scheduling.tours.best_tour import best_tour, desk_of, price_shifts
from scheduling.tours.ground import ground_of, people_of
from scheduling.tours.held import held
from scheduling.tours.problem import Problem, Shift
from tests.scheduling.tours.little import DAY, cheapest_tour, little


def found(problem: Problem, price: np.ndarray, w: int = 0) -> float:
    ground, people = ground_of(problem), people_of(problem)
    desk = held(desk_of(ground, people))
    held_ground = held(ground)
    price_shifts(held_ground, problem.workers[w].law, price, desk)
    return best_tour(held_ground, held(people), desk, w)


def prices(problem: Problem, seed: int) -> np.ndarray:
    return np.round(np.random.default_rng(seed).uniform(-15, 5, problem.cover.wanted.shape[1]), 2)


@pytest.mark.parametrize("seed", range(60))
def test_no_lawful_tour_is_cheaper_than_the_one_found(seed):
    problem = little(seed, workers=1)
    price = prices(problem, seed)
    assert found(problem, price) == pytest.approx(cheapest_tour(problem, problem.workers[0], price))


@pytest.mark.parametrize("seed", range(20))
def test_shifts_that_are_locked_are_worked_and_the_rest_fits_them(seed):
    problem = little(seed, workers=1)
    day = seed % 3
    locked = tuple(Shift(2, DAY * d + seed % 5, ()) for d in {day, (day + seed // 7) % 3})
    worker = replace(problem.workers[0], locked=tuple(sorted(locked, key=lambda shift: shift.start)))
    problem = replace(problem, workers=(worker,))
    price = prices(problem, seed)
    assert found(problem, price) == pytest.approx(cheapest_tour(problem, worker, price))


@pytest.mark.parametrize("seed", range(6))
def test_the_rules_go_on_from_one_week_to_the_next(seed):
    problem = little(seed, days=8, workers=1)
    allowed = problem.allowed & (np.arange(DAY) % 4 == seed % 2)
    law = replace(problem.laws[0], kinds=(2,), patterns=(), least_days=min(problem.laws[0].least_days, 2))
    worker = replace(problem.workers[0], law=0)
    problem = replace(problem, allowed=allowed, laws=(law, problem.laws[1]), workers=(worker,))
    price = prices(problem, seed)
    assert found(problem, price) == pytest.approx(cheapest_tour(problem, worker, price))


def test_the_short_way_over_sets_of_days_is_the_long_way():
    for seed in range(30):
        problem = little(seed, workers=1)
        law = replace(problem.laws[0], kinds=(0,), rest_slots=1, band_slots=2, most_nights_in_row=99)
        problem = replace(problem, laws=(law, law))
        price = prices(problem, seed)
        assert ground_of(problem).easy.all()
        slow = replace(problem, laws=(replace(law, most_nights_in_row=4), replace(law, most_nights_in_row=4)))
        slow = replace(slow, night=np.zeros(DAY, dtype=bool))
        assert not ground_of(slow).easy.any()
        assert found(problem, price) == pytest.approx(found(slow, price))


def test_who_may_start_nowhere_has_no_tour():
    problem = little(3, workers=1)
    shut = replace(problem, allowed=np.zeros_like(problem.allowed))
    assert found(shut, prices(problem, 3)) == np.inf


def test_a_pattern_of_days_is_kept():
    problem = little(5, workers=1)
    for pattern in itertools.product((True, False), repeat=3):
        law = replace(problem.laws[0], patterns=(pattern,), least_days=0, most_days=7, least_paid_h=0.0, rest_slots=0)
        one = replace(problem, laws=(law, law))
        price = prices(problem, 5)
        assert found(one, price) == pytest.approx(cheapest_tour(one, one.workers[0], price))
