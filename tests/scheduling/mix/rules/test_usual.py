"""In a promotion there are so many more seats than on a usual day, whatever the requirement says."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Centre
from scheduling.mix.plan import MixMade, plan_mix
from scheduling.mix.rules.read import dated_rules
from tests.scheduling.mix.kit import FIRST, centre, no_cuts, pattern, pool, queue, requirement, with_rows

DAY = pd.Timedelta(days=1)
OFFICE = np.array([0.0] * 9 + [1.0] * 8 + [0.0] * 7)


def shop(days: int = 8, **partner: object) -> Centre:
    return centre(
        [queue("refunds"), queue("claims")], [pool("partner", "outsourced", **{"max_heads": 40, **partner})],
        {"away": ("partner", {"refunds": 1.0, "claims": 1.0})}, [], [pattern("D", 9)], days=days,
        prices={"partner": 40.0},
    )  # fmt: skip


def rule(**more: object) -> dict[str, object]:
    return {"seat_rule": "sale", "rule": "least_over_usual", "queues": "refunds claims", "share": 0.3,
            "start_date": FIRST + 7 * DAY, "end_date": FIRST + 7 * DAY, "enforcement": "hard", **more}  # fmt: skip


def plan(made: Centre, refunds: list[float], claims: list[float]) -> MixMade:
    """Positions during office hours by day."""
    asked = {
        "refunds": np.concatenate([day * OFFICE for day in refunds]),
        "claims": np.concatenate([day * OFFICE for day in claims]),
    }
    return plan_mix(requirement(made, asked), no_cuts(made), made)


def seats(made: MixMade, day: int, queues: tuple[str, ...] = ("refunds", "claims")) -> float:
    at = made.flow["ts"].dt.tz_localize(None).dt.normalize() == FIRST + day * DAY
    return float(made.flow.loc[at & made.flow["queue"].isin(queues), "positions"].sum()) / 8


def test_the_same_weekday_of_the_window_is_usual() -> None:
    made = with_rows(shop(), "seat_rules", rule())
    answer = plan(made, [10, 1, 1, 1, 1, 1, 1, 11], [10, 1, 1, 1, 1, 1, 1, 11])
    assert seats(answer, 7) == pytest.approx(26.0)  # 1.3 * 20 instead of 22
    assert seats(answer, 1) == pytest.approx(2.0)
    assert answer.orders.set_index("date")["heads"][FIRST + 7 * DAY] == 26
    assert answer.shortage.empty


def test_enough_is_enough() -> None:
    made = with_rows(shop(), "seat_rules", rule())
    assert seats(plan(made, [10] * 7 + [20], [10] * 8), 7) == pytest.approx(30.0)


def test_named_usual_days_and_seats_said_by_the_planner_are_compared_with() -> None:
    named = rule(usual_first=FIRST + DAY, usual_last=FIRST + 2 * DAY)
    answer = plan(with_rows(shop(), "seat_rules", named), [9, 10, 14, 1, 1, 1, 1, 1], [0] * 8)
    assert seats(answer, 7) == pytest.approx(1.3 * 12)
    alone = rule(start_date=pd.NaT, end_date=pd.NaT, usual_seats=10.0)
    assert seats(plan(with_rows(shop(1), "seat_rules", alone), [4], [4]), 0) == pytest.approx(13.0)


def test_without_any_usual_day_the_rule_says_so() -> None:
    alone = rule(start_date=pd.NaT, end_date=pd.NaT)
    answer = plan(with_rows(shop(1), "seat_rules", alone), [4], [4])
    assert seats(answer, 0) == pytest.approx(8.0)
    assert "Rule sale: no planned day is usual; give usual_seats." in answer.warnings


def test_seats_that_are_missing_are_a_named_break_and_no_shortage() -> None:
    answer = plan(with_rows(shop(max_heads=22), "seat_rules", rule()), [10] * 7 + [11], [10] * 7 + [11])
    assert answer.shortage.empty
    assert answer.breaks["position_h"].sum() == pytest.approx(4 * 8.0)
    assert answer.breaks[["rule", "kind"]].drop_duplicates().values.tolist() == [["sale", "least_over_usual"]]
    assert any("Hard rule sale: people are missing" in warning for warning in answer.warnings)


def test_a_soft_rule_costs_at_most_its_price() -> None:
    soft = rule(enforcement="soft", price_cny_per_h=30.0)  # less than a seat costs
    answer = plan(with_rows(shop(), "seat_rules", soft), [10] * 8, [10] * 8)
    assert seats(answer, 7) == pytest.approx(20.0)
    assert answer.breaks["cost_cny"].sum() == pytest.approx(6 * 8 * 30.0)


def test_rules_of_event_kinds_hold_on_the_days_of_such_events() -> None:
    made = with_rows(shop(), "seat_rules", rule(event_kind="sale", start_date=pd.NaT, end_date=pd.NaT))
    dates = pd.DatetimeIndex([FIRST + DAY, FIRST + 2 * DAY, FIRST + 7 * DAY, FIRST + 7 * DAY]).as_unit("us")
    events = pd.DataFrame(
        {"event": "s", "queue": list("abca"), "date": dates, "kind": ["sale", "sale", "sale", "fair"]}
    )
    dated = dated_rules(made.tables["seat_rules"], events)
    assert dated[["seat_rule", "start_date", "end_date", "event_kind"]].values.tolist() == [
        ["sale", dates[0], dates[1], ""], ["sale (2)", dates[2], dates[2], ""],
    ]  # fmt: skip
    assert dated_rules(made.tables["seat_rules"], events.assign(kind="fair")).empty
    assert dated.dtypes.equals(made.tables["seat_rules"].dtypes)
