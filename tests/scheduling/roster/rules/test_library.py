"""The library of rules: each finds its breach, is silent at its limit, when off and on days it does not hold."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data.contracts.centre import BreakRule, Centre, LabourLimits, LabourRules
from data.contracts.labour import AgentPair, OwnLimit, Succession, Term
from scheduling.roster.rules.judge import judge
from tests.scheduling.roster.kit import MEAL, agent, centre, pattern, roster

BARE = {"night_start_h": 22.0, "night_end_h": 6.0}
PATTERNS = (
    pattern("early", 7, 9, 8, MEAL),
    pattern("noon", 10, 9, 8, MEAL),
    pattern("late", 14, 9, 8, MEAL),
    pattern("dark", 22, 9, 8, MEAL),
    pattern("long", 7, 12, 11, MEAL),
    pattern("bare", 7, 7, 7),
)
WORKER = "A17"


def limited(rule: str, value: float, enforcement: str = "hard", *, people=None, **more: float) -> Centre:
    """A centre in which one rule holds beside the meanings in `more`."""
    values = {**BARE, **more, rule: value}
    made = centre(people or [agent(WORKER)], limits=values, enforcement=dict.fromkeys(more, "off"), patterns=PATTERNS)
    own = LabourLimits("*", values, {**dict.fromkeys(more, "off"), rule: enforcement}, {rule: 50.0})
    return replace(made, limits={"*": own})


def worked(of: Centre, line: str) -> pd.DataFrame:
    """A roster of one person from letters: e(arly) n(oon) l(ate) d(ark) L(ong) b(are), - off."""
    names = {"e": "early", "n": "noon", "l": "late", "d": "dark", "L": "long", "b": "bare"}
    return roster(of, *[(WORKER, day, names[letter]) for day, letter in enumerate(line) if letter != "-"])


# rule, value, other limits, a line that keeps it, a line that breaks it, how often, the excess
FACTS = [
    ("max_day_h", 8.0, {}, "eeeee", "L----", 1, 3.0),
    ("max_week_h", 40.0, {}, "eeeee--eeeee", "eeeeee", 1, 8.0),
    ("max_month_h", 80.0, {}, "eeeee--eeeee", "eeeeeeeeeee", 1, 8.0),
    ("max_quarter_h", 80.0, {}, "eeeee--eeeee", "eeeeeeeeeee", 1, 8.0),
    ("max_year_h", 80.0, {}, "eeeee--eeeee", "eeeeeeeeeee", 1, 8.0),
    ("max_average_week_h", 40.0, {}, "eeeeeee--eee", "eeeeeeeeeee", 1, 8.0),
    ("max_overtime_day_h", 3.0, {}, "LLL", "", 0, 0.0),
    ("max_overtime_day_h", 2.0, {}, "eee", "L", 1, 1.0),
    ("max_overtime_week_h", 8.0, {}, "eeeeee", "eeeeeee", 1, 8.0),
    ("max_overtime_month_h", 8.0, {}, "eeeeee-eeeee", "eeeeee-eeeeee", 1, 8.0),
    ("max_overtime_month_h", 6.0, {"overtime_after_week_h": 60.0}, "LL", "LLL", 1, 3.0),
    ("max_overtime_quarter_h", 3.0, {"overtime_after_week_h": 60.0}, "L", "LL", 1, 3.0),
    ("max_overtime_year_h", 3.0, {"overtime_after_week_h": 60.0}, "L", "LL", 1, 3.0),
    ("min_rest_h", 15.0, {}, "ee", "le", 1, 7.0),
    ("min_rest_h", 39.0, {}, "e-e", "l-e", 1, 7.0),
    ("min_rest_after_night_h", 24.0, {}, "ddd-l", "dd-e", 0, 0.0),
    ("min_rest_after_night_h", 26.0, {}, "ddd-l", "dd-e", 1, 2.0),
    ("min_weekly_rest_h", 35.0, {}, "eeeeee-eeeee", "eeeeeee-e", 1, 20.0),
    ("min_weekly_rest_h", 40.0, {}, "eeeee--e", "eeeeed-e", 1, 10.0),
    ("min_days_off_week", 2.0, {}, "eeeee--eeeee", "eeeeee-", 1, 1.0),
    ("max_days_in_row", 3.0, {}, "eee-eee", "eeee", 1, 1.0),
    ("min_days_in_row", 2.0, {}, "ee-ee-ee", "ee-e-ee", 1, 1.0),
    ("min_days_off_in_row", 2.0, {}, "ee--ee--", "ee-ee", 1, 1.0),
    ("max_weekends", 1.0, {"weekend_weeks": 2.0}, "-----ee", "-----e-------e", 1, 1.0),
    ("min_free_weekends", 1.0, {"weekend_weeks": 2.0}, "-----ee", "-----e-------e", 1, 1.0),
    ("whole_weekends", 1.0, {}, "-----ee", "-----e-", 1, 1.0),
    ("max_nights_in_row", 2.0, {}, "dd-dd", "ddd", 1, 1.0),
    ("max_night_h", 8.0, {}, "dddd", "", 0, 0.0),
    ("max_night_h", 7.0, {}, "LLLL", "d", 1, 1.0),
    ("no_night", 1.0, {}, "enbL", "l", 1, 1.0),
    ("no_night", 0.0, {}, "d", "", 0, 0.0),
    ("max_start_shift_h", 3.0, {}, "en-e", "el", 1, 4.0),
    ("same_start_band_h", 3.0, {}, "e-n-e--l", "e---l", 1, 4.0),
    ("break_after_h", 5.0, {}, "ennl", "b", 1, 1.0),
    ("meal_after_h", 5.0, {}, "eeee", "b", 1, 1.0),
    ("second_meal_after_h", 10.0, {}, "eeee", "L", 1, 1.0),
    ("rest_break_every_h", 4.0, {}, "", "e", 1, 1.0),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "value", "more", "keeps", "breaks", "count", "excess"), FACTS)
def test_a_rule_finds_its_breach_and_nothing_at_its_limit(rule, value, more, keeps, breaks, count, excess):
    of = limited(rule, value, **more)
    assert not keeps or judge(worked(of, keeps), of) == []
    found = judge(worked(of, breaks), of) if breaks else []
    assert len(found) == count
    for fault in found:
        assert fault.severity == "hard"
        assert fault.values["excess"] == pytest.approx(excess)
        assert fault.text
        assert fault.advice


@pytest.mark.parametrize(("rule", "value", "more", "breaks"), [(r, v, m, b) for r, v, m, _, b, n, _ in FACTS if n])
def test_off_finds_nothing_warn_and_soft_find_without_binding(rule, value, more, breaks):
    off, warn, soft = (limited(rule, value, word, **more) for word in ("off", "warn", "soft"))
    assert judge(worked(off, breaks), off) == []
    (told,) = judge(worked(warn, breaks), warn)
    assert told.severity == "warn"
    (priced,) = judge(worked(soft, breaks), soft)
    assert priced.severity == "soft"
    assert priced.values["price_cny"] == pytest.approx(50.0 * priced.values["excess"])


@pytest.mark.parametrize(("rule", "value", "more", "breaks"), [(r, v, m, b) for r, v, m, _, b, n, _ in FACTS if n])
def test_a_rule_that_does_not_hold_yet_finds_nothing(rule, value, more, breaks):
    of = limited(rule, 0.0, "off", **more)
    later = Term(rule, value, "hard", first=of.window.last + pd.Timedelta(days=1))
    never = replace(of, labour=LabourRules(scoped=(later,)))
    assert judge(worked(never, breaks), never) == []
    always = replace(of, labour=LabourRules(scoped=(replace(later, first=of.window.first),)))
    assert len(judge(worked(always, breaks), always)) == 1


def test_a_limit_in_force_from_a_day_judges_from_that_day():
    of = limited("max_day_h", 8.0, "off")
    term = Term("max_day_h", 8.0, "hard", first=pd.Timestamp("2026-11-04"), last=pd.Timestamp("2026-11-05"))
    of = replace(of, labour=LabourRules(scoped=(term,)))
    assert [f.values["date"] for f in judge(worked(of, "LLLLL"), of)] == ["2026-11-04", "2026-11-05"]


def with_facts(of: Centre, *rows: tuple[str, str, str, str]) -> Centre:
    facts = pd.DataFrame(rows, columns=["agent", "fact", "start_date", "end_date"])
    for column in ("start_date", "end_date"):
        facts[column] = pd.to_datetime(facts[column].replace("", None))
    return replace(of, tables={**of.tables, "agent_facts": facts})


def test_a_fact_protects_its_bearer_and_only_while_it_holds():
    term = Term("no_night", 1.0, "hard", flag="pregnant_7m")
    of = replace(limited("leave", 1.0, people=[agent(WORKER), agent("B2")]), labour=LabourRules(scoped=(term,)))
    of = with_facts(of, (WORKER, "pregnant_7m", "2026-11-04", ""))
    rows = roster(of, *[(who, day, "dark") for who in (WORKER, "B2") for day in (0, 3)])
    assert [(f.code, f.values["agent"], f.values["date"]) for f in judge(rows, of)] == [
        ("rule.no_night", WORKER, "2026-11-05")
    ]


def test_a_limit_for_a_site_or_a_kind_of_pool_holds_there_only():
    of = limited("max_day_h", 12.0)
    for scope, faults in (
        ({"site": "hall"}, 1),
        ({"site": "other"}, 0),
        ({"kind": "internal"}, 1),
        ({"kind": "backup"}, 0),
    ):
        scoped = replace(of, labour=LabourRules(scoped=(Term("max_day_h", 8.0, "hard", **scope),)))
        assert len(judge(worked(scoped, "L"), scoped)) == faults


def with_balances(of: Centre, *rows: tuple[str, str, str, float]) -> Centre:
    table = pd.DataFrame(rows, columns=["agent", "period", "quantity", "value"])
    return replace(of, tables={**of.tables, "agent_balances": table})


@pytest.mark.parametrize(
    ("rule", "value", "more", "balance", "line", "faults"),
    [
        ("max_month_h", 100.0, {}, ("month", "hours", 60.0), "eeeee", 0),
        ("max_month_h", 100.0, {}, ("month", "hours", 61.0), "eeeee", 1),
        ("max_overtime_month_h", 10.0, {}, ("month", "overtime", 7.0), "L", 0),
        ("max_overtime_month_h", 10.0, {}, ("month", "overtime", 8.0), "L", 1),
        ("max_average_week_h", 40.0, {"average_weeks": 4.0}, ("rolling", "hours", 120.0), "eeeee", 0),
        ("max_average_week_h", 40.0, {"average_weeks": 4.0}, ("rolling", "hours", 121.0), "eeeee", 1),
        ("max_weekends", 1.0, {"weekend_weeks": 3.0}, ("rolling", "weekends", 1.0), "-----e", 1),
    ],
)
def test_what_was_worked_before_the_plan_counts(rule, value, more, balance, line, faults):
    # November has begun on a Sunday, one day before the plan
    of = with_balances(limited(rule, value, **more), (WORKER, *balance))
    assert len(judge(worked(of, line), of)) == faults


def test_hours_before_the_plan_count_no_further_than_a_window_reaches():
    limit = own(counts="hours", window="3d", value=24.0)
    of = replace(limited("leave", 1.0, people=[agent(WORKER, days_worked_before=1)]), labour=LabourRules(own=(limit,)))
    of = with_balances(of, (WORKER, "rolling", "hours", 160.0))
    assert judge(worked(of, "ee-e"), of) == []  # the day before the plan counts 8 h, the one before it was off
    assert [f.values["amount"] for f in judge(worked(of, "eL"), of)] == [27.0]


def own(**values) -> OwnLimit:
    given = {"limit": "mine", "title_en": "late shifts", "title_zh": "晚班", "contract": "*", "counts": "shifts",
             "of": (), "window": "week", "bound": "most", "value": 1.0, "enforcement": "hard"}  # fmt: skip
    return OwnLimit(**{**given, **values})


@pytest.mark.parametrize(
    ("limit", "keeps", "breaks"),
    [
        (own(of=("late",)), "lee----lee", "le-l"),
        (own(of=("early",)), "enbnn"[:2], "ee"),
        (own(counts="hours", window="3d", value=16.0), "e-ee-ee", "eee"),
        (own(counts="nights", window="14d", value=2.0), "dd", "dd-------d"),
        (own(counts="weekends", window="plan", value=1.0), "-----ee", "-----e------e"),
        (own(counts="days", bound="least", window="week", value=2.0), "ee-----ee", "ee-----e"),
        (own(counts="shifts", of=("dark",), bound="least", window="plan", value=1.0), "eed", "eel"),
    ],
)
def test_a_centre_adds_limits_of_its_own(limit, keeps, breaks):
    of = replace(limited("leave", 1.0), labour=LabourRules(own=(limit,)))
    assert judge(worked(of, keeps), of) == []
    faults = judge(worked(of, breaks), of)
    assert faults
    assert {(f.code, f.values["title"]) for f in faults} == {("rule.own_limit", "晚班 / late shifts")}


def test_who_works_nothing_misses_a_least():
    limit = own(counts="hours", bound="least", window="week", value=8.0)
    people = [agent(WORKER), agent("B2")]
    of = replace(limited("leave", 1.0, people=people), labour=LabourRules(own=(limit,)))
    rows = roster(of, (WORKER, 0, "early"), (WORKER, 7, "early"))
    # B2 stands in no row; the judge is asked about everybody named in the roster or asked for
    assert [f.values["agent"] for f in judge(rows, of, agents=["B2", WORKER])] == ["B2", "B2"]


@pytest.mark.parametrize(
    ("earlier", "later", "line", "faults"),
    [("late", "early", "le", 1), ("l", "e", "le", 0), ("late", "early", "l-e", 0), ("night", "day", "dn", 1)],
)
def test_what_must_not_follow_is_found(earlier, later, line, faults):
    of = replace(limited("leave", 1.0), labour=LabourRules(successions=(Succession("*", earlier, later, "hard"),)))
    assert len(judge(worked(of, line), of)) == faults


@pytest.mark.parametrize(
    ("kind", "mine", "others", "faults"),
    [("apart", "e-e", "-ee", 1), ("apart", "e", "l", 1), ("apart", "e", "d", 0), ("together", "ee", "ee", 0),
     ("together", "ee", "e-", 1), ("together", "e-", "l-", 1)],
)  # fmt: skip
def test_pairs_of_people_stay_apart_or_together(kind, mine, others, faults):
    of = limited("leave", 1.0, people=[agent(WORKER), agent("B2")])
    of = replace(of, labour=LabourRules(pairs=(AgentPair(WORKER, "B2", kind, "hard"),)))
    rows = pd.concat([worked(of, mine), worked(of, others).assign(agent="B2", shift_id=lambda r: "B2" + r["shift_id"])])
    assert len(judge(rows, of)) == faults
    assert len(judge(rows, of, agents=[WORKER])) == len(judge(rows, of, agents=["B2"])) == faults


def test_a_trainee_is_not_alone_and_has_a_mentor():
    terms = (Term("not_alone", 1.0, "warn", flag="trainee"), Term("mentor_present", 1.0, "warn", flag="trainee"))
    of = replace(limited("leave", 1.0, people=[agent(WORKER), agent("B2")]), labour=LabourRules(scoped=terms))
    of = with_facts(of, (WORKER, "trainee", "", ""))
    alone = roster(of, (WORKER, 0, "early"), ("B2", 0, "noon"))
    assert [f.code for f in judge(alone, of)] == ["rule.mentor_present", "rule.not_alone"]
    beside = roster(of, (WORKER, 0, "early"), ("B2", 0, "long"))
    assert [f.code for f in judge(beside, of, agents=[WORKER])] == ["rule.mentor_present"]
    led = with_facts(of, (WORKER, "trainee", "", ""), ("B2", "mentor", "", ""))
    assert judge(beside, led) == []


def test_breaks_are_judged_as_they_lie_where_segments_tell():
    of = limited("meal_after_h", 4.0)
    rows = worked(of, "e")
    start = rows["start_ts"].iloc[0]
    for at_min, faults in ((240, 0), (241, 1)):
        meal = start + pd.Timedelta(minutes=at_min)
        segments = pd.DataFrame(
            {"shift_id": rows["shift_id"].iloc[0], "start_ts": [start, meal], "activity": ["work", "meal"],
             "end_ts": [meal, meal + pd.Timedelta(minutes=30)]}
        )  # fmt: skip
        assert len(judge(rows, of, segments=segments)) == faults


def test_a_pattern_whose_breaks_cannot_lie_well_is_found():
    patterns = (pattern("x", 7, 9, 8, BreakRule("meal", 60, 330, 360)),)
    of = replace(limited("meal_after_h", 5.0), shifts={"x": patterns[0]})
    assert len(judge(roster(of, (WORKER, 0, "x")), of)) == 1
