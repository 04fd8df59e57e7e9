"""Wishes for days, seniority and what was carried before decide who works what; a hard wish comes before cost."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.people_tables import FAIRNESS, ROSTER_REASONS, ROSTER_SOLVES
from scheduling.roster.build import RosterMade, build_roster
from tests.scheduling.roster.kit import FIRST, agent, centre


def wished(of: Centre, *wishes: tuple[str, int, str, float, str]) -> Centre:
    rows = [
        {"agent": a, "date": FIRST + pd.Timedelta(days=d), "shift": s, "weight": w, "enforcement": e, "note": ""}
        for a, d, s, w, e in wishes
    ]
    return Centre(**{**of.__dict__, "tables": {**of.tables, "wishes": pd.DataFrame(rows)}})


def built(of: Centre, *wanted: tuple[int, str]) -> RosterMade:
    rows = [
        {"group": "voice", "date": FIRST + pd.Timedelta(days=day), "shift": shift, "breaks": "", "heads": 1}
        for day, shift in wanted
    ]
    made = build_roster(pd.DataFrame(rows), of)
    checked(FAIRNESS, made.fairness)
    checked(ROSTER_REASONS, made.roster_reasons)
    checked(ROSTER_SOLVES, made.roster_solves)
    return made


def who(made: RosterMade) -> dict[tuple[int, str], str]:
    days = (made.roster["date"] - FIRST).dt.days
    return dict(zip(zip(days, made.roster["shift"], strict=True), made.roster["agent"], strict=True))


def test_a_wish_for_a_shift_or_a_day_off_is_met_where_it_costs_least():
    of = wished(centre([agent("A"), agent("B")], days=2), ("B", 0, "late", 50.0, "soft"), ("A", 1, "off", 50.0, "soft"))
    made = built(of, (0, "early"), (0, "late"), (1, "late"))
    assert who(made) == {(0, "early"): "A", (0, "late"): "B", (1, "late"): "B"}
    assert made.fairness.set_index("agent")["wishes_met"].to_dict() == {"A": 1, "B": 1}


def test_of_two_equal_wishes_the_seniors_is_met():
    for senior, other in (("A", "B"), ("B", "A")):
        people = [agent(code, seniority_y=8.0 if code == senior else 1.0) for code in ("A", "B")]
        of = wished(centre(people, days=1), ("A", 0, "early", 50.0, "soft"), ("B", 0, "early", 50.0, "soft"))
        assert who(built(of, (0, "early"), (0, "late"))) == {(0, "early"): senior, (0, "late"): other}


def test_who_carried_more_nights_before_works_fewer_now():
    people = [agent("A", week_h=24.0), agent("B", week_h=24.0)]
    of = centre(people, days=4)
    balances = pd.DataFrame({"agent": ["A"], "period": ["year"], "quantity": ["nights"], "value": [4.0]})
    of = Centre(**{**of.__dict__, "tables": {**of.tables, "agent_balances": balances}})
    made = built(of, *[(day, shift) for day in range(4) for shift in ("day", "night")])
    nights = made.fairness.set_index("agent")
    assert nights["nights_even"].to_dict() == {"A": 0.0, "B": 4.0}
    assert nights["nights"].to_dict() == {"A": 0, "B": 4}


def test_a_hard_wish_comes_before_an_empty_shift_and_the_law_before_the_wish():
    of = wished(centre([agent("A")], days=1), ("A", 0, "late", float("nan"), "hard"))
    assert who(built(of, (0, "early"), (0, "late"))) == {(0, "late"): "A"}
    of = wished(centre([agent("A")], days=1, leave=[("A", "2026-11-02")]), ("A", 0, "late", float("nan"), "hard"))
    made = built(of, (0, "late"))
    assert made.roster.empty
    assert any("hard wish for late on 2026-11-02" in text for text in made.warnings)


def test_the_cost_counts_each_wish_once():
    of = wished(centre([agent("A")], days=1), ("A", 0, "early", 70.0, "soft"))
    ((met,), (missed,)) = (built(of, (0, shift)).reports for shift in ("early", "day"))
    assert met.objective == pytest.approx(480.0)
    assert missed.objective == pytest.approx(550.0)
    assert met.bound == pytest.approx(480.0)


def test_empty_shifts_name_who_is_kept_by_which_limit():
    of = centre([agent("A"), agent("B")], days=2, leave=[("B", "2026-11-03")])
    made = built(of, (0, "late"), (1, "early"))
    if who(made)[0, "late"] == "A":
        reasons = made.roster_reasons.set_index("rule")
        assert reasons.loc["rule.min_rest", ["limit", "people", "agents"]].tolist() == ["11", 1, "A"]
        assert reasons.loc["rule.leave", "agents"] == "B"
