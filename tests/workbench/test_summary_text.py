"""The figures of a plan in words: what agreements cost on top, what cannot be filled and what is not worth it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.access import User
from workbench.desk import Desk
from workbench.summary import Summary, summarise
from workbench.summary_text import told_summary


@pytest.fixture
def summary(planned: Desk, planner: User) -> Summary:
    return summarise(planned, planner, planned.plans(planner)[0].plan_id)


def told(summary: Summary, language: str, **changes: float) -> str:
    return "\n".join(told_summary(replace(summary, **changes), language))  # type: ignore[arg-type]


def test_promised_hours_that_are_not_used_stand_on_a_line_of_their_own(summary: Summary) -> None:
    assert "  agreements, promised hours not used: 8,736 CNY on top" in told(summary, "en", top_up=8736.0)
    assert "协议，已承诺而未用的工时：另付 8,736 CNY" in told(summary, "zh", top_up=8736.0)
    assert "expected to cost 120 CNY" in told(summary, "en", penalties=120.0)
    assert "agreements" not in told(summary, "en", top_up=0.0, penalties=0.0)


def test_what_cannot_be_filled_and_what_is_not_worth_a_shift_are_told_apart(summary: Summary) -> None:
    both = told(summary, "en", short_h=7.0, unworthy_h=2.0)
    assert "Short: 5.0 position hours cannot be filled" in both
    assert "Not worth a shift: 2.0 position hours" in both
    assert "Short:" not in told(summary, "en", short_h=2.0, unworthy_h=2.0)
    assert "缺口：5.0 个岗位小时无法填补" in told(summary, "zh", short_h=7.0, unworthy_h=2.0)


def test_the_money_of_agreements_is_that_of_the_costs_of_the_pools(
    summary: Summary, planned: Desk, planner: User
) -> None:
    costs = planned.table(planner, summary.stored.plan_id, "pool_costs")
    assert summary.top_up == pytest.approx(costs["top_up_cny"].sum())
    assert summary.unworthy_h <= summary.short_h + 1e-9
