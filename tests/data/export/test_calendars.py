"""Each named agent gets a calendar that clients understand and that does not change by itself."""

from __future__ import annotations

import time

import icalendar
import pandas as pd
import pytest

from data.export.breaks import segment_rows
from data.export.calendars import file_names, write_calendars


def test_a_shift_is_an_event_with_its_id_times_and_breaks(tables, centre, tmp_path):
    paths = write_calendars(*tables, centre, tmp_path, "zh")
    assert [path.name for path in paths] == ["A01.ics", "A02.ics"]  # the seat has none
    body = paths[0].read_bytes()
    calendar = icalendar.Calendar.from_ical(body)
    first = calendar.walk("VEVENT")[0]
    assert str(first["UID"]) == "A01|2026-11-02"
    assert first["DTSTART"].dt == pd.Timestamp("2026-11-02 08:00", tz="Asia/Shanghai")
    assert str(first["SUMMARY"]) == "班次 E"
    assert str(first["DESCRIPTION"]) == "小休 09:30-09:45\n用餐 12:00-13:00"
    assert str(first["LOCATION"]) == "上海"
    assert len(calendar.walk("VTIMEZONE")) == 1
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(len(line) for line in body.split(b"\r\n")) <= 75


def test_a_night_shift_ends_on_the_next_day(tables, centre, tmp_path):
    body = write_calendars(*tables, centre, tmp_path, "en")[1].read_bytes()
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    assert event["DTEND"].dt == pd.Timestamp("2026-11-03 06:00", tz="Asia/Shanghai")
    assert str(event["SUMMARY"]) == "Shift N"


def test_the_bytes_depend_on_the_roster_alone(tables, centre, tmp_path):
    one, two = (write_calendars(*tables, centre, tmp_path / name)[0].read_bytes() for name in ("a", "b"))
    assert one == two
    assert b"DTSTAMP:20261025T160000Z" in one


@pytest.mark.parametrize("agent", ["../../etc/passwd", "a/b", "..", "CON", "a:b*?", "", "x" * 300, ".hidden"])
def test_no_agent_id_leaves_the_folder(agent):
    (name,) = file_names([agent]).values()
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert len(name) < 100
    assert name.split(".")[0].lower() != "con"


def test_ids_that_look_alike_get_files_of_their_own():
    names = file_names(["a/b", "a:b", "A01", "a01", "王芳"])
    assert len({name.lower() for name in names.values()}) == 5
    assert names["王芳"] == "王芳.ics"


def test_two_hundred_and_twenty_people_take_less_than_three_seconds(tables, centre, tmp_path):
    roster, _ = tables
    one = roster[roster["shift_id"] == "A01|2026-11-02"]
    shifts = [
        one.assign(agent=f"B{n:03d}", shift_id=f"B{n:03d}|{d}", start_ts=one["start_ts"] + pd.Timedelta(days=d),
                   end_ts=one["end_ts"] + pd.Timedelta(days=d))
        for n in range(220) for d in range(10)
    ]  # fmt: skip
    many = pd.concat(shifts, ignore_index=True)
    parts = [
        part for shift in many.itertuples() for part in segment_rows(shift.shift_id, shift.start_ts, shift.end_ts, [])
    ]
    started = time.process_time()
    paths = write_calendars(many, pd.DataFrame(parts), centre, tmp_path)
    assert len(paths) == 220
    assert time.process_time() - started < 3
