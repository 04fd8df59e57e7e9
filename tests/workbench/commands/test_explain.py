"""`peakcrew explain` says how rosters were solved, what a gap lacks and why somebody works, in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workbench import cli
from workbench.desk import open_desk
from workbench.settings import read_settings


@pytest.fixture
def home(planned_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(planned_var, tmp_path / "home")
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "home" / "var"))
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")
    return tmp_path


def somebody() -> tuple[str, str, str]:
    """An agent at work, the day and the group."""
    desk = open_desk(read_settings())
    user = desk.user("planner")
    newest = desk.latest_plan(user)
    assert newest is not None
    roster = desk.table(user, newest.plan_id, "roster")
    row = roster[roster["kind"] == "agent"].iloc[0]
    desk.store.close()
    return str(row["agent"]), str(row["date"].date()), str(row["group"])


def test_every_roster_states_cost_bound_gap_seconds_solver_and_seed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explain"]) == 0
    said = capsys.readouterr().out
    head = said.splitlines()[0].split()
    assert head == ["Roster", "Cost", "Bound", "Gap", "Seconds", "Status", "Solver", "Seed"]


def test_a_gap_and_a_person_are_explained(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agent, day, group = somebody()
    assert cli.main(["explain", "--group", group, "--date", day]) == 0
    assert "head-hours are lacking" in capsys.readouterr().out
    assert cli.main(["explain", "--agent", agent, "--date", day, "--language", "zh"]) == 0
    assert agent in (said := capsys.readouterr().out)
    assert "合同" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--group", "nobody", "--date", "2026-11-04"], "nobody"),
        (["--agent", "nobody", "--date", "2026-11-04"], "nobody"),
        (["--agent", "nobody"], "--date"),
        (["--group", "x", "--date", "2026-11-04", "--from", "25:00"], "25:00"),
        (["--group", "x", "--date", "2026-11-04", "--from", "10:00", "--to", "09:00"], "--to"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_what_to_do(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert cli.main(["explain", *words]) == 1
    assert said in capsys.readouterr().err
