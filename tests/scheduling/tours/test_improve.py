from dataclasses import replace

import pytest

from scheduling.tours.check import faults_of
from scheduling.tours.improve import improve
from scheduling.tours.problem import Shift
from scheduling.tours.race import race
from scheduling.tours.solve import nobody
from tests.scheduling.tours.little import little


@pytest.mark.parametrize("seed", range(10))
def test_what_is_made_from_nothing_is_lawful(seed):
    problem = replace(little(seed, workers=5, skills=2, pools=True, per_row=1 + seed % 2), least_people=0)
    answer = improve(problem, limit_s=0.3, seed=seed)
    assert faults_of(problem, answer) == []
    assert answer.cost.total <= nobody(problem).cost.total + 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_a_given_answer_never_gets_dearer(seed):
    problem = replace(little(seed, workers=5, skills=2, pools=True), least_people=0)
    start = improve(problem, limit_s=0.1, seed=1)
    better = improve(problem, start, limit_s=0.2, seed=2)
    assert better.cost.total <= start.cost.total + 1e-9
    assert faults_of(problem, better) == []


def test_locked_shifts_stay():
    problem = little(1, workers=2, per_row=1)
    locked = (Shift(2, 8, ()),)
    workers = (replace(problem.workers[0], locked=locked), problem.workers[1])
    problem = replace(problem, workers=workers, least_people=0)
    assert locked[0] in improve(problem, limit_s=0.2).shifts[0]


def test_bound_and_answer_meet_in_the_middle():
    problem = replace(little(3, workers=3, skills=2, pools=True), least_people=0)
    answer = race(problem, limit_s=1.0, threads=2)
    assert answer.bound is not None
    assert answer.bound <= answer.cost.total + 1e-6
    assert faults_of(problem, answer) == []


def test_the_work_stops_when_asked():
    problem = replace(little(3, workers=3), least_people=0)
    answer = race(problem, limit_s=30.0, stop=lambda: True)
    assert answer.seconds < 20
    assert faults_of(problem, answer) == []
