"""Lines found by search are lawful, never worse than those given, and on tiny problems the best there are."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.plan import SolveStatus
from scheduling.lines.board import broken, full_cost, make_board
from scheduling.lines.check import breaches_of, cost_of
from scheduling.lines.ground import make_ground
from scheduling.lines.problem import NO_LIMIT, OFF, OPEN, Cover, Limits, Problem, Rows, whole_weeks
from scheduling.lines.search import search_lines
from scheduling.lines.windows import solve_window


def crew(seed: int, people: int = 3, days: int = 7, kinds: int = 2, rows: bool = True) -> Problem:
    """A few people under loose limits, cover of every day and kind, a row of hours for everybody."""
    draw = np.random.default_rng(seed)
    whole = lambda value: np.full(people, value, dtype=np.int64)  # noqa: E731
    limits = Limits(
        np.full((people, kinds), 4), whole(480 * 2), whole(480 * 5), whole(draw.integers(1, 3)), whole(4),
        whole(draw.integers(1, 3)), whole(draw.integers(1, 3)), whole(0), whole(0), whole(OFF),
    )  # fmt: skip
    days_of, kinds_of = (grid.ravel() for grid in np.meshgrid(np.arange(days), np.arange(kinds), indexing="ij"))
    cover = Cover(
        days_of, np.eye(kinds, dtype=np.bool_)[kinds_of], draw.integers(0, people, len(days_of)),
        np.full(len(days_of), 30.0), np.full(len(days_of), 2.0),
    )  # fmt: skip
    cells = np.tile(np.arange(4 * kinds), people)
    own = Rows(
        np.arange(people), np.arange(people + 1) * 4 * kinds, cells, np.ones(len(cells)), np.full(people, -np.inf),
        np.full(people, 3.0), np.zeros(people), np.full(people, np.inf),
    )  # fmt: skip
    forbidden = np.zeros((1, kinds, kinds), np.bool_)
    forbidden[0, kinds - 1, 0] = True
    more = {"rows": own} if rows else {}
    return Problem(
        days, tuple("abcdefghij"[:people]), tuple("EL"[:kinds]), np.full(kinds, 480),
        np.ones((people, days, kinds), np.bool_),
        draw.integers(0, 9, (people, days, kinds)).astype(float), limits, cover, forbidden, np.zeros(people, np.int64),
        whole_weeks(days), np.full((people, days), OPEN), **more,
    )  # fmt: skip


def searched(problem: Problem, seconds: float = 0.3, **more):
    return search_lines(problem, deadline=time.monotonic() + seconds, seed=1, **more)


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """Kernels are compiled before a clock runs."""
    searched(crew(0), 0.01)
    searched(crew(0), 0.01)


@given(st.integers(0, 10**6))
@settings(max_examples=6, deadline=None)
def test_lines_found_are_lawful_and_cost_what_the_judge_says(seed):
    problem = crew(seed)
    answer = searched(problem, 0.1)
    assert answer.status == SolveStatus.FEASIBLE
    assert not breaches_of(problem, answer.kinds)
    assert answer.cost == pytest.approx(cost_of(problem, answer.kinds).total)


def test_a_tiny_problem_is_solved_to_the_best_there_is():
    problem = crew(5, people=2, days=5, kinds=1, rows=False)
    lines = [np.array(line) for line in itertools.product((OFF, 0), repeat=5)]
    plans = [np.array(plan) for plan in itertools.product(lines, repeat=2)]
    best = min(cost_of(problem, plan).total for plan in plans if not breaches_of(problem, plan))
    assert searched(problem).cost == pytest.approx(best)


def test_given_lines_never_get_worse():
    problem = crew(7, people=5, days=14)
    start = searched(problem, 0.3)
    again = searched(problem, 0.05, start=start.kinds)
    assert again.cost <= start.cost + 1e-9
    assert not again.breaches


def test_lawful_lines_are_told_as_they_get_better():
    problem = crew(9, people=6, days=14)
    told: list[float] = []
    answer = searched(problem, 0.5, found=lambda kinds, cost: told.append(cost))
    assert told == sorted(told, reverse=True)
    assert told[-1] >= answer.cost - 1e-6


def test_windows_at_the_end_leave_lawful_lines_no_worse():
    problem = crew(11, people=6, days=14)
    start = searched(problem, 0.1)
    answer = searched(problem, 3.0, start=start.kinds, windows=0.7)
    assert not answer.breaches
    assert answer.cost <= start.cost + 1e-9


def test_stop_ends_the_search():
    began = time.monotonic()
    searched(crew(3, people=6, days=14), 60.0, stop=lambda: True)
    assert time.monotonic() - began < 20.0


def test_locked_cells_stay():
    problem = crew(4)
    locked = problem.locked.copy()
    locked[0, 2], locked[1, 3] = OFF, 1
    answer = searched(Problem(**{**vars(problem), "locked": locked}))
    assert (answer.kinds[0, 2], answer.kinds[1, 3]) == (OFF, 1)


def test_people_without_lawful_lines_are_told_of():
    problem = crew(4)
    impossible = np.array([480 * 7, 0, 0])
    limits = Limits(**{**vars(problem.limits), "least_min": impossible, "most_min": np.full(3, NO_LIMIT)})
    answer = searched(Problem(**{**vars(problem), "limits": limits}), 0.05)
    assert answer.status == SolveStatus.NO_ANSWER
    assert {breach.person for breach in answer.breaches} == {0}


@given(st.integers(0, 10**6))
@settings(max_examples=8, deadline=None)
def test_a_window_over_all_people_and_days_is_at_least_as_good_as_the_search(seed):
    problem = crew(seed)
    answer = searched(problem, 0.1)
    ground = make_ground(problem)
    board = make_board(ground, 1, answer.kinds)
    before = full_cost(ground, board)
    change, proved = solve_window(ground, board, range(3), 0, 7, 20.0, 1)
    assert proved
    assert change <= 0.0
    assert full_cost(ground, board) == pytest.approx(before + change)
    assert not broken(ground, board)
    assert not breaches_of(problem, board.line)
    assert cost_of(problem, board.line).total == pytest.approx(before + change + problem.constant)
