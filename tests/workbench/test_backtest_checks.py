from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from workbench import backtest
from workbench.backtest import BacktestAsked, run_backtest
from workbench.backtest_checks import file_faults, option_faults
from workbench.cli import main

DAYS = pd.date_range("2025-01-06", periods=60)
ROWS = pd.DataFrame({"queue": "a", "timestamp": DAYS.strftime("%Y-%m-%d"), "offered": range(100, 160)})
MODELS = ("seasonal_naive",)


@pytest.fixture
def folder(tmp_path):
    ROWS.to_csv(tmp_path / "h.csv", index=False)
    (tmp_path / "s.csv").write_text("earlier scores")
    (tmp_path / "f.csv").write_text("earlier forecasts")
    return tmp_path


def asked(folder: Path, origins: str = "1", **options) -> BacktestAsked:
    return BacktestAsked(folder / "h.csv", origins, options.pop("horizon_d", 7), MODELS, **options)


def run(folder: Path, origins: str = "1", **options):
    return run_backtest(asked(folder, origins, **options), folder / "s.csv", folder / "f.csv")


def untouched(folder: Path) -> bool:
    texts = ((folder / "s.csv").read_text(), (folder / "f.csv").read_text())
    return texts == ("earlier scores", "earlier forecasts") and not list(folder.glob(".backtest-*"))


def test_an_output_never_overwrites_an_input_or_the_other_output(tmp_path):
    history, out = tmp_path / "h.csv", tmp_path / "s.csv"
    history.write_text("")
    (tmp_path / "link.csv").symlink_to(history)
    assert not file_faults({"--history": history}, {"--out": out, "--forecasts": None})
    for same in (history, tmp_path / "x" / ".." / "h.csv", tmp_path / "link.csv"):
        (fault,) = file_faults({"--history": history}, {"--out": same, "--forecasts": None})
        assert fault.text.endswith("--out and --history are the same file")
    assert file_faults({}, {"--out": out, "--forecasts": tmp_path / "." / "s.csv"})
    assert file_faults({}, {"--out": tmp_path})


def test_the_history_survives_being_named_as_the_output(folder):
    before = (folder / "h.csv").read_bytes()
    with pytest.raises(RefusedInput, match="are the same file"):
        run_backtest(asked(folder), folder / "h.csv")
    assert (folder / "h.csv").read_bytes() == before


@pytest.mark.parametrize("origins", ["0", "999", "3000000", "9" * 5000])
def test_numbers_of_origins_without_room_are_refused_and_earlier_results_stay(folder, origins):
    with pytest.raises(RefusedInput, match=r"no origins are asked for|it has room for 8"):
        run(folder, origins)
    assert untouched(folder)


def test_an_unknown_model_leaves_earlier_results(folder):
    with pytest.raises(RefusedInput, match="no model"):
        run_backtest(BacktestAsked(folder / "h.csv", "1", 7, ("magic",)), folder / "s.csv", folder / "f.csv")
    assert untouched(folder)


def test_a_stop_leaves_earlier_results_and_says_so(folder, monkeypatch, capsys):
    def stopped(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(backtest, "score_table", stopped)
    code = main(["--language", "en", "backtest", "--history", str(folder / "h.csv"), "--origins", "1",
                 "--horizon-days", "7", "--models", "seasonal_naive", "--out", str(folder / "s.csv"),
                 "--forecasts", str(folder / "f.csv")])  # fmt: skip
    assert code == 1
    assert "Nothing was written" in capsys.readouterr().err
    assert untouched(folder)


def test_results_of_another_folder_are_made_with_it(folder):
    run_backtest(asked(folder), folder / "new" / "deep" / "s.csv")
    assert (folder / "new" / "deep" / "s.csv").read_text().startswith("queue,origin,model")


@pytest.mark.parametrize(
    ("horizon_d", "models", "jobs", "told"),
    [
        (0, MODELS, 1, "0 days ahead are none"),
        (999999999, MODELS, 1, "too many"),
        (7, (), 1, "no models are named"),
        (7, MODELS, -1, "-1 processes are none"),
    ],
)
def test_options_that_mean_nothing_are_refused(horizon_d, models, jobs, told):
    (fault,) = option_faults(horizon_d, models, jobs)
    assert told in fault.text


def test_a_queue_called_as_the_pooled_row_is_refused(folder):
    ROWS.assign(queue="ALL").to_csv(folder / "h.csv", index=False)
    with pytest.raises(RefusedInput, match="a queue is called ALL"):
        run(folder)


def test_an_origin_long_after_the_history_is_refused(folder):
    (folder / "o.json").write_text(json.dumps(["2105-05-05"]))
    with pytest.raises(RefusedInput, match="2105-05-05 lies long after the history, which ends on 2025-03-06"):
        run(folder, str(folder / "o.json"))


def test_no_origin_with_history_before_it_is_refused(folder):
    (folder / "o.json").write_text(json.dumps(["2024-05-05"]))
    with pytest.raises(RefusedInput, match="nothing could be forecast: no queue has rows before 2024-05-05"):
        run(folder, str(folder / "o.json"))
    assert untouched(folder)


def test_rows_for_a_queue_that_is_not_there_are_told(folder):
    (folder / "e.csv").write_text("event,start_date,end_date,queue\nsale,2025-02-03,,vip\n")
    (folder / "c.csv").write_text("date,queue\n2025-02-03,nobody\n")
    _, warnings = run(folder, events=folder / "e.csv", closed=folder / "c.csv")
    assert [text for text in warnings if "has no queue" in text] == [
        "e.csv: the history has no queue vip; these rows change nothing",
        "c.csv: the history has no queue nobody; these rows change nothing",
    ]


def test_a_forecast_beyond_the_history_has_nothing_to_score(folder, capsys):
    (folder / "o.json").write_text(json.dumps(["2025-03-07"]))
    command = ["backtest", "--history", str(folder / "h.csv"), "--origins", str(folder / "o.json"),
               "--horizon-days", "7", "--models", "seasonal_naive", "--out", str(folder / "s.csv")]  # fmt: skip
    assert main(["--language", "en", *command]) == 0
    told = capsys.readouterr().out
    assert "nothing to score" in told
    assert "nan" not in told


def test_warnings_are_told_in_chinese(folder, capsys):
    pd.concat([ROWS, ROWS.tail(1)]).to_csv(folder / "h.csv", index=False)
    (folder / "c.csv").write_text("date,queue\n2025-02-03,nobody\n")
    main(["--language", "zh", "backtest", "--history", str(folder / "h.csv"), "--origins", "1", "--horizon-days", "7",
          "--models", "seasonal_naive", "--out", str(folder / "s.csv"), "--closed", str(folder / "c.csv")])  # fmt: skip
    told = capsys.readouterr().err
    assert "历史中没有队列 nobody" in told
    assert "取其平均" in told
