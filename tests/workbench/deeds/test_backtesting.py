"""Backtests of a plan's history: made by a job, kept in the store, shown to everybody who may see the plan."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.contracts.errors import NotAllowed, NotFound, RefusedInput
from workbench import jobs
from workbench.access import User
from workbench.desk import BacktestWish, Desk

WISH = BacktestWish(("voice",), ("seasonal_naive", "seasonal_mean"), origins=2, horizon_d=7)


def job_of(desk: Desk, planner: User) -> str:
    plan = desk.plans(planner)[0]
    arguments = {"plan": plan.plan_id, "history": plan.plan.history_hash, **WISH.as_arguments()}
    desk.store.jobs.add("b", "backtest", arguments, planner.name, datetime.now(UTC))
    return plan.plan_id


def test_a_job_makes_the_backtest_and_its_tables_stay(planned: Desk, planner: User) -> None:
    plan = job_of(planned, planner)
    assert jobs.run(planned, "b").error == ""
    (run,) = planned.backtest_runs(planner, plan)
    assert (run.queues, run.models, run.origins, run.horizon_d, run.author) == (*WISH.__dict__.values(), "planner")
    made = planned.backtest_tables(planner, run.result)
    assert set(made.scores["model"]) == set(WISH.models)
    assert {"queue", "origin", "timestamp", "model", "mean", "q05", "q95"} <= set(made.forecasts.columns)


def test_a_stopped_backtest_leaves_no_result(planned: Desk, planner: User) -> None:
    plan = job_of(planned, planner)
    planned.store.jobs.change("b", stop_wanted=True)
    assert jobs.run(planned, "b").state == "cancelled"
    assert planned.backtest_runs(planner, plan) == []


def test_nonsense_starts_no_job(planned: Desk, planner: User) -> None:
    with pytest.raises(RefusedInput, match="there is no model tarot"):
        planned.start_backtest(planner, planned.plans(planner)[0].plan_id, BacktestWish(("voice",), ("tarot",)))
    assert planned.jobs(planner) == []


def test_the_right_is_asked(planned: Desk, planner: User) -> None:
    plan, agent = planned.plans(planner)[0].plan_id, User("amy", "agent", "A1")
    for deed in (
        lambda: planned.start_backtest(agent, plan, WISH),
        lambda: planned.backtest(agent, plan, WISH),
        lambda: planned.backtest_runs(agent, plan),
        lambda: planned.backtest_tables(agent, "x"),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_result_that_is_not_kept_is_told(planned: Desk, planner: User) -> None:
    with pytest.raises(NotFound, match="There is no backtest"):
        planned.backtest_tables(planner, "0" * 64)
