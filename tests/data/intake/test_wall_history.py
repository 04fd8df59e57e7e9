from __future__ import annotations

import warnings

import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from data.intake.wall_history import grid_faults, read_wall_history

HEAD = "queue,timestamp,offered\n"


def told(tmp_path, rows: str) -> list[tuple[int | None, str]]:
    (tmp_path / "h.csv").write_text(rows)
    with pytest.raises(RefusedInput) as refused:
        read_wall_history(tmp_path / "h.csv")
    return [(fault.line, fault.template) for fault in refused.value.faults]


def grid(tmp_path, stamps, queue="a"):
    table = pd.DataFrame({"queue": queue, "timestamp": pd.DatetimeIndex(stamps), "offered": 1.0})
    table.to_csv(tmp_path / "h.csv", index=False)
    return grid_faults(table, tmp_path / "h.csv")


@pytest.mark.parametrize(
    "cell", ["now", "today", "2025", "06/02/2025", "9999-12-31", "0001-01-01", "2025-02-30", "2025-1-1", ""]
)
def test_a_cell_that_is_no_iso_date_is_refused_with_its_line(tmp_path, cell):
    assert told(tmp_path, HEAD + f"a,2025-01-01,1\na,{cell},1\n") == [(3, "{value} is no date")]


@pytest.mark.parametrize("zone", ["Z", "+08:00", "-0500", "+08"])
def test_times_with_a_zone_are_refused_alone_and_beside_others(tmp_path, zone):
    rows = HEAD + f"a,2025-03-01T09:00{zone},1\na,2025-03-01T09:30,1\na,2025-03-01T10:00+01:00,1\n"
    assert told(tmp_path, rows) == [(2, "times carry a zone"), (4, "times carry a zone")]


@pytest.mark.parametrize("year", [1985, 2105])
def test_a_year_far_from_the_others_is_refused_with_its_line(tmp_path, year):
    rows = HEAD + "a,2025-01-01,1\n" * 5 + f"a,{year}-01-06,1\n"
    assert told(tmp_path, rows) == [(7, "{value} lies more than 20 years from the middle of the file")]


def test_seconds_are_refused(tmp_path):
    rows = HEAD + "a,2025-01-01T09:00:00,1\na,2025-01-01T09:30:30,1\n"
    assert told(tmp_path, rows) == [(3, "the time has seconds, but an interval starts at a full minute")]


def test_counts_nobody_can_have_are_refused_without_a_numpy_warning(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        faults = told(tmp_path, HEAD + "a,2025-01-01,1e308\na,2025-01-02,1e999\n")
    assert [line for line, _ in faults] == [3, 2]


@pytest.mark.parametrize("name", ["=1+1", "@x", "+cmd", "-x"])
def test_a_queue_that_a_spreadsheet_would_run_is_refused(tmp_path, name):
    ((line, template),) = told(tmp_path, HEAD + f"{name},2025-01-01,1\n")
    assert (line, "formula" in template) == (2, True)


def test_headers_may_be_written_in_any_case(tmp_path):
    (tmp_path / "h.csv").write_text("Queue, Timestamp ,OFFERED\na,2025-01-01,3\n")
    assert read_wall_history(tmp_path / "h.csv").to_numpy().tolist() == [["a", pd.Timestamp("2025-01-01"), 3.0]]


def test_a_column_meant_twice_is_refused(tmp_path):
    assert told(tmp_path, "Queue,QUEUE,timestamp,offered\na,b,2025-01-01,3\n")[0][1].startswith("column {name} stands")


@pytest.mark.parametrize("minutes", [5, 10, 15, 20, 30, 60, 1440])
def test_intervals_of_5_to_60_minutes_and_days_are_one_grid(tmp_path, minutes):
    assert not grid(tmp_path, pd.date_range("2025-01-06", periods=1440 // minutes * 3, freq=f"{minutes}min"))


@pytest.mark.parametrize("minutes", [1, 45, 240])
def test_other_intervals_are_refused(tmp_path, minutes):
    (fault,) = grid(tmp_path, pd.date_range("2025-01-06", periods=1440 // minutes * 3, freq=f"{minutes}min"))
    assert fault.values["step"] == minutes


def test_a_stray_row_does_not_decide_the_grid(tmp_path):
    stamps = [*pd.date_range("2025-01-06", periods=300, freq="h"), pd.Timestamp("2025-01-06 09:05")]
    (fault,) = grid(tmp_path, stamps)
    assert (fault.line, fault.values["grid"]) == (302, 60)


def test_queues_by_day_beside_queues_by_hour_are_refused(tmp_path):
    hours, days = pd.date_range("2025-01-06", periods=300, freq="h"), pd.date_range("2025-01-06", periods=100)
    (fault,) = grid(tmp_path, hours.append(days), ["hourly"] * 300 + ["daily"] * 100)
    assert fault.text.endswith("queues by day stand beside queues by interval: daily")
