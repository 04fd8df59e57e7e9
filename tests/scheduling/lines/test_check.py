"""The judge of lines names each hard limit that is broken and prices what is soft."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduling.lines.check import breaches_of, cost_of
from scheduling.lines.problem import NO_LIMIT, OFF, Rows
from tests.scheduling.lines.kit import limited, team


def judged(problem, *plan):
    return [(breach.rule, breach.day, breach.amount) for breach in breaches_of(problem, np.array([plan]))]


def alone(**limits):
    return limited(team(people=1, days=4, kinds=2, wanted=0), **limits)


def test_lines_without_limits_break_nothing():
    assert judged(alone(), 0, 1, 0, OFF) == []


@pytest.mark.parametrize(
    ("limits", "plan", "found"),
    [
        ({"most_run": 2}, (0, 0, 0, OFF), ("most_run", 0, 1)),
        ({"least_run": 2}, (OFF, 0, OFF, OFF), ("least_run", 1, 1)),
        ({"least_off": 2}, (0, OFF, 0, 0), ("least_off", 1, 1)),
        ({"least_min": 960}, (0, OFF, OFF, OFF), ("least_min", -1, 480)),
        ({"most_min": 960}, (0, 0, 1, OFF), ("most_min", -1, 480)),
        ({"run_before": 3, "most_run": 3}, (0, OFF, OFF, OFF), ("most_run", 0, 1)),
        ({"run_before": 1, "least_run": 2}, (OFF, OFF, OFF, OFF), ("least_run", 0, 1)),
        ({"off_before": 1, "least_off": 2}, (0, 0, 0, 0), ("least_off", 0, 1)),
    ],
)
def test_a_broken_limit_is_named_with_its_day_and_size(limits, plan, found):
    assert judged(alone(**limits), *plan) == [found]


@pytest.mark.parametrize("plan", [(0, OFF, OFF, OFF), (OFF, OFF, OFF, 0)])
def test_a_run_at_the_edge_of_the_horizon_may_be_short(plan):
    assert judged(alone(least_run=3), *plan) == []


def test_a_kind_that_must_not_follow_is_named_across_the_border_too():
    problem = alone(run_before=1, last_kind=1)
    problem.forbidden[0, 1, 0] = True
    assert judged(problem, 0, 1, 0, OFF) == [("succession", 0, 1.0), ("succession", 2, 1.0)]


def test_weekends_count_once_however_many_days_are_worked():
    problem = limited(team(people=1, days=14, wanted=0), most_weekends=1)
    line = np.full((1, 14), OFF)
    line[0, [5, 6]] = 0
    assert breaches_of(problem, line) == ()
    line[0, 12] = 0
    assert [breach.rule for breach in breaches_of(problem, line)] == ["most_weekends"]


def test_cover_is_priced_by_person_missing_or_too_many():
    problem = team(people=2, days=2, wanted=1, under=10.0, over=3.0)
    split = cost_of(problem, np.array([[0, OFF], [0, OFF]]))
    assert (split.under, split.over, split.total) == (10.0, 3.0, 13.0)


def test_a_hard_row_is_a_breach_by_name_and_a_soft_one_a_price():
    rows = Rows(np.array([0, 0]), np.array([0, 2, 4]), np.array([0, 1, 0, 1]), np.ones(4), np.array([-np.inf, -np.inf]),
                np.array([1.0, 1.0]), np.zeros(2), np.array([np.inf, 4.0]), ("two early", "share"))  # fmt: skip
    problem = replace(team(people=1, days=2, wanted=0, over=0.0), rows=rows)
    assert judged(problem, 0, 0) == [("two early", 0, 1.0)]
    assert cost_of(problem, np.array([[0, 0]])).rows == 4.0


def test_arrays_that_do_not_fit_are_refused_by_name():
    with pytest.raises(ValueError, match="locked"):
        replace(team(), locked=np.zeros((1, 1), np.int64))


def test_no_limit_is_far_beyond_any_horizon():
    assert NO_LIMIT > 366 * 24 * 60
