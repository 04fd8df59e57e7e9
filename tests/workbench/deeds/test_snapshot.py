"""The settings of a centre packed and read again are the same, and the same files have the same name."""

from __future__ import annotations

import os
from pathlib import Path

from data.intake.centre import read_centre
from workbench.deeds.snapshot import pack_folder, packed_centre
from workbench.pipeline import centre_hash


def test_a_packed_centre_is_the_centre(small_folder: Path) -> None:
    _, body = pack_folder(small_folder)
    assert centre_hash(packed_centre(body)) == centre_hash(read_centre(small_folder))


def test_time_and_history_do_not_count_and_every_setting_does(small_folder: Path) -> None:
    before = pack_folder(small_folder)
    os.utime(small_folder / "queues.csv", (0, 0))
    (small_folder / "history" / "more.csv").write_text("x")
    (small_folder / "notes.txt").write_text("x")
    assert pack_folder(small_folder) == before
    (small_folder / "leave.csv").write_text("agent,date,kind\n")
    assert pack_folder(small_folder)[0] != before[0]
