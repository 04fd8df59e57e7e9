"""The day made anew from files: the newest forecast speaks for a day, earlier days teach, odd files are refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS
from forecasting.default.spread import LEVELS, Spread
from forecasting.today.labels import reforecast_labels
from forecasting.today.update import TodayMade

FIRST = pd.Timestamp("2026-03-02")
DAYS, TODAY_AT = 60, 56
OPEN = pd.Timedelta(hours=1) * np.arange(8, 20)


def forecasts(mean: float = 200.0) -> pd.DataFrame:
    """Every Monday two weeks: the first as it is, the second, for which a newer one speaks, twice too high."""
    parts = []
    for origin in [FIRST + pd.Timedelta(days=7 * week) for week in range(9)]:
        for day in range(14 if origin < FIRST + pd.Timedelta(days=56) else 7):
            stamps = pd.DatetimeIndex(origin + pd.Timedelta(days=day) + OPEN)
            volume = np.full(len(stamps), mean * (1.0 if day < 7 else 2.0))
            bands = dict(zip(QUANTILE_COLUMNS, Spread(1.2, 0.03, LEVELS).quantiles(volume).T, strict=True))
            parts.append(pd.DataFrame({"queue": "a", "origin": origin, "timestamp": stamps, "mean": volume, **bands}))
    return pd.concat(parts, ignore_index=True)


def counts(today: float, hours: int) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    level = np.exp(rng.normal(0.0, 0.15, TODAY_AT + 1))
    level[-1] = today
    stamps = pd.DatetimeIndex([FIRST + pd.Timedelta(days=d) + hour for d in range(TODAY_AT + 1) for hour in OPEN])
    offered = rng.poisson(np.repeat(level, len(OPEN)) * 200.0).astype(float)
    rows = pd.DataFrame({"queue": "a", "timestamp": stamps, "offered": offered})
    return rows[rows["timestamp"] < now(hours)]


def now(hour: int) -> pd.Timestamp:
    return FIRST + pd.Timedelta(days=TODAY_AT, hours=hour)


def made(today: float = 1.3, hour: int = 12) -> TodayMade:
    return reforecast_labels(forecasts(), counts(today, hour), now(hour))


def test_the_rest_follows_the_morning():
    rest = made().intervals.iloc[4:12]
    assert (rest["volume"] / rest["volume_before"]).mean() == pytest.approx(1.3, abs=0.07)


def test_rows_run_from_today_to_the_end_of_the_newest_forecast():
    days = made().intervals["ts"].dt.normalize().unique()
    assert days.tolist() == [FIRST + pd.Timedelta(days=d) for d in range(TODAY_AT, 63)]


def test_what_came_later_is_not_used():
    early = reforecast_labels(forecasts(), counts(1.3, 20), now(12))
    pd.testing.assert_frame_equal(early.intervals, made().intervals)


def test_counts_in_other_intervals_are_refused():
    rows = counts(1.0, 12)
    rows = rows.assign(timestamp=rows["timestamp"] + pd.to_timedelta(30 * (np.arange(len(rows)) % 2), unit="min"))
    with pytest.raises(RefusedInput) as refused:
        reforecast_labels(forecasts(), rows, now(12))
    assert refused.value.faults[0].code == "today.interval"


def test_a_day_nobody_forecast_is_refused():
    with pytest.raises(RefusedInput) as refused:
        reforecast_labels(forecasts(), counts(1.0, 12), now(12 + 24 * 40))
    assert refused.value.faults[0].code == "today.outside"
