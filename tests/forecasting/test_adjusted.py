"""Adjustments reach exactly their days, times and queues, hit their totals, and tell what they changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from data.contracts.settings import FORECAST_ADJUSTMENTS
from forecasting.adjusted import adjust_forecast

MON = "2026-11-02"


def system(volume: float = 10.0, queues: tuple[str, ...] = ("voice", "chat"), zone: str = "Asia/Shanghai"):
    """Three days by the hour from a Monday, open 08:00 to 24:00, busier by the hour."""
    grid = interval_grid(pd.Timestamp(MON), pd.Timestamp("2026-11-04"), 60, zone)
    mean = np.where(grid.hour < 8, 0.0, volume + grid.hour)
    spread = {name: mean * (0.5 + 0.1 * i) for i, name in enumerate(QUANTILE_COLUMNS)}
    one = pd.DataFrame({"ts": grid, "volume": mean, **spread, "aht_s": 200.0 + grid.hour})
    return pd.concat([one.assign(queue=queue) for queue in queues], ignore_index=True)[
        ["queue", "ts", "volume", *QUANTILE_COLUMNS, "aht_s"]
    ]


def rows(*adjustments):
    usual = {
        "queue": "voice", "start_date": MON, "end_date": MON, "start_time": "", "end_time": "", "quantity": "volume",
        "kind": "factor", "value": 1.0, "reason": "why", "author": "amy",
    }  # fmt: skip
    named = [{"adjustment": f"a{i}", **usual, **one} for i, one in enumerate(adjustments)]
    table = pd.DataFrame(named, columns=list(FORECAST_ADJUSTMENTS.columns))
    return table.astype({"start_date": "datetime64[us]", "end_date": "datetime64[us]", "value": "float64"})


def touched(before, after, column="volume"):
    """Queue, day of the month and hour of every interval that changed."""
    rows = before[before[column] != after[column]]
    return [(queue, ts.day, ts.hour) for queue, ts in zip(rows["queue"], rows["ts"], strict=True)]


def test_without_adjustments_the_forecast_is_the_system_s():
    made = adjust_forecast(system(), rows())
    pd.testing.assert_frame_equal(made.forecast, system())
    assert made.effects.empty
    assert made.warnings == ()


def test_a_factor_of_one_changes_nothing():
    both = rows({"queue": "*", "value": 1.0}, {"queue": "*", "quantity": "aht_s"})
    pd.testing.assert_frame_equal(adjust_forecast(system(), both).forecast, system())


def test_a_factor_reaches_its_queue_and_days_only_and_the_bands_move_along():
    before = system()
    after = adjust_forecast(before, rows({"value": 2.0})).forecast
    assert {(queue, day) for queue, day, _ in touched(before, after)} == {("voice", 2)}
    for name in ("volume", *QUANTILE_COLUMNS):
        assert after[name].sum() == pytest.approx(before[name].sum() + before[name][:24].sum())
    assert (after["aht_s"] == before["aht_s"]).all()


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("09:00", "11:00", [(2, 9), (2, 10)]),
        ("09:30", "11:30", [(2, 10), (2, 11)]),  # intervals that start within
        ("22:00", "", [(2, 22), (2, 23)]),
        ("22:00", "24:00", [(2, 22), (2, 23)]),
        ("", "09:00", [(2, 8)]),
        ("23:00", "09:00", [(2, 23), (3, 8)]),  # over midnight
    ],
)
def test_times_of_day_may_run_over_midnight(start, end, hours):
    before = system()
    after = adjust_forecast(before, rows({"value": 2.0, "start_time": start, "end_time": end})).forecast
    assert touched(before, after) == [("voice", *hour) for hour in hours]


def test_an_absolute_volume_is_the_total_of_each_queue_spread_as_forecast():
    before = system()
    made = adjust_forecast(before, rows({"queue": "*", "kind": "absolute", "value": 900.0, "start_time": "20:00"}))
    after = made.forecast
    for queue in ("voice", "chat"):
        evening = (after["queue"] == queue) & (after["ts"].dt.day == 2) & (after["ts"].dt.hour >= 20)
        assert after["volume"][evening].sum() == pytest.approx(900)
        assert (after["volume"] / before["volume"])[evening].nunique() == 1
    assert made.effects["volume_after"].tolist() == pytest.approx([900, 900])
    assert made.effects["volume_before"].tolist() == pytest.approx([126, 126])


def test_an_absolute_handling_time_is_the_mean_weighted_by_contacts():
    made = adjust_forecast(system(), rows({"quantity": "aht_s", "kind": "absolute", "value": 300.0}))
    day = made.forecast[:24]
    assert np.average(day["aht_s"], weights=day["volume"]) == pytest.approx(300)
    assert made.effects["aht_after_s"].tolist() == pytest.approx([300])
    assert made.forecast["volume"].equals(system()["volume"])


@pytest.mark.parametrize(
    ("first", "last", "share"), [("2026-11-02", "2026-11-07", 0.5), ("2026-10-31", "2026-11-04", 0.6)]
)
def test_of_a_total_that_reaches_beyond_the_forecast_the_part_within_it_is_planned(first, last, share):
    total = {"start_date": first, "end_date": last, "kind": "absolute", "value": 1000.0}
    made = adjust_forecast(system(), rows(total))
    assert made.effects["volume_after"].tolist() == pytest.approx([1000 * share])
    assert made.warnings == (
        "Adjustment a0 reaches beyond the forecast: the part of its total that lies within is planned.",
    )


def test_what_lies_beyond_weighs_like_the_same_weekday():
    grid = interval_grid(pd.Timestamp(MON), pd.Timestamp("2026-11-08"), 60, "Asia/Shanghai")
    mean = np.where(grid.day_of_week < 5, 3.0, 1.0)
    columns = dict.fromkeys(("volume", *QUANTILE_COLUMNS), mean)
    before = pd.DataFrame({"queue": "voice", "ts": grid, **columns, "aht_s": 100.0})
    total = {"start_date": "2026-11-08", "end_date": "2026-11-09", "kind": "absolute", "value": 400.0}
    nights = {**total, "start_time": "22:00", "end_time": "02:00", "end_date": "2026-11-08"}
    assert adjust_forecast(before, rows(total)).effects["volume_after"].tolist() == pytest.approx([100])
    assert adjust_forecast(before, rows(nights)).warnings == ()


def test_adjustments_follow_each_other_in_their_order():
    double = {"value": 2.0}
    total = {"kind": "absolute", "value": 100.0}
    last_total = adjust_forecast(system(), rows(double, total))
    last_double = adjust_forecast(system(), rows(total, double))
    assert last_total.forecast["volume"][:24].sum() == pytest.approx(100)
    assert last_double.forecast["volume"][:24].sum() == pytest.approx(200)
    assert last_double.effects["volume_before"].tolist()[1] == pytest.approx(100)


def test_one_that_touches_nothing_is_a_warning():
    late = {"start_date": "2026-12-01", "end_date": "2026-12-02"}
    night = {"start_time": "01:00", "end_time": "02:00", "value": 2.0}
    spread = {"start_time": "01:00", "end_time": "02:00", "kind": "absolute", "value": 50.0}
    made = adjust_forecast(system(), rows(late, night, spread))
    pd.testing.assert_frame_equal(made.forecast, system())
    assert made.warnings == (
        "Adjustment a0 changes nothing: no interval of the forecast lies within its days and times.",
        "Adjustment a1 does not change voice: no contacts are forecast within its days and times.",
        "Adjustment a2 does not change voice: no contacts are forecast within its days and times.",
    )


def test_adjustments_of_the_past_are_told_in_one_line():
    old = {"start_date": "2026-10-01", "end_date": "2026-10-02"}
    eve = {"start_date": "2026-11-01", "end_date": "2026-11-01", "start_time": "20:00", "end_time": "09:00"}
    made = adjust_forecast(system(), rows(old, old, {**eve, "value": 3.0}))
    assert made.warnings == ("Adjustments that ended before the forecast begins: a0, a1.",)
    assert touched(system(), made.forecast) == [("voice", 2, 8)]


def test_days_are_those_of_the_local_clock_also_when_it_changes():
    grid = interval_grid(pd.Timestamp("2026-03-29"), pd.Timestamp("2026-03-30"), 60, "Europe/Berlin")
    columns = dict.fromkeys(("volume", *QUANTILE_COLUMNS), 1.0)
    before = pd.DataFrame({"queue": "voice", "ts": grid, **columns, "aht_s": 100.0})
    day = {"start_date": "2026-03-29", "end_date": "2026-03-29", "kind": "absolute", "value": 46.0}
    after = adjust_forecast(before, rows(day)).forecast
    assert after["volume"].tolist() == pytest.approx([2.0] * 23 + [1.0] * 24)


ADJUSTMENT = st.fixed_dictionaries(
    {
        "queue": st.sampled_from(["*", "voice", "chat"]),
        "start_date": st.sampled_from([MON, "2026-11-03"]),
        "end_date": st.sampled_from(["2026-11-03", "2026-11-05"]),
        "start_time": st.sampled_from(["", "07:00", "20:00"]),
        "end_time": st.sampled_from(["", "06:00", "21:30"]),
        "quantity": st.sampled_from(["volume", "aht_s"]),
        "kind": st.sampled_from(["factor", "absolute"]),
        "value": st.floats(0.01, 100),
    }
)


@given(st.lists(ADJUSTMENT, max_size=4))
def test_bands_never_cross_nothing_is_negative_and_closed_hours_stay_closed(adjustments):
    before = system()
    made = adjust_forecast(before, rows(*adjustments))
    bands = made.forecast[list(QUANTILE_COLUMNS)].to_numpy()
    assert np.isfinite(bands).all()
    assert (np.diff(bands, axis=1) >= 0).all()
    assert (bands >= 0).all()
    assert (made.forecast["volume"][before["volume"] == 0] == 0).all()


@given(st.lists(ADJUSTMENT, max_size=4))
def test_the_effects_of_all_add_up_to_the_difference(adjustments):
    before = system()
    made = adjust_forecast(before, rows(*adjustments))
    changed = (made.effects["volume_after"] - made.effects["volume_before"]).sum()
    assert changed == pytest.approx(made.forecast["volume"].sum() - before["volume"].sum(), abs=1e-6)
