"""What more of a limit would save is what a plan with it costs less."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import Centre
from scheduling.mix.plan import MixMade, plan_mix
from tests.scheduling.mix.kit import FIRST, agents, centre, no_cuts, pattern, pool, queue, requirement, with_rows

OFFICE = [0.0] * 9 + [4.0] * 8 + [0.0] * 7


def two_pools(people: int = 3, **partner: object) -> Centre:
    return centre(
        [queue("calls")], [pool("own"), pool("partner", "outsourced", **partner)],
        {"home": ("own", {"calls": 1.0}), "away": ("partner", {"calls": 1.0})}, [agents("home", people)],
        [pattern("D", 9)], prices={"own": 60.0, "partner": 40.0},
    )  # fmt: skip


def plan(made: Centre, times: float) -> MixMade:
    return plan_mix(requirement(made, {"calls": [x * times for x in OFFICE]}), no_cuts(made), made)


def saved(made: MixMade, kind: str) -> dict[str, float]:
    rows = made.limits[made.limits["kind"] == kind]
    assert rows["verified"].all()
    return {str(name): float(saves) for name, saves in zip(rows["name"], rows["saves_cny"], strict=True)}


@settings(max_examples=8, deadline=None)
@given(times=st.integers(2, 6), seats=st.integers(1, 12))
def test_ten_more_seats_save_what_the_plan_with_them_costs_less(times: int, seats: int) -> None:
    few, more = (plan(two_pools(max_heads=count), times) for count in (seats, seats + 10))
    gain = few.reports[0].objective - more.reports[0].objective  # type: ignore[operator]
    assert saved(few, "seats").get("partner", 0.0) == pytest.approx(gain if gain > 1.0 else 0.0, abs=1.5)


def test_a_pool_with_seats_left_is_no_limit() -> None:
    assert "seats" not in set(plan(two_pools(max_heads=40), 5).limits["kind"])
    assert plan(two_pools(), 0.5).limits.empty


def test_further_people_pay_for_themselves() -> None:
    row = saved(plan(two_pools(max_heads=2), 5), "people")
    short_cny = 480.0  # an empty hour costs as much as the dearest shift
    assert row == {"home": pytest.approx(10 * (8 * short_cny - 480.0), rel=1e-3)}


def test_hours_that_are_worth_most_are_told_with_from_and_until() -> None:
    made = plan(two_pools(max_heads=1), 5)
    rows = made.limits[made.limits["kind"] == "heads"]
    (row,) = rows.to_dict("records")
    assert (row["from_ts"].hour, row["until_ts"].hour) == (9, 13)  # four hours at most, all alike
    assert (row["amount"], row["unit"]) == (10.0, "heads")
    assert row["saves_cny"] == pytest.approx(10 * 4 * (480.0 - 40.0), rel=1e-3)


def test_a_pool_that_is_late_by_a_day_tells_what_that_day_costs() -> None:
    made = two_pools(people=1, lead_time_d=15, max_heads=4)  # as of 26 October: from 10 November, a day late
    rows = plan(made, 1).limits.query("kind == 'lead_time'")
    late, there = (plan(one, 1).reports[0].objective for one in (made, two_pools(people=1, max_heads=4)))
    assert rows[["name", "unit", "amount"]].values.tolist() == [["partner", "d", 1.0]]
    assert rows["saves_cny"].tolist() == pytest.approx([late - there], abs=1.5)  # type: ignore[operator]


def test_a_late_pool_is_told_when_nobody_else_has_its_skills() -> None:
    made = centre(
        [queue("calls")], [pool("partner", "outsourced", lead_time_d=15, max_heads=4)],
        {"away": ("partner", {"calls": 1.0})}, [], [pattern("D", 9)], prices={"partner": 40.0},
    )  # fmt: skip
    assert set(plan(made, 1).limits["kind"]) == {"lead_time"}


def test_a_larger_share_of_partners_saves_what_the_looser_rule_costs_less() -> None:
    def ruled(share: float) -> MixMade:
        rule = {"seat_rule": "r", "rule": "max_outsourced_share", "queues": "calls", "share": share,
                "enforcement": "hard"}  # fmt: skip
        return plan(with_rows(two_pools(), "seat_rules", rule), 5)

    tight, loose = ruled(0.2), ruled(0.3)
    made = centre_objective(tight) - centre_objective(loose)
    (row,) = tight.limits.query("kind == 'outsourced_share'").to_dict("records")
    assert (row["name"], row["unit"], row["amount"]) == ("r", "share", pytest.approx(0.1))
    assert 0.0 < row["saves_cny"] <= made + 1.5  # called blocks stay as they are: at least so much


def centre_objective(made: MixMade) -> float:
    objective = made.reports[0].objective
    assert objective is not None
    return objective


def test_contract_hours_pay_for_themselves() -> None:
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [agents("home", 7)], [pattern("D", 9)],
        days=7,
    )  # fmt: skip
    rows = plan(made, 1.5).limits.query("kind == 'week_hours'")
    (row,) = rows.to_dict("records")
    assert (row["name"], row["unit"], row["amount"]) == ("home", "h", 40.0)
    assert (row["from_ts"], row["until_ts"] - row["from_ts"]) == (
        FIRST.tz_localize("Asia/Shanghai"),
        pd.Timedelta("7D"),
    )
    assert row["saves_cny"] > 0.0


def test_equal_inputs_give_equal_prices() -> None:
    made = replace(two_pools(max_heads=1))
    pd.testing.assert_frame_equal(plan(made, 5).limits, plan(made, 5).limits)


def test_a_lead_time_beyond_the_window_counts_to_the_pools_first_day() -> None:
    made = two_pools(people=1, lead_time_d=30, max_heads=4)  # as of 26 October: from 25 November
    (row,) = plan(made, 1).limits.query("kind == 'lead_time'").to_dict("records")
    assert row["date"] + pd.Timedelta(days=row["amount"]) == pd.Timestamp("2026-11-25")
