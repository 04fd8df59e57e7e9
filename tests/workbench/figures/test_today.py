"""The running day as pages show it: one day of one queue, bands only where something is still to come."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.contracts.grid import interval_grid
from workbench.charts import today as charts
from workbench.charts.look import Look
from workbench.display import Display
from workbench.figures import today

DAY = pd.Timestamp("2026-11-11")


@pytest.fixture
def intervals() -> pd.DataFrame:
    grid = interval_grid(DAY, DAY + pd.Timedelta(days=1), 360, "Asia/Shanghai")
    arrived = [10.0, 12.0] + [np.nan] * 6
    volume = [10.0, 12.0, 24.0, 24.0] + [20.0] * 4
    bands = {"q05": 5.0, "q25": 15.0, "q75": 30.0, "q95": 40.0}
    rows = pd.DataFrame({"queue": "voice", "ts": grid, "volume_before": 20.0, "arrived": arrived, "volume": volume})
    return pd.concat([rows.assign(**bands), rows.assign(queue="chat", **bands)], ignore_index=True)


def test_one_day_of_one_queue_is_shown(intervals: pd.DataFrame) -> None:
    rows = today.of_day(intervals, "voice")
    assert rows["volume"].tolist() == [10.0, 12.0, 24.0, 24.0]
    assert today.of_day(intervals, "voice", DAY + pd.Timedelta(days=1))["volume"].tolist() == [20.0] * 4


def test_what_has_arrived_has_no_band(intervals: pd.DataFrame) -> None:
    rows = today.of_day(intervals, "voice")
    assert rows["q95"].isna().tolist() == [True, True, False, False]


def test_totals_run_until_now(intervals: pd.DataFrame) -> None:
    rows = today.summed(today.of_day(intervals, "voice"))
    assert rows["arrived"].fillna(-1.0).tolist() == [10.0, 22.0, -1.0, -1.0]
    assert rows["volume"].tolist() == [10.0, 22.0, 46.0, 70.0]


def test_a_row_a_queue_tells_its_day() -> None:
    days = pd.DataFrame({"queue": ["voice", "voice"], "date": [DAY, DAY + pd.Timedelta(days=1)], "volume_before": 80.0,
                         "arrived": [22.0, np.nan], "volume": 70.0, "moved": 1.2, "q05": 60.0, "q25": 65.0,
                         "q75": 75.0, "q95": 80.0})  # fmt: skip
    (row,) = today.by_queue(days).to_dict("records")
    assert (row["date"], row["arrived"]) == (DAY, 22.0)


def test_the_chart_shows_expected_arrived_and_expected_now(intervals: pd.DataFrame) -> None:
    figure = charts.of_day(today.of_day(intervals, "voice"), Look(Display("en")))
    assert [line.name for line in figure.data if line.showlegend is not False][-3:] == [
        "expected before", "expected now", "arrived",
    ]  # fmt: skip


def test_the_last_interval_that_arrived_is_drawn_to_its_end() -> None:
    ts = pd.Series(pd.date_range("2026-11-10 09:00", periods=4, freq="h", unit="us"))
    line = today.to_its_end(pd.DataFrame({"ts": ts, "arrived": [3.0, 4.0, None, None]}))
    assert list(zip(line["ts"], line["arrived"], strict=True)) == [(ts[0], 3.0), (ts[1], 4.0), (ts[2], 4.0)]
    assert today.to_its_end(pd.DataFrame({"ts": ts, "arrived": [None] * 4})).dropna().empty
