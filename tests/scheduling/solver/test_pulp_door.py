"""The PuLP front tells the truth about how a solve ended, whichever back-end answers."""

from __future__ import annotations

import random
from dataclasses import replace

import pulp
import pytest

from data.contracts.centre import SolverSettings
from data.contracts.errors import Unavailable
from data.contracts.plan import SolveStatus
from scheduling.solver import pulp_door
from scheduling.solver.answer import Ended
from scheduling.solver.pulp_door import solve

EXACT = SolverSettings(gap=0.0)
BOTH = pytest.mark.parametrize("settings", [EXACT, replace(EXACT, backend="cbc")], ids=["highs", "cbc"])


def knapsack(sense: int = pulp.LpMaximize) -> pulp.LpProblem:
    problem = pulp.LpProblem("knapsack", sense)
    x, y = (problem.add_variable(name, 0, 9, "Integer") for name in "xy")
    problem += 5 * x + 4 * y + 1000, "value"
    problem += 6 * x + 4 * y <= 24.5, "weight"
    problem += x + 2 * y <= 6, "room"
    if sense == pulp.LpMinimize:
        problem += x + y >= 1.5, "least"
    return problem


def hard(size: int = 45, seed: int = 1) -> pulp.LpProblem:
    """A market-split problem: its LP bound is 0 and no solver closes it in a moment."""
    draw = random.Random(seed)
    problem = pulp.LpProblem("market_split", pulp.LpMinimize)
    picks = [problem.add_variable(f"x{i}", 0, 1, "Integer") for i in range(size)]
    slacks = []
    for row in range(5):
        factors = [draw.randint(0, 99) for _ in picks]
        over, under = (problem.add_variable(f"{side}{row}", 0) for side in ("over", "under"))
        slacks += [over, under]
        problem += pulp.lpSum(f * x for f, x in zip(factors, picks, strict=True)) + over - under == sum(factors) // 2
    problem += pulp.lpSum(slacks) + 500
    return problem


@BOTH
def test_constant_of_the_objective_is_in_objective_and_bound(settings: SolverSettings) -> None:
    report = solve(knapsack(), stage="mix", part="a", settings=settings, limit_s=10)
    assert report.status is SolveStatus.OPTIMAL
    assert (report.objective, report.bound, report.gap) == (1020.0, 1020.0, 0.0)  # x=4 y=0
    assert (report.stage, report.part, report.solver) == ("mix", "a", settings.backend)


@BOTH
def test_values_stay_in_the_variables_as_whole_numbers(settings: SolverSettings) -> None:
    problem = knapsack(pulp.LpMinimize)
    report = solve(problem, stage="mix", part="", settings=settings, limit_s=10)
    assert {v.name: v.varValue for v in problem.variables()} == {"x": 0, "y": 2}
    assert report.objective == 1008.0


@BOTH
def test_infeasible_is_said_and_leaves_no_values(settings: SolverSettings) -> None:
    problem = knapsack()
    problem += problem.variables()[0] >= 8, "too_heavy"
    report = solve(problem, stage="mix", part="", settings=settings, limit_s=10)
    assert report.status is SolveStatus.INFEASIBLE
    assert (report.objective, report.gap) == (None, None)
    assert [v.varValue for v in problem.variables()] == [None, None]


@BOTH
def test_time_out_with_an_answer_is_feasible_with_a_true_gap(settings: SolverSettings) -> None:
    problem = hard()
    report = solve(problem, stage="mix", part="", settings=settings, limit_s=1.0)
    assert report.status is SolveStatus.FEASIBLE
    assert report.objective == pytest.approx(problem.objective.value())
    assert report.bound is not None
    assert 500.0 - 1e-6 <= report.bound < report.objective
    assert report.gap == pytest.approx((report.objective - report.bound) / report.objective)
    assert report.seconds < 5.0


@BOTH
def test_time_out_of_a_maximisation_has_its_bound_above(settings: SolverSettings) -> None:
    problem = hard()
    problem.sense = pulp.LpMaximize
    problem.setObjective(-1 * problem.objective + 2000)
    report = solve(problem, stage="mix", part="", settings=settings, limit_s=1.0)
    assert report.status is SolveStatus.FEASIBLE
    assert report.objective is not None
    assert report.bound is not None
    assert report.objective < report.bound <= 1500.0 + 1e-6


@BOTH
def test_time_out_without_an_answer_is_no_answer(settings: SolverSettings) -> None:
    problem = hard(size=60, seed=4)
    for variable in problem.variables():
        if variable.cat != pulp.LpInteger:
            variable.upBound = 0.01  # asks for the split itself
    report = solve(problem, stage="mix", part="", settings=settings, limit_s=0.5)
    assert report.status is SolveStatus.NO_ANSWER
    assert report.objective is None
    assert all(v.varValue is None for v in problem.variables())


@BOTH
def test_linear_problem_has_gap_zero(settings: SolverSettings) -> None:
    problem = pulp.LpProblem("lp", pulp.LpMinimize)
    x = problem.add_variable("x", 0)
    problem += 3 * x + 2
    problem += x >= 1.5, "least"
    report = solve(problem, stage="mix", part="", settings=settings, limit_s=5)
    assert (report.status, report.objective, report.gap) == (SolveStatus.OPTIMAL, 6.5, 0.0)


def test_unbounded_is_failed_with_a_note() -> None:
    problem = pulp.LpProblem("open", pulp.LpMaximize)
    x = problem.add_variable("x", 0)
    problem += 1 * x
    problem += x >= 1, "least"
    report = solve(problem, stage="mix", part="", settings=EXACT, limit_s=5)
    assert report.status is SolveStatus.FAILED
    assert "nbounded" in report.note


def test_problem_without_objective_is_answered() -> None:
    problem = pulp.LpProblem("any", pulp.LpMinimize)
    problem += problem.add_variable("x", 0) >= 1, "least"
    report = solve(problem, stage="mix", part="", settings=EXACT, limit_s=5)
    assert (report.status, report.objective) == (SolveStatus.OPTIMAL, 0.0)


def test_second_back_end_answers_when_the_first_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Ended:
        raise RuntimeError("library gone")

    monkeypatch.setitem(pulp_door.BACKENDS, "highs", broken)
    report = solve(knapsack(), stage="mix", part="", settings=EXACT, limit_s=10)
    assert (report.status, report.objective, report.solver) == (SolveStatus.OPTIMAL, 1020.0, "cbc")
    assert "library gone" in report.note


def test_answer_that_breaks_a_row_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    def liar(problem: pulp.LpProblem, *_: object) -> Ended:
        for variable in problem.variables():
            variable.varValue = 9.0
        return Ended(SolveStatus.OPTIMAL, 0.0, "liar")

    monkeypatch.setattr(pulp_door, "BACKENDS", {"highs": liar})
    report = solve(knapsack(), stage="mix", part="", settings=EXACT, limit_s=10)
    assert report.status is SolveStatus.FAILED
    assert "breaks row" in report.note


def test_unknown_back_end_is_named_with_the_known_ones() -> None:
    with pytest.raises(Unavailable, match=r"no solver abacus.*highs, cbc"):
        solve(knapsack(), stage="mix", part="", settings=replace(EXACT, backend="abacus"), limit_s=1)


def test_same_seed_gives_the_same_answer() -> None:
    first, second = hard(size=20), hard(size=20)
    settings = SolverSettings(gap=0.3)
    for problem in (first, second):
        solve(problem, stage="mix", part="", settings=settings, limit_s=30)
    assert [v.varValue for v in first.variables()] == [v.varValue for v in second.variables()]


def test_warm_start_is_never_lost() -> None:
    problem = hard()
    solve(problem, stage="mix", part="", settings=SolverSettings(gap=0.9), limit_s=2)
    before = problem.objective.value()
    report = solve(problem, stage="mix", part="", settings=EXACT, limit_s=0.3, warm_start=True)
    assert report.objective is not None
    assert report.objective <= before + 1e-6


def test_number_of_threads_may_change_between_solves() -> None:
    for threads in (1, 2, 1):
        report = solve(knapsack(), stage="mix", part="", settings=replace(EXACT, threads=threads), limit_s=5)
        assert report.status is SolveStatus.OPTIMAL
