"""A pool is called only when it offers seats: after lead time and training, in its hours, as agreed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import Centre
from scheduling.mix import solve as solving
from scheduling.mix.plan import MixMade, plan_mix
from tests.scheduling.mix.kit import FIRST, agents, centre, no_cuts, pattern, pool, queue, requirement, with_rows

OFFICE = [0.0] * 9 + [4.0] * 8 + [0.0] * 7


def plan(made: Centre, positions: list[float] | float = 0.0) -> MixMade:
    return plan_mix(requirement(made, {"calls": positions or OFFICE}), no_cuts(made), made)


def seats_only(days: int = 1, shifts: tuple[float, ...] = (9.0,), **partner: object) -> Centre:
    """A partner alone on one queue."""
    return centre(
        [queue("calls")], [pool("partner", "outsourced", **partner)], {"away": ("partner", {"calls": 1.0})}, [],
        [pattern(f"D{start:g}", start) for start in shifts], days=days, prices={"partner": 40.0},
    )  # fmt: skip


def called(made: MixMade, days: int) -> list[int]:
    heads = made.orders.groupby("date")["heads"].sum()
    return [int(n) for n in heads.reindex(pd.date_range(FIRST, periods=days)).fillna(0)]


def test_training_comes_on_top_of_the_lead_time() -> None:
    made = seats_only(days=3, lead_time_d=10, training_d=5)  # as of 26 October: from 10 November
    answer = plan(made)
    assert called(answer, 3) == [0, 4, 4]
    assert set(answer.shortage["reason"]) == {"lead time and training of partner"}
    first = answer.orders.iloc[0]
    assert (first["order_by"], first["training_from"]) == (pd.Timestamp("2026-10-26"), pd.Timestamp("2026-11-05"))
    assert first["bound_by"] == "training"
    assert first["position_h"] == pytest.approx(32.0)


def test_a_pool_with_hours_works_only_within_them() -> None:
    made = with_rows(
        seats_only(days=2, shifts=(9.0, 10.0)), "pool_hours",
        {"pool": "partner", "start_date": FIRST, "end_date": FIRST, "open": "10:00", "close": "24:00", "most_heads": 3},
    )  # fmt: skip
    answer = plan(made)
    assert called(answer, 2) == [3, 0]
    reasons = answer.shortage.groupby("ts")["reason"].first()
    assert reasons.iloc[0] == "partner offers no seats then"
    assert "all seats of partner are called" in set(reasons)
    assert reasons.iloc[-1] == "partner offers no seats then"


def test_hours_over_midnight_are_two_rows() -> None:
    late = {"pool": "partner", "start_date": FIRST, "end_date": FIRST, "open": "20:00", "close": "24:00"}
    early = {"pool": "partner", "start_date": FIRST + pd.Timedelta(days=1), "end_date": FIRST + pd.Timedelta(days=1),
             "open": "00:00", "close": "06:00"}  # fmt: skip
    made = seats_only(days=2, shifts=(22.0,))
    assert plan(with_rows(made, "pool_hours", late), 1.0).orders.empty
    assert called(plan(with_rows(made, "pool_hours", late, early), 1.0), 2) == [1, 0]


def test_most_heads_of_an_agreement_cap_the_pool() -> None:
    made = with_rows(
        seats_only(days=2), "commitments",
        {"commitment": "c", "pool": "partner", "start_date": FIRST, "end_date": FIRST, "most_heads": 2},
    )  # fmt: skip
    assert called(plan(made), 2) == [2, 4]


def test_before_its_lock_date_an_order_is_free_and_placed_by_it() -> None:
    agreed = {"commitment": "c", "pool": "partner", "start_date": FIRST, "end_date": FIRST,
              "lock_date": pd.Timestamp("2026-10-28"), "ordered_heads": 7}  # fmt: skip
    answer = plan(with_rows(seats_only(), "commitments", agreed))
    assert called(answer, 1) == [4]
    assert answer.orders[["order_by", "bound_by"]].values.tolist() == [[pd.Timestamp("2026-10-28"), "lock"]]


@pytest.mark.parametrize("ordered", [0, 2, 7])
def test_after_its_lock_date_exactly_the_ordered_heads_come(ordered: int) -> None:
    agreed = {"commitment": "c", "pool": "partner", "start_date": FIRST, "end_date": FIRST,
              "lock_date": pd.Timestamp("2026-10-20"), "ordered_heads": ordered}  # fmt: skip
    made = seats_only(lead_time_d=99)  # ordered long ago: no lead time any more
    answer = plan(with_rows(made, "commitments", agreed))
    assert called(answer, 1) == [ordered]
    assert set(answer.orders["bound_by"]) <= {"ordered"}
    assert answer.breaks.empty


def test_promised_hours_are_paid_though_nobody_needs_them() -> None:
    agreed = {"commitment": "c", "pool": "partner", "start_date": FIRST, "end_date": FIRST + pd.Timedelta(days=1),
              "least_hours": 100.0, "penalty_cny_per_h": 30.0}  # fmt: skip
    answer = plan(with_rows(seats_only(days=2), "commitments", agreed))
    assert called(answer, 2) == [4, 4]  # 64 h
    assert answer.costs["top_up_cny"].tolist() == pytest.approx([0.0, 36 * 30.0])
    (missed,) = answer.breaks.to_dict("records")
    assert (missed["rule"], missed["queue"], missed["kind"]) == ("c", "partner", "least_hours")
    assert (missed["position_h"], missed["cost_cny"]) == pytest.approx((36.0, 1080.0))


def test_promised_heads_and_hours_of_one_agreement_are_missed_each_for_itself() -> None:
    agreed = {"commitment": "c", "pool": "partner", "start_date": FIRST, "end_date": FIRST, "least_heads": 3.0,
              "least_hours": 100.0, "penalty_cny_per_h": 30.0}  # fmt: skip
    made = with_rows(seats_only(lead_time_d=99), "commitments", agreed)
    answer = plan(made)
    assert answer.breaks["kind"].tolist() == ["least_heads", "least_hours"]
    assert sum(" c: " in warning for warning in answer.warnings) == 2


def test_hours_promised_anyway_are_called_before_others() -> None:
    made = centre(
        [queue("calls")], [pool("a", "outsourced"), pool("b", "outsourced")],
        {"pa": ("a", {"calls": 1.0}), "pb": ("b", {"calls": 1.0})}, [], [pattern("D", 9)],
        prices={"a": 50.0, "b": 40.0},
    )  # fmt: skip
    agreed = {"commitment": "c", "pool": "a", "start_date": FIRST, "end_date": FIRST, "least_hours": 16.0}
    assert plan(made).orders["pool"].tolist() == ["b"]
    heads = plan(with_rows(made, "commitments", agreed)).orders.set_index("pool")["heads"].to_dict()
    assert heads == {"a": 2, "b": 2}


def test_hours_of_an_agreement_count_by_the_days_that_are_planned() -> None:
    agreed = {"commitment": "c", "pool": "partner", "start_date": FIRST, "end_date": FIRST + pd.Timedelta(days=9),
              "least_hours": 1000.0}  # fmt: skip
    answer = plan(with_rows(seats_only(), "commitments", agreed))
    assert answer.breaks["position_h"].tolist() == pytest.approx([100.0 - 32.0])


def test_a_partner_that_misses_its_service_level_is_dearer() -> None:
    made = centre(
        [queue("calls")], [pool("a", "outsourced"), pool("b", "outsourced")],
        {"pa": ("a", {"calls": 1.0}), "pb": ("b", {"calls": 1.0})}, [], [pattern("D", 9)],
        prices={"a": 45.0, "b": 40.0},
    )  # fmt: skip
    agreed = {"commitment": "c", "pool": "b", "start_date": FIRST, "end_date": FIRST, "sla_miss_share": 0.2,
              "sla_penalty_cny_per_h": 50.0}  # fmt: skip
    answer = plan(with_rows(made, "commitments", agreed))
    assert answer.orders["pool"].tolist() == ["a"]
    only_b = replace(made, tables={**made.tables, "skills": made.tables["skills"].query("pool == 'b'")})
    costs = plan(with_rows(only_b, "commitments", agreed)).costs
    assert costs[["booked_cny", "sla_penalty_cny"]].values.tolist() == [[4 * 320.0, 4 * 8 * 10.0]]


@settings(max_examples=10, deadline=None)
@given(least=st.integers(0, 3), hours=st.floats(0.0, 60.0), need=st.integers(0, 4), fee=st.sampled_from([10.0, 60.0]))
def test_agreements_agree_with_trying_everything(least: int, hours: float, need: int, fee: float) -> None:
    agreed = {"commitment": "c", "pool": "partner", "start_date": FIRST, "end_date": FIRST, "least_heads": least,
              "least_hours": hours, "penalty_cny_per_h": fee}  # fmt: skip
    made = with_rows(seats_only(max_heads=6), "commitments", agreed)
    asked = [0.0] * 9 + [float(need)] * 8 + [0.0] * 7
    answer = plan_mix(requirement(made, {"calls": asked}), no_cuts(made), made)
    (report,) = answer.reports
    if need == 0:  # no shift meets any work: nobody is called
        assert answer.orders.empty
        return

    def cost(heads: int) -> float:
        unused = max(least - heads, 0) * 8 * fee + max(hours - 8 * heads, 0.0) * fee
        return heads * 320.0 + unused + max(need - heads, 0) * 8 * 320.0

    assert report.objective == pytest.approx(min(cost(heads) for heads in range(7)), abs=1.0)


@settings(max_examples=6, deadline=None)
@given(most=st.integers(0, 4), fewer=st.integers(0, 3))
def test_a_tighter_offer_is_never_cheaper(most: int, fewer: int) -> None:
    def cost(heads: int) -> float:
        agreed = {"commitment": "c", "pool": "partner", "start_date": FIRST, "end_date": FIRST, "most_heads": heads}
        (report,) = plan(with_rows(seats_only(), "commitments", agreed)).reports
        assert report.objective is not None
        return report.objective

    assert cost(max(most - fewer, 0)) >= cost(most) - 1e-6 or most == 0


def test_newcomers_among_seats_are_slow_and_come_on_their_first_day() -> None:
    made = seats_only(days=2, max_heads=4)
    tables = {
        "training_classes": pd.DataFrame(
            {"training_class": ["k"], "group": ["away"], "first_day": [FIRST + pd.Timedelta(days=1)], "heads": [2]}
        ),
        "ramps": pd.DataFrame({"group": ["*"], "week": [1], "proficiency": [0.5]}),
    }
    answer = plan(replace(made, tables={**made.tables, **tables}))
    assert called(answer, 2) == [2, 4]
    by_day = answer.mix.groupby(answer.mix["ts"].dt.date)["positions"].max().tolist()
    assert by_day == pytest.approx([2.0, 3.0])  # two of four at half speed
    heads = answer.mix.groupby(answer.mix["ts"].dt.date)["heads"].max().tolist()
    assert heads == pytest.approx([2.0, 4.0])


def test_newcomers_with_names_are_in_the_handling_time_and_not_counted_again() -> None:
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [agents("home", 4)], [pattern("D", 9)]
    )
    tables = {
        "training_classes": pd.DataFrame(
            {"training_class": ["k"], "group": ["home"], "first_day": [FIRST], "heads": [2]}
        ),
        "ramps": pd.DataFrame({"group": ["*"], "week": [1], "proficiency": [0.5]}),
    }  # fmt: skip
    answer = plan(replace(made, tables={**made.tables, **tables}))
    assert answer.mix["positions"].max() == pytest.approx(4.0)


def test_people_are_not_booked_beyond_opening_hours_when_another_shift_fits() -> None:
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [agents("home", 2, week_h=50.0)],
        [pattern("wide", 9, 10), pattern("fits", 9, 8)],
    )  # fmt: skip
    assert not any("before or after all work" in warning for warning in plan(made).warnings)
    wide = replace(made, shifts={"wide": made.shifts["wide"]})
    assert any("home: 4 head-hours of its shifts lie before or after" in warning for warning in plan(wide).warnings)


def test_what_is_no_night_by_least_hours_is_still_barred_by_the_night_ban() -> None:
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [agents("home", 2, night_ok=False)],
        [pattern("late", 15)],
    )  # fmt: skip
    late = np.zeros(24)
    late[15:23] = 1.0
    assert plan(made, late.tolist()).mix["positions"].sum() == 0.0
    earlier = replace(made, shifts={"late": replace(pattern("late", 14), shift="late")})
    assert plan(earlier, late.tolist()).mix["positions"].sum() == pytest.approx(7.0)


def test_nights_worked_before_the_plan_count() -> None:
    people = agents("home", 1, week_h=60.0).assign(nights_worked_before=3, days_worked_before=3)
    made = centre(
        [queue("calls")], [pool("own")], {"home": ("own", {"calls": 1.0})}, [people], [pattern("N", 22, 4)], days=3
    )
    asked = [1.0] * 2 + [0.0] * 20 + [1.0] * 2
    nights = plan(made, asked).mix.query("positions > 0.01")["ts"].dt.tz_localize(None)
    booked = {ts.normalize() for ts in nights if ts.hour >= 22}
    assert len(booked) == 2  # four in a row at most: not all of three after three


@pytest.mark.parametrize("least", [False, True])
def test_the_quick_way_for_large_mixes_keeps_agreements_too(least: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    made = centre(
        [queue("a"), queue("b")], [pool("own"), pool("partner", "outsourced", max_heads=60, block_heads=5)],
        {"home": ("own", {"a": 1.0, "b": 1.0}), "pa": ("partner", {"a": 1.0}), "pb": ("partner", {"b": 0.9})},
        [agents("home", 4)], [pattern("D", 9), pattern("L", 11)], days=2, prices={"own": 60.0, "partner": 40.0},
    )  # fmt: skip
    agreed = {"commitment": "c", "pool": "partner", "start_date": FIRST, "end_date": FIRST}
    locked = {"lock_date": pd.Timestamp("2026-10-20"), "ordered_heads": 15}
    agreed |= {"least_heads": 15, "penalty_cny_per_h": 500.0} if least else locked
    asked = {"a": [x * 1.3 for x in OFFICE], "b": [x * 1.1 for x in OFFICE]}
    made = with_rows(made, "commitments", agreed)
    answer = plan_mix(requirement(made, asked), no_cuts(made), made)
    heads = answer.orders.groupby("date")["heads"].sum()
    assert heads[FIRST] == 15
    assert answer.breaks.empty
