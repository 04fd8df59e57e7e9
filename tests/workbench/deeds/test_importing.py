"""A file comes in whole or not at all; what came in before is known by its content; a template becomes a centre."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.contracts.errors import NotAllowed, NotFound, RefusedInput, Unavailable
from data.store.history import Written
from workbench.access import User
from workbench.desk import Desk

HEADER = "queue,interval_start,offered,handled,abandoned,aht_s\n"


def put(path: Path, *rows: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_files_of_the_folder_are_read_once(desk: Desk, planner: User, small_folder: Path) -> None:
    centre = desk.check_centre(planner, small_folder)
    assert [made.record.rows for made in desk.import_folder(planner, small_folder, centre)] == [2464]
    assert desk.import_folder(planner, small_folder, centre) == []
    put(small_folder / "history" / "more.csv", "voice,2026-10-25T21:00:00+08:00,5,5,0,200")
    assert [made.record.file for made in desk.import_folder(planner, small_folder, centre)] == ["more.csv"]


def test_a_second_file_of_the_folder_may_not_tell_the_same_intervals(
    desk: Desk, planner: User, small_folder: Path
) -> None:
    centre = desk.check_centre(planner, small_folder)
    put(small_folder / "history" / "mine.csv", "voice,2026-10-20T10:00:00+08:00,5,5,0,200")
    told = "mine.csv: 1 intervals of queue voice stand in history.csv too"
    for deed in (desk.check_history, desk.import_folder):
        with pytest.raises(RefusedInput, match=told):
            deed(planner, small_folder, centre)
    (small_folder / "history" / "mine.csv").unlink()
    assert len(desk.import_folder(planner, small_folder, centre)) == 1
    put(small_folder / "history" / "mine.csv", "voice,2026-10-20T10:00:00+08:00,5,5,0,200")
    with pytest.raises(RefusedInput, match=told):
        desk.import_folder(planner, small_folder, centre)


def test_all_faults_of_all_files_are_told_and_nothing_is_stored(desk: Desk, planner: User, small_folder: Path) -> None:
    put(small_folder / "history" / "x.csv", "voice,2026-10-25T21:00:00+08:00,-5,5,0,200")
    put(small_folder / "history" / "y.csv", "nix,2026-10-25T21:00:00+08:00,5,5,0,200")
    with pytest.raises(RefusedInput) as refused:
        desk.import_folder(planner, small_folder, desk.check_centre(planner, small_folder))
    assert {fault.file for fault in refused.value.faults} == {"x.csv", "y.csv"}
    assert desk.imports(planner, "small") == []
    assert desk.history_days(planner, "small", "Asia/Shanghai") is None


def test_an_import_by_hand_says_that_the_file_came_before(
    desk: Desk, planner: User, small_folder: Path, tmp_path: Path
) -> None:
    file = put(tmp_path / "h.csv", "voice,2026-10-25T21:00:00+08:00,5,5,0,200")
    assert desk.import_history(planner, file, small_folder).before is None
    again = desk.import_history(planner, file, small_folder)
    assert again.before is not None
    assert len(desk.imports(planner, "small")) == 2


def test_a_corrected_file_tells_what_it_changed(desk: Desk, planner: User, small_folder: Path, tmp_path: Path) -> None:
    row = "voice,2026-10-25T{}:00+08:00,{},5,0,200"
    first = put(tmp_path / "h.csv", row.format("21:00", 5), row.format("21:30", 5))
    assert desk.import_history(planner, first, small_folder).written == Written(new=2)
    late = put(tmp_path / "h.csv", row.format("21:00", 5), row.format("21:30", 9), row.format("22:00", 5))
    assert desk.import_history(planner, late, small_folder).written == Written(new=1, changed=1, same=1)


def test_late_data_are_told_against_the_published_plan_which_keeps_its_history(
    planned: Desk, planner: User, tmp_path: Path
) -> None:
    folder = planned.settings.var.parent / "small"
    stored = planned.plans(planner)[0]
    assert planned.late_data(planner, "small") is None
    planned.publish(planner, stored.plan_id)
    assert planned.late_data(planner, "small") is None
    was = planned.history(planner, stored.plan_id)
    row = was[was["queue"] == "voice"].iloc[-1]
    late = put(tmp_path / "late.csv", f"voice,{row['ts'].isoformat()},{row['offered'] + 3:.0f},1,0,200",
               "voice,2027-10-20T10:00:00+08:00,5,5,0,200")  # fmt: skip
    planned.import_history(planner, late, folder)
    told = planned.late_data(planner, "small")
    assert told is not None
    assert (told.plan_id, told.new, told.changed) == (stored.plan_id, 0, 1)
    assert told.text in planned.check_history(planner, folder, planned.check_centre(planner, folder))
    assert planned.plan(planner, stored.plan_id).plan.history_hash == stored.plan.history_hash
    assert planned.history(planner, stored.plan_id).equals(was)
    assert planned.make_plan(planner, folder).stored.plan_id != stored.plan_id


def test_unknown_files_mappings_and_templates_are_told(desk: Desk, planner: User, small_folder: Path) -> None:
    with pytest.raises(NotFound, match=r"no file .*nix.csv"):
        desk.import_history(planner, small_folder / "nix.csv", small_folder)
    file = small_folder / "history" / "history.csv"
    with pytest.raises(NotFound, match=r"no mapping nix.*genesys"):
        desk.import_history(planner, file, small_folder, "nix")
    with pytest.raises(NotFound, match=r"no template nix.*shop"):
        desk.make_sample(planner, "nix", small_folder / "sample")


def test_a_template_becomes_a_centre_of_its_own(desk: Desk, planner: User, tmp_path: Path) -> None:
    folder = desk.new_centre(planner, tmp_path / "mine", "shop")
    assert desk.check_centre(planner, folder).name == "mine"
    assert list((folder / "history").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    with pytest.raises(RefusedInput, match="exists"):
        desk.new_centre(planner, folder, "shop")
    with pytest.raises(RefusedInput, match="no name of a centre"):
        desk.new_centre(planner, tmp_path / "my centre", "shop")
    with pytest.raises(RefusedInput, match="no name of a centre"):
        desk.new_centre(planner, tmp_path / "-rf", "shop")


@pytest.mark.parametrize("role", ["manager", "agent", "partner"])
def test_who_may_not_import_is_refused(desk: Desk, small_folder: Path, role: str) -> None:
    with pytest.raises(NotAllowed):
        desk.import_history(User("x", role), small_folder / "history" / "history.csv", small_folder)


def test_checking_reads_the_history_and_stores_nothing(desk: Desk, planner: User, small_folder: Path) -> None:
    centre = desk.check_centre(planner, small_folder)
    put(small_folder / "history" / "more.csv", "voice,2026-10-27T10:00:00+08:00,5,5,0,200")
    (small_folder / "history" / "old.xls").write_bytes(b"x")
    (small_folder / "history" / "~$history.xlsx").write_bytes(b"x")  # the file is open in a spreadsheet
    told = desk.check_history(planner, small_folder, centre)
    assert any(warning.startswith("more.csv: 1 intervals start at or after as_of") for warning in told)
    assert any("old.xls is not read" in warning for warning in told)
    put(small_folder / "history" / "x.csv", "voice,2026-10-25T21:00:00+08:00,-5,5,0,200")
    with pytest.raises(RefusedInput, match="-5"):
        desk.check_history(planner, small_folder, centre)
    (small_folder / "mappings").mkdir()
    (small_folder / "mappings" / "ours.toml").write_text("[columns")
    with pytest.raises(RefusedInput, match=r"ours.toml"):
        desk.check_history(planner, small_folder, centre)
    assert desk.imports(planner, "small") == []
    assert desk.history_days(planner, "small", "Asia/Shanghai") is None


def test_a_file_name_of_any_bytes_is_imported(desk: Desk, planner: User, small_folder: Path, tmp_path: Path) -> None:
    odd = put(tmp_path / os.fsdecode(b"\xff.csv"), "voice,2026-10-25T21:00:00+08:00,5,5,0,200")
    desk.import_history(planner, odd, small_folder)
    assert [record.file for record in desk.imports(planner, "small")] == ["\ufffd.csv"]


def test_an_import_that_the_disk_refuses_leaves_the_store_as_it_was(
    desk: Desk, planner: User, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr("data.store.imports.sa.insert", full)
    with pytest.raises(Unavailable, match="disk is full"):
        desk.import_folder(planner, small_folder, desk.check_centre(planner, small_folder))
    monkeypatch.undo()
    assert desk.imports(planner, "small") == []
    assert desk.history_days(planner, "small", "Asia/Shanghai") is None
