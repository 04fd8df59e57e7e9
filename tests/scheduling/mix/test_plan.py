"""The mix covers what it can at least cost and names what it cannot."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import Centre, SolverSettings
from data.contracts.plan import SolveStatus
from scheduling.mix.plan import MixMade, plan_mix
from tests.scheduling.mix.kit import FIRST, agents, centre, no_cuts, pattern, pool, queue, requirement

OFFICE = [0.0] * 9 + [4.0] * 8 + [0.0] * 7


def plan(made: Centre, positions: dict[str, list[float] | float]) -> MixMade:
    return plan_mix(requirement(made, positions), no_cuts(made), made)


def two_pools(**partner: object) -> Centre:
    """Three own people and a partner's seats on one queue, one eight-hour shift from nine."""
    return centre(
        [queue("calls")], [pool("own"), pool("partner", "outsourced", **partner)],
        {"home": ("own", {"calls": 1.0}), "away": ("partner", {"calls": 1.0})}, [agents("home", 3)],
        [pattern("D", 9)], prices={"own": 60.0, "partner": 40.0},
    )  # fmt: skip


def test_own_people_come_first_and_the_partner_fills_the_rest() -> None:
    made = plan(two_pools(), {"calls": OFFICE})
    assert made.mix.groupby("group")["heads"].max().to_dict() == pytest.approx({"away": 1.0, "home": 3.0})
    assert made.orders[["pool", "heads", "hours", "cost_cny"]].values.tolist() == [["partner", 1, 8.0, 320.0]]
    assert made.shortage.empty
    (report,) = made.reports
    assert report.status is SolveStatus.OPTIMAL
    assert report.objective == pytest.approx(320.0, abs=1.0)


def test_costs_are_full_prices_of_the_shifts_booked() -> None:
    made = plan(two_pools(), {"calls": OFFICE})
    assert made.mix.groupby("group")["cost_cny"].sum().to_dict() == pytest.approx({"away": 320.0, "home": 1440.0})


def test_absence_and_proficiency_raise_the_heads_and_not_the_positions() -> None:
    made = plan(two_pools(unplanned_absence=0.2), {"calls": [x * 2 for x in OFFICE]})
    away = made.mix[made.mix["group"] == "away"]
    assert away["heads"].to_numpy() == pytest.approx(away["positions"].to_numpy() / 0.8)
    assert made.mix.groupby("ts")["positions"].sum().max() == pytest.approx(8.0)
    assert made.orders["heads"].tolist() == [7]  # 6 would answer as 4.8


def test_orders_are_placed_before_their_lead_time() -> None:
    made = plan(two_pools(lead_time_d=10), {"calls": OFFICE})
    assert made.orders[["order_by", "date"]].iloc[0].tolist() == [FIRST - pd.Timedelta(days=10), FIRST]


def test_lead_time_past_its_date_is_a_named_shortage() -> None:
    made = plan(two_pools(lead_time_d=15), {"calls": OFFICE})
    assert made.orders.empty
    assert made.shortage["positions"].tolist() == pytest.approx([1.0] * 8)
    assert set(made.shortage["reason"]) == {"everybody of home is on shift; lead time of partner"}
    assert made.reports[0].status is SolveStatus.OPTIMAL
    assert any("calls: 8.0 position hours stay empty" in warning for warning in made.warnings)


def test_impossible_target_gives_the_best_plan_and_the_shortage() -> None:
    made = plan(two_pools(max_heads=2), {"calls": [x * 100 for x in OFFICE]})
    assert made.mix.groupby("group")["positions"].max().to_dict() == pytest.approx({"away": 2.0, "home": 3.0})
    assert made.shortage["positions"].tolist() == pytest.approx([395.0] * 8)
    assert "all seats of partner are called" in made.shortage["reason"].iloc[0]


def test_queue_that_nobody_serves_is_short_by_name() -> None:
    made = two_pools()
    made = replace(made, queues={**made.queues, "fax": queue("fax")})
    answer = plan(made, {"calls": OFFICE, "fax": OFFICE})
    assert set(answer.shortage["queue"]) == {"fax"}
    assert set(answer.shortage["reason"]) == {"no group may serve the queue"}


def test_partner_without_the_skill_never_serves_the_queue() -> None:
    made = centre(
        [queue("vip"), queue("calls", priority=2)], [pool("own"), pool("partner", "outsourced")],
        {"home": ("own", {"vip": 1.0, "calls": 1.0}), "away": ("partner", {"calls": 1.0})}, [agents("home", 3)],
        [pattern("D", 9)],
    )  # fmt: skip
    answer = plan(made, {"vip": OFFICE, "calls": OFFICE})
    assert set(answer.flow.loc[answer.flow["queue"] == "vip", "group"]) == {"home"}
    assert answer.shortage.groupby("queue")["positions"].max().to_dict() == pytest.approx({"vip": 1.0})


def test_blocks_and_least_days_are_kept() -> None:
    made = replace(
        two_pools(block_heads=2, min_days=3, max_heads=10),
        window=replace(two_pools().window, last=FIRST + pd.Timedelta(days=3)),
    )
    peak = [0.0] * 24 + OFFICE + [0.0] * 48
    answer = plan(made, {"calls": peak})
    heads = answer.orders.set_index("date")["heads"].reindex(pd.date_range(FIRST, periods=4)).fillna(0)
    assert set(heads) <= {0, 2, 4}
    assert heads.iloc[1] == 2
    run = heads.gt(0)
    assert run.sum() == 3 or not run.iloc[0]  # three days in a row, or running out of the window


def test_seats_of_a_pool_are_shared_by_its_groups() -> None:
    made = centre(
        [queue("a"), queue("b")], [pool("partner", "outsourced", max_heads=5)],
        {"pa": ("partner", {"a": 1.0}), "pb": ("partner", {"b": 1.0})}, [], [pattern("D", 9)],
    )  # fmt: skip
    answer = plan(made, {"a": OFFICE, "b": OFFICE})
    assert answer.orders["heads"].sum() == 5
    assert answer.shortage["positions"].sum() == pytest.approx(3 * 8)


def test_people_on_leave_are_not_booked() -> None:
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [agents("home", 4)], [pattern("D", 9)],
        leave=[("home0", FIRST), ("home1", FIRST)],
    )  # fmt: skip
    assert plan(made, {"calls": OFFICE}).mix["positions"].max() == pytest.approx(2.0)


def test_nights_are_for_those_who_may() -> None:
    people = [agents("home", 2), agents("home", 3, night_ok=False).assign(agent=lambda t: t["agent"] + "x")]
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, people, [pattern("N", 22)], days=2
    )
    answer = plan(made, {"calls": 5.0})
    assert answer.mix["positions"].max() == pytest.approx(2.0)
    assert "everybody of home who may work at night does" in set(answer.shortage["reason"])


def test_contract_hours_bind_over_the_week() -> None:
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [agents("home", 7)], [pattern("D", 9)],
        days=7,
    )  # fmt: skip
    answer = plan(made, {"calls": [x * 2 for x in OFFICE]})
    assert answer.mix["positions"].sum() == pytest.approx(7 * 40.0)
    assert any("contract hours of home are used up" in reason for reason in answer.shortage["reason"])


def test_rest_keeps_late_people_from_the_next_morning() -> None:
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [agents("home", 4)],
        [pattern("L", 14), pattern("E", 6)], days=2,
    )  # fmt: skip
    asked = [0.0] * 14 + [4.0] * 8 + [0.0] * 2 + [0.0] * 6 + [4.0] * 8 + [0.0] * 10
    answer = plan(made, {"calls": asked})
    assert answer.mix["positions"].sum() == pytest.approx(4 * 8.0)
    assert set(answer.shortage["reason"]) <= {"rest between shifts of home", "everybody of home is on shift"}
    assert "rest between shifts of home" in set(answer.shortage["reason"])


def test_days_in_a_row_and_nights_in_a_row_are_named_when_they_bind() -> None:
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})},
        [agents("home", 2, week_h=60.0, days_before=5)], [pattern("D", 9, 4)], days=3,
    )  # fmt: skip
    assert set(plan(made, {"calls": [x / 2 for x in OFFICE]}).shortage["reason"]) >= {
        "days in a row of home are used up"
    }
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [agents("home", 2, week_h=60.0)],
        [pattern("N", 22, 4)], days=6,
    )  # fmt: skip
    asked = [2.0] * 2 + [0.0] * 20 + [2.0] * 2
    assert "nights in a row of home are used up" in set(plan(made, {"calls": asked}).shortage["reason"])


def test_unused_contract_hours_are_told() -> None:
    made = plan(two_pools(), {"calls": [0.0] * 9 + [1.0] * 8 + [0.0] * 7})
    assert any("home: 16 of 24 contract hours" in warning for warning in made.warnings)


def test_nothing_to_cover_is_a_plan() -> None:
    made = plan(two_pools(), {"calls": 0.0})
    assert made.mix["heads"].sum() == 0.0
    assert made.reports[0].status is SolveStatus.OPTIMAL


def test_first_night_before_any_shift_is_named() -> None:
    made = plan(two_pools(), {"calls": [1.0] + [0.0] * 23})
    assert made.shortage["reason"].tolist() == ["no shift pattern covers this time"]


def test_flow_adds_up_to_the_need_and_to_the_mix() -> None:
    made = plan(two_pools(), {"calls": OFFICE})
    by_ts = made.flow.groupby("ts")["positions"].sum()
    assert by_ts.tolist() == pytest.approx([4.0] * 8)
    assert made.mix["positions"].sum() == pytest.approx(made.flow["positions"].sum())


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=4, max_size=4), st.integers(1, 3), st.integers(1, 3))
def test_tiny_mix_agrees_with_trying_everything(parts: list[int], seats: int, block: int) -> None:
    """One partner, two overlapping shifts, blocks: all whole numbers of heads tried, flow by hand."""
    made = centre(
        [queue("calls")], [pool("partner", "outsourced", max_heads=seats * block, block_heads=block)],
        {"away": ("partner", {"calls": 1.0})}, [], [pattern("A", 8, 4), pattern("B", 10, 4)],
        prices={"partner": 40.0},
    )  # fmt: skip
    need = [0.0] * 8 + [float(p) for p in np.repeat(parts, 2)] + [0.0] * 8
    (report,) = plan(made, {"calls": need}).reports
    price = 4 * 40.0 if any(parts[:3]) else 1000.0  # no shift reaches the last hours: nothing has a price
    best = np.inf
    for blocks in range(seats + 1):
        for early in np.arange(0, blocks * block + 0.25, 0.5):
            on = np.zeros(24)
            on[8:12] += early
            on[10:14] += blocks * block - early
            best = min(best, blocks * block * price + np.maximum(np.array(need) - on, 0).sum() * price)
    assert report.objective == pytest.approx(best, abs=1.0)


def test_removing_a_partner_never_lowers_the_cost() -> None:
    with_partner = plan(two_pools(), {"calls": OFFICE}).reports[0].objective
    without = plan(two_pools(lead_time_d=99), {"calls": OFFICE}).reports[0].objective
    assert with_partner is not None
    assert without is not None
    assert with_partner < without


@settings(max_examples=8, deadline=None)
@given(st.floats(1.0, 5.0), st.floats(0.0, 3.0))
def test_more_positions_never_cost_less(positions: float, more: float) -> None:
    low, high = (
        plan(two_pools(), {"calls": [x / 4.0 * n for x in OFFICE]}).reports[0].objective
        for n in (positions, positions + more)
    )
    assert low is not None
    assert high is not None
    assert high >= low - 1e-3


@pytest.mark.parametrize("backend", ["highs", "cbc"])
def test_either_back_end_plans(backend: str) -> None:
    made = replace(two_pools(), solver=SolverSettings(backend=backend, gap=1e-6))
    (report,) = plan(made, {"calls": OFFICE}).reports
    assert (report.solver, report.status) == (backend, SolveStatus.OPTIMAL)
    assert report.objective == pytest.approx(320.0, abs=1.0)


def test_same_input_gives_the_same_tables() -> None:
    first, second = plan(two_pools(), {"calls": OFFICE}), plan(two_pools(), {"calls": OFFICE})
    for name in ("mix", "flow", "shortage", "orders"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))


def test_callers_tables_are_not_changed() -> None:
    made = two_pools()
    asked = requirement(made, {"calls": OFFICE})
    before = asked.copy()
    plan_mix(asked, no_cuts(made), made)
    pd.testing.assert_frame_equal(asked, before)


def test_all_combinations_of_few_and_many_people_have_an_answer() -> None:
    for people, seats in product((0, 1, 5), (1, 8)):
        made = replace(two_pools(max_heads=seats))
        made = replace(made, tables={**made.tables, "agents": agents("home", people)})
        answer = plan(made, {"calls": OFFICE})
        covered = answer.flow["positions"].sum() + answer.shortage["positions"].sum()
        assert covered == pytest.approx(32.0)
