"""The settings of a centre packed and read again are the same, and the same files have the same name."""

from __future__ import annotations

import os
from pathlib import Path

from data.intake.centre import read_centre
from workbench.deeds.snapshot import folder_files, pack, pack_folder, packed_centre, packed_files, with_tables
from workbench.stage_views import centre_hash


def test_a_packed_centre_is_the_centre(small_folder: Path) -> None:
    _, body = pack_folder(small_folder)
    assert centre_hash(packed_centre(body)) == centre_hash(read_centre(small_folder))


def test_a_table_laid_over_takes_the_place_of_its_file_of_either_kind(small_folder: Path) -> None:
    files = folder_files(small_folder) | {"events.xlsx": b"old", "leave.csv": b"agent,date,kind\n"}
    files.pop("events.csv", None)
    laid = with_tables(files, {"events": b"new"})
    assert laid["events.csv"] == b"new"
    assert "events.xlsx" not in laid
    assert packed_files(pack(laid)[1]) == laid


def test_time_and_history_do_not_count_and_every_setting_does(small_folder: Path) -> None:
    before = pack_folder(small_folder)
    os.utime(small_folder / "queues.csv", (0, 0))
    (small_folder / "history" / "more.csv").write_text("x")
    (small_folder / "notes.txt").write_text("x")
    assert pack_folder(small_folder) == before
    (small_folder / "leave.csv").write_text("agent,date,kind\n")
    assert pack_folder(small_folder)[0] != before[0]
