from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from forecasting.arrays import day_number
from forecasting.rolling.roll import last_origins, roll
from forecasting.rolling.scores import SCORE_COLUMNS, score_table
from forecasting.rolling.special_tables import queue_days
from forecasting.rolling.wall_clock import interval_of, labels

START = pd.Timestamp("2025-01-06")


def hourly(queue: str = "q", days: int = 120, level: float = 20.0) -> pd.DataFrame:
    stamps = pd.date_range(START, periods=days * 24, freq="h", unit="us")
    open_rows = (stamps.hour >= 8) & (stamps.hour < 18) & (stamps.day_of_week < 5)
    stamps = stamps[open_rows]
    draw = np.random.Generator(np.random.PCG64(2))
    return pd.DataFrame(
        {"queue": queue, "timestamp": stamps, "offered": draw.poisson(level, len(stamps)).astype(float)}
    )


def rolled(history, origins, horizon=14, models=("seasonal_mean",), **more):
    parts = list(roll(history, origins, horizon, models, **more))
    tables = [p.forecasts for p in parts if len(p.forecasts)]
    return (
        score_table(pd.concat([p.sums for p in parts], ignore_index=True)),
        pd.concat(tables) if tables else pd.DataFrame(),
        [w for p in parts for w in p.warnings],
    )


def test_one_row_per_queue_origin_and_model_and_one_pooled_row_per_model():
    history = pd.concat([hourly("a"), hourly("b")], ignore_index=True)
    scores, _, _ = rolled(history, last_origins(history, 2, 14), models=("seasonal_mean", "seasonal_naive"))
    assert tuple(scores.columns) == SCORE_COLUMNS
    assert len(scores) == 2 * 2 * 2 + 2
    pooled = scores[(scores["queue"] == "ALL") & (scores["model"] == "seasonal_mean")].iloc[0]
    own = scores[(scores["queue"] != "ALL") & (scores["model"] == "seasonal_mean")]
    assert pooled["wape"] == pytest.approx(own["abs_error"].sum() / own["offered"].sum())


def test_measures_by_hand():
    history = pd.DataFrame({"queue": "q", "timestamp": pd.date_range(START, periods=28, freq="D", unit="us"),
                            "offered": np.r_[np.tile(np.arange(1.0, 8.0), 3), np.arange(2.0, 9.0)]})  # fmt: skip
    scores, forecasts, _ = rolled(history, [day_number(START) + 21], 7, ("seasonal_naive",))
    row = scores.iloc[0]
    assert forecasts["mean"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert row["abs_error"] == 7
    assert row["wape"] == pytest.approx(7 / 35)
    assert row["bias"] == pytest.approx(-7 / 35)
    assert np.isnan(row["mase"])  # the past repeats itself exactly


def test_nothing_at_or_after_the_origin_is_used():
    history = hourly()
    origin = day_number(START) + 98
    later = history["timestamp"] >= START + pd.Timedelta(days=98)
    other = history.assign(offered=np.where(later, 999.0, history["offered"]))
    one, two = (rolled(h, [origin], models=("default",))[1] for h in (history, other))
    pd.testing.assert_frame_equal(one, two)


def test_labels_come_back_as_written_and_closed_slots_are_not_forecast():
    history = hourly()
    _, forecasts, _ = rolled(history, [day_number(START) + 98])
    assert forecasts["timestamp"].iloc[0] == "2025-04-14T08:00:00"
    hours = pd.to_datetime(forecasts["timestamp"])
    assert set(hours.dt.hour) == set(range(8, 18))
    assert set(hours.dt.day_of_week) == set(range(5))


def test_daily_files_have_daily_labels():
    assert labels(np.array([day_number(START)]), 1).tolist() == [["2025-01-06"]]
    daily = pd.DataFrame({"timestamp": pd.date_range(START, periods=5, freq="D", unit="us")})
    assert interval_of(daily) == 1440


@pytest.mark.parametrize("minutes", [5, 15, 30, 60])
def test_the_interval_is_found(minutes):
    stamps = pd.date_range(START, periods=2000, freq=f"{minutes}min", unit="us")
    assert interval_of(pd.DataFrame({"timestamp": stamps})) == minutes


def test_labels_off_the_grid_are_refused():
    with pytest.raises(RefusedInput, match="no start of an interval"):
        interval_of(pd.DataFrame({"timestamp": [START + pd.Timedelta(minutes=7)]}))


def test_closed_days_are_not_learned_forecast_or_scored():
    history = hourly()
    closed = pd.DataFrame({"date": [pd.Timestamp("2025-04-15")], "queue": ["*"]})
    days = queue_days(["q"], closed=closed)
    scores, forecasts, _ = rolled(history, [day_number(START) + 98], days=days)
    assert not forecasts["timestamp"].str.startswith("2025-04-15").any()
    assert scores["slots"].iloc[0] == 90


def test_an_unknown_model_is_refused_with_the_known_ones():
    with pytest.raises(RefusedInput, match="there is no model magic"):
        list(roll(hourly(), [day_number(START) + 98], 14, ["magic"]))


def test_repeated_labels_hold_their_mean_and_are_told():
    history = hourly()
    twice = pd.concat([history, history.iloc[:10].assign(offered=0.0)], ignore_index=True)
    _, _, warnings = rolled(twice, [day_number(START) + 98])
    assert "10 labels are there more than once" in warnings[0]


BROKEN = {
    "all zero": hourly().assign(offered=0.0),
    "ten days": hourly(days=10),
    "constant": hourly().assign(offered=7.0),
    "a giant": hourly().assign(offered=lambda t: t["offered"].where(t.index != 300, 1e9)),
    "one row": hourly().iloc[:1],
    "a gap of months": pd.concat([hourly().iloc[:50], hourly().iloc[-300:]], ignore_index=True),
    "nearly empty": hourly(level=0.01),
}


@pytest.mark.parametrize("kind", list(BROKEN))
@pytest.mark.parametrize("model", ["default", "seasonal_naive", "ets", "sarimax"])
def test_a_broken_series_is_forecast_with_a_note_and_takes_no_other_down(kind, model):
    history = pd.concat([BROKEN[kind].assign(queue="broken"), hourly("fine")], ignore_index=True)
    origin = day_number(START) + (8 if kind == "ten days" else 98)
    scores, forecasts, _ = rolled(history, [origin], models=(model,))
    assert set(scores["queue"]) == {"broken", "fine", "ALL"}
    values = forecasts.select_dtypes("number").to_numpy()
    assert np.isfinite(values).all()
    assert (values >= 0).all()


def test_a_queue_that_opens_after_the_origin_is_left_out_with_a_warning():
    late = hourly("late").assign(timestamp=lambda t: t["timestamp"] + pd.Timedelta(days=112))
    scores, _, warnings = rolled(pd.concat([hourly("old"), late], ignore_index=True), [day_number(START) + 98])
    assert set(scores["queue"]) == {"old", "ALL"}
    assert "late: no history before 2025-04-14" in warnings[0]


def test_a_year_with_both_clock_changes_is_forecast():
    stamps = pd.date_range(START, periods=371 * 24, freq="h", unit="us")
    keep = stamps != pd.Timestamp("2025-03-30 02:00")
    doubled = stamps[stamps == pd.Timestamp("2025-10-26 02:00")]
    every = stamps[keep].append(doubled)
    history = pd.DataFrame({"queue": "q", "timestamp": every, "offered": 10.0 + every.hour.to_numpy()})
    scores, forecasts, _ = rolled(history, [day_number(START) + 357], models=("default",))
    assert len(forecasts) == 14 * 24
    assert scores["wape"].iloc[0] < 0.05


def _weeks(opens, days=70):
    stamps = pd.date_range(START, periods=days, freq="D", unit="us")
    return pd.DataFrame({"timestamp": stamps[stamps.day_of_week.isin(opens)]})


@pytest.mark.parametrize(
    ("opens", "weekday"), [((0, 1, 2, 3, 4), 0), ((6, 0, 1, 2, 3), 6), ((1, 2, 3, 4, 5), 1), ((0, 1, 2, 4, 5), 0)]
)
@pytest.mark.parametrize("horizon", [7, 10, 14])
def test_origins_start_the_week_of_a_file_that_rests(opens, weekday, horizon):
    origins = last_origins(_weeks(opens), 3, horizon)
    assert {(o + 3) % 7 for o in origins} == {weekday}
    assert min(np.diff(origins)) >= horizon
    end = day_number(_weeks(opens)["timestamp"].max()) + 1
    assert origins[-1] + horizon <= end < origins[-1] + horizon + 7


def test_without_a_rest_the_last_horizon_ends_with_the_history():
    end = day_number(START) + 66
    assert last_origins(_weeks(range(7), 66), 2, 14) == [end - 28, end - 14]


def test_a_stray_saturday_opens_no_week_and_short_horizons_start_on_any_open_day():
    stray = pd.concat([_weeks(range(5)), pd.DataFrame({"timestamp": [START + pd.Timedelta(days=5)]})])
    assert {(o + 3) % 7 for o in last_origins(stray, 2, 14)} == {0}
    assert [(o + 3) % 7 for o in last_origins(_weeks(range(5)), 5, 1)] == [0, 1, 2, 3, 4]
