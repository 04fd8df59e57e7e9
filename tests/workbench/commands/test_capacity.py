"""`peakcrew capacity` tells months, actions, gaps and what was assumed, in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workbench import cli


@pytest.fixture
def home(planned_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(planned_var, tmp_path / "home")
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "home" / "var"))
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")
    return tmp_path / "home"


def test_the_plan_is_told_and_written_in_both_languages(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = str(home / "small"), home / "capacity.xlsx"
    assert cli.main(["capacity", folder, "--months", "2", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Month ")
    assert "2026-11" in said
    assert "Assumed, as the centre does not say otherwise:" in said
    assert "attrition of 2.9% a month" in said
    assert out.exists()
    assert cli.main(["--language", "zh", "capacity", folder, "--months", "2"]) == 0
    chinese = capsys.readouterr().out
    assert chinese.startswith("月份")
    assert "月流失率按 2.9%" in chinese
    assert "attrition" not in chinese


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--months", "30"], "30 months cannot be planned"),
        (["--quantile", "1.5"], "1.5 is no quantile"),
        (["--out", "plan.pdf"], "is written as .xlsx or .csv"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert cli.main(["capacity", str(home / "small"), *words]) == 1
    assert told in capsys.readouterr().err
