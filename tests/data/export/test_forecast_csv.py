"""The forecast of all queues as a file: adjusted beside what the models said, in the reader's titles."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.grid import QUANTILE_COLUMNS
from data.export.forecast_csv import COLUMNS, write_forecast_csv


@pytest.fixture
def rows(centre):
    ts = pd.to_datetime(["2026-11-02 09:00", "2026-11-02 09:30"]).tz_localize(centre.zone).tz_convert("UTC")
    made = pd.DataFrame({"queue": next(iter(centre.queues)), "ts": ts, "volume": [10.0, 20.0], "aht_s": 300.0})
    return made.assign(**dict.fromkeys(QUANTILE_COLUMNS, 1.0))


def test_adjusted_and_models_stand_beside_each_other_with_the_centres_clock(rows, centre, tmp_path):
    path = write_forecast_csv(rows.assign(volume=[15.0, 30.0]), rows, centre, tmp_path / "forecast.csv", "en")
    told = pd.read_csv(path, encoding="utf-8-sig")
    assert tuple(told.columns) == COLUMNS
    assert told["ts"].tolist() == ["2026-11-02T09:00:00+08:00", "2026-11-02T09:30:00+08:00"]
    assert told["volume"].tolist() == [15.0, 30.0]
    assert told["system_volume"].tolist() == [10.0, 20.0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_title_is_in_the_readers_language(rows, centre, tmp_path, language):
    told = pd.read_csv(write_forecast_csv(rows, rows, centre, tmp_path / "f.csv", language), encoding="utf-8-sig")
    queue = next(iter(centre.queues.values()))
    assert set(told["title"]) == {getattr(queue, f"title_{language}")}
