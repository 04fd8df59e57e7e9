"""A folder of settings is read whole or refused with everything that is wrong in it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data.contracts.columns import checked
from data.contracts.errors import Fault, RefusedInput
from data.contracts.settings import CENTRE_FILES
from data.intake.centre import read_centre


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(RefusedInput) as caught:
        read_centre(folder, {"solver.backend": ("highs", "cbc"), "forecast.models": ("ets", "prophet")})
    return caught.value.faults


def test_every_table_of_the_centre_is_there_and_keeps_its_contract(centre_folder):
    centre = read_centre(centre_folder)
    assert set(centre.tables) == set(CENTRE_FILES)
    for name, (schema, _) in CENTRE_FILES.items():
        checked(schema, centre.tables[name])
    assert centre.tables["events"].empty
    assert str(centre.tables["agents"]["last_shift_end"].dtype) == "datetime64[us, Asia/Shanghai]"
    assert centre.queues["voice"].target.service_level == 0.8  # written as 80%
    assert centre.queues["mail"].deadline_h == 8
    assert centre.queues["chat"].patience_s is None
    assert centre.shifts["N"].start_min == 22 * 60
    assert [rule.activity for rule in centre.shifts["E"].breaks] == ["meal", "break"]
    assert centre.limits_of("full").values["max_week_h"] == 48
    assert centre.solver.gap == 0.01
    assert centre.as_of == pd.Timestamp("2026-10-26", tz="Asia/Shanghai")


def test_faults_of_all_files_come_at_once_with_file_line_and_column(centre_folder):
    spoil(centre_folder, "agents.csv", "A02,李伟,own-b", "A02,李伟,own-z")
    spoil(centre_folder, "rates.csv", "pa,52", "pa,-52")
    spoil(centre_folder, "limits.csv", "min_rest_h", "min_rest")
    spoil(centre_folder, "leave.csv", "A01", "A99")
    spoil(centre_folder, "shift_patterns.csv", "22:00", "25:00")
    spoil(centre_folder, "centre.toml", "gap = 0.01", "gapp = 0.01")
    places = {(fault.file, fault.line, fault.column) for fault in faults_of(centre_folder)}
    assert places == {
        ("agents.csv", 3, "group"),
        ("rates.csv", 3, "cost_cny_per_h"),
        ("limits.csv", 2, "rule"),
        ("leave.csv", 2, "agent"),
        ("shift_patterns.csv", 3, "start"),
        ("centre.toml", 12, "solver.gapp"),
    }
    for fault in faults_of(centre_folder):
        assert fault.advice


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "said"),
    [
        ("centre.toml", "interval_min = 15", "interval_min = 20", "centre.interval", "20 is no interval"),
        ("centre.toml", "Asia/Shanghai", "Asia/Shanghi", "centre.zone", "'Asia/Shanghi' is no time zone"),
        ("centre.toml", "+08:00", "", "centre.as_of", "has no time zone"),
        ("centre.toml", "2026-11-15", "2026-12-15", "centre.plan", "beyond the forecast"),
        ("centre.toml", "2026-11-02", "2026-10-02", "centre.plan", "before as_of"),
        ("centre.toml", 'name = "tiny"', 'name = "Tiny!"', "centre.name", "cannot name a centre"),
        ("centre.toml", "[plan]", "[plan", "centre.toml", "no TOML"),
        ("centre.toml", "gap = 0.01", 'gap = "x"', "centre.wrong_kind", "x is not a number"),
        ("centre.toml", "gap = 0.01", "gap = 2", "centre.range", "out of range"),
        ("centre.toml", "gap = 0.01", 'backend = "cplex"', "centre.choice", "'cplex' is not known"),
        ("centre.toml", "[solver]", "[forecast]\nmodels = []\n[solver]", "centre.none_named", "the list is empty"),
        (
            "centre.toml",
            "[solver]",
            '[forecast]\nmodels = ["ets", "ets"]\n[solver]',
            "centre.twice",
            "'ets' stands twice",
        ),
        (
            "centre.toml",
            "[solver]",
            '[forecast]\nmodels = ["profet"]\n[solver]',
            "centre.choice",
            "'profet' is not known",
        ),
        ("centre.toml", "as_of = 2026", "as_of = 1926", "centre.as_of", "not between the years"),
        ("agents.csv", "A02,李伟", '"A\n02",李伟', "intake.control", "holds a line break"),
        ("pools.csv", "0.08,5,40,5,3", "0.08,5,40,50,3", "settings.block", "can never be ordered"),
        ("pools.csv", "0.08,5,40,5,3", "0.08,5,1e30,5,3", "settings.no_whole", "'1e30' is not a whole number"),
        ("queues.csv", ",3,2.2,", ",3,22,", "settings.concurrency", "a gain of 22 from 3 contacts"),
        ("shift_patterns.csv", "break:30:120-300", "break:480:0-0", "settings.break", "with work left"),
        ("shift_patterns.csv", "break:30:120-300", "break:30:60-70 meal:30:60-70", "settings.break", "do not fit"),
        ("skills.csv", "own-b,own,sh,mail", "own-b,own,sh,maill", "settings.unknown_name", "no queue maill"),
        (
            "skills.csv",
            "own-a,own,sh,chat",
            "own-a,pa,sh,chat",
            "settings.split_group",
            "is of pool own above and of pa",
        ),
        ("rates.csv", "pa,", "pb,", "settings.unknown_name", "there is no pool pb in pools"),
        ("agents.csv", "A02,", "A01,", "table.duplicate_key", "agent A01 stands already in line 2"),
        ("agents.csv", "full,40,是", "full,vierzig,是", "settings.no_number", "'vierzig' is not a number"),
        ("agents.csv", "full,40,是", "full,99,是", "table.too_high", "99.0 is above 60"),
        ("agents.csv", "early,2", "early,2.5", "settings.no_whole", "'2.5' is not a whole number"),
        ("agents.csv", "40,no", "40,maybe", "settings.no_flag", "'maybe' is not true or false"),
        ("agents.csv", "王芳", "=cmd|'/c calc'!A1", "intake.formula", "looks like a formula"),
        ("agents.csv", "week_h", "weeek_h", "table.unknown_column", "weeek_h is not known"),
        ("leave.csv", "2026-11-04", "4.11.2026", "settings.no_day", "'4.11.2026' is no date"),
        ("queues.csv", ",voice,80%,20", ",phone,80%,20", "table.unknown_word", "'phone' is none of voice"),
        ("queues.csv", "80%,20,", "80%,,", "settings.half_target", "belong together"),
        ("shift_patterns.csv", "60:180-300", "60:180-600", "settings.break", "beyond the shift of 540"),
        ("shift_patterns.csv", "meal:60:180-300", "lunch:60", "settings.break", "'lunch:60' is no break"),
        ("shift_patterns.csv", "540,480", "470,480", "settings.paid", "480 paid minutes in a shift of 470"),
        ("shift_patterns.csv", "internal backup", "staff", "settings.kinds", "staff is no kind"),
        ("sites.csv", "Asia/Shanghai", "Beijing", "settings.zone", "'Beijing' is no time zone"),
    ],
)
def test_a_spoilt_cell_is_named_with_its_reason(centre_folder, file, old, new, code, said):
    spoil(centre_folder, file, old, new)
    found = faults_of(centre_folder)
    fault = next(fault for fault in found if fault.code == code)
    assert fault.file == file
    assert said in fault.text
    assert fault.advice


def test_a_misspelt_column_is_told_what_it_was_meant_to_be(centre_folder):
    spoil(centre_folder, "agents.csv", "week_h", "weeek_h")
    fault = next(fault for fault in faults_of(centre_folder) if fault.code == "table.unknown_column")
    assert fault.advice == "Rename it to week_h."


def test_a_missing_file_and_a_misspelt_one_are_told(centre_folder):
    (centre_folder / "leave.csv").rename(centre_folder / "leaves.csv")
    (centre_folder / "rates.csv").unlink()
    codes = {(fault.code, fault.file) for fault in faults_of(centre_folder)}
    assert codes == {("centre.stray_file", "leaves.csv"), ("centre.no_file", "rates.csv")}


def test_a_folder_without_centre_toml_says_so_once(centre_folder):
    (centre_folder / "centre.toml").unlink()
    assert [fault.code for fault in faults_of(centre_folder)] == ["centre.no_file"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headers_and_encodings_are_read(centre_folder, encoding):
    plain = read_centre(centre_folder)
    text = (centre_folder / "agents.csv").read_text(encoding="utf-8")
    chinese = "工号,姓名,技能组,合同,周工时,可上夜班,偏好,已连上天数,已连夜班数,上一班结束时间"
    (centre_folder / "agents.csv").write_text("\n".join([chinese, *text.splitlines()[1:]]), encoding=encoding)
    pd.testing.assert_frame_equal(read_centre(centre_folder).tables["agents"], plain.tables["agents"])


def test_an_excel_table_reads_like_its_csv(centre_folder):
    plain = read_centre(centre_folder)
    book = openpyxl.Workbook()
    rows = [line.split(",") for line in (centre_folder / "leave.csv").read_text(encoding="utf-8").splitlines()]
    book.active.append(rows[0])
    book.active.append([rows[1][0], pd.Timestamp(rows[1][1]).to_pydatetime(), rows[1][2]])
    book.save(centre_folder / "leave.xlsx")
    (centre_folder / "leave.csv").unlink()
    pd.testing.assert_frame_equal(read_centre(centre_folder).tables["leave"], plain.tables["leave"])


def test_an_excel_formula_counts_by_its_number_and_a_command_is_refused(centre_folder):
    book = openpyxl.Workbook()
    book.active.append(["agent", "date", "kind"])
    book.active.append(["A01", "2026-11-04", "=cmd|'/c calc'!A1"])
    book.save(centre_folder / "leave.xlsx")
    (centre_folder / "leave.csv").unlink()
    (fault,) = faults_of(centre_folder)
    assert (fault.code, fault.line, fault.column) == ("intake.formula", 2, "kind")


def test_a_name_is_proposed_only_when_it_is_really_close(centre_folder):
    spoil(centre_folder, "skills.csv", "own-b,own,sh,mail", "own-b,own,sh,maill")
    assert [fault.advice for fault in faults_of(centre_folder)] == ["Did you mean mail?"]
    spoil(centre_folder, "skills.csv", "own-b,own,sh,maill", "own-b,own,sh,mango")
    (fault,) = faults_of(centre_folder)
    assert fault.advice.startswith("Add it to queues, remove these rows")


def test_a_missing_column_is_named_with_its_chinese_headers(centre_folder):
    spoil(centre_folder, "sites.csv", "zone", "zome")
    (fault,) = [fault for fault in faults_of(centre_folder) if fault.code == "table.missing_column"]
    assert "Add the column zone (or 时区)" in fault.advice


def test_a_table_in_two_files_is_refused(centre_folder):
    book = openpyxl.Workbook()
    book.active.append(["agent", "date", "kind"])
    book.save(centre_folder / "leave.xlsx")
    assert [fault.code for fault in faults_of(centre_folder)] == ["centre.two_files"]


def test_no_such_folder_is_refused(tmp_path):
    assert [fault.code for fault in faults_of(tmp_path / "nowhere")] == ["centre.no_folder"]


def test_people_without_labour_limits_are_refused(centre_folder):
    spoil(centre_folder, "limits.csv", "*,", "half,")
    spoil(centre_folder, "agents.csv", "full,40,no", "none,40,no")
    (fault,) = faults_of(centre_folder)
    assert (fault.code, fault.file, fault.line, fault.column) == ("settings.no_limits", "agents.csv", 3, "contract")


def test_a_centre_may_live_from_seats_alone(centre_folder):
    header, *_ = (centre_folder / "agents.csv").read_text(encoding="utf-8").splitlines()
    (centre_folder / "agents.csv").write_text(header + "\n", encoding="utf-8")
    (centre_folder / "leave.csv").unlink()
    centre = read_centre(centre_folder)
    assert centre.tables["agents"].empty
    assert any("own-a of the internal pool own has no agents" in warning for warning in centre.warnings)


def test_what_is_hardly_meant_is_told(centre_folder):
    spoil(centre_folder, "skills.csv", "own-b,own,sh,mail,1,1\n", "own-b,own,sh,chat,1,1\n")
    spoil(centre_folder, "shift_patterns.csv", "internal ", "backup ")
    spoil(centre_folder, "agents.csv", "own-b", "pa-voice")
    told = read_centre(centre_folder).warnings
    for words in ("No skill group serves queue mail", "No shift pattern is for internal pools", "1 named agents"):
        assert any(words in warning for warning in told), words


def test_any_name_of_a_model_passes_where_nobody_says_which_there_are(centre_folder):
    spoil(centre_folder, "centre.toml", "[solver]", '[forecast]\nmodels = ["mine"]\n[solver]')
    assert read_centre(centre_folder).forecast.models == ("mine",)


def test_a_broken_centre_toml_is_not_told_to_be_a_csv_of_another_kind(centre_folder):
    (centre_folder / "centre.toml").write_bytes(b'name = "\xff\xff"\n')
    (fault,) = faults_of(centre_folder)
    assert (fault.code, fault.line) == ("intake.encoding", 1)
    assert fault.advice.startswith("Save the file as UTF-8")
