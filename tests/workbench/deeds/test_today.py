"""The running day: a plan's forecast with what was imported or handed in, or forecasts of files; nothing is stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.contracts.errors import NotAllowed, RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS
from workbench import cli
from workbench.access import User
from workbench.desk import Desk

NOON = "2026-11-02 13:00"


@pytest.fixture
def plan(planned: Desk, planner: User) -> str:
    stored = planned.latest_plan(planner)
    assert stored is not None
    return stored.plan_id


def morning(folder: Path, per_half_hour: int = 30) -> Path:
    """Today's counts of the voice queue until one o'clock."""
    stamps = [pd.Timestamp("2026-11-02 09:00") + pd.Timedelta(minutes=30 * n) for n in range(8)]
    lines = [f"voice,{stamp:%Y-%m-%dT%H:%M}:00+08:00,{per_half_hour}" for stamp in stamps]
    path = folder / "today.csv"
    path.write_text("\n".join(["queue,interval_start,offered", *lines]) + "\n", encoding="utf-8")
    return path


def test_what_is_handed_in_stands_and_the_rest_is_forecast(
    planned: Desk, planner: User, plan: str, tmp_path: Path
) -> None:
    made = planned.today(planner, plan, NOON, morning(tmp_path))
    voice = made.intervals[made.intervals["queue"] == "voice"]
    assert voice["arrived"].sum() == 8 * 30
    (day,) = made.days[made.days["queue"] == "voice"].head(1).to_dict("records")
    assert day["arrived"] == 8 * 30
    assert day["q05"] <= day["volume"] <= day["q95"]
    assert "chat: nothing is recorded today, only the days before are followed" in made.warnings


def test_nothing_of_it_is_stored(planned: Desk, planner: User, plan: str, tmp_path: Path) -> None:
    before = planned.table(planner, plan, "forecast")
    planned.today(planner, plan, NOON, morning(tmp_path))
    pd.testing.assert_frame_equal(planned.table(planner, plan, "forecast"), before)
    assert len(planned.imports(planner, "small")) == 1


@pytest.mark.parametrize("at", ["yesterday noon", "2026-11-02T13:00+08:00", ""])
def test_a_moment_that_is_none_is_refused(planned: Desk, planner: User, plan: str, at: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        planned.today(planner, plan, at)
    assert refused.value.faults[0].code == "today.at"


def test_who_may_not_see_plans_may_not_see_the_day(planned: Desk, plan: str) -> None:
    with pytest.raises(NotAllowed):
        planned.today(User("a1", "agent", "A1"), plan, NOON)


def files(folder: Path, **change: object) -> tuple[Path, Path]:
    """Daily forecasts of 30 days, each made the day before, and hourly counts until noon of the last."""
    hours = pd.to_timedelta(np.arange(8, 18), unit="h")
    days = pd.date_range("2026-03-02", periods=30)
    parts = [pd.DataFrame({"queue": "a", "origin": day, "timestamp": day + hours, "model": "default", "mean": 50.0})
             for day in days]  # fmt: skip
    forecasts = pd.concat(parts, ignore_index=True)
    forecasts = forecasts.assign(**{name: 40.0 + 2 * n for n, name in enumerate(QUANTILE_COLUMNS)}).assign(**change)
    counts = forecasts[["queue", "timestamp"]].assign(offered=50)[:-4]
    forecasts.to_csv(folder / "f.csv", index=False)
    counts.to_csv(folder / "c.csv", index=False)
    return folder / "f.csv", folder / "c.csv"


def test_files_alone_suffice_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    forecasts, counts = files(tmp_path)
    words = ["intraday", "--forecast", str(forecasts), "--arrived", str(counts), "--at", "2026-03-31 14:00"]
    assert cli.main([*words, "--out", str(tmp_path / "now.csv"), "--days", str(tmp_path / "days.csv")]) == 0
    made = pd.read_csv(tmp_path / "now.csv")
    assert made["arrived"].notna().sum() == 6
    assert (made["volume"] == 50.0).all()
    assert len(pd.read_csv(tmp_path / "days.csv")) == 1
    days = pd.read_csv(tmp_path / "days.csv")
    assert days["date"].tolist() == ["2026-03-31"]
    assert made["ts"].iloc[0] == "2026-03-31T08:00:00"
    out = capsys.readouterr().out
    assert "a: 300 arrived, 500 expected today" in out
    assert "--days" in out.splitlines()[-1]


def test_faulty_forecast_files_are_refused_with_every_fault(planned: Desk, planner: User, tmp_path: Path) -> None:
    forecasts, counts = files(tmp_path, mean=-1.0, origin="soon")
    with pytest.raises(RefusedInput) as refused:
        planned.today_of_files(planner, forecasts, counts, "2026-03-31 14:00")
    assert {fault.column for fault in refused.value.faults} == {"origin", "mean"}


def test_a_forecast_file_without_quantiles_is_refused(planned: Desk, planner: User, tmp_path: Path) -> None:
    forecasts, counts = files(tmp_path)
    pd.read_csv(forecasts).drop(columns="q05").to_csv(forecasts, index=False)
    with pytest.raises(RefusedInput) as refused:
        planned.today_of_files(planner, forecasts, counts, "2026-03-31 14:00")
    assert [fault.column for fault in refused.value.faults] == ["q05"]
