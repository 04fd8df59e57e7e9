"""Partners keep off the queues that are not theirs, and within their share of the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import Centre, SolverSettings
from scheduling.mix import solve as solving
from scheduling.mix.plan import MixMade, plan_mix
from scheduling.mix.rules.outsourced import allowed_skills
from tests.scheduling.mix.kit import FIRST, agents, centre, no_cuts, pattern, pool, queue, requirement, with_rows

DAY = pd.Timedelta(days=1)
OFFICE = np.array([0.0] * 9 + [1.0] * 8 + [0.0] * 7)


def shared(own: int = 2, days: int = 1, seats: int = 10) -> Centre:
    """Own people and a partner on the same two queues."""
    return centre(
        [queue("vip"), queue("calls", priority=2)], [pool("own"), pool("partner", "outsourced", max_heads=seats)],
        {"home": ("own", {"vip": 1.0, "calls": 1.0}), "away": ("partner", {"vip": 1.0, "calls": 1.0})},
        [agents("home", own)], [pattern("D", 9)], days=days, prices={"own": 60.0, "partner": 40.0},
    )  # fmt: skip


def plan(made: Centre, vip: float, calls: float) -> MixMade:
    asked = requirement(made, {"vip": list(vip * OFFICE), "calls": list(calls * OFFICE)})
    return plan_mix(asked, no_cuts(made), made)


def outsourced(made: MixMade, name: str) -> float:
    """Share of the positions filled on a queue that partners fill."""
    of_queue = made.flow[made.flow["queue"] == name]
    return float(of_queue.loc[of_queue["group"] == "away", "positions"].sum() / of_queue["positions"].sum())


def never(**more: object) -> dict[str, object]:
    return {"seat_rule": "r", "rule": "never_outsourced", "queues": "vip", "enforcement": "hard", **more}


def most(share: float, **more: object) -> dict[str, object]:
    return {"seat_rule": "r", "rule": "max_outsourced_share", "queues": "calls", "share": share, "enforcement": "hard",
            **more}  # fmt: skip


@pytest.mark.parametrize("words", ["vip", "priority:1", "vip priority:1"])
def test_a_queue_that_is_never_outsourced_is_answered_by_own_people_only(words: str) -> None:
    made = plan(with_rows(shared(), "seat_rules", never(queues=words)), 3, 3)
    assert outsourced(made, "vip") == 0.0
    assert outsourced(made, "calls") == pytest.approx(1.0)  # own people go where nobody else may
    assert made.shortage.groupby("queue")["positions"].sum().to_dict() == pytest.approx({"vip": 8.0})
    (reason,) = set(made.shortage["reason"])
    assert reason == "everybody of home is on shift; partners may not answer it (rule r)"


def test_a_rule_that_is_off_or_over_does_nothing() -> None:
    for row in (never(enforcement="off"), never(end_date=FIRST - DAY), never(start_date=FIRST + DAY)):
        assert plan(with_rows(shared(), "seat_rules", row), 3, 3).shortage.empty


def test_a_rule_of_some_days_holds_on_these() -> None:
    made = plan(with_rows(shared(days=2), "seat_rules", never(start_date=FIRST + DAY)), 3, 0)
    assert made.shortage["ts"].dt.tz_localize(None).dt.normalize().unique().tolist() == [FIRST + DAY]


def test_a_soft_rule_is_broken_when_its_price_is_lower_than_empty_positions() -> None:
    cheap = plan(with_rows(shared(own=0), "seat_rules", never(enforcement="soft", price_cny_per_h=5.0)), 1, 0)
    dear = plan(with_rows(shared(own=0), "seat_rules", never(enforcement="soft", price_cny_per_h=500.0)), 1, 0)
    assert (len(cheap.shortage), len(dear.shortage)) == (0, 8)
    assert cheap.reports[0].objective == pytest.approx(320.0 + 8 * 5.0, abs=0.5)


def test_all_stages_see_skills_without_what_is_forbidden_on_all_days() -> None:
    made = with_rows(shared(days=2), "seat_rules", never())
    assert allowed_skills(made)[["group", "queue"]].values.tolist() == [
        ["home", "vip"], ["home", "calls"], ["away", "calls"],
    ]  # fmt: skip
    some = with_rows(made, "seat_rules", never(start_date=FIRST + DAY))
    assert allowed_skills(some) is some.tables["skills"]


def test_partners_answer_at_most_their_share_of_a_day() -> None:
    made = plan(with_rows(shared(), "seat_rules", most(0.25)), 0, 4)
    assert outsourced(made, "calls") == pytest.approx(0.25, abs=1e-6)
    assert made.flow["positions"].sum() == pytest.approx(8 * 2 / 0.75)
    assert set(made.shortage["reason"]) == {
        "everybody of home is on shift; the outsourced share of calls is used up (rule r)"
    }


def test_a_soft_share_tells_what_it_is_passed_by_and_its_price() -> None:
    made = plan(with_rows(shared(), "seat_rules", most(0.25, enforcement="soft", price_cny_per_h=10.0)), 0, 4)
    assert made.shortage.empty
    (row,) = made.breaks.to_dict("records")
    assert (row["rule"], row["queue"], row["position_h"]) == ("r", "calls", pytest.approx(0.75 * 16 - 0.25 * 16))
    assert row["cost_cny"] == pytest.approx(80.0)
    assert any("Rule r: missed by 8.0 h for calls on 1 days, priced at 80 CNY" in one for one in made.warnings)


@pytest.mark.parametrize("small", [True, False])
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_the_quick_way_for_large_mixes_keeps_the_rules_too(
    small: bool, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        monkeypatch.setattr(solving, "SMALL_COLUMNS", 0)
    ruled = with_rows(shared(days=3), "seat_rules", most(share), {**never(), "seat_rule": "v"})
    made = plan(replace(ruled, solver=SolverSettings()), 1, 3)
    assert outsourced(made, "vip") == 0.0
    by_day = made.flow[made.flow["queue"] == "calls"].assign(day=lambda t: t["ts"].dt.date)
    whole = by_day.groupby("day")["positions"].sum()
    away = by_day[by_day["group"] == "away"].groupby("day")["positions"].sum().reindex(whole.index).fillna(0.0)
    assert (away <= share * whole + 1e-6).all()
    assert made.flow["positions"].sum() > 3 * 8 * 1.9
    assert (made.mix["heads"] >= made.mix["positions"] - 1e-9).all()


@settings(max_examples=10, deadline=None)
@given(own=st.integers(0, 3), calls=st.integers(1, 4), percent=st.integers(0, 100))
def test_share_and_need_agree_with_trying_everything(own: int, calls: int, percent: int) -> None:
    share = percent / 100.0
    made = plan(with_rows(shared(own), "seat_rules", most(share)), 0, calls)
    at_home = min(own, calls)
    dearest = 480.0 if own else 320.0  # an empty hour costs as much as the dearest shift, less on the second rank
    far = [min(seats, calls - at_home, at_home * share / (1.0 - share) if share < 1.0 else seats)
           for seats in range(calls - at_home + 1)]  # fmt: skip
    best = min(seats * 320.0 + (calls - at_home - some) * 8 * dearest / 1.25 for seats, some in enumerate(far))
    objective = made.reports[0].objective
    assert objective is not None
    assert objective == pytest.approx(best, abs=1.0)


@settings(max_examples=6, deadline=None)
@given(low=st.floats(0.0, 1.0), more=st.floats(0.0, 1.0))
def test_a_tighter_share_is_never_cheaper(low: float, more: float) -> None:
    def cost(share: float) -> float:
        objective = plan(with_rows(shared(), "seat_rules", most(share)), 1, 4).reports[0].objective
        assert objective is not None
        return objective

    assert cost(low) >= cost(min(low + more, 1.0)) - 1e-3
