"""The forecast as pages show it: last year's same weekdays, and the table that is handed out."""

from __future__ import annotations

import pandas as pd

from workbench.figures import forecasts

ZONE = "Asia/Shanghai"
DATES = pd.Series(pd.date_range("2026-11-09", periods=3, unit="us"))


def test_last_year_is_the_same_weekday_52_weeks_before() -> None:
    ts = pd.DatetimeIndex(["2025-11-10 09:00", "2025-11-10 10:00", "2025-11-20 09:00"]).tz_localize(ZONE).as_unit("us")
    history = pd.DataFrame({"queue": "voice", "ts": ts, "offered": [3.0, 4.0, 9.0]})
    (row,) = forecasts.last_year(history, "voice", DATES).to_dict("records")
    assert (row["date"], row["offered"]) == (DATES[0], 7.0)
    assert row["date"].day_name() == "Monday"
    assert forecasts.last_year(history, "chat", DATES).empty


def test_the_download_holds_what_the_models_said_beside_what_is_planned() -> None:
    ts = pd.DatetimeIndex(["2026-11-09 09:00"]).tz_localize(ZONE).as_unit("us")
    planned = pd.DataFrame({"queue": "voice", "ts": ts, "volume": [12.0], "q50": [11.0], "aht_s": [200.0]})
    system = planned.assign(volume=10.0)
    told = forecasts.outlook_table(planned, "voice", system)
    assert (told["volume"].tolist(), told["system_volume"].tolist()) == ([12.0], [10.0])
    assert "system_volume" not in forecasts.outlook_table(planned, "voice")
