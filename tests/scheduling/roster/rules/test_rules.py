"""Each labour rule finds its breach, says it in words, and is silent when it is off."""

from __future__ import annotations

import time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts.centre import Centre, LabourLimits
from data.contracts.errors import Fault
from scheduling.roster.rules import RULES
from scheduling.roster.rules.judge import judge
from scheduling.roster.rules.night import minutes_at_night, night_minutes
from scheduling.roster.rules.shape import Slot
from tests.scheduling.roster.kit import LIMITS, agent, centre, pattern, roster


def only_fault(rows: pd.DataFrame, of: Centre) -> Fault:
    (fault,) = judge(rows, of)
    assert RULES[fault.code].limit
    assert fault.advice
    return fault


def test_a_lawful_week_has_no_fault():
    of = centre()
    assert judge(roster(of, *[("A17", day, "early") for day in range(5)]), of) == []


def test_early_after_late_rests_too_little():
    of = centre()
    fault = only_fault(roster(of, ("A17", 0, "late"), ("A17", 1, "early")), of)
    assert (fault.code, fault.text) == ("rule.min_rest", "A17 rests 8 h before 2026-11-03, 11 h are required")
    assert fault.advice == "Start later on 2026-11-03, or end earlier on 2026-11-02."
    assert fault.values["shift_id"] == "A17-20261103"


def test_exactly_the_rest_required_is_enough():
    of = centre(patterns=[pattern("a", 11, 9, 8), pattern("b", 7, 9, 8)])
    assert judge(roster(of, ("A17", 0, "a"), ("A17", 1, "b")), of) == []


def test_rest_counts_from_the_last_shift_before_the_plan():
    of = centre([agent("A17", last_shift_end="2026-11-01T23:00:00+08:00")])
    assert only_fault(roster(of, ("A17", 0, "early")), of).text == (
        "A17 rests 8 h before 2026-11-02, 11 h are required"
    )


@pytest.mark.parametrize(("first", "faults"), [("2026-03-28", 1), ("2026-10-24", 0), ("2026-06-06", 0)])
def test_rest_is_elapsed_time_when_the_clock_changes(first: str, faults: int):
    """20:00 to 07:00 is 11 h, but 10 h in the night the clock goes forward and 12 h when it goes back."""
    of = centre(
        patterns=[pattern("a", 11, 9, 8), pattern("b", 7, 9, 8)], zone="Europe/Berlin", first=pd.Timestamp(first)
    )
    assert len(judge(roster(of, ("A17", 0, "a"), ("A17", 1, "b")), of)) == faults


def test_a_seventh_day_in_a_row_is_one_too_many():
    of = centre(limits={**LIMITS, "max_week_h": 60.0})
    fault = only_fault(roster(of, *[("A17", day, "early") for day in range(7)]), of)
    assert (fault.code, fault.text) == (
        "rule.max_days_in_row",
        "A17 works 7 days in a row up to 2026-11-08, 6 are allowed",
    )


def test_days_worked_before_the_plan_count():
    of = centre([agent("A17", days_worked_before=5)])
    fault = only_fault(roster(of, ("A17", 0, "early"), ("A17", 1, "early")), of)
    assert fault.text == "A17 works 7 days in a row up to 2026-11-03, 6 are allowed"
    assert judge(roster(of, ("A17", 1, "early"), ("A17", 2, "early")), of) == []


def test_a_week_counts_the_days_worked_before_the_plan_starts_in_its_middle():
    thursday = pd.Timestamp("2026-11-05")
    of = centre([agent("A17", days_worked_before=3)], first=thursday)  # Monday to Wednesday, 24 h
    fault = only_fault(roster(of, *[("A17", day, "early") for day in range(3)]), of)
    assert (fault.code, fault.text) == (
        "rule.max_week_h",
        "A17 works 48 h in the week of 2026-11-02, 44 h are allowed",
    )
    assert judge(roster(of, ("A17", 0, "early"), ("A17", 1, "early"), ("A17", 4, "early")), of) == []
    of = centre([agent("A17", days_worked_before=3)])  # a plan that starts on a Monday inherits no hours
    assert judge(roster(of, *[("A17", day, "early") for day in range(3)]), of) == []


def test_a_sixth_shift_of_eight_hours_breaks_the_week():
    of = centre()
    rows = roster(of, *[("A17", day, "early") for day in (0, 1, 2, 3, 4, 5, 7)])
    fault = only_fault(rows, of)
    assert (fault.code, fault.text) == (
        "rule.max_week_h",
        "A17 works 48 h in the week of 2026-11-02, 44 h are allowed",
    )
    assert fault.values["date"] == "2026-11-07"


def test_hours_of_two_weeks_are_not_added():
    of = centre()
    assert judge(roster(of, *[("A17", day, "early") for day in (2, 3, 4, 5, 6, 7)]), of) == []


def test_a_shift_on_leave_is_a_fault():
    of = centre(leave=[("A17", "2026-11-04")])
    fault = only_fault(roster(of, ("A17", 1, "early"), ("A17", 2, "early")), of)
    assert (fault.code, fault.text) == ("rule.leave", "A17 is on leave on 2026-11-04")


def test_work_in_another_group_is_a_fault():
    of = centre()
    fault = only_fault(roster(of, ("A17", 0, "early"), group="chat"), of)
    assert (fault.code, fault.text) == ("rule.skill", "A17 has the skills of voice, not of chat, on 2026-11-02")


def test_who_may_not_work_at_night_does_not():
    of = centre([agent("A17", night_ok=False)])
    fault = only_fault(roster(of, ("A17", 0, "night")), of)
    assert (fault.code, fault.text) == ("rule.night_ban", "A17 may not work at night, but does on 2026-11-02")


def test_a_ban_means_every_minute_of_the_night():
    of = centre([agent("A17", night_ok=False)])
    assert only_fault(roster(of, ("A17", 0, "late")), of).code == "rule.night_ban"  # until 23:00
    assert judge(roster(of, ("A17", 0, "day")), of) == []


def test_a_shift_until_eleven_is_no_night_in_a_row_unless_the_centre_says_so():
    of = centre()
    rows = roster(of, *[("A17", day, "late") for day in range(5)])
    assert judge(rows, of) == []
    assert only_fault(rows, centre(limits={**LIMITS, "night_least_h": 1.0})).code == "rule.max_nights_in_row"


def test_what_night_means_holds_though_it_is_no_rule_of_its_own():
    of = centre([agent("A17", night_ok=False)], enforcement={"night_start_h": "off", "night_end_h": "off"})
    assert only_fault(roster(of, ("A17", 0, "night")), of).code == "rule.night_ban"


def test_shifts_before_the_plan_are_not_judged():
    of = centre([agent("A17", days_worked_before=1)])
    assert judge(roster(of, ("A17", -1, "late"), ("A17", -1, "early")), of) == []


def test_a_fifth_night_in_a_row_is_one_too_many():
    of = centre()
    fault = only_fault(roster(of, *[("A17", day, "night") for day in range(5)]), of)
    assert (fault.code, fault.text) == (
        "rule.max_nights_in_row",
        "A17 works 5 nights in a row up to 2026-11-06, 4 are allowed",
    )


def test_nights_before_the_plan_count():
    of = centre([agent("A17", nights_worked_before=4, days_worked_before=4)])
    assert only_fault(roster(of, ("A17", 0, "night")), of).code == "rule.max_nights_in_row"


def test_two_shifts_on_a_day_are_a_fault():
    of = centre()
    fault = only_fault(roster(of, ("A17", 0, "early"), ("A17", 0, "late")), of)
    assert (fault.code, fault.text) == ("rule.one_shift_a_day", "A17 has 2 shifts on 2026-11-02, 1 are allowed")


def test_an_agent_nobody_knows_is_a_fault():
    of = centre()
    fault = only_fault(roster(of, ("X", 0, "early")), of)
    assert (fault.code, fault.text) == ("rule.known_agent", "X on 2026-11-02 is no agent of this centre")


def test_a_seat_is_judged_only_on_one_shift_a_day():
    of = centre(seats={"pa": ""})
    worked = [("partner-0001", day, "night") for day in range(14)]
    assert judge(roster(of, *worked, kind="seat", group="pa"), of) == []
    twice = roster(of, ("partner-0001", 0, "early"), ("partner-0001", 0, "late"), kind="seat", group="pa")
    assert only_fault(twice, of).code == "rule.one_shift_a_day"


BREACHES = {
    "min_rest_h": [(0, "late"), (1, "early")],
    "max_days_in_row": [(day, "early") for day in (2, 3, 4, 5, 7, 8, 6)],
    "max_week_h": [(day, "early") for day in range(6)],
    "leave": [(3, "early")],
    "night_ban": [(0, "night")],
    "max_nights_in_row": [(day, "night") for day in range(5)],
    "max_shifts_per_day": [(0, "early"), (0, "late")],
}


@pytest.mark.parametrize("limit", BREACHES)
@pytest.mark.parametrize(("enforcement", "severities"), [("off", []), ("warn", ["warn"]), ("hard", ["hard"])])
def test_a_rule_does_what_its_enforcement_says(limit: str, enforcement: str, severities: list[str]):
    worker = agent("A17", night_ok=limit != "night_ban")
    of = centre([worker], enforcement={limit: enforcement}, leave=[("A17", "2026-11-05")] if limit == "leave" else [])
    faults = judge(roster(of, *[("A17", day, shift) for day, shift in BREACHES[limit]]), of)
    assert [fault.severity for fault in faults] == severities


def test_the_contract_overrules_the_limits_of_all():
    of = centre([agent("A17", contract="part")])
    part = of.limits["*"].__class__("part", {"max_week_h": 20.0}, {"max_week_h": "warn"})
    of = Centre(**{**of.__dict__, "limits": {**of.limits, "part": part}})
    fault = only_fault(roster(of, *[("A17", day, "early") for day in range(3)]), of)
    assert (fault.severity, fault.values["hours"], fault.values["most"]) == ("warn", 24.0, 20.0)


def test_an_empty_roster_has_no_fault():
    of = centre()
    assert judge(roster(of, ("A17", 0, "early")).iloc[:0], of) == []


def test_some_agents_can_be_judged_alone():
    of = centre([agent("A17"), agent("B2")])
    rows = roster(of, ("A17", 0, "late"), ("A17", 1, "early"), ("B2", 0, "late"), ("B2", 1, "early"))
    assert [fault.values["agent"] for fault in judge(rows, of, agents=["B2"])] == ["B2"]


def test_a_fortnight_of_220_agents_is_judged_in_a_blink():
    of = centre([agent(f"A{i:03d}") for i in range(220)])
    rows = roster(of, *[("A000", day, "early") for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)])
    everybody = pd.concat(
        [rows.assign(agent=f"A{i:03d}", shift_id=[f"{i}-{day}" for day in range(len(rows))]) for i in range(220)]
    )
    assert judge(everybody, of) == []
    seconds = []
    for _ in range(5):
        started = time.perf_counter()
        judge(everybody, of)
        seconds.append(time.perf_counter() - started)
    assert min(seconds) < 0.25  # 20 ms on a quiet machine


@given(st.integers(0, 1439), st.integers(60, 960), st.integers(0, 23), st.integers(0, 23))
def test_minutes_at_night_agree_with_counting_them(start: int, length: int, from_h: int, to_h: int):
    of = LabourLimits("c", {"night_start_h": float(from_h), "night_end_h": float(to_h)}, {})
    slot = Slot(0, "x", start, start + length, start, 0.0)
    hours = [minute // 60 % 24 for minute in range(start, start + length)]
    within = [from_h <= h < to_h if from_h <= to_h else h >= from_h or h < to_h for h in hours]
    assert minutes_at_night(slot, of) == night_minutes(start, length, from_h, to_h) == sum(within)
