"""Rules of seats reach every stage after the forecast: with their days, and without the skills that they forbid."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre
from tests.scheduling.mix.kit import FIRST, agents, centre, pattern, pool, queue, with_rows
from workbench.stage_views import forecast_view, staffing_view


def ruled(**more: object) -> Centre:
    made = centre(
        [queue("vip"), queue("calls")], [pool("own"), pool("partner", "outsourced")],
        {"home": ("own", {"vip": 1.0, "calls": 1.0}), "away": ("partner", {"vip": 1.0, "calls": 1.0})},
        [agents("home", 2)], [pattern("D", 9)], days=2,
    )  # fmt: skip
    rule = {"seat_rule": "r", "rule": "never_outsourced", "queues": "vip", "enforcement": "hard", **more}
    made = with_rows(made, "seat_rules", rule)
    days = pd.DatetimeIndex([FIRST, FIRST + pd.Timedelta(days=1)]).as_unit("us")
    made.tables["events"] = pd.DataFrame({"event": "s", "queue": "*", "date": days, "kind": "sale"})  # type: ignore[index]
    return made


def served(made: Centre) -> set[tuple[str, str]]:
    skills = staffing_view(made).tables["skills"]
    return set(zip(skills["group"], skills["queue"], strict=True))


def test_partners_lose_the_skill_that_a_rule_forbids_on_all_days() -> None:
    assert served(ruled()) == {("home", "vip"), ("home", "calls"), ("away", "calls")}
    assert ("away", "vip") in served(ruled(start_date=FIRST + pd.Timedelta(days=1)))
    assert ("away", "vip") in served(ruled(enforcement="soft", price_cny_per_h=9.0))


def test_rules_of_event_kinds_get_their_days_before_the_stages_see_them() -> None:
    assert ("away", "vip") not in served(ruled(event_kind="sale"))
    assert ("away", "vip") in served(ruled(event_kind="fair"))
    dated = staffing_view(ruled(event_kind="sale")).tables["seat_rules"]
    assert dated[["start_date", "end_date"]].values.tolist() == [[FIRST, FIRST + pd.Timedelta(days=1)]]


def test_the_forecast_is_not_made_anew_for_a_rule() -> None:
    assert "seat_rules" not in forecast_view(ruled()).tables
