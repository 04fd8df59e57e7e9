import itertools
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from data.contracts.plan import SolveStatus
from scheduling.tours.answer import Tours
from scheduling.tours.check import faults_of, worker_faults
from scheduling.tours.cost import cost_of
from scheduling.tours.problem import Booking, BreakWindow, Cover, Kind, Law, Problem, Shift, Worker
from scheduling.tours.ready import ready_by
from scheduling.tours.solve import solve_tours

DAY = 4  # slots of six hours


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    """The compiled steps are made before any clock runs."""
    assert ready_by(time.perf_counter() + 900.0)


def problem(people: int, wanted: list[float], days: int = 2, **law: object) -> Problem:
    """Days of four slots; shifts of two slots, paid 10."""
    need = np.array(wanted, dtype=np.float64)[None, :]
    one = np.ones_like(need)
    rules = replace(Law("", (0,), 1, 2, 0, 7), **law)  # type: ignore[arg-type]
    return Problem(
        360, days, 1, 1, (Kind("", 2, 12.0, ()),), (rules,), tuple(Worker(f"P{i}", 0) for i in range(people)),
        Cover(need, 0 * one, one, 9 * one, 30 * one, one, one, one), np.full((1, 1, days * DAY), 10.0),
        np.ones((1, days, DAY), dtype=np.bool_), np.zeros(DAY, dtype=np.bool_),
    )  # fmt: skip


def every_tour(asked: Problem, worker: Worker) -> Iterator[tuple[Shift, ...]]:
    """All lawful tours of a worker, rest included."""
    days = [[None, *range(d * DAY, (d + 1) * DAY)] for d in range(asked.days)]
    for starts in itertools.product(*days):
        shifts = tuple(Shift(0, start, ()) for start in starts if start is not None)
        if not worker_faults(asked, worker, shifts):
            yield shifts


@pytest.mark.parametrize(
    "asked",
    [
        problem(2, [1, 2, 1, 0, 0, 2, 1, 1]),
        problem(2, [2, 0, 0, 2, 2, 2, 0, 0], rest_slots=3),
        problem(2, [1, 1, 2, 2, 2, 1, 1, 0], band_slots=1, least_days=2),
        problem(3, [1, 1, 1, 1, 1, 1, 1, 1], most_in_row=1),
    ],
)
def test_no_better_answer_than_that_of_brute_force_and_no_bound_above_it(asked: Problem):
    lists = [list(every_tour(asked, worker)) for worker in asked.workers]
    best = min(cost_of(asked, Tours(tuple(choice))).total for choice in itertools.product(*lists))
    found = solve_tours(asked, limit_s=2.0)
    assert faults_of(asked, found) == []
    assert found.bound is not None
    assert found.bound <= best + 1e-6
    assert found.cost.total >= best - 1e-6
    assert found.cost.total <= 1.3 * best


def test_cost_is_that_of_the_answer():
    asked = problem(2, [1, 2, 1, 0, 0, 2, 1, 1])
    found = solve_tours(asked, limit_s=1.0)
    assert found.cost == cost_of(asked, found)


def test_nobody_to_roster_and_nothing_wanted_are_answers():
    assert solve_tours(problem(0, [1] * 8), limit_s=0.5).shifts == ()
    idle = solve_tours(problem(1, [0] * 8), limit_s=0.5)
    assert idle.shifts == ((),)
    assert idle.status is SolveStatus.OPTIMAL


def test_no_kinds_leave_everybody_at_rest():
    asked = replace(problem(1, [1] * 8), laws=(Law("", (), 1, 2, 0, 7),))
    assert solve_tours(asked, limit_s=0.5).shifts == ((),)


def test_locked_shifts_stay_and_what_they_break_is_told():
    asked = problem(1, [1] * 28, days=7, least_days=2)
    first_day = np.arange(7)[None, :, None] < 1
    worker = replace(asked.workers[0], locked=(Shift(0, 1, ()),))
    locked = replace(asked, workers=(worker,), allowed=asked.allowed & first_day)
    found = solve_tours(locked, limit_s=0.5)
    assert Shift(0, 1, ()) in found.shifts[0]
    assert found.status is SolveStatus.INFEASIBLE
    assert found.notes == ("P0: 1 days in week 0, not 2 at least",)


def test_the_time_limit_is_kept_and_some_answer_given():
    asked = problem(30, [5, 9, 7, 2] * 2)
    begun = time.perf_counter()
    found = solve_tours(asked, limit_s=0.2)
    assert time.perf_counter() - begun < 5.0
    assert faults_of(asked, found) == []


def test_told_to_stop_it_hands_over_what_it_has():
    asked = problem(3, [1] * 8)
    begun = time.perf_counter()
    assert faults_of(asked, solve_tours(asked, limit_s=30.0, stop=lambda: True)) == []
    assert time.perf_counter() - begun < 5.0


def test_bookings_alone_cover_what_is_wanted():
    asked = problem(0, [2, 2, 0, 0, 1, 1, 0, 0])
    booking = Booking("call", 0, (0,), np.full((1, 8), 12.0), np.array([9, 9]))
    found = solve_tours(replace(asked, bookings=(booking,)), limit_s=1.0)
    assert sorted(shift.start for shift in found.booked[0]) == [0, 0, 4]
    assert found.status is SolveStatus.OPTIMAL


def test_breaks_lie_where_they_are_missed_least():
    asked = problem(1, [1, 1, 0, 1, 0, 0, 0, 0], least_days=1)
    asked = replace(asked, kinds=(Kind("", 4, 18.0, (BreakWindow(1, 1, 2),)),))
    found = solve_tours(asked, limit_s=1.0)
    assert found.shifts == ((Shift(0, 0, (2,)),),)


def test_bookings_are_made_by_the_search_where_there_was_no_model(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("scheduling.tours.solve.interior_point", lambda *_: None)
    asked = problem(0, [2, 2, 0, 0, 1, 1, 0, 0])
    booking = Booking("call", 0, (0,), np.full((1, 8), 12.0), np.array([9, 9]))
    found = solve_tours(replace(asked, bookings=(booking,)), limit_s=3.0)
    assert sorted(shift.start for shift in found.booked[0]) == [0, 0, 4]
