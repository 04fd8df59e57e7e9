from __future__ import annotations

import json

import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from workbench.backtest import BacktestAsked, run_backtest
from workbench.cli import main

START = pd.Timestamp("2025-01-06")
HISTORY = pd.DataFrame(
    {
        "queue": ["a"] * 140 + ["b"] * 140,
        "timestamp": [str((START + pd.Timedelta(days=d)).date()) for d in range(140)] * 2,
        "offered": [100 + 10 * (d % 7) + d % 3 for d in range(280)],
    }
)


@pytest.fixture
def files(tmp_path):
    HISTORY.to_csv(tmp_path / "h.csv", index=False)
    (tmp_path / "o.json").write_text(json.dumps(["2025-05-05", "2025-04-21"]))
    return tmp_path


def test_the_command_writes_scores_and_forecasts(files, capsys):
    code = main([
        "backtest", "--history", str(files / "h.csv"), "--origins", str(files / "o.json"), "--horizon-days", "7",
        "--models", "default,seasonal_naive", "--out", str(files / "s.csv"), "--forecasts", str(files / "f.csv"),
        "--calendar", "GB-ENG",
    ])  # fmt: skip
    assert code == 0
    scores, forecasts = pd.read_csv(files / "s.csv"), pd.read_csv(files / "f.csv")
    assert len(scores) == 2 * 2 * 2 + 2
    assert forecasts.columns.tolist()[:5] == ["queue", "origin", "timestamp", "model", "mean"]
    assert len(forecasts) == 2 * 2 * 2 * 7
    assert forecasts["timestamp"].iloc[0] == "2025-04-21"
    assert "default: WAPE" in capsys.readouterr().out


def test_jobs_do_not_change_the_figures(files):
    made = []
    for jobs in (1, 2):
        asked = BacktestAsked(files / "h.csv", "2", 7, ("seasonal_mean", "top_down"), jobs=jobs)
        run_backtest(asked, files / "s.csv", files / f"f{jobs}.csv")
        made.append((files / f"f{jobs}.csv").read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("queue,timestamp,offered\na,2025-01-01,-3\na,someday,4\n", ["-3 is no number", "someday is no date"]),
        ("queue,timestamp,offered\na,2025-01-01,\n", ["is no number of contacts"]),
        ("queue,when,offered\na,2025-01-01,3\n", ["there is no column timestamp"]),
        ("queue,timestamp,offered\na,2025-01-01T00:00:00+08:00,3\n", ["times carry a zone"]),
    ],
)
def test_faulty_histories_are_refused_with_every_fault(tmp_path, rows, told):
    (tmp_path / "h.csv").write_text(rows)
    with pytest.raises(RefusedInput) as refused:
        run_backtest(BacktestAsked(tmp_path / "h.csv", "1", 7), tmp_path / "s.csv")
    assert all(words in str(refused.value) for words in told)
    assert not (tmp_path / "s.csv").exists()


@pytest.mark.parametrize("text", ["{}", "[]", '["someday"]', "no json", '"2025-01-01"'])
def test_origins_that_are_no_list_of_dates_are_refused(files, text):
    (files / "o.json").write_text(text)
    with pytest.raises(RefusedInput, match="no list of dates"):
        run_backtest(BacktestAsked(files / "h.csv", str(files / "o.json"), 7), files / "s.csv")


def test_closed_days_events_and_holidays_come_from_files(files):
    (files / "c.csv").write_text("date\n2025-05-06\n")
    (files / "e.csv").write_text("event,start_date,end_date,queue\nmailing,2025-03-03,2025-03-05,\n")
    (files / "k.csv").write_text("date,name,kind\n2025-05-05,Bank holiday,holiday\n")
    asked = BacktestAsked(files / "h.csv", str(files / "o.json"), 7, ("top_down",), str(files / "k.csv"),
                          files / "e.csv", files / "c.csv")  # fmt: skip
    scores, _ = run_backtest(asked, files / "s.csv", files / "f.csv")
    assert "2025-05-06" not in (files / "f.csv").read_text()
    assert scores.loc[scores["queue"] == "ALL", "slots"].item() == 2 * 2 * 7 - 2


def test_an_unknown_country_is_refused(files):
    with pytest.raises(RefusedInput, match="no calendar is known for XX"):
        run_backtest(BacktestAsked(files / "h.csv", "1", 7, calendar="XX"), files / "s.csv")
