"""`peakcrew lessons` tells what came of an event."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

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


def test_after_the_event_its_lessons_are_told_in_both_languages(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "small" / "events.csv").write_text(EVENTS, encoding="utf-8")
    assert cli.main(["plan", str(home / "small")]) == 0
    capsys.readouterr()
    out = home / "lessons.csv"
    assert cli.main(["lessons", "--event", "fair-2026", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "fair-2026 (queues: 2, days: 1): " in said
    assert "80 % band" in said
    rows = pd.read_csv(out)
    assert rows["phase"].tolist() == ["main", "main"]
    assert rows["size_system"].tolist() == pytest.approx([1.5, 1.5])
    assert rows.set_index("queue")["size_planned"]["voice"] == pytest.approx(1.5 * 1.25)  # amy's adjustment
    assert cli.main(["--language", "zh", "lessons", "--event", "fair-2026", "--out", str(out)]) == 0
    assert "到达" in capsys.readouterr().out


def test_an_event_nobody_planned_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lessons", "--event", "moon-fair", "--out", str(home / "l.csv")]) == 1
    assert "moon-fair" in capsys.readouterr().err
