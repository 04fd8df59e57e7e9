"""Shift plans: what they cover, where breaks lie, and what people may lawfully work together."""

from __future__ import annotations

import pickle
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import BreakRule, Centre
from data.contracts.columns import checked
from data.contracts.tables import SHIFT_PLAN
from scheduling.breaks import cut, read_breaks
from scheduling.shifts import solve as solve_shifts
from scheduling.shifts.part import parts_of
from scheduling.shifts.plan import plan_shifts
from scheduling.shifts.solve import cost_cny
from tests.scheduling.roster.kit import MEAL, PATTERNS, agent, centre, pattern


def mix_of(of: Centre, heads: dict[str, list[tuple[float, float, float]]]) -> pd.DataFrame:
    """Heads per group as (from hour of the window, to hour, heads)."""
    grid = of.grid()
    hour = np.arange(len(grid)) * of.interval_min / 60.0
    parts = []
    for group, blocks in heads.items():
        wanted = sum(np.where((hour >= low) & (hour < high), count, 0.0) for low, high, count in blocks)
        parts.append(pd.DataFrame({"group": group, "ts": grid, "positions": wanted, "heads": wanted, "cost_cny": 0.0}))
    return pd.concat(parts, ignore_index=True)


def on_work(of: Centre, plan: pd.DataFrame) -> np.ndarray:
    """Heads on queue work per interval, counted minute by minute from the table."""
    minutes = np.zeros(len(of.grid()) * of.interval_min + 3 * 1440)
    for row in plan.itertuples():
        worked = of.shifts[row.shift]
        start = int((row.date - of.window.first) / pd.Timedelta(minutes=1)) + worked.start_min
        for low, high, activity in cut(worked.span_min, read_breaks(row.breaks)):
            minutes[start + low : start + high] += row.heads * (activity == "work")
    return minutes[: len(of.grid()) * of.interval_min].reshape(-1, of.interval_min).mean(axis=1)


def test_seats_cover_what_is_wanted():
    of = centre(days=2, seats={"pa": ""}, patterns=[pattern("d", 9, 8, 8), pattern("e", 13, 8, 8)])
    made = plan_shifts(mix_of(of, {"pa": [(9, 17, 3), (13, 21, 2)]}), of)
    checked(SHIFT_PLAN, made.shift_plan)
    of_pa = made.shift_plan[made.shift_plan["group"] == "pa"]
    assert of_pa[["shift", "heads"]].to_numpy().tolist() == [["d", 3], ["e", 2]]
    assert {report.part: str(report.status) for report in made.reports}["pa"] == "optimal"


def test_breaks_are_spread_over_their_window_and_lie_on_the_grid():
    of = centre(days=1, seats={"pa": ""}, patterns=[pattern("d", 9, 9, 8, BreakRule("meal", 60, 180, 300))])
    made = plan_shifts(mix_of(of, {"pa": [(9, 18, 6)]}), of)
    plan = made.shift_plan[made.shift_plan["group"] == "pa"]
    starts = dict(zip(plan["breaks"], plan["heads"], strict=True))
    assert len(starts) >= 3
    for text in starts:
        (meal,) = read_breaks(text)
        assert 180 <= meal.start_min <= 300
        assert meal.start_min % 15 == 0
    lunch = on_work(of, plan)[9 * 4 + 12 : 9 * 4 + 24]
    assert lunch.max() - lunch.min() <= 2


def test_nights_cross_midnight_and_end_after_the_plan():
    of = centre(days=2, seats={"pa": ""}, patterns=[pattern("n", 22, 8, 8)])
    made = plan_shifts(mix_of(of, {"pa": [(22, 30, 2), (46, 48, 1)]}), of)
    plan = made.shift_plan[made.shift_plan["group"] == "pa"]
    assert plan[["shift", "heads"]].to_numpy().tolist() == [["n", 2], ["n", 1]]


def test_work_before_the_first_shift_can_start_is_told():
    of = centre(days=2, seats={"pa": ""}, patterns=[pattern("d", 9, 8, 8)])
    made = plan_shifts(mix_of(of, {"pa": [(0, 4, 2), (9, 17, 2)]}), of)
    assert "pa: 8 head-hours lie before the first shift of the plan can start." in made.warnings


def test_nobody_is_asked_beyond_contract_hours_leave_and_rest():
    people = [agent("A"), agent("B"), agent("C", night_ok=False)]
    of = centre(people, days=7, leave=[("A", "2026-11-03"), ("B", "2026-11-03")])
    made = plan_shifts(mix_of(of, {"voice": [(0, 168, 3)]}), of)
    plan = made.shift_plan
    assert plan["heads"].sum() == 15  # three people, five shifts of eight hours
    on_third = plan[plan["date"] == pd.Timestamp("2026-11-03")]
    assert on_third["heads"].sum() <= 1
    assert not on_third["shift"].isin(["night", "late"]).any()


def test_hours_worked_before_a_plan_that_starts_in_midweek_are_not_asked_again():
    of = centre([agent("A", days_worked_before=3)], days=4, first=pd.Timestamp("2026-11-05"))
    made = plan_shifts(mix_of(of, {"voice": [(0, 96, 1)]}), of)
    assert made.shift_plan["heads"].sum() == 2  # 16 h of 40 h are left from Thursday to Sunday


def test_people_get_their_contract_hours_even_without_much_work():
    of = centre([agent("A"), agent("B", week_h=24.0)], days=7)
    made = plan_shifts(mix_of(of, {"voice": [(33, 42, 1)]}), of)
    assert made.shift_plan["heads"].sum() == 8


def test_a_group_that_cannot_be_staffed_says_so_and_the_others_are_planned():
    sick = [("A", f"2026-11-{day:02d}") for day in range(2, 9)]
    of = centre([agent("A"), agent("B", group="chat")], days=7, leave=sick)
    made = plan_shifts(mix_of(of, {"voice": [(9, 18, 1)], "chat": [(9, 18, 1)]}), of)
    assert set(made.shift_plan["group"]) == {"chat"}
    assert any(said.startswith("voice:") for said in made.warnings)


def test_the_callers_mix_is_not_changed_and_the_answer_is_the_same_twice():
    of = centre(days=2, seats={"pa": ""})
    mix = mix_of(of, {"pa": [(7, 23, 4)]})
    kept = mix.copy()
    first, second = plan_shifts(mix, of).shift_plan, plan_shifts(mix, of).shift_plan
    pd.testing.assert_frame_equal(mix, kept)
    pd.testing.assert_frame_equal(first, second)


def backwards(work, parts):
    """A place of work that takes the last part first and shares no state."""
    return list(reversed([work(pickle.loads(pickle.dumps(part))) for part in reversed(parts)]))


def test_two_runs_and_any_place_of_work_give_equal_tables():
    people = [agent(f"A{i}", week_h=(40.0, 24.0)[i % 2]) for i in range(6)]
    of = centre(people, days=7, seats={"pa": ""})
    mix = mix_of(of, {"voice": [(7, 160, 1.6), (40, 60, 0.7)], "pa": [(7, 160, 2.4)]})
    first, second = plan_shifts(mix, of), plan_shifts(mix, of, place=backwards)
    pd.testing.assert_frame_equal(first.shift_plan, second.shift_plan)
    answers = [[(r.part, r.status, r.objective, r.bound, r.note) for r in made.reports] for made in (first, second)]
    assert answers[0] == answers[1]


def test_a_time_limit_that_strikes_is_told_and_still_leaves_shifts():
    of = centre([agent(f"A{i}") for i in range(4)], days=7, limit_s=0.0)
    made = plan_shifts(mix_of(of, {"voice": [(7, 160, 2.0)]}), of)
    assert made.shift_plan["heads"].sum() >= 18
    assert "time" in made.reports[0].note
    assert made.reports[0].bound is not None


def test_ordered_seats_come_and_no_others():
    of = centre(days=3, seats={"pa": "", "pb": ""}, patterns=[pattern("d", 9, 8, 8), pattern("e", 13, 8, 8)])
    orders = pd.DataFrame(
        {"pool": "partner", "group": "pa", "order_by": of.window.first, "date": of.window.first, "heads": [5],
         "hours": [40.0], "cost_cny": [1200.0]}
    )  # fmt: skip
    made = plan_shifts(mix_of(of, {"pa": [(9, 17, 3), (33, 41, 3)], "pb": [(9, 17, 3)]}), of, orders=orders)
    assert made.shift_plan.groupby(["group", "date"])["heads"].sum().to_dict() == {("pa", of.window.first): 5}
    assert {r.part: r.objective for r in made.reports}["pa"] >= 1200.0  # the pay of all five


def test_the_cost_counts_pay_and_what_is_missing():
    of = centre(days=1, seats={"pa": ""}, patterns=[pattern("d", 9, 8, 8)])
    report = {r.part: r for r in plan_shifts(mix_of(of, {"pa": [(9, 17, 2), (17, 18, 1)]}), of).reports}["pa"]
    # two shifts of 8 h at 30 CNY, and one hour missing: a tenth of it at 4 times the price, the rest at 6 times
    assert report.objective == pytest.approx(2 * 240 + 30 * (0.1 * 4 + 0.9 * 6))
    assert report.gap == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=10)
@given(st.lists(st.floats(0.1, 2.5), min_size=4, max_size=4))
def test_the_bound_lies_below_the_cost_of_every_whole_answer(wanted: list[float]):
    of = centre(days=1, seats={"pa": ""}, patterns=[pattern("a", 8, 4, 4), pattern("b", 10, 4, 4)], interval_min=60)
    mix = mix_of(of, {"pa": [(8 + 2 * i, 10 + 2 * i, heads) for i, heads in enumerate(wanted)]})
    (part,) = [part for part in parts_of(mix, of) if part.group == "pa"]
    costs = []
    for a, b in product(range(5), repeat=2):
        heads = {(j, 0): n for j, n in ((0, a), (1, b)) if n}
        costs.append(cost_cny(part, heads, solve_shifts.on_work(part, {j: n for (j, _), n in heads.items()}, {})))
    report = {r.part: r for r in plan_shifts(mix, of).reports}["pa"]
    assert report.bound <= min(costs) + 1e-6
    assert report.objective == pytest.approx(min(costs))  # two shifts are few enough for the best of all


@settings(max_examples=8)
@given(st.lists(st.integers(0, 6), min_size=6, max_size=6), st.integers(0, 3))
def test_breaks_always_lie_in_their_windows(blocks: list[int], late: int):
    shorts = (BreakRule("break", 15, 90, 150 + 15 * late), MEAL, BreakRule("break", 15, 375, 450))
    of = centre(days=2, seats={"pa": ""}, patterns=[pattern("a", 8, 9, 8, *shorts), pattern("b", 12, 9, 8, *shorts)])
    mix = mix_of(of, {"pa": [(8 + 2 * i, 10 + 2 * i, float(n)) for i, n in enumerate(blocks)]})
    for row in plan_shifts(mix, of).shift_plan.itertuples():
        if row.group == "pa":
            for rest, rule in zip(read_breaks(row.breaks), shorts, strict=True):
                assert rule.earliest_min <= rest.start_min <= rule.latest_min
                assert rest.length_min == rule.length_min


@pytest.mark.parametrize("zone_day", ["2026-03-28", "2026-10-24"])
def test_a_day_on_which_the_clock_changes_is_planned(zone_day: str):
    of = centre(days=2, seats={"pa": ""}, zone="Europe/Berlin", first=pd.Timestamp(zone_day), patterns=PATTERNS)
    made = plan_shifts(mix_of(of, {"pa": [(7, 47, 2)]}), of)
    checked(SHIFT_PLAN, made.shift_plan)
    assert made.shift_plan["heads"].sum() > 0


def test_seats_work_only_in_the_hours_that_their_pool_offers():
    of = centre(days=1, seats={"pa": ""}, patterns=[pattern("d", 9, 8, 8), pattern("e", 13, 8, 8)])
    pool = of.tables["skills"].loc[of.tables["skills"]["group"] == "pa", "pool"].iloc[0]
    day = of.window.first
    hours = pd.DataFrame(
        {"pool": [pool], "start_date": [day], "end_date": [day], "open": ["09:00"], "close": ["17:00"]}
    ).assign(most_heads=np.nan)
    open_then = replace(of, tables={**of.tables, "pool_hours": hours})
    mix = mix_of(of, {"pa": [(9, 17, 3), (13, 21, 2)]})
    assert set(plan_shifts(mix, of).shift_plan["shift"]) == {"d", "e"}
    assert set(plan_shifts(mix, open_then).shift_plan["shift"]) == {"d"}
