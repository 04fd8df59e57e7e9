"""The roster leaves as a CSV that a spreadsheet opens and comes back the same."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from data.export.breaks import break_words
from data.export.roster_csv import write_roster_csv
from data.export.roster_csv_reader import read_roster_csv


def test_reading_the_export_gives_the_same_roster_and_segments(tables, centre, tmp_path):
    path = write_roster_csv(*tables, centre, tmp_path / "roster.csv")
    roster, segments = read_roster_csv(path, centre)
    pd.testing.assert_frame_equal(roster, tables[0])
    pd.testing.assert_frame_equal(segments, tables[1])


def test_the_file_has_a_bom_offsets_and_breaks(tables, centre, tmp_path):
    body = write_roster_csv(*tables, centre, tmp_path / "roster.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    assert (
        "A01,王芳,2026-11-02,E,2026-11-02T08:00:00+08:00,2026-11-02T17:00:00+08:00,break@90:15 meal@240:60"
        in body.decode()
    )
    assert b"2026-11-03T06:00:00+08:00" in body  # the night shift ends on the next day


def test_the_same_roster_gives_the_same_bytes(tables, centre, tmp_path):
    roster, segments = tables
    one = write_roster_csv(roster, segments, centre, tmp_path / "a.csv").read_bytes()
    shuffled = roster.sample(frac=1, random_state=1), segments.sample(frac=1, random_state=2)
    assert write_roster_csv(*shuffled, centre, tmp_path / "b.csv").read_bytes() == one


def test_a_name_that_is_a_formula_is_written_as_text(tables, centre, tmp_path):
    agents = centre.tables["agents"].assign(name=["=cmd|'/c calc'!A1", "@x"])
    hostile = dataclasses.replace(centre, tables={**centre.tables, "agents": agents})
    text = write_roster_csv(*tables, hostile, tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    assert ",=" not in text
    assert "'=cmd" in text


def test_a_spreadsheet_in_chinese_may_save_it(tables, centre, tmp_path):
    path = write_roster_csv(*tables, centre, tmp_path / "roster.csv")
    text = (
        path.read_text(encoding="utf-8-sig")
        .replace("agent,name,date", "工号,姓名,日期")
        .replace("2026-11-02,E", "2026/11/2,E")
    )
    path.write_text(text, encoding="gb18030")
    pd.testing.assert_frame_equal(read_roster_csv(path, centre)[0], tables[0])


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        ("A02,", "A77,", "agent", "'A77' is not known"),
        (",E,", ",X,", "shift", "'X' is not known"),
        ("own-b", "own-x", "group", "'own-x' is not known"),
        ("T08:00:00+08:00", "T08:00:00", "start", "no instant with an offset"),
        ("meal@240:60", "meal@2400:60", "breaks", "leaves the shift"),
        ("break@90:15", "tea@90:15", "breaks", "tea@90:15 is no break"),
        ("2026-11-02,E", "2026-11-01,E", "date", "starts on 2026-11-02, not on 2026-11-01"),
        ("2026-11-02T17:00", "2026-11-01T17:00", "end", "ends before it starts"),
        (",480,", ",-480,", "paid_min", "no number of 0 or more"),
        ("A02|2026-11-02", "A01|2026-11-02", "shift_id", "stands already in line"),
        ("cost_cny", "costs", "cost_cny", "column cost_cny is missing"),
    ],
)
def test_an_edit_that_breaks_it_is_named(tables, centre, tmp_path, old, new, column, said):
    path = write_roster_csv(*tables, centre, tmp_path / "roster.csv")
    path.write_text(path.read_text(encoding="utf-8-sig").replace(old, new), encoding="utf-8")
    with pytest.raises(RefusedInput) as caught:
        read_roster_csv(path, centre)
    fault = next(fault for fault in caught.value.faults if fault.column == column)
    assert said in fault.text
    assert fault.line
    assert fault.advice


def test_break_words_count_from_the_start_of_the_shift(tables):
    assert break_words(*tables).tolist()[0] == "break@90:15 meal@240:60"
