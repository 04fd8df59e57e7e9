"""The capacity plan at the desk: made once for the same inputs, kept, exported, and refused where it makes no sense."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data.contracts.errors import Cancelled, NotFound, RefusedInput
from data.intake.centre import read_centre
from workbench.access import User
from workbench.deeds.capacity import with_coming_events
from workbench.desk import Desk


@pytest.fixture
def small(small_folder: Path) -> Path:
    return small_folder


def test_a_plan_is_made_once_kept_and_exported(desk: Desk, planner: User, small: Path, tmp_path: Path) -> None:
    desk.import_folder(planner, small, desk.check_centre(planner, small))
    made = desk.plan_capacity(planner, small, 2)
    assert not made.reused
    assert made.centre == "small"
    assert set(made.months["group"]) == {"voice-sh", "chat-sh", "all"}
    assert len(made.assumptions) > 5
    again = desk.plan_capacity(planner, small, 2)
    assert again.reused
    assert again.key == made.key
    pd.testing.assert_frame_equal(again.heads, made.heads)
    (book,) = desk.export_capacity(planner, made.key, tmp_path / "c.xlsx", "zh")
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["月度汇总", "每周工作量", "每周人力", "行动清单"]
    assert sheets["月度汇总"].max_row == len(made.months) + 1
    files = desk.export_capacity(planner, made.key, tmp_path / "c.csv")
    assert [file.name for file in files] == ["c.csv", "c-work.csv", "c-people.csv", "c-actions.csv"]
    assert pd.read_csv(files[0])["required_fte"].tolist() == pytest.approx(made.months["required_fte"], abs=0.01)


def test_months_quantiles_and_files_that_make_no_sense_are_refused(desk: Desk, planner: User, small: Path) -> None:
    with pytest.raises(RefusedInput) as caught:
        desk.plan_capacity(planner, small, 19, 1.0)
    assert [fault.code for fault in caught.value.faults] == ["capacity.months", "capacity.quantile"]
    with pytest.raises(RefusedInput):
        desk.check_capacity_file(Path("capacity.pdf"))
    with pytest.raises(NotFound):
        desk.capacity_plan(planner, "0" * 64)


def test_a_centre_without_history_is_refused(desk: Desk, planner: User, small: Path) -> None:
    with pytest.raises(RefusedInput) as caught:
        desk.plan_capacity(planner, small, 1)
    assert caught.value.faults[0].code == "plan.no_history"


def test_a_stopped_plan_leaves_nothing_half_made(desk: Desk, planner: User, small: Path) -> None:
    desk.import_folder(planner, small, desk.check_centre(planner, small))

    def stop(share: float, doing: str) -> None:
        if share > 0.4:
            raise Cancelled("The run was stopped.")

    with pytest.raises(Cancelled):
        desk.plan_capacity(planner, small, 1, progress=stop)
    assert not desk.plan_capacity(planner, small, 1).reused


def test_events_the_centre_has_had_come_again_and_its_own_rows_are_kept(small: Path) -> None:
    rows = ["event,queue,date,kind,offset_d,size,shape,note"]
    rows += [
        "d11-2025,*,2025-11-11,double11,0,,,",
        "d11-2026,*,2026-11-11,double11,0,3,,",
        "fair,*,2026-05-01,fair,0,,,",
    ]
    (small / "events.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    centre, told = with_coming_events(read_centre(small), 14)
    events = centre.tables["events"]
    coming = events[events["date"] >= pd.Timestamp("2026-10-26")]
    assert set(coming.loc[coming["date"].dt.year == 2026, "event"]) == {"d11-2026"}
    assert "double11-2027" in set(coming["event"])
    assert any("double11-2027" in line for line in told)
    assert any("fair" in line for line in told)
    assert centre.tables["calendar"]["date"].max() > pd.Timestamp("2027-10-01")
    assert replace(centre, tables={}).name == "small"
