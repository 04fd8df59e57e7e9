"""Large mixes: the quick way keeps every row, and its bound is a bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pulp
import pytest

from data.contracts.centre import BreakRule, Centre, SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.mix import solve as solving
from scheduling.mix.choices import choices_of
from scheduling.mix.crew import crews_of
from scheduling.mix.demand import queue_classes
from scheduling.mix.model import MixModel, mix_model
from scheduling.mix.plan import plan_mix, short_prices
from scheduling.mix.solve import solve_mix
from scheduling.solver.pulp_door import solve
from tests.scheduling.mix.kit import agents, centre, no_cuts, pattern, pool, queue, requirement

MEAL = (BreakRule("meal", 60, 180, 300),)


def busy() -> Centre:
    return centre(
        [queue("a"), queue("b", priority=2), queue("vip")],
        [pool("own", unplanned_absence=0.1), pool("partner", "outsourced", block_heads=5, min_days=2, max_heads=40)],
        {"home": ("own", {"a": 1.0, "vip": 0.9}), "near": ("own", {"b": 1.0, "a": 0.9, "vip": 1.0}),
         "away": ("partner", {"a": 0.9, "b": 0.8})},
        [agents("home", 12), agents("near", 9)],
        [pattern("E", 6, 9, MEAL), pattern("D", 9, 9, MEAL), pattern("L", 14, 9, MEAL), pattern("N", 22, 9, MEAL)],
        days=4, prices={"own": 60.0, "partner": 45.0},
    )  # fmt: skip


def model_of(made: Centre) -> MixModel:
    hours = np.arange(96)
    wave = 6 + 5 * np.sin((hours - 9) / 24 * 2 * np.pi) + 12 * ((hours >= 44) & (hours < 52))
    waves = {"a": list(wave), "b": list(0.7 * wave), "vip": list(0.2 * wave)}
    asked = requirement(made, {name: waves[name] for name in made.queues})
    crews = crews_of(made)
    classes = queue_classes(asked, no_cuts(made), made.tables["skills"], made.queues, made.grid())
    needed = {group: np.ones(96, dtype=bool) for group in crews}
    choices = choices_of(made, crews, needed)
    days = pd.date_range(made.window.first, made.window.last)
    return mix_model(classes, crews, choices, days, short_prices(classes, choices, made.interval_min))


def broken(problem: pulp.LpProblem) -> list[str]:
    return [str(row.name) for row in problem.constraints() if not row.valid(1e-6 * max(1.0, abs(row.constant)))]


@pytest.mark.parametrize(
    ("limit_s", "asked"), [(300.0, 0.001), (300.0, 0.005), (300.0, 0.01), (0.0, 0.001), (0.0, 0.005)]
)
def test_quick_way_keeps_every_row_and_brackets_the_optimum(
    limit_s: float, asked: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = solve(model_of(busy()).problem, stage="mix", part="", settings=SolverSettings(gap=1e-6), limit_s=30)
    monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    model = model_of(busy())
    report = solve_mix(model, SolverSettings(gap=asked), limit_s, 96)
    assert broken(model.problem) == []
    assert all(float(v.varValue).is_integer() for v in model.blocks.values())
    assert report.objective == pytest.approx(model.problem.objective.value())
    assert exact.objective is not None
    assert report.objective is not None
    assert report.bound is not None
    assert report.bound <= exact.objective + 1e-6 <= report.objective + 1e-3
    assert report.gap is not None
    assert report.gap < (0.6 if limit_s == 0.0 else 0.03)
    assert ("time is up" in report.note) == (limit_s == 0.0)


@pytest.mark.parametrize("block", [1, 7])
def test_quick_way_is_near_the_optimum_with_blocks_of_any_size(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    made = busy()
    made = replace(made, pools={**made.pools, "partner": replace(made.pools["partner"], block_heads=block)})
    exact = solve(model_of(made).problem, stage="mix", part="", settings=SolverSettings(gap=1e-6), limit_s=30)
    monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    report = solve_mix(model_of(made), SolverSettings(gap=0.001), 300.0, 96)
    assert report.objective == pytest.approx(exact.objective, rel=0.01)


def test_without_blocks_the_quick_way_comes_to_the_optimum(monkeypatch: pytest.MonkeyPatch) -> None:
    made = busy()
    made = replace(made, pools={**made.pools, "partner": replace(made.pools["partner"], lead_time_d=99)})
    monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    report = solve_mix(model_of(made), SolverSettings(), 300.0, 96)
    assert report.gap == pytest.approx(0.0, abs=2e-3)


@pytest.mark.parametrize("asked", [0.001, 0.005])
def test_quick_way_gives_the_same_plan_twice(asked: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    values = []
    for _ in range(2):
        model = model_of(busy())
        solve_mix(model, SolverSettings(gap=asked), 300.0, 96)
        values.append([variable.varValue for variable in model.problem.variables()])
    assert values[0] == values[1]


def impossible(made: Centre) -> Centre:
    return replace(made, pools={**made.pools, "partner": replace(made.pools["partner"], max_heads=5)})


def late(made: Centre) -> Centre:
    return replace(made, pools={**made.pools, "partner": replace(made.pools["partner"], lead_time_d=99)})


def gone(made: Centre) -> Centre:
    skills = made.tables["skills"]
    return replace(made, tables={**made.tables, "skills": skills[skills["pool"] != "partner"]})


@pytest.mark.parametrize("harm", [impossible, late, gone])
def test_centre_in_trouble_gets_a_plan_and_its_shortage_by_name(
    harm: Callable[[Centre], Centre], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    made = replace(harm(busy()), solver=SolverSettings(gap=0.001, mix_limit_s=300.0))
    asked = requirement(made, {"a": 30.0, "b": 20.0, "vip": 5.0})
    plan = plan_mix(asked, no_cuts(made), made)
    (report,) = plan.reports
    assert report.status in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)
    assert not plan.shortage.empty
    assert (plan.shortage["reason"].str.len() > 0).all()
    filled = plan.flow["positions"].sum() + plan.shortage["positions"].sum()
    assert filled == pytest.approx(asked["positions"].sum())


def test_orders_are_whole_blocks_within_the_seats_and_stay_their_least_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    made = busy()
    hours = np.arange(96)
    wave = 9 + 6 * np.sin((hours - 9) / 24 * 2 * np.pi) + 30 * ((hours >= 34) & (hours < 60))
    orders = plan_mix(requirement(made, {"a": list(wave), "b": list(wave), "vip": 1.0}), no_cuts(made), made).orders
    assert not orders.empty
    assert (orders["heads"] % 5 == 0).all()
    assert orders.groupby(["pool", "date"])["heads"].sum().max() <= 40
    days = orders.set_index("date")["heads"].reindex(pd.date_range(made.window.first, made.window.last)).fillna(0)
    called = days.to_list()
    for day in range(1, len(called)):
        more = called[day] - called[day - 1]
        assert more <= 0 or day == len(called) - 1 or called[day + 1] >= more


def test_groups_side_by_side_share_one_flow_and_keep_their_own_heads() -> None:
    made = centre(
        [queue("a"), queue("b")], [pool("own"), pool("partner", "outsourced", max_heads=4)],
        {"home": ("own", {"a": 1.0, "b": 1.0}), "away": ("partner", {"a": 0.5, "b": 0.5})}, [agents("home", 3)],
        [pattern("D", 9)],
    )  # fmt: skip
    model = model_of(made)
    (front,) = model.fronts
    assert dict(front.groups) == {"home": 1.0, "away": 0.5}
    assert {f for f, _, _ in model.flow} == {0}
