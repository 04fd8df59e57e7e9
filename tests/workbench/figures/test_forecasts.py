"""The forecast as pages show it: last year's same weekdays, and the table that is handed out."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
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


def test_a_day_of_an_event_stands_beside_the_same_day_of_last_years() -> None:
    days = pd.date_range("2025-11-09", "2025-11-14", unit="us")
    history = pd.DataFrame({"queue": "voice", "ts": days.tz_localize(ZONE), "offered": days.day.astype(float)})
    dates = pd.to_datetime(["2025-11-11", "2026-11-11"])
    events = pd.DataFrame({"queue": "*", "kind": "d11", "offset_d": 0, "date": dates})
    rows = forecasts.last_year(history, "voice", DATES, events).set_index("date")["offered"]
    assert rows[pd.Timestamp("2026-11-11")] == 11.0
    assert rows[pd.Timestamp("2026-11-09")] == 10.0
    assert pd.Timestamp("2026-11-10") not in rows  # its weekday was the event last year


def test_the_download_holds_what_the_models_said_beside_what_is_planned() -> None:
    ts = pd.DatetimeIndex(["2026-11-09 09:00"]).tz_localize(ZONE).as_unit("us")
    planned = pd.DataFrame({"queue": "voice", "ts": ts, "volume": [12.0], "q50": [11.0], "aht_s": [200.0]})
    system = planned.assign(volume=10.0)
    told = forecasts.outlook_table(planned, "voice", system)
    assert (told["volume"].tolist(), told["system_volume"].tolist()) == ([12.0], [10.0])
    assert "system_volume" not in forecasts.outlook_table(planned, "voice")


def a_day(volume: float = 40.0) -> pd.DataFrame:
    grid = interval_grid(DATES[0], DATES[0], 60, ZONE)
    bands = dict(zip(QUANTILE_COLUMNS, (0.6, 0.65, 0.7, 0.85, 1.0, 1.15, 1.3, 1.4, 1.5), strict=True))
    return pd.DataFrame({"queue": "voice", "ts": grid, "volume": volume, "aht_s": 200.0}).assign(
        **{name: volume * share for name, share in bands.items()}
    )


def test_a_plan_without_paths_adds_up_the_bands_of_its_intervals() -> None:
    (day,) = forecasts.by_day(a_day(), "voice").to_dict("records")
    assert (day["volume"], day["q05"], day["q95"]) == pytest.approx((960.0, 0.65 * 960, 1.4 * 960))


def test_the_band_of_a_day_is_that_of_its_total_where_the_plan_has_paths() -> None:
    rows = [(path, "voice", DATES[0], 0.0, 0.1) for path in range(2)]
    paths = pd.DataFrame(rows, columns=["path", "queue", "date", "score", "day_share"])
    (day,) = forecasts.by_day(a_day(), "voice", paths).to_dict("records")
    assert day["volume"] == pytest.approx(960.0)
    assert 0.8 * 960 < day["q05"] < day["q25"] < 960 < day["q75"] < day["q95"] < 1.2 * 960
