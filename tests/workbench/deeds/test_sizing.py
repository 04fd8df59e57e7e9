"""The calculator on files: nothing half written, every fault with its line, no spreadsheet harmed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from data.contracts.errors import NotFound, RefusedInput
from workbench.access import User
from workbench.desk import Desk
from workbench.i18n import told_faults

HEADER = "id,model,lambda_per_hour,aht_s,agents,target_s,target_sl,max_occupancy\n"
GOOD = "a,C,100,200,,20,0.8,\n"


def sized(desk: Desk, user: User, folder: Path, text: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    (folder / "in.csv").write_bytes(text.encode(encoding))
    desk.size_file(user, folder / "in.csv", folder / "out.csv")
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as body:
        return list(csv.DictReader(body))


def refusal(desk: Desk, user: User, folder: Path, text: str) -> list[tuple[int | None, str, str]]:
    with pytest.raises(RefusedInput) as caught:
        sized(desk, user, folder, text)
    assert not (folder / "out.csv").exists()
    return [(fault.line, fault.column, fault.code) for fault in caught.value.faults]


def test_blank_lines_do_not_shift_the_line_of_a_fault(desk: Desk, planner: User, tmp_path: Path) -> None:
    found = refusal(desk, planner, tmp_path, HEADER + GOOD + "\n\n" + "b,C,x,200,,20,0.8,\n")
    assert found == [(5, "lambda_per_hour", "size.not_a_number")]


def test_the_file_that_is_read_is_not_written_over(desk: Desk, planner: User, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(HEADER + GOOD)
    (tmp_path / "link.csv").symlink_to("in.csv")
    for out in (tmp_path / "in.csv", tmp_path / "link.csv", tmp_path / "." / ".." / tmp_path.name / "in.csv"):
        with pytest.raises(RefusedInput) as caught:
            desk.size_file(planner, tmp_path / "in.csv", out)
        assert [fault.code for fault in caught.value.faults] == ["size.same_file"]
    assert (tmp_path / "in.csv").read_text() == HEADER + GOOD


def test_a_cell_that_a_spreadsheet_would_run_is_refused(desk: Desk, planner: User, tmp_path: Path) -> None:
    found = refusal(desk, planner, tmp_path, HEADER + GOOD.replace("a,", "=cmd|'/c calc'!A1,", 1))
    assert found == [(2, "id", "intake.formula")]


@pytest.mark.parametrize("cells", ["a,C,1e308,200,,20,0.8,", "a,C,100,200,1e308,20,,", "a,C,100,1e12,5,20,,"])
def test_absurd_amounts_are_refused(desk: Desk, planner: User, tmp_path: Path, cells: str) -> None:
    assert [code for _, _, code in refusal(desk, planner, tmp_path, HEADER + cells + "\n")] == ["size.too_much"]


@pytest.mark.parametrize("cells", ["a,C,100,200,,,,1e-300", "a,B,100,200,,,,1e-300", "a,C,1e9,1e9,,20,0.8,"])
def test_what_no_staff_can_do_is_said_and_not_answered_by_a_small_number(
    desk: Desk, planner: User, tmp_path: Path, cells: str
) -> None:
    (row,) = sized(desk, planner, tmp_path, HEADER + cells + "\n")
    assert (row["agents"], row["size_note"]) == ("", "no number of agents up to 10 million reaches this target")


def test_minus_nothing_is_nothing(desk: Desk, planner: User, tmp_path: Path) -> None:
    (row,) = sized(desk, planner, tmp_path, HEADER + "a,C,-0,200,,20,0.8,\n")
    assert (row["agents"], row["erlangs"]) == ("0", "0.0")


def test_chinese_headers_are_understood_and_kept(desk: Desk, planner: User, tmp_path: Path) -> None:
    text = "编号;每小时来电量;平均处理时长;目标秒数;服务水平;备注\n订单;200;180;20;0.8;𠮷\n"
    (row,) = sized(desk, planner, tmp_path, text, "gb18030")
    assert (row["编号"], row["备注"], row["agents"]) == ("订单", "𠮷", "14")
    assert float(row["sl"]) > 0.8
    (row,) = sized(desk, planner, tmp_path, "ID,Lambda_per_hour,AHT_S,TARGET_S,target_sl\nx,200,180,20,0.8\n")
    assert (row["ID"], row["agents"]) == ("x", "14")


def test_a_result_may_be_sized_again_and_stay_the_same(desk: Desk, planner: User, tmp_path: Path) -> None:
    sized(desk, planner, tmp_path, HEADER + GOOD)
    first = (tmp_path / "out.csv").read_bytes()
    desk.size_file(planner, tmp_path / "out.csv", tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == first


def test_an_output_that_cannot_be_is_refused_and_nothing_is_left(desk: Desk, planner: User, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(HEADER + GOOD)
    with pytest.raises(NotFound, match="no folder"):
        desk.size_file(planner, tmp_path / "in.csv", tmp_path / "no" / "out.csv")
    for wrong in (tmp_path, tmp_path / "out.xlsx"):
        with pytest.raises(RefusedInput, match="cannot become a CSV"):
            desk.size_file(planner, tmp_path / "in.csv", wrong)
    with pytest.raises(OSError, match="name too long"):
        desk.size_file(planner, tmp_path / "in.csv", tmp_path / f"{'x' * 300}.csv")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["in.csv"]


def test_a_target_folder_with_blanks_and_chinese_is_fine(desk: Desk, planner: User, tmp_path: Path) -> None:
    (tmp_path / "空 格").mkdir()
    (tmp_path / "in.csv").write_text(HEADER + GOOD)
    assert desk.size_file(planner, tmp_path / "in.csv", tmp_path / "空 格" / "结 果.csv").unmet == 0


def test_a_pasted_table_is_answered_as_its_file(desk: Desk, planner: User, tmp_path: Path) -> None:
    sized(desk, planner, tmp_path, HEADER + GOOD)
    made = desk.size_rows(planner, (HEADER + GOOD).encode(), "table.csv")
    assert made.body == (tmp_path / "out.csv").read_bytes()
    assert made.rows["agents"].tolist() == [9]


def test_a_fault_of_a_pasted_table_names_it(desk: Desk, planner: User) -> None:
    with pytest.raises(RefusedInput) as caught:
        desk.size_rows(planner, (HEADER + GOOD.replace("100", "many")).encode(), "table.csv")
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [("table.csv", 2)]


SERIES = "series,interval,interval_s,model,lambda_per_hour,aht_s,target_s,target_sl\n"


def test_notes_are_told_in_the_language_of_the_session(desk: Desk, planner: User, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(SERIES + "a,0,1800,C,100,60,20,0.8\na,1,1800,C,400,60,20,0.8\n")
    made = desk.size_file(planner, tmp_path / "in.csv", tmp_path / "out.csv", language="zh")
    assert set(made.rows["method_reason"]) == {"相邻时段之间负荷变化达 75 %"}
    assert "相邻时段" in (tmp_path / "out.csv").read_text("utf-8-sig")


def test_rows_that_cannot_be_met_are_counted(desk: Desk, planner: User, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(HEADER + GOOD + "b,C,100,200,,,,1e-300\n")
    made = desk.size_file(planner, tmp_path / "in.csv", tmp_path / "out.csv", language="zh")
    assert (len(made.rows), made.unmet) == (2, 1)
    assert made.rows["size_note"].tolist() == ["", "最多 1000 万人也达不到该目标"]


def test_a_row_without_a_target_is_refused_in_chinese(desk: Desk, planner: User, tmp_path: Path) -> None:
    with pytest.raises(RefusedInput) as caught:
        sized(desk, planner, tmp_path, HEADER + "a,C,100,200,,,,\n")
    (told,) = told_faults(caught.value.faults, "zh")
    assert "target_sl, max_asa_s, max_occupancy" in told
    assert "Fill" not in told
