"""The workbook shows the roster, prints well and runs nothing."""

from __future__ import annotations

import dataclasses
from datetime import datetime

import openpyxl
import pytest

from data.export.roster_xlsx import write_roster_xlsx


@pytest.fixture
def book(tables, centre, tmp_path):
    return openpyxl.load_workbook(write_roster_xlsx(*tables, centre, tmp_path / "r.xlsx", "zh"))


def test_people_by_days_hold_the_shift_codes_in_their_colours(book):
    sheet = book["班表"]
    assert [cell.value for cell in sheet[2]][:7] == ["工号", "姓名", "技能组", "职场", "班次数", "计薪小时", "周一"]
    row = [cell.value for cell in sheet[3]]
    assert row[:6] == ["A01", "王芳", "own-a", "sh", 2, 16]
    assert row[6:9] == ["E", "E 09:00-17:00", "请假"]
    assert sheet["G3"].fill.fgColor.rgb == "FF4C78A8"
    assert sheet["H3"].font.italic
    assert sheet["H3"].font.bold


def test_panes_filters_and_print_set_up(book):
    sheet = book["班表"]
    assert sheet.freeze_panes == "G3"
    assert sheet.auto_filter.ref == "A2:T4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # as many pages down as it takes, one wide
    assert sheet.print_title_rows == "$1:$2"


def test_list_seats_and_heads_on_duty_are_there(book):
    assert book.sheetnames == ["班表", "班次明细", "席位", "在岗人数"]
    assert book["班次明细"].max_row == 5
    assert [cell.value for cell in book["席位"][3]][:5] == ["pa", "外包", "pa-voice", "N", 1]
    on_duty = book["在岗人数"]
    assert on_duty["B11"].value == 1  # Monday 08:00
    assert on_duty["B25"].value == 2  # Monday 22:00, the seat included
    assert on_duty["C3"].value == 2  # Tuesday 00:00


def test_the_list_holds_real_times_readable_breaks_and_marks_what_a_planner_changed(book):
    sheet = book["班次明细"]
    column = {cell.value: cell.column_letter for cell in sheet[1]}
    start, end, breaks, changed = (column[name] for name in ("上班时间", "下班时间", "休息", "排班师已调整"))
    assert sheet[f"{start}2"].value == datetime(2026, 11, 2, 8)
    assert sheet[f"{end}2"].value == datetime(2026, 11, 2, 17)
    assert sheet[f"{start}2"].number_format == "yyyy-mm-dd hh:mm"
    assert sheet[f"{breaks}2"].value == "小休 09:30-09:45, 用餐 12:00-13:00"
    edited = [cell.row for cell in sheet[changed] if cell.value == "是"]
    assert [sheet[f"{start}{row}"].value for row in edited] == [datetime(2026, 11, 3, 9)]
    assert {sheet[f"{changed}{row}"].fill.fgColor.rgb for row in edited} == {"FFFFF2CC"}
    assert book["班表"]["H3"].border.left.style == "medium"


def test_english_words_on_request(tables, centre, tmp_path):
    path = write_roster_xlsx(*tables, centre, tmp_path / "r.xlsx", "en", {"roster": "Double 11"})
    assert openpyxl.load_workbook(path).sheetnames == ["Double 11", "Shifts", "Seats", "On duty"]


def test_a_formula_stays_a_word(tables, centre, tmp_path):
    agents = centre.tables["agents"].assign(name=["=cmd|'/c calc'!A1", "x"])
    hostile = dataclasses.replace(centre, tables={**centre.tables, "agents": agents})
    book = openpyxl.load_workbook(write_roster_xlsx(*tables, hostile, tmp_path / "r.xlsx"))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_the_same_roster_gives_the_same_bytes(tables, centre, tmp_path):
    one, two = (write_roster_xlsx(*tables, centre, tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert one == two


def test_an_empty_roster_is_a_workbook_too(tables, centre, tmp_path):
    roster, segments = tables
    book = openpyxl.load_workbook(write_roster_xlsx(roster.head(0), segments.head(0), centre, tmp_path / "r.xlsx"))
    assert book["班表"].max_row > 3
