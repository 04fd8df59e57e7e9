"""`peakcrew events` proposes what a planner then checks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from data.intake.centre import read_centre
from workbench import cli

EVENTS = "event,queue,date,kind,offset_d,size,shape,note\nfair-2026,*,2026-11-02,campaign,0,1.5,,\n"


@pytest.fixture
def home(judged_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(judged_var, tmp_path / "home")
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "home" / "var"))
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")
    return tmp_path / "home"


def test_proposed_events_and_shapes_are_files_a_centre_can_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = home / "small"
    words = [
        "events",
        "--year",
        "2027",
        "--out",
        str(small / "events.csv"),
        "--shapes",
        str(small / "event_shapes.csv"),
    ]
    assert cli.main(words) == 0
    assert "double11-2027: 2027-10-21 .. 2027-11-25" in capsys.readouterr().out
    tables = read_centre(small).tables
    assert {"double11", "618", "double12", "spring_festival"} == set(tables["events"]["kind"])
    assert set(tables["event_shapes"]["shape"]) == {"midnight_open", "evening_open"}


def test_what_the_centre_has_already_is_not_proposed_again(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "small" / "events.csv").write_text(EVENTS, encoding="utf-8")
    out = home / "new.csv"
    words = ["events", "--year", "2026", "--only", "campaign", "--on", "campaign=2026-11-02", "--out", str(out)]
    assert cli.main([*words, "--centre", str(home / "small")]) == 0
    assert "2026-11-02" not in set(pd.read_csv(out)["date"])
    assert pd.read_csv(out)["shape"].isna().all()  # the centre has no shapes
    capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--year", "soon"], "no years"),
        (["--year", "2027", "--on", "campaign"], "no event and day"),
        (["--year", "2027", "--only", "bazaar"], "no event template bazaar"),
        (["--year", "2027", "--country", "XX"], "no event templates for XX"),
    ],
)
def test_what_is_no_event_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert cli.main(["events", "--out", str(home / "e.csv"), *words]) == 1
    assert told in capsys.readouterr().err
    assert not (home / "e.csv").exists()
