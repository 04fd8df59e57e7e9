"""Flexible shifts, availability, rotations, quotas and activities are read like every table, and nonsense is named."""

from __future__ import annotations

import pytest

from data.contracts.errors import RefusedInput
from data.intake.centre import read_centre

PATTERNS = """shift,kinds,start,span_min,paid_min,breaks,colour,start_until,start_step_min,break_gap_min,contracts
F,internal,07:00,540,480,meal:60:180-300 break:15:60-150,#4C78A8,08:15,15,60,full
S,internal,09:00,720,480,split:240:180-300,#4C78A8,,,,
"""
SHIFTS = "shift,kinds,start,span_min,paid_min,breaks,colour,start_until,start_step_min,break_gap_min,contracts\n"
AVAILABLE = "agent,days,start_time,end_time\nA01,Mon Tue,08:00,18:00\nA01,2026-11-11,off,\nA02,*,22:00,07:00\n"
TURNS = "rotation,cycle,anchor_date\nturn-a,E E - - E|N *,2026-11-02\n"
DEEDS = """activity,kind,who,minutes,start_date,end_date,weekdays,start_time,end_time,every,\
together,least_share,priority
team,meeting,own-a,30,,,Mon Wed,10:00,16:00,week,yes,0.8,1
course,training,A01 sh,120,2026-11-03,2026-11-06,,,,once,no,,2
"""


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def faults(folder, **files):
    with pytest.raises(RefusedInput) as caught:
        read_centre(write(folder, **files))
    return [(fault.code, fault.line, fault.column) for fault in caught.value.faults]


def test_a_flexible_shift_is_a_pattern_for_each_start_and_keeps_its_family(centre_folder):
    shifts = read_centre(write(centre_folder, shift_patterns=PATTERNS)).shifts
    assert list(shifts) == ["F@07:00", "F@07:15", "F@07:30", "F@07:45", "F@08:00", "F@08:15", "S"]
    late = shifts["F@08:15"]
    assert (late.start_min, late.family, late.break_gap_min, late.contracts) == (495, "F", 60, ("full",))
    assert shifts["S"].breaks[0].activity == "split"
    assert shifts["S"].contracts == ()


def test_old_files_read_as_before(centre_folder):
    centre = read_centre(centre_folder)
    assert [(s.family, s.break_gap_min, s.contracts) for s in centre.shifts.values()] == [("", 0, ())] * 2
    assert centre.tables["agents"]["most_week_h"].isna().all()
    assert centre.tables["activities"].empty


def test_the_tables_are_read(centre_folder):
    tables = read_centre(
        write(centre_folder, availability=AVAILABLE, rotations=TURNS, activities=DEEDS)
    ).tables  # fmt: skip
    assert tables["availability"]["end_time"].tolist() == ["18:00", "", "07:00"]
    assert tables["rotations"]["cycle"].tolist() == ["E E - - E|N *"]
    assert tables["activities"]["together"].tolist() == [True, False]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("F,internal,07:00,540,480,,#4C78A8,06:00,,,", "shifts.until", "start_until"),
        ("F,internal,07:00,540,480,,#4C78A8,25:00,,,", "settings.clock", "start_until"),
        ("F,internal,00:00,540,480,,#4C78A8,23:00,5,,", "shifts.starts", "start_step_min"),
        ("F,internal,07:00,540,480,,#4C78A8,,,,student", "shifts.contract", "contracts"),
        ("F,internal,07:00,540,480,meal:60:60-90 break:15:150-180,#4C78A8,,,200,", "shifts.gap", "break_gap_min"),
    ],
)
def test_wrong_shifts_are_named(centre_folder, row, code, column):
    assert (code, 2, column) in faults(centre_folder, shift_patterns=SHIFTS + row + "\n")


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("A01,Mon 2026-11-11,,", "shifts.days", "days"),
        ("A01,Montag,,", "shifts.days", "days"),
        ("A01,2026-13-01,,", "shifts.days", "days"),
        ("A01,Mon,8,", "settings.clock", "start_time"),
        ("A01,Mon,off,18:00", "shifts.off", "end_time"),
        ("A77,Mon,,", "settings.unknown_name", "agent"),
    ],
)
def test_wrong_availability_is_named(centre_folder, row, code, column):
    assert faults(centre_folder, availability=f"agent,days,start_time,end_time\n{row}\n") == [(code, 2, column)]


def test_wrong_rotations_are_named(centre_folder):
    text = "rotation,cycle,anchor_date\na,- -,2026-11-02\nb,E X,2026-11-02\n"
    assert [code for code, *_ in faults(centre_folder, rotations=text)] == ["shifts.idle_cycle", "shifts.cycle"]


def test_leave_beyond_the_quota_names_the_row_that_is_one_too_many(centre_folder):
    leave = "agent,date,kind\nA01,2026-11-04,annual\nA02,2026-11-04,annual\nA01,2026-11-05,sick\n"
    quota = "group,date,most,kinds\n*,2026-11-04,1,\nown-b,2026-11-04,0,annual\nown-a,2026-11-05,0,annual\n"
    assert faults(centre_folder, leave=leave, leave_quota=quota) == [("shifts.quota", 3, "date")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("x,meeting,nobody,30,,,,,,week,yes,,1", "activities.who"),
        ("x,meeting,*,30,,,Monday,,,week,yes,,1", "activities.weekday"),
        ("x,meeting,*,30,,,,10:00,10:15,week,yes,,1", "activities.room"),
        ("x,meeting,*,30,2026-11-05,2026-11-04,,,,week,yes,,1", "adjustment.dates"),
        ("x,party,*,30,,,,,,week,yes,,1", "table.unknown_word"),
    ],
)
def test_wrong_activities_are_named(centre_folder, row, code):
    head = DEEDS.splitlines()[0]
    assert code in [found for found, *_ in faults(centre_folder, activities=f"{head}\n{row}\n")]


def test_least_hours_above_the_most_are_named(centre_folder):
    file = centre_folder / "agents.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text(
        "\n".join([head + ",least_week_h,most_week_h", *(row + ",30,20" for row in rows)]) + "\n", encoding="utf-8"
    )
    assert faults(centre_folder) == [("shifts.hours", 2, "least_week_h"), ("shifts.hours", 3, "least_week_h")]


def test_carried_shifts_end_after_they_start(centre_folder):
    text = "group,start_ts,end_ts,heads\nown-a,2026-11-01T22:00:00+08:00,2026-11-01T06:00:00+08:00,3\n"
    assert faults(centre_folder, carried_shifts=text) == [("shifts.carried", 2, "end_ts")]
