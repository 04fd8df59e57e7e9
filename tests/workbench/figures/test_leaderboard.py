"""Leaderboards: who wins a queue, errors pooled as they must be, days foretold against days that came."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting import candidates
from workbench.figures import leaderboard

DAYS = pd.date_range("2026-10-05", periods=2, unit="us")


def scores() -> pd.DataFrame:
    rows = [("voice", "ets", 0.04, True), ("voice", "ets", 0.06, True), ("voice", "naive", 0.10, False),
            ("chat", "naive", 0.20, True)]  # fmt: skip
    return pd.DataFrame(rows, columns=["queue", "model", "wape", "chosen"])


def test_the_matrix_holds_mean_errors_and_who_plans() -> None:
    errors, winners = leaderboard.matrix(scores(), ["chat", "voice", "fax"])
    assert winners == {"voice": "ets", "chat": "naive"}
    assert list(errors.index) == ["chat", "voice"]
    assert errors.loc["voice", "ets"] == pytest.approx(0.05)
    assert np.isnan(errors.loc["chat", "ets"])


def rolled() -> pd.DataFrame:
    names = ["queue", "origin", "model", "abs_error", "offered", "wape", "bias", "mase", "coverage_80", "coverage_95",
             "wql", "seconds", "slots", "note"]  # fmt: skip
    rows = [
        ("voice", "2026-10-05", "ets", 10.0, 100.0, 0.10, 0.10, 0.5, 0.8, 0.9, 0.2, 1.0, 10, ""),
        ("voice", "2026-10-12", "ets", 60.0, 300.0, 0.20, -0.10, 1.5, 0.6, 1.0, 0.4, 2.0, 30, "thin"),
        ("ALL", "ALL", "ets", 70.0, 400.0, 0.175, 0.0, 1.0, 0.7, 1.0, 0.3, 3.0, 40, ""),
    ]
    return pd.DataFrame(rows, columns=names)


def test_origins_pool_by_what_each_measure_counts() -> None:
    (row,) = leaderboard.of_backtest(rolled(), "voice").to_dict("records")
    assert row["wape"] == pytest.approx(70 / 400)
    assert row["bias"] == pytest.approx((10 - 30) / 400)
    assert row["mase"] == pytest.approx(70 / (10 / 0.5 + 60 / 1.5))
    assert row["coverage_80"] == pytest.approx((0.8 * 10 + 0.6 * 30) / 40)
    assert (row["origins"], row["seconds"], row["note"]) == (2, 3.0, "thin")


def test_a_queue_that_was_not_tested_has_no_rows() -> None:
    assert leaderboard.of_backtest(rolled(), "fax").empty


def test_days_add_up_intervals_and_unknown_days_do_not_count() -> None:
    stamps = ["2026-10-05T09:00:00", "2026-10-05T10:00:00", "2026-10-06T09:00:00"]
    forecasts = pd.DataFrame(
        {"queue": "voice", "origin": "2026-10-05", "timestamp": stamps, "model": "ets", "mean": [4.0, 5.0, 7.0]}
    )
    foretold = leaderboard.foretold_days(forecasts, "voice")
    assert foretold["mean"].tolist() == [9.0, 7.0]
    arrived = pd.DataFrame({"date": DAYS[:1], "offered": [10.0]})
    assert leaderboard.day_errors(foretold, arrived) == {"ets": pytest.approx(0.1)}


def test_what_came_is_told_by_local_day() -> None:
    ts = pd.DatetimeIndex(["2026-10-05 23:30", "2026-10-06 00:00"]).tz_localize("Asia/Shanghai").as_unit("us")
    history = pd.DataFrame({"queue": "voice", "ts": ts, "offered": [1.0, np.nan]})
    arrived = leaderboard.arrived_days(history, "voice", DAYS[0], DAYS[1])
    assert arrived["date"].tolist() == [DAYS[0]]


def test_a_model_a_little_ahead_of_the_default_is_told() -> None:
    table = {"model": ["ets", "default", "prophet"], "wape": [0.097, 0.10, 0.2], "chosen": [False, True, False]}
    rows = pd.DataFrame(table)
    assert leaderboard.not_clearly_better(rows, "") == [True, False, False]
    assert leaderboard.not_clearly_better(rows, "default") == [False, False, False]


def test_what_counts_as_clearly_better_is_what_the_forecast_asks_for() -> None:
    assert (leaderboard.CLEARLY, leaderboard.DEFAULT) == (candidates.CLEARLY, candidates.DEFAULT)
