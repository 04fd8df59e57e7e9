"""What a plan hands to the next one: runs of days and nights, rest, and shifts that reach beyond it."""

from __future__ import annotations

import pandas as pd

from data.contracts.columns import checked
from data.contracts.shift_tables import CARRY_PEOPLE, CARRY_SHIFTS
from scheduling.roster.rules.judge import judge
from scheduling.shifts.carry import carry_out, from_there
from tests.scheduling.roster.kit import agent, centre, roster


def test_runs_that_fill_the_window_go_on_from_before_it_and_others_count_from_the_last_day_off():
    of = centre([agent("A1", days_worked_before=3, nights_worked_before=1), agent("A2"), agent("A3")], days=3)
    shifts = [("A1", d, "night") for d in range(3)] + [("A2", 0, "day"), ("A2", 2, "day"), ("A3", 0, "day")]
    out = carry_out(roster(of, *shifts), of)
    checked(CARRY_PEOPLE, out.people)
    found = out.people.set_index("agent")[["days_worked_before", "nights_worked_before"]]
    assert found.to_numpy().tolist() == [[6, 4], [1, 0], [0, 0]]
    assert out.people["last_shift_end"].dt.strftime("%d %H:%M").tolist() == ["05 07:00", "04 19:00", "02 19:00"]


def test_who_is_still_on_shift_is_told_by_group():
    of = centre([agent("A1"), agent("A2")], days=2)
    out = carry_out(roster(of, ("A1", 1, "night"), ("A2", 1, "night"), ("A1", 0, "day")), of)
    checked(CARRY_SHIFTS, out.shifts)
    assert out.shifts[["group", "heads"]].to_numpy().tolist() == [["voice", 2.0]]


def test_a_plan_that_goes_on_knows_rest_and_runs():
    of = centre([agent("A1"), agent("A2")], days=7)
    worked = roster(of, *[("A1", day, "day") for day in range(1, 7)], ("A2", 6, "night"))
    after = from_there(of, carry_out(worked, of), pd.Timestamp("2026-11-09"), pd.Timestamp("2026-11-15"))
    assert after.tables["carried_shifts"]["heads"].tolist() == [1.0]
    again = roster(after, ("A1", 0, "day"), ("A2", 0, "day"))
    assert sorted(fault.code for fault in judge(again, after)) == ["rule.max_days_in_row", "rule.min_rest"]


def test_people_without_any_shift_keep_what_was_known():
    end = pd.Timestamp("2026-11-01 18:00", tz="Asia/Shanghai")
    of = centre([agent("A1", last_shift_end=end)], days=2)
    out = carry_out(roster(of, ("A1", 0, "day")).iloc[:0], of)
    assert out.people["last_shift_end"].tolist() == [end]
