"""Heads balance, newcomers ramp up, limits hold, and the answer is the cheapest there is."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.plan import SolveStatus
from scheduling.capacity.answer import heads_table, work_table
from scheduling.capacity.model import OVERRUN_PRICE, value
from tests.scheduling.capacity.kit import CLASS, CONTRACT, FULL_H, MONDAY, VOICE, asked, solved


def heads_of(question, gap=1e-7):
    model, _ = solved(question, gap)
    rows = heads_table(question, model)
    return rows[rows["group"] == "voice"].reset_index(drop=True)


def test_attrition_by_hand():
    rows = heads_of(asked([0.0] * 3, attrition_week=0.1, hiring=None))
    assert rows["heads"].tolist() == pytest.approx([10.0, 9.0, 8.1])
    assert rows["leavers"].tolist() == pytest.approx([0.0, 1.0, 0.9])


def test_a_class_by_hand():
    # 10 people give 300 h; from week 2 on 360 h are needed: two more, recruited in week 0, in class in week 1
    rows = heads_of(asked([300, 300, 360, 360, 360], hiring=replace(CLASS, pass_share=0.5)))
    assert rows["starters"].tolist() == [0, 4, 0, 0, 0]  # half of them pass
    assert rows["in_training"].tolist() == [0, 4, 0, 0, 0]
    assert rows["graduates"].tolist() == [0, 0, 2, 0, 0]
    assert rows["heads"].tolist() == pytest.approx([10, 10, 12, 12, 12])
    assert rows["cost_cny"].tolist() == pytest.approx([20000, 20000 + 4 * 1000 + 4 * 2000, 24000, 24000, 24000])


def test_newcomers_count_by_their_ramp():
    question = asked([0.0] * 4, ramp=(0.5, 0.75), joining={"voice": {1: 4.0}}, hiring=None)
    rows = heads_of(question)
    assert rows["heads"].tolist() == [10, 14, 14, 14]
    assert rows["effective_fte"].tolist() == pytest.approx([10, 12, 13, 14])


def test_people_of_running_classes_lack_what_they_still_learn():
    rows = heads_of(asked([0.0] * 2, slow={"voice": np.array([2.0, 1.0])}, hiring=None))
    assert rows["effective_fte"].tolist() == pytest.approx([8.0, 9.0])


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(100, 700), min_size=3, max_size=8),
    st.floats(0.0, 0.1),
    st.floats(0.5, 1.0),
    st.floats(0.4, 1.0),
)
def test_heads_are_those_before_less_leavers_plus_graduates(needs, attrition, passing, first):
    hiring = replace(CLASS, pass_share=passing)
    rows = heads_of(asked(needs, ramp=(first,), attrition_week=attrition, hiring=hiring), gap=1e-3)
    heads = rows["heads"].to_numpy()
    moved = heads[:-1] - rows["leavers"].to_numpy()[1:] + rows["graduates"].to_numpy()[1:]
    assert heads[1:] == pytest.approx(moved, abs=1e-5)
    assert (rows["effective_fte"] <= heads + 1e-6).all()


def test_overtime_stays_within_week_and_month():
    question = asked([330.0] * 4, hiring=None, overtime_week_h=4.0, overtime_month_h=8.0)
    model, _ = solved(question)
    hours = heads_table(question, model)["overtime_h"]
    assert hours.max() <= 4.0 * 10 + 1e-6
    # 8 h a month and person, of which the four weeks of the plan hold 28 of 30 days
    assert hours.sum() == pytest.approx(8.0 * 10 * 28 / 30, rel=1e-6)


def test_overtime_of_a_calendar_month_stays_within_its_limit_where_the_month_has_five_weeks():
    question = asked([400.0] * 14, hiring=None, overtime_week_h=40.0, overtime_month_h=8.0)
    model, _ = solved(question)
    rows = heads_table(question, model)
    assert rows.groupby("month")["overtime_h"].sum().max() <= 8.0 * 10 + 1e-6
    by_day = pd.Series(
        np.repeat(rows["overtime_h"].to_numpy() / 7, 7), pd.date_range(MONDAY, periods=7 * len(rows)).to_period("M")
    )
    assert by_day.groupby(level=0).sum().max() <= 8.0 * 10 + 1e-6


def test_a_partner_serves_from_the_end_of_its_notice_in_blocks():
    question = asked([400.0] * 3, hiring=None, partner=CONTRACT)
    model, _ = solved(question)
    units = [value(model.units.get(("partner", w), 0.0)) for w in range(3)]
    assert units == pytest.approx([0, 1, 1])  # 100 h more than the 300 h of own people: 4 heads, sold in fives
    assert work_table(question, model)["gap_h"].tolist() == pytest.approx([100.0, 0.0, 0.0])


def test_a_contract_lasts_its_least_weeks():
    question = asked([300.0, 450.0, 300.0, 300.0, 300.0, 300.0], hiring=None, partner=replace(CONTRACT, least_weeks=3))
    model, _ = solved(question)
    assert [value(model.units.get(("partner", w), 0.0)) for w in range(6)] == pytest.approx([0, 1, 1, 1, 0, 0])


def test_todays_contract_serves_before_any_notice_is_over():
    running = replace(CONTRACT, heads_now=4.0, until=MONDAY + pd.Timedelta(days=6))
    question = asked([420.0, 300.0], hiring=None, partner=running)
    model, _ = solved(question)
    assert work_table(question, model)["outsourced_h"].tolist() == pytest.approx([120.0, 0.0])


def test_the_budget_holds_and_what_it_stops_is_a_gap_with_a_name():
    month = pd.Period("2026-11", "M")
    free = asked([300.0, 300.0, 420.0, 420.0])
    tight = asked([300.0, 300.0, 420.0, 420.0], budget={month: 4 * 20000.0})
    model, _ = solved(free)
    assert work_table(free, model)["gap_h"].sum() == pytest.approx(0.0)
    model, report = solved(tight)
    table = work_table(tight, model)
    assert report.status is SolveStatus.OPTIMAL
    assert heads_table(tight, model)["cost_cny"].sum() <= 4 * 20000.0 + 1e-6
    assert "the budget of 2026-11 is used up" in table["reason"].iloc[2]
    assert OVERRUN_PRICE > 1.0


def test_people_who_already_cost_more_than_the_budget_are_kept_and_told():
    question = asked([300.0, 300.0], budget={pd.Period("2026-11", "M"): 1000.0})
    model, _ = solved(question)
    assert value(model.overrun[pd.Period("2026-11", "M")]) == pytest.approx(39000.0)
    assert work_table(question, model)["gap_h"].sum() == pytest.approx(0.0)


def test_a_lead_time_that_has_passed_is_a_gap_that_says_when_somebody_could_be_there():
    question = asked([600.0, 600.0], hiring=replace(CLASS, recruit_d=60))
    model, _ = solved(question)
    reason = work_table(question, model)["reason"].iloc[0]
    assert "a class recruited today would be on contacts too late (first: 2027-01-11)" in reason
    assert "no partner may do this work" in reason


def test_full_classes_are_named():
    question = asked([300.0] * 3 + [3000.0] * 3, hiring=replace(CLASS, most_per_class=2, most_classes_month=1))
    model, _ = solved(question)
    assert "all classes of voice are full" in work_table(question, model)["reason"].iloc[3]


def brute_force(needs, month_of):
    """Cheapest plan of starters (0 to 4 a week, at most one class a month of 4) by trying all of them."""
    n = len(needs)
    best = np.inf
    dearest = 50.0 * 1.5 / 0.75
    for starters in product(range(5), repeat=n - 2):
        plan = [0, *starters, 0]
        if any(sum(1 for w in range(n) if plan[w] and month_of[w] == m) > 1 for m in set(month_of)):
            continue
        heads, cost = 10.0, 0.0
        for w in range(n):
            heads = heads * (0.98 if w else 1.0) + (plan[w - 1] if w else 0)
            cost += 2000.0 * (heads + plan[w]) + 1000.0 * plan[w]
            cost += 6.0 * dearest * max(needs[w] - FULL_H * heads, 0.0)
        best = min(best, cost)
    return best


@pytest.mark.parametrize(
    "needs", [[300, 310, 330, 350, 340, 320], [300, 300, 420, 420, 380, 300], [280, 400, 310, 310, 500, 290]]
)
def test_the_answer_is_as_cheap_as_the_best_of_all_plans(needs):
    # weeks of three months: two each, as the plan is asked from the middle of November on
    start = pd.Timestamp("2026-11-16")
    hiring = replace(CLASS, most_per_class=4, most_classes_month=1)
    question = asked(needs, attrition_week=0.02, hiring=hiring)
    weeks = pd.DatetimeIndex([start + pd.Timedelta(days=7 * w) for w in range(6)])
    months = tuple(pd.Period(m, "M") for m in ("2026-11", "2026-11", "2026-12", "2026-12", "2027-01", "2027-01"))
    question = replace(question, calendar=replace(question.calendar, weeks=weeks, months=months, today=start))
    _, report = solved(question)
    assert report.objective == pytest.approx(brute_force(needs, months), rel=1e-6)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(200, 600), min_size=5, max_size=7), st.floats(0.0, 0.03), st.floats(0.0, 0.05))
def test_more_attrition_is_never_cheaper_for_the_same_cover(needs, few, more):
    # wages saved on leavers are not a saving: compared at a wage of zero, where only hiring and gaps cost
    def cost(attrition):
        _, report = solved(asked(needs, attrition_week=attrition, cost_h=0.0, partner=CONTRACT), gap=1e-9)
        return report.objective

    assert cost(few + more) >= cost(few) - 1e-3 * max(cost(few), 1.0)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.integers(200, 500), min_size=5, max_size=7), st.integers(0, 200))
def test_more_work_never_costs_less_and_never_leaves_fewer_heads_needed(needs, more):
    def answer(required):
        question = asked(required, hiring=replace(CLASS, most_per_class=40))
        model, report = solved(question)
        return report.objective, work_table(question, model)["required_fte"].sum()

    cost, people = answer(needs)
    dearer, larger = answer([need + more for need in needs])
    assert dearer >= cost - 1e-6
    assert larger >= people


def test_fewer_people_at_full_speed_need_more_heads():
    slow = heads_of(asked([300, 300, 420, 420, 420, 420], ramp=(0.5, 0.5, 0.5, 0.5)))
    fast = heads_of(asked([300, 300, 420, 420, 420, 420]))
    assert slow["starters"].sum() > fast["starters"].sum() == 4


def test_a_group_at_its_most_heads_hires_nobody_more():
    question = asked([300, 300, 600, 600], most_heads=11.0)
    model, _ = solved(question)
    assert heads_table(question, model)["heads"].max() <= 11.0 + 1e-6
    assert "voice has its most heads" in work_table(question, model)["reason"].iloc[2]
    assert VOICE.on_queue_h == FULL_H


def test_a_gap_that_is_worth_less_than_people_stays_and_says_so():
    question = asked([300, 300, 330, 300], gap_h=1.0)
    model, _ = solved(question)
    row = work_table(question, model).iloc[2]
    assert row["gap_h"] == pytest.approx(30.0)
    assert "more people would cost more than the gap" in row["reason"]
    dear = asked([300, 300, 330, 300], gap_h=10000.0)
    model, _ = solved(dear)
    assert work_table(dear, model)["gap_h"].sum() == pytest.approx(0.0)
