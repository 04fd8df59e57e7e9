"""`peakcrew replay` writes its tables and tells the worst stretches, in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from workbench import cli


@pytest.fixture
def home(planned_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(planned_var, tmp_path / "home")
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "home" / "var"))
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")
    return tmp_path


def test_the_tables_are_written_and_the_queues_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["replay", "--paths", "4", "--seed", "3", "--day", "2026-11-04", "--out", str(home / "out")]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    assert "4 paths, seed 3, 0 edits" in said
    assert "Orders" in said
    rows = pd.read_csv(home / "out" / "replay.csv")
    assert set(rows["queue"]) == {"voice", "chat"}
    assert rows["ts"].str.startswith("2026-11-04T").all()
    names = {"replay.csv", "replay_days.csv", "replay_breaks.csv", "replay_flows.csv"}
    assert {path.name for path in (home / "out").iterdir()} == names


def test_it_speaks_chinese(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["replay", "--paths", "2", "--out", str(home / "out"), "--language", "zh"]) == 0
    said = capsys.readouterr().out
    assert "2 条路径" in said
    assert "订单热线" in said


def test_unknown_plans_and_days_are_refused_with_what_to_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["replay", "nothing"]) == 1
    assert "nothing" in capsys.readouterr().err
    assert cli.main(["replay", "--day", "2027-01-01"]) == 1
    assert "2026-11-02 to 2026-11-08" in capsys.readouterr().err
