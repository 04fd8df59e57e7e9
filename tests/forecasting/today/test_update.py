"""A plan's day made anew: what arrived stands, the rest follows, rows keep their places, odd moments are refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Centre
from data.contracts.errors import RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from forecasting.default.spread import LEVELS, Spread
from forecasting.paths.draw import day_bands
from forecasting.today.update import TodayMade, reforecast_today
from tests.forecasting.made_up import made_up_centre

TODAY = pd.Timestamp("2026-10-28")  # two days into the forecast
OPEN = (np.arange(24) >= 8) & (np.arange(24) < 20)
PER_HOUR = 200.0


@pytest.fixture(scope="module")
def centre() -> Centre:
    return made_up_centre(["voice"])


def history(centre: Centre, until: pd.Timestamp, today_factor: float, days: int = 120) -> pd.DataFrame:
    """Days whose level is drawn anew each day and lasts it, the last one as said."""
    grid = interval_grid(TODAY - pd.Timedelta(days=days), TODAY, 60, centre.zone)
    rng = np.random.default_rng(3)
    level = np.exp(rng.normal(0.0, 0.15, days + 1))
    level[-1] = today_factor
    day = np.repeat(np.arange(days + 1), 24)
    mean = np.where(np.tile(OPEN, days + 1), PER_HOUR, 2.0) * level[day]
    offered = rng.poisson(mean).astype(float)
    rows = pd.DataFrame({"queue": "voice", "ts": grid, "offered": offered, "handled": offered, "abandoned": 0.0})
    return rows.assign(aht_s=300.0)[grid < until.tz_localize(centre.zone)].reset_index(drop=True)


def forecast(centre: Centre) -> pd.DataFrame:
    grid = interval_grid(TODAY - pd.Timedelta(days=2), TODAY + pd.Timedelta(days=4), 60, centre.zone)
    volume = np.where(np.tile(OPEN, 7), PER_HOUR, 2.0)
    bands = dict(zip(QUANTILE_COLUMNS, Spread(1.2, 0.03, LEVELS).quantiles(volume).T, strict=True))
    return pd.DataFrame({"queue": "voice", "ts": grid, "volume": volume, **bands, "aht_s": 300.0})


def at(centre: Centre, hour: int) -> pd.Timestamp:
    return (TODAY + pd.Timedelta(hours=hour)).tz_localize(centre.zone)


@pytest.fixture(scope="module")
def made(centre: Centre) -> TodayMade:
    known = history(centre, TODAY + pd.Timedelta(hours=12), 1.3)
    return reforecast_today(forecast(centre), known, centre, at(centre, 12))


def test_the_rest_of_the_day_follows_the_morning(made: TodayMade):
    rest = made.intervals[made.intervals["ts"].dt.day == TODAY.day].iloc[12:20]
    assert (rest["volume"] / rest["volume_before"]).mean() == pytest.approx(1.3, abs=0.06)


def test_what_has_arrived_stands_in_its_intervals(made: TodayMade):
    known = made.intervals[made.intervals["arrived"].notna()]
    assert len(known) == 12
    assert (known["volume"] == known["arrived"]).all()


def test_rows_are_those_of_the_forecast_from_today_on(made: TodayMade):
    assert len(made.intervals) == 5 * 24
    assert made.intervals["ts"].is_unique
    assert made.days["date"].tolist() == [TODAY + pd.Timedelta(days=d) for d in range(5)]


def test_days_add_up_their_intervals(made: TodayMade):
    date = made.intervals["ts"].dt.tz_localize(None).dt.normalize()
    assert made.intervals.groupby(date)["volume"].sum().to_numpy() == pytest.approx(made.days["volume"].to_numpy())


def test_bands_of_today_are_narrower_than_before(made: TodayMade):
    today = made.days.iloc[0]
    assert today["q05"] <= today["volume"] <= today["q95"]
    assert today["q95"] - today["q05"] < 0.25 * today["volume"]


def test_history_after_the_moment_is_not_used(centre: Centre, made: TodayMade):
    later = history(centre, TODAY + pd.Timedelta(hours=20), 1.3)
    again = reforecast_today(forecast(centre), later, centre, at(centre, 12))
    pd.testing.assert_frame_equal(again.intervals, made.intervals)


def test_a_day_without_records_is_told(centre: Centre):
    told = reforecast_today(forecast(centre), history(centre, TODAY, 1.0), centre, at(centre, 12))
    assert told.warnings == ("voice: nothing is recorded today, only the days before are followed",)


def test_too_short_a_history_leaves_the_forecast_and_says_so(centre: Centre):
    short = history(centre, TODAY + pd.Timedelta(hours=12), 1.3, days=9)
    told = reforecast_today(forecast(centre), short, centre, at(centre, 12))
    assert told.warnings == ("voice: fewer than 20 earlier days to learn from, not updated",)
    assert (told.days["moved"] == 1.0).all()


def test_a_moment_outside_the_forecast_is_refused(centre: Centre):
    with pytest.raises(RefusedInput) as refused:
        reforecast_today(forecast(centre), history(centre, TODAY, 1.0), centre, at(centre, 12 + 24 * 30))
    assert refused.value.faults[0].code == "today.outside"


def test_before_anything_arrives_the_band_of_the_day_is_that_of_the_plans_paths(centre: Centre):
    rows = [(0, "voice", day, 0.0, 0.9) for day in pd.date_range(TODAY - pd.Timedelta(days=2), periods=7, unit="us")]
    paths = pd.DataFrame(rows, columns=["path", "queue", "date", "score", "day_share"])
    plan = forecast(centre)
    wide = Spread(1.2, 0.3, LEVELS).quantiles(plan["volume"].to_numpy(dtype=float))
    plan[list(QUANTILE_COLUMNS)] = wide
    told = reforecast_today(plan, history(centre, TODAY, 1.0), centre, at(centre, 0), paths=paths).days.iloc[0]
    (planned,) = day_bands(plan[plan["ts"].dt.day == TODAY.day], paths).to_dict("records")
    assert told["q95"] / told["q05"] == pytest.approx(planned["q95"] / planned["q05"])
