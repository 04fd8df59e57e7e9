"""`peakcrew accuracy` writes the tables it is asked for and says in lines what they hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from workbench import cli


@pytest.fixture
def home(judged_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(judged_var, tmp_path / "home")
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "home" / "var"))
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")
    return tmp_path / "home"


def test_tables_of_measures_adjustments_and_cost_are_written(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [home / "out" / name for name in ("accuracy.csv", "worth.csv", "cost.csv")]
    words = ["accuracy", "--centre", str(home / "small"), "--by", "queue,lead", "--from", "2026-10-26"]
    words += ["--out", str(files[0]), "--adjustments", str(files[1]), "--cost", str(files[2])]
    assert cli.main(words) == 0
    said = capsys.readouterr().out
    for line in ("Models: WAPE ", "Adjusted: WAPE ", "mailing (amy, a mailing goes out): WAPE ", "cost.csv"):
        assert line in said
    measures, worth, cost = (pd.read_csv(file) for file in files)
    assert set(measures["queue"]) == {"voice", "chat", "ALL"}
    assert set(measures["lead"]) == {"day_ahead", "week_ahead", "ALL"}
    assert worth["author"].tolist() == ["amy"]
    assert set(cost["version"]) == {"system", "adjusted"}


def test_what_cannot_be_judged_is_refused_with_what_to_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = home / "a.csv"
    assert cli.main(["accuracy", "--out", str(out), "--by", "moon", "--speaks", "oracle", "--language", "zh"]) == 1
    said = capsys.readouterr().err
    assert "moon" in said and "oracle" in said and "请" in said  # noqa: PT018
    assert not out.exists()
    assert cli.main(["accuracy", "--out", str(out), "--centre", "elsewhere"]) == 1
    assert "elsewhere" in capsys.readouterr().err


def test_no_plan_speaks_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["accuracy", "--out", str(home / "a.csv"), "--speaks", "published"]) == 0
    assert "No plan speaks" in capsys.readouterr().err
