"""Large mixes: the quick way keeps every row, and its bound is a bound."""

from __future__ import annotations

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
from scheduling.mix.plan import short_prices
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
    asked = requirement(made, {"a": list(wave), "b": list(0.7 * wave), "vip": list(0.2 * wave)})
    crews = crews_of(made)
    classes = queue_classes(asked, no_cuts(made), made.tables["skills"], made.queues, made.grid())
    needed = {group: np.ones(96, dtype=bool) for group in crews}
    choices = choices_of(made, crews, needed)
    days = pd.date_range(made.window.first, made.window.last)
    return mix_model(classes, crews, choices, days, short_prices(classes, choices, made.interval_min))


def broken(problem: pulp.LpProblem) -> list[str]:
    return [str(row.name) for row in problem.constraints() if not row.valid(1e-6 * max(1.0, abs(row.constant)))]


@pytest.mark.parametrize("coarse", [False, True])
def test_quick_way_keeps_every_row_and_brackets_the_optimum(coarse: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    exact = solve(model_of(busy()).problem, stage="mix", part="", settings=SolverSettings(gap=1e-6), limit_s=30)
    monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    if coarse:
        monkeypatch.setattr(solving, "relax", lambda *_: None)
    model = model_of(busy())
    report = solve_mix(model, SolverSettings(), 20.0, 96)
    assert broken(model.problem) == []
    assert all(float(v.varValue).is_integer() for v in model.blocks.values())
    assert report.objective == pytest.approx(model.problem.objective.value())
    assert exact.objective is not None
    assert report.objective is not None
    assert report.bound is not None
    assert report.bound <= exact.objective + 1e-6 <= report.objective + 1e-3
    assert report.gap is not None
    assert report.gap < (0.6 if coarse else 0.03)
    if coarse:
        assert "whole hours" in report.note


def test_failing_relaxation_ends_in_an_exact_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    monkeypatch.setattr(solving, "relax", lambda *_: None)
    monkeypatch.setattr(solving, "relax_coarse", lambda *_: None)
    report = solve_mix(model_of(busy()), SolverSettings(), 20.0, 96)
    assert report.status is SolveStatus.OPTIMAL
    assert report.gap is not None
