"""`peakcrew rules` lists labour rules with source and state, and says that they are no legal advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import cli


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "var"))


def test_without_a_name_the_sets_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules"]) == 0
    told = capsys.readouterr().out
    for name in ("china_standard", "china_comprehensive", "eu_working_time", "us_california"):
        assert name in told
    assert "no legal advice" in told


def test_a_set_is_told_with_source_and_what_is_not_verified(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", "--set", "china_standard"]) == 0
    told = capsys.readouterr().out.splitlines()
    (line,) = [line for line in told if line.startswith("max_overtime_month_h")]
    assert line == (
        "max_overtime_month_h (overtime a month): 36 h, binds, since 1995-01-01; Labour Law of the PRC, article 41"
    )
    assert all("NOT VERIFIED" in line for line in told if "student interns" in line)


def test_a_set_is_told_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", "--set", "china_standard", "--language", "zh"]) == 0
    told = capsys.readouterr().out
    assert "max_overtime_month_h（每月加班）：36 h，强制" in told
    assert "未核实" in told
    assert "不构成法律意见" in told


def test_a_set_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", "--set", "atlantis"]) == 1
    assert "china_standard" in capsys.readouterr().err
