"""Swaps: whole shifts change hands, and what forbids it is named before anything lands."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.centre import Centre
from scheduling.adjust.apply import apply_adjustments
from scheduling.adjust.swap import Judged, Swap, judge_swap
from scheduling.breaks import breaks_text, default_breaks, segments_of
from tests.scheduling.roster.kit import agent, centre, roster

DAYS = [pd.Timestamp("2026-11-02") + pd.Timedelta(days=n) for n in range(3)]


def judged(of: Centre, shifts: list[tuple[str, int, str]], swap: Swap, lock: str = "") -> tuple[Judged, pd.DataFrame]:
    rows = roster(of, *shifts)
    rows["locked"] = rows["agent"] == lock
    cut = segments_of(rows, [breaks_text(default_breaks(of.shifts[code], 15)) for code in rows["shift"]])
    made = judge_swap(rows, cut, swap, of)
    return made, apply_adjustments(rows, cut, made.edits, of).roster


def two(**values: object) -> Centre:
    return centre([agent("A"), agent("B", **values)])


def shifts_of(rows: pd.DataFrame) -> dict[tuple[str, int], str]:
    return {(a, (d - DAYS[0]).days): s for a, d, s in zip(rows["agent"], rows["date"], rows["shift"], strict=True)}


def test_two_shifts_of_one_day_change_hands():
    made, after = judged(two(), [("A", 0, "early"), ("B", 0, "day")], Swap("A", DAYS[0], "B", DAYS[0]))
    assert made.faults == ()
    assert shifts_of(after) == {("A", 0): "day", ("B", 0): "early"}


def test_shifts_of_two_days_leave_both_a_day_off_behind():
    made, after = judged(two(), [("A", 0, "day"), ("B", 2, "day")], Swap("A", DAYS[0], "B", DAYS[2]))
    assert made.faults == ()
    assert shifts_of(after) == {("B", 0): "day", ("A", 2): "day"}


def test_a_shift_can_be_given_away():
    made, after = judged(two(), [("A", 0, "day")], Swap("A", DAYS[0], "B"))
    assert made.hard == ()
    assert shifts_of(after) == {("B", 0): "day"}


def test_a_swap_that_takes_the_rest_names_the_rule_and_the_person():
    shifts = [("A", 0, "late"), ("B", 0, "early"), ("B", 1, "early")]
    made, _ = judged(two(), shifts, Swap("A", DAYS[0], "B", DAYS[0]))
    (fault,) = made.hard
    assert (fault.code, fault.values["agent"]) == ("rule.min_rest", "B")


def test_a_dearer_shift_is_told_and_not_forbidden():
    made, _ = judged(two(), [("A", 0, "night"), ("B", 2, "day")], Swap("A", DAYS[0], "B"))
    assert made.hard == ()
    other_pay, _ = judged(two(), [("A", 0, "night"), ("B", 2, "day")], Swap("A", DAYS[0], "B", DAYS[2]))
    assert other_pay.cost_cny == 0.0  # the same people's pool pays both


@pytest.mark.parametrize(
    ("shifts", "swap", "code"),
    [
        ([("B", 2, "day")], Swap("A", DAYS[0], "B"), "swap.no_shift"),
        ([("A", 0, "day"), ("B", 0, "day")], Swap("A", DAYS[0], "B"), "swap.works"),
        ([("A", 0, "day")], Swap("A", DAYS[0], "A"), "swap.self"),
        ([("A", 0, "day")], Swap("A", DAYS[0], "Z"), "repair.agent"),
    ],
)
def test_what_is_no_swap_is_refused(shifts: list[tuple[str, int, str]], swap: Swap, code: str):
    assert code in {fault.code for fault in judged(two(), shifts, swap)[0].hard}


def test_people_without_the_skills_and_locked_shifts_are_refused():
    made, _ = judged(two(group="chat"), [("A", 0, "day")], Swap("A", DAYS[0], "B"))
    assert "swap.skill" in {fault.code for fault in made.hard}
    made, _ = judged(two(), [("A", 0, "day")], Swap("A", DAYS[0], "B"), lock="A")
    assert [fault.code for fault in made.hard] == ["swap.locked"]
