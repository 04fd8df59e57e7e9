"""`peakcrew repair`, `cover`, `swap`, `offer`, `requests` and `bids`: what they tell, save and refuse."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from workbench import cli
from workbench.access import User
from workbench.desk import open_desk
from workbench.settings import Settings


@pytest.fixture
def home(planned_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(planned_var, tmp_path / "home")
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "home" / "var"))
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")
    return tmp_path


def on_wednesday(home: Path) -> list[str]:
    """Agents who work on 4 November."""
    var = home / "home" / "var"
    desk = open_desk(Settings(var, f"sqlite:///{var / 'peakcrew.db'}", place="one_by_one", workers=1))
    user = User("planner", "planner")
    stored = desk.latest_plan(user)
    assert stored is not None
    roster = desk.table(user, stored.plan_id, "roster")
    desk.store.close()
    return sorted(roster.loc[(roster["date"] == "2026-11-04") & (roster["kind"] == "agent"), "agent"])


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert cli.main(list(words)) == code
    streams = capsys.readouterr()
    return streams.err if code else streams.out


def test_a_repair_is_told_written_saved_and_refused_all_at_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    who = on_wednesday(home)[0]
    words = ["repair", "--from", "2026-11-04T07:00", "--sick", who]
    told = said(capsys, *words, "--out", str(home / "out"), "--volume", "Orders:+30%:10:00-14:00")
    assert "1 shifts fall away" in told
    assert "Empty position hours" in told
    changes = pd.read_csv(home / "out" / "changes.csv")
    assert changes["kind"].iloc[0] == "absent"
    assert json.loads(changes["after"].iloc[0])["shift"] == ""
    assert set(pd.read_csv(home / "out" / "promise.csv")["queue"]) == {"voice", "chat"}
    assert "均可撤销" in said(capsys, *words, "--apply", "--language", "zh")
    assert who not in on_wednesday(home)
    wrong = ["--volume", "nothing:+x%", "--partner", "pa:30", "--on-call", "pa:many"]
    faults = said(capsys, *words, *wrong, code=1)
    assert all(word in faults for word in ("nothing", "30", "many"))
    assert "--from" in said(capsys, "repair", "--sick", who, code=1)
    assert "--sick" in said(capsys, "repair", "--from", "2026-11-04T07:00", code=1)


def test_a_gap_is_covered_or_nothing_is_to_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["cover", "--queue", "Orders", "--from", "2026-11-04T10:00", "--to", "2026-11-04T12:00"]
    assert said(capsys, *words)
    assert "there is no group" in said(capsys, *words[:1], "--group", "x", *words[3:], code=1)


def test_offers_and_requests_speak_both_languages(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    offer = ["offer", "--group", "voice-sh", "--date", "2026-11-04", "--shift", "M", "--kind", "time_off"]
    told = said(capsys, *offer)
    found = re.search(r"Offer (\w+)", told)
    assert found
    assert "开放中" in said(capsys, "requests", "--language", "zh")
    assert "Seniority" in said(capsys, "offer", "--request", found[1])
    assert "is missing" in said(capsys, "swap", "--agent", "A1", code=1)


def test_bids_are_awarded_from_files(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {"bids": "agent,choice,line\nA,1,x\nB,1,x\nB,2,y\n", "lines": "line,heads\nx,1\ny,1\n",
             "people": "agent,seniority,nights\nA,5,0\nB,1,9\n"}  # fmt: skip
    for name, text in files.items():
        (home / f"{name}.csv").write_text(text, encoding="utf-8")
    words = ["bids", str(home / "bids.csv"), "--lines", str(home / "lines.csv"), "--people", str(home / "people.csv")]
    assert re.search(r"2\s+B\s+y\s+2\s+x: A", said(capsys, *words))
    assert re.search(r"1\s+B\s+x\s+1", said(capsys, *words, "--by", "fairness", "--out", str(home / "a.csv")))
    assert pd.read_csv(home / "a.csv")["agent"].tolist() == ["B", "A"]
    (home / "lines.csv").write_text("line,heads\nx,lots\n", encoding="utf-8")
    assert "lots" in said(capsys, *words, code=1)
