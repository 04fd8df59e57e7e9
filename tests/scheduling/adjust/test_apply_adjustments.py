"""Planner edits: what they change, what they keep, and what no longer fits."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.errors import RefusedInput
from data.contracts.tables import ROSTER, SEGMENTS
from scheduling.adjust.apply import Adjusted, apply_adjustments
from scheduling.adjust.cell import Cell, cell_of, read_cell
from scheduling.adjust.judge import judge_edit
from scheduling.breaks import breaks_text, default_breaks, segments_of
from tests.scheduling.roster.kit import agent, centre, roster


def edits(*said: tuple[str, object, object]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "edit_id": f"e{number}",
                "plan": "p",
                "target": target,
                "seen_edit": "",
                "before": before if isinstance(before, str) else json.dumps(before),
                "after": after if isinstance(after, str) else json.dumps(after),
                "made_at": pd.Timestamp("2026-10-30 09:00", tz="UTC") + pd.Timedelta(minutes=number),
                "author": "li",
                "reason": "swap",
            }
            for number, (target, before, after) in enumerate(said)
        ]
    )


def planned(*shifts: tuple[str, int, str]) -> tuple[Centre, pd.DataFrame, pd.DataFrame]:
    of = centre([agent("A17"), agent("B2")])
    rows = roster(of, *shifts)
    breaks = [breaks_text(default_breaks(of.shifts[code], 15)) for code in rows["shift"]]
    return of, rows, segments_of(rows, breaks)


def adjusted(of: Centre, rows: pd.DataFrame, cut: pd.DataFrame, table: pd.DataFrame) -> Adjusted:
    made = apply_adjustments(rows, cut, table, of)
    checked(ROSTER, made.roster)
    checked(SEGMENTS, made.segments)
    return made


def test_another_shift_keeps_the_id_and_says_who_made_it():
    of, rows, cut = planned(("A17", 0, "early"), ("A17", 1, "early"))
    made = adjusted(of, rows, cut, edits(("A17|2026-11-02", {"shift": "early"}, {"shift": "late", "locked": True})))
    row = made.roster.iloc[0]
    assert (row["shift_id"], row["shift"], row["origin"], bool(row["locked"])) == (
        "A17-20261102",
        "late",
        "planner",
        True,
    )
    assert row["start_ts"].isoformat() == "2026-11-02T14:00:00+08:00"
    assert row["paid_min"] == 480
    own = made.segments[made.segments["shift_id"] == "A17-20261102"]
    assert own["activity"].tolist() == ["work", "meal", "work"]
    assert own["start_ts"].iloc[1].isoformat() == "2026-11-02T17:30:00+08:00"
    assert made.stale == ()


def test_an_empty_cell_gets_a_shift_and_a_full_one_becomes_free():
    of, rows, cut = planned(("A17", 0, "early"))
    made = adjusted(
        of,
        rows,
        cut,
        edits(
            ("A17|2026-11-02", {"shift": "early"}, {"shift": ""}), ("B2|2026-11-02", {"shift": ""}, {"shift": "early"})
        ),
    )
    assert made.roster[["shift_id", "agent", "group", "pool"]].to_numpy().tolist() == [
        ["B2-20261102", "B2", "voice", "own"]
    ]
    assert set(made.segments["shift_id"]) == {"B2-20261102"}


def test_own_times_and_breaks_are_kept_to_the_minute():
    of, rows, cut = planned(("A17", 0, "early"))
    after = {"shift": "early", "start": "2026-11-02T08:10", "end": "2026-11-02T12:40", "breaks": "break@60:10"}
    made = adjusted(of, rows, cut, edits(("A17|2026-11-02", {"shift": "early"}, after)))
    assert made.segments["start_ts"].dt.strftime("%H:%M").tolist() == ["08:10", "09:10", "09:20"]
    assert made.roster["paid_min"].tolist() == [210.0]  # the pattern's unpaid hour stays unpaid


def test_an_undo_is_a_counter_edit():
    of, rows, cut = planned(("A17", 0, "early"))
    before = cell_of(rows.iloc[0].to_dict(), cut).as_json()
    late = read_cell('{"shift": "late"}', of.window.first, of).as_json()
    made = adjusted(of, rows, cut, edits(("A17|2026-11-02", before, late), ("A17|2026-11-02", late, before)))
    pd.testing.assert_frame_equal(made.roster, rows)
    assert made.stale == ()


def test_an_edit_of_a_cell_that_a_new_solve_changed_is_stale():
    of, rows, cut = planned(("A17", 0, "day"))
    made = adjusted(of, rows, cut, edits(("A17|2026-11-02", {"shift": "early"}, {"shift": "late"})))
    assert made.stale == ("e0",)
    pd.testing.assert_frame_equal(made.roster, rows)


def test_an_edit_that_a_new_solve_made_itself_fits():
    of, rows, cut = planned(("A17", 0, "late"))
    made = adjusted(of, rows, cut, edits(("A17|2026-11-02", {"shift": "early"}, {"shift": "late"})))
    assert made.stale == ()


def test_edits_of_somebody_who_left_are_stale():
    of, rows, cut = planned(("A17", 0, "late"))
    made = adjusted(of, rows, cut, edits(("Z9|2026-11-02", {"shift": ""}, {"shift": "late"})))
    assert made.stale == ("e0",)


def test_the_callers_tables_are_not_changed():
    of, rows, cut = planned(("A17", 0, "early"))
    kept, kept_cut = rows.copy(), cut.copy()
    apply_adjustments(rows, cut, edits(("A17|2026-11-02", {"shift": "early"}, {"shift": "late"})), of)
    pd.testing.assert_frame_equal(rows, kept)
    pd.testing.assert_frame_equal(cut, kept_cut)


def test_an_edit_is_told_the_rest_it_breaks():
    of, rows, cut = planned(("A17", 0, "early"), ("A17", 1, "early"))
    (fault,) = judge_edit(rows, cut, edits(("A17|2026-11-02", {"shift": "early"}, {"shift": "late"})), of)
    assert (fault.code, fault.text) == ("rule.min_rest", "A17 rests 8 h before 2026-11-03, 11 h are required")


def test_a_day_with_two_shifts_cannot_be_edited_by_guess():
    of, rows, cut = planned(("A17", 0, "early"), ("A17", 0, "night"))
    table = edits(("A17|2026-11-02", {"shift": "early"}, {"shift": "day"}))
    (fault,) = judge_edit(rows, cut, table, of)
    assert (fault.code, fault.text) == (
        "edit.two_pieces",
        "A17 works two shifts on 2026-11-02: a cell with two shifts cannot be edited",
    )
    assert fault.advice
    made = adjusted(of, rows, cut, table)
    assert made.stale == ("e0",)
    pd.testing.assert_frame_equal(made.roster, rows)


def test_an_edit_is_not_blamed_for_what_was_wrong_before():
    of, rows, cut = planned(("A17", 0, "late"), ("A17", 1, "early"), ("A17", 5, "early"))
    assert judge_edit(rows, cut, edits(("A17|2026-11-07", {"shift": "early"}, {"shift": "day"})), of) == []


def test_an_edit_that_makes_a_breach_worse_is_blamed():
    of, rows, cut = planned(*[("A17", day, "early") for day in (0, 1, 2, 3, 4, 6)])
    faults = judge_edit(rows, cut, edits(("A17|2026-11-07", {"shift": ""}, {"shift": "early"})), of)
    assert {fault.code: fault.values.get("hours") for fault in faults} == {
        "rule.max_week_h": 56.0,
        "rule.max_days_in_row": None,
    }


@pytest.mark.parametrize(
    ("target", "before", "after", "code"),
    [
        ("A17|2026-11-02", {"shift": "late"}, {"shift": "day"}, "edit.stale"),
        ("Z9|2026-11-02", {"shift": ""}, {"shift": "day"}, "edit.stale"),
        ("A17|2026-11-02", {"shift": "early"}, {"shift": "x"}, "edit.unknown_shift"),
        (
            "A17|2026-11-02",
            {"shift": "early"},
            {"shift": "x", "start": "2026-11-02T09:00", "end": "2026-11-02T17:00"},
            "edit.unknown_shift",
        ),
        ("A17|2026-11-02", {"shift": "early"}, "no json", "edit.json"),
        ("A17|2026-11-02", {"shift": "early"}, {"shift": "day", "start": "noon"}, "edit.time"),
        ("A17|2026-11-02", {"shift": "early"}, {"shift": "day", "end": "2026-11-02T09:00"}, "edit.span"),
        ("A17|2026-11-02", {"shift": "early"}, {"shift": "day", "start": "2026-11-01T09:00"}, "edit.other_day"),
        ("A17|2026-11-02", {"shift": "early"}, {"shift": "day", "breaks": "meal@9999:60"}, "edit.break"),
        ("A17|2026-11-02", {"shift": "early"}, {"shift": "day", "breaks": "lunch"}, "breaks.text"),
        ("A17|2026-12-24", {"shift": ""}, {"shift": "day"}, "edit.outside"),
        ("A17 2026-11-02", {"shift": "early"}, {"shift": "day"}, "edit.target"),
    ],
)
def test_an_edit_that_makes_no_sense_is_a_fault_with_a_remedy(target: str, before: object, after: object, code: str):
    of, rows, cut = planned(("A17", 0, "early"))
    faults = judge_edit(rows, cut, edits((target, before, after)), of)
    assert code in [fault.code for fault in faults]
    assert all(fault.text and fault.advice for fault in faults)


def test_a_cell_without_a_shift_is_a_day_off():
    assert read_cell('{"shift": ""}', pd.Timestamp("2026-11-02"), centre()) == Cell()
    with pytest.raises(RefusedInput, match="is no cell"):
        read_cell("[]", pd.Timestamp("2026-11-02"), centre())
