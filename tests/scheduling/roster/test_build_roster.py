"""Rosters: lawful by a checker that knows nothing of our rules, as full as brute force, and honest about the rest."""

from __future__ import annotations

import pickle
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.tables import ROSTER, SEGMENTS, UNFILLED
from scheduling.roster.build import RosterMade, build_roster
from scheduling.roster.reasons import read_reason, reason_text
from scheduling.roster.rules import RULES
from scheduling.roster.rules.judge import judge
from tests.scheduling.roster.checker import breaches
from tests.scheduling.roster.kit import LIMITS, PATTERNS, agent, centre, pattern, roster


def shift_plan(of: Centre, wanted: dict[tuple[int, str], int], group: str = "voice") -> pd.DataFrame:
    """Heads by (day of the window, shift)."""
    return pd.DataFrame(
        [
            {
                "group": group,
                "date": of.window.first + pd.Timedelta(days=day),
                "shift": shift,
                "breaks": "meal@180:60" if of.shifts[shift].breaks else "",
                "heads": heads,
            }
            for (day, shift), heads in wanted.items()
        ]
    )


def built(of: Centre, wanted: dict[tuple[int, str], int], group: str = "voice") -> RosterMade:
    made = build_roster(shift_plan(of, wanted, group), of)
    checked(ROSTER, made.roster)
    checked(SEGMENTS, made.segments)
    checked(UNFILLED, made.unfilled)
    assert breaches(made.roster, made.segments, of) == []
    assert not [fault for fault in judge(made.roster, of) if fault.severity == "hard"]
    assert len(made.roster) + made.unfilled["heads"].sum() == sum(wanted.values())
    return made


def test_shifts_get_names_breaks_prices_and_ids():
    of = centre([agent("A17"), agent("B2")], days=2)
    made = built(of, {(0, "early"): 2, (1, "early"): 1})
    first = made.roster.iloc[0]
    assert (first["shift_id"], first["pool"], first["site"], first["cost_cny"]) == (
        "A17-20261102",
        "own",
        "hall",
        480.0,
    )
    assert first["start_ts"].isoformat() == "2026-11-02T07:00:00+08:00"
    own = made.segments[made.segments["shift_id"] == "A17-20261102"]
    assert own["activity"].tolist() == ["work", "meal", "work"]
    assert made.unfilled.empty


def test_every_named_group_reports_how_it_was_solved():
    of = centre([agent("A17"), agent("B2", group="chat")], days=2)
    both = pd.concat([shift_plan(of, {(0, "early"): 1}), shift_plan(of, {(0, "late"): 1}, "chat")])
    made = build_roster(both, of)
    for report in made.reports:
        assert report.status in ("optimal", "feasible")
        assert report.objective is not None
        assert report.bound is not None
        assert report.gap is not None
        assert report.seconds >= 0
    assert [report.part for report in made.reports] == ["chat", "voice"]


def test_a_shift_nobody_may_work_names_the_rules_that_bind():
    of = centre([agent("A17", night_ok=False), agent("B2")], days=2, leave=[("B2", "2026-11-02")])
    made = built(of, {(0, "night"): 1})
    assert made.unfilled["reason"].tolist() == ["rule.leave (1), rule.night_ban (1)"]
    assert made.warnings == ("voice: 1 shifts are not filled; the table unfilled names the rules that bind.",)


def test_an_early_shift_after_a_late_one_stays_empty_for_want_of_rest():
    of = centre(days=2)
    made = built(of, {(0, "late"): 1, (1, "early"): 1})
    assert made.unfilled["reason"].tolist() == ["rule.min_rest (1)"]


def test_a_rule_that_is_off_never_binds():
    for limit, wanted in {
        "min_rest_h": {(0, "late"): 1, (1, "early"): 1},
        "max_week_h": {(day, "early"): 1 for day in range(6)},
        "max_nights_in_row": {(day, "night"): 1 for day in range(5)},
        "max_days_in_row": {(day, "early"): 1 for day in (2, 3, 4, 5, 6, 7, 8)},
    }.items():
        values = {**LIMITS, "max_week_h": 60.0 if limit == "max_days_in_row" else LIMITS["max_week_h"]}
        assert not built(centre(limits=values), wanted).unfilled.empty, limit
        off = centre(limits=values, enforcement={limit: "off"})
        assert built(off, wanted).unfilled.empty, limit


def test_wishes_decide_who_works_early_and_who_late():
    of = centre([agent("A17", preference="late"), agent("B2", preference="early")], days=3)
    made = built(of, {(day, shift): 1 for day in range(3) for shift in ("early", "late")})
    assert made.roster.groupby("agent")["shift"].unique().map(list).to_dict() == {"A17": ["late"], "B2": ["early"]}


def test_nights_and_weekends_are_shared_evenly():
    of = centre([agent(f"A{i}") for i in range(4)])
    made = built(of, {(day, "night"): 1 for day in range(12)} | {(day, "day"): 1 for day in (5, 6, 12, 13)})
    nights = made.roster[made.roster["shift"] == "night"].groupby("agent").size()
    assert nights.max() - nights.min() <= 1


def test_everybody_gets_about_the_hours_of_the_contract():
    of = centre([agent("A"), agent("B"), agent("C", week_h=24.0)], days=7)
    made = built(of, {(day, "day"): heads for day, heads in enumerate((2, 2, 2, 2, 2, 2, 1))})
    hours = made.roster.groupby("agent")["paid_min"].sum() / 60
    assert hours.to_dict() == {"A": 40.0, "B": 40.0, "C": 24.0}


def test_seats_are_numbered_work_once_a_day_and_go_on_with_their_shift():
    of = centre(days=3, seats={"pa": ""})
    made = built(of, {(day, shift): 2 for day in range(3) for shift in ("early", "night")}, "pa")
    assert sorted(made.roster["agent"].unique()) == ["pa-0001", "pa-0002", "pa-0003", "pa-0004"]
    assert made.roster["kind"].eq("seat").all()
    assert made.roster.groupby("agent")["shift"].nunique().eq(1).all()


def test_an_unchanged_plan_gives_the_same_roster_again():
    of = centre([agent(f"A{i}") for i in range(4)], days=7)
    wanted = {(day, shift): 1 for day in range(7) for shift in ("early", "late")}
    pd.testing.assert_frame_equal(built(of, wanted).roster, built(of, wanted).roster)


def test_two_runs_and_any_place_of_work_give_equal_rosters():
    of = centre([agent(f"A{i}", group=("voice", "chat")[i % 2], preference=("early", "")[i % 3 > 0]) for i in range(9)])
    wanted = {(day, shift): 1 for day in range(14) for shift in ("early", "late", "night")}
    both = pd.concat([shift_plan(of, wanted), shift_plan(of, wanted, "chat")])
    first = build_roster(both, of)
    second = build_roster(both, of, place=lambda work, parts: [work(pickle.loads(pickle.dumps(p))) for p in parts])
    pd.testing.assert_frame_equal(first.roster, second.roster)
    pd.testing.assert_frame_equal(first.segments, second.segments)
    pd.testing.assert_frame_equal(first.unfilled, second.unfilled)
    answers = [[(r.part, r.status, r.objective, r.bound, r.note) for r in made.reports] for made in (first, second)]
    assert answers[0] == answers[1]


def test_the_cost_of_a_roster_counts_pay_and_empty_shifts():
    of = centre([agent("A17", week_h=40.0)], days=1)
    (report,) = built(of, {(0, "early"): 2}).reports
    assert report.objective == pytest.approx(2 * 480.0 + 1000.0)  # pay of both, one that nobody can take
    assert (report.bound, str(report.status)) == (report.objective, "optimal")


def test_a_time_limit_that_strikes_is_told():
    of = centre([agent(f"A{i}") for i in range(12)], limit_s=0.0)
    made = built(of, {(day, shift): 2 for day in range(14) for shift in ("early", "day", "late", "night")})
    assert all("time limit" in report.note for report in made.reports)


def test_reasons_can_be_read_back():
    of = centre([agent("A17", night_ok=False), agent("B2")], days=2, leave=[("B2", "2026-11-02")])
    (reason,) = built(of, {(0, "night"): 1}).unfilled["reason"]
    assert read_reason(reason) == [("rule.leave", 1), ("rule.night_ban", 1)]
    assert all(code in RULES for code, _ in read_reason(reason))
    assert read_reason(reason_text({})) == [("roster.nobody", 0)]


def test_an_empty_shift_plan_gives_an_empty_roster():
    of = centre(days=2)
    made = build_roster(shift_plan(of, {(0, "early"): 1}).iloc[:0], of)
    checked(ROSTER, made.roster)
    assert made.roster.empty
    assert made.segments.empty
    assert made.unfilled.empty


def test_no_time_at_all_still_gives_a_lawful_roster():
    of = centre([agent(f"A{i}") for i in range(12)], limit_s=0.0)
    made = built(of, {(day, shift): 2 for day in range(14) for shift in ("early", "day", "late", "night")})
    assert len(made.roster) >= 0.8 * 14 * 8
    assert all(report.objective is not None for report in made.reports)


def brute_force(of: Centre, wanted: dict[tuple[int, str], int], codes: list[str]) -> int:
    """Most shifts that can be filled, by trying every lawful week of every person with every other."""
    days = sorted({day for day, _ in wanted})
    options = [["", *sorted(shift for on, shift in wanted if on == day)] for day in days]
    nothing = pd.DataFrame(columns=list(SEGMENTS.columns))
    lawful = []
    for code in codes:
        weeks = []
        for week in product(*options):
            worked = [(code, day, shift) for day, shift in zip(days, week, strict=True) if shift]
            if not worked or not [
                said for said in breaches(roster(of, *worked), nothing, of) if "segments" not in said
            ]:
                weeks.append([(day, shift) for _, day, shift in worked])
        lawful.append(weeks)
    plans = ([cell for week in weeks for cell in week] for weeks in product(*lawful))
    return max(len(plan) for plan in plans if all(plan.count(cell) <= wanted[cell] for cell in plan))


TIGHT = {**LIMITS, "max_days_in_row": 2.0, "max_week_h": 24.0, "max_nights_in_row": 1.0}


@settings(max_examples=12)
@given(st.data())
def test_a_tiny_roster_fills_as_many_shifts_as_brute_force(data: st.DataObject):
    people = [
        agent(
            code,
            night_ok=data.draw(st.booleans()),
            days_worked_before=data.draw(st.integers(0, 2)),
            last_shift_end=data.draw(st.sampled_from([None, "2026-11-01T23:00:00+08:00"])),
        )
        for code in ("A", "B")
    ]
    leave = data.draw(st.sampled_from([[], [("A", "2026-11-03")], [("B", "2026-11-02")]]))
    of = centre(people, days=3, limits=TIGHT, leave=leave)
    keys = st.tuples(st.integers(0, 2), st.sampled_from(["early", "late", "night"]))
    wanted = data.draw(st.dictionaries(keys, st.integers(1, 2), min_size=1, max_size=5))
    made = built(of, wanted)
    assert len(made.roster) == brute_force(of, wanted, ["A", "B"])


@settings(max_examples=15)
@given(st.data())
def test_a_random_roster_breaks_no_hard_rule(data: st.DataObject):
    count = data.draw(st.integers(2, 7))
    people = [
        agent(
            f"A{i}",
            night_ok=data.draw(st.booleans()),
            week_h=data.draw(st.sampled_from([24.0, 40.0])),
            preference=data.draw(st.sampled_from(["", "early", "night"])),
            days_worked_before=data.draw(st.integers(0, 6)),
            nights_worked_before=data.draw(st.integers(0, 2)),
        )
        for i in range(count)
    ]
    for person in people:
        person["days_worked_before"] = max(person["days_worked_before"], person["nights_worked_before"])
    days = st.integers(2, 12).map(lambda day: f"2026-11-{day:02d}")
    leave = data.draw(st.lists(st.tuples(st.sampled_from([p["agent"] for p in people]), days), unique=True, max_size=4))
    limits = {
        "min_rest_h": float(data.draw(st.integers(8, 16))),
        "max_days_in_row": float(data.draw(st.integers(2, 6))),
        "max_week_h": float(data.draw(st.integers(16, 48))),
        "max_nights_in_row": float(data.draw(st.integers(1, 4))),
        "night_least_h": float(data.draw(st.integers(0, 4))),
    }
    enforcement = {name: data.draw(st.sampled_from(["hard", "hard", "warn", "off"])) for name in limits}
    zone, first = data.draw(
        st.sampled_from(
            [("Asia/Shanghai", "2026-11-02"), ("Europe/Berlin", "2026-10-22"), ("Europe/Berlin", "2026-03-27")]
        )
    )
    of = centre(
        people, leave=leave, limits=limits, enforcement=enforcement, zone=zone, first=pd.Timestamp(first), limit_s=0.5
    )
    keys = st.tuples(st.integers(0, 13), st.sampled_from([p.shift for p in PATTERNS]))
    built(of, data.draw(st.dictionaries(keys, st.integers(1, 3), min_size=1, max_size=30)))


@pytest.mark.parametrize("backend", ["highs", "cbc"])
def test_both_solvers_fill_what_can_be_filled(backend: str):
    of = centre([agent(f"A{i}") for i in range(4)], days=7, patterns=[pattern("d", 9, 8, 8)])
    of = Centre(**{**of.__dict__, "solver": of.solver.__class__(backend=backend, roster_limit_s=20.0)})
    assert built(of, {(day, "d"): 2 for day in range(7)}).unfilled.empty
