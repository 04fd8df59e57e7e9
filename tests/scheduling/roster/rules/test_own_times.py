"""Availability, rotations, shifts of a contract and agreed weeks: they shape what is made and judge what is there."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from scheduling.roster.rules.judge import judge
from scheduling.roster.rules.people import known_people
from scheduling.roster.rules.slots import budgets_of, forbidding, slots_of
from tests.scheduling.roster.kit import PATTERNS, agent, centre, roster

DAYS = pd.date_range("2026-11-02", periods=14)


def with_tables(of, **tables):
    return replace(of, tables={**of.tables, **tables})


def rows(columns, *lines):
    return pd.DataFrame([line.split(",") for line in lines], columns=columns.split(","))


def lawful(of):
    """Shifts of each day (0 first) that the first person may work."""
    (person, *_), slots = known_people(of), slots_of(of, list(of.shifts.values()))
    first = slots[0].day
    found: dict[int, set[str]] = {}
    for slot in slots:
        if not forbidding(person, slot):
            found.setdefault(slot.day - first, set()).add(slot.shift)
    return found


def test_shifts_lie_in_the_windows_of_their_day_and_a_date_replaces_its_weekday():
    table = rows(
        "agent,days,start_time,end_time",
        "A17,Mon Tue,08:00,20:00", "A17,2026-11-09,off,", "A17,Wed,22:00,07:00", "A17,Thu,,16:00",
    )  # fmt: skip
    may = lawful(with_tables(centre(), availability=table))
    assert may[0] == may[1] == {"day"}
    assert may[2] == {"night"}
    assert may[3] == {"early"}
    assert may[4] == {"early", "day", "late", "night"}
    assert 7 not in may
    assert may[8] == {"day"}


def test_a_rotation_of_twelve_on_and_thirty_six_off_works_every_second_day():
    table = pd.DataFrame({"rotation": ["t"], "cycle": ["early|day -"], "anchor_date": [pd.Timestamp("2026-10-30")]})
    of = with_tables(centre([agent("A17", rotation="t")]), rotations=table)
    assert lawful(of) == {day: {"early", "day"} for day in range(1, 14, 2)}


def test_flexible_starts_of_a_shift_are_all_in_its_turn():
    flexible = [replace(PATTERNS[0], shift=f"early@0{h}:00", start_min=h * 60, family="early") for h in (6, 7)]
    table = pd.DataFrame({"rotation": ["t"], "cycle": ["early *"], "anchor_date": [DAYS[0]]})
    of = with_tables(centre([agent("A17", rotation="t")], patterns=[*flexible, PATTERNS[3]]), rotations=table)
    assert lawful(of)[0] == {"early@06:00", "early@07:00"}
    assert lawful(of)[1] == {"early@06:00", "early@07:00", "night"}


def test_a_shift_that_names_contracts_is_for_their_people_only():
    patterns = [PATTERNS[0], replace(PATTERNS[1], contracts=("student",))]
    assert lawful(centre(patterns=patterns))[0] == {"early"}
    assert lawful(centre([agent("A17", contract="student")], patterns=patterns))[0] == {"early", "day"}


def test_agreed_hours_and_days_bound_each_week_and_count_what_was_worked():
    of = centre([agent("A17", most_week_h=20.0, most_week_d=3.0)], days=14)
    (person,) = known_people(of)
    first = slots_of(of, list(of.shifts.values()))[0].day
    found = [(b.first - first, b.last - first, b.most) for code, b in budgets_of(person, first, first + 13)
             if code == "rule.own_week"]  # fmt: skip
    assert found == [(0, 6, 1200.0), (7, 13, 1200.0), (0, 6, 3.0), (7, 13, 3.0)]


@pytest.mark.parametrize(
    ("values", "tables", "code"),
    [
        ({}, {"availability": rows("agent,days,start_time,end_time", "A17,Tue,12:00,")}, "rule.availability"),
        ({"rotation": "t"}, {"rotations": pd.DataFrame(
            {"rotation": ["t"], "cycle": ["* -"], "anchor_date": [DAYS[0]]})}, "rule.rotation"),
        ({"most_week_h": 12.0}, {}, "rule.own_week"),
        ({"most_week_d": 1.0}, {}, "rule.own_week"),
    ],
)  # fmt: skip
def test_the_judge_finds_the_breach_under_the_same_name(values, tables, code):
    of = with_tables(centre([agent("A17", **values)]), **tables)
    faults = judge(roster(of, ("A17", 0, "early"), ("A17", 1, "early")), of)
    assert [(fault.code, fault.values["date"]) for fault in faults] == [(code, "2026-11-03")]


def test_the_judge_finds_a_shift_of_another_contract():
    of = centre(patterns=[replace(PATTERNS[0], contracts=("student",)), *PATTERNS[1:]])
    faults = judge(roster(of, ("A17", 0, "early")), of)
    assert [fault.code for fault in faults] == ["rule.shift_contract"]
