from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.default import pipeline
from forecasting.default.pipeline import forecast_queue
from forecasting.default.special import SpecialDays
from tests.forecasting.default.series import HOURS, START, laid_out, truth, weekly


def good(outlook, days=14):
    assert outlook.mean.shape[0] == days
    assert np.isfinite(outlook.mean).all()
    assert (outlook.mean >= 0).all()
    assert np.isfinite(outlook.quantiles).all()
    assert (outlook.quantiles >= 0).all()
    assert (np.diff(outlook.quantiles, axis=2) >= 0).all()
    return outlook


def test_a_steady_queue_is_forecast_within_its_noise():
    outlook = good(forecast_queue(weekly(), 14))
    expected = truth(outlook.days)
    assert np.abs(outlook.mean - expected).sum() / expected.sum() < 0.06
    assert outlook.notes == ()


def test_closed_hours_stay_closed_and_days_agree_with_slots():
    outlook = good(forecast_queue(weekly(), 14))
    assert (outlook.mean[:, HOURS == 0] == 0).all()
    assert (outlook.quantiles[:, HOURS == 0] == 0).all()


def test_shut_days_are_not_forecast():
    history = weekly()
    shut = np.array([START + 203])
    outlook = good(forecast_queue(history, 14, shut=shut))
    assert outlook.mean[3].sum() == 0
    assert outlook.mean[4].sum() > 0


def test_the_same_history_gives_the_same_forecast():
    first, second = (forecast_queue(weekly(), 14) for _ in range(2))
    assert (first.mean == second.mean).all()
    assert (first.quantiles == second.quantiles).all()


def test_nothing_after_the_history_is_needed_and_scale_does_not_matter():
    one = forecast_queue(weekly(seed=None), 14)
    ten = forecast_queue(laid_out(weekly(seed=None).offered * 10), 14)
    assert ten.mean.sum() == pytest.approx(10 * one.mean.sum(), rel=0.02)


def test_a_holiday_seen_before_is_expected_again():
    history = weekly(500)
    offered = history.offered.copy()
    places = [60, 200, 340, 480, 504]
    for place in places[:-1]:
        offered[place] *= 0.3
    special = SpecialDays({"feast": np.array([START + place for place in places])})
    outlook = good(forecast_queue(laid_out(offered), 14, special, boosting=False))
    usual = truth(outlook.days)[4].sum()
    assert outlook.mean[4].sum() < 0.5 * usual
    assert outlook.mean[5].sum() > 0.7 * truth(outlook.days)[5].sum()


def test_all_zero_is_forecast_as_zero_and_said():
    outlook = good(forecast_queue(laid_out(np.zeros((100, 24))), 14))
    assert outlook.mean.sum() == 0
    assert "no contacts" in outlook.notes[0]


def test_ten_days_give_means_of_the_weekdays_and_say_so():
    outlook = good(forecast_queue(weekly(10), 14))
    assert outlook.mean.sum() > 0
    assert "days to learn from" in outlook.notes[0]


def test_a_queue_silent_for_a_year_is_forecast_as_nothing_not_as_a_speck():
    counts = np.nan_to_num(weekly(500).offered)
    counts[-365:] = 0.0
    outlook = good(forecast_queue(laid_out(counts), 7, boosting=False), 7)
    assert outlook.mean.max() == 0.0
    assert outlook.quantiles.max() == 0.0


def test_a_history_that_lies_decades_back_gives_its_last_means_and_says_so():
    counts = np.concatenate([weekly(100).offered, np.full((9_000, 24), np.nan)])
    outlook = good(forecast_queue(laid_out(counts), 7), 7)
    assert outlook.mean.sum() == pytest.approx(truth(outlook.days).sum(), rel=0.1)
    assert outlook.notes[0] == "the history ends 9000 days before: means of its last weekdays"


def test_a_constant_series_goes_on():
    outlook = good(forecast_queue(laid_out(np.full((100, 24), 5.0)), 14))
    assert outlook.mean == pytest.approx(5.0)
    assert "constant" in outlook.notes[0]


@pytest.mark.parametrize("place", [30, 150, 199])
def test_one_giant_outlier_moves_nothing(place):
    history = weekly()
    offered = history.offered.copy()
    offered[place, 10] = 1e6
    calm, shaken = forecast_queue(history, 14), good(forecast_queue(laid_out(offered), 14))
    assert shaken.mean.sum() == pytest.approx(calm.mean.sum(), rel=0.05)
    assert any("set aside" in note for note in shaken.notes)


def daily_with_giant(back, giant, seed, number=393):
    counts = np.random.Generator(np.random.PCG64(seed)).poisson(105, number).astype(float)
    counts[-back] = giant
    return laid_out(counts[:, None])


def sane_bands(outlook):
    """Usual bands of a queue near 105 contacts a day around the mean."""
    mean, low, middle, high = (outlook.mean, *(outlook.quantiles[:, :, i] for i in (0, 4, 8)))
    assert mean == pytest.approx(105.0, rel=0.15)
    assert middle == pytest.approx(mean, rel=0.4)
    assert ((low <= mean) & (mean <= high)).all()
    assert (high - low < 0.9 * mean).all()


@pytest.mark.parametrize("back", [8, 14, 40])
@pytest.mark.parametrize("giant", [1e9, 1e4])
def test_a_giant_day_at_a_past_origin_does_not_open_the_bands(back, giant):
    sane_bands(good(forecast_queue(daily_with_giant(back, giant, 5), 7), 7))


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 150), st.sampled_from([2e3, 1e5, 1e9]), st.integers(0, 99))
def test_one_giant_day_anywhere_leaves_sane_bands(back, giant, seed):
    sane_bands(good(forecast_queue(daily_with_giant(back, giant, seed, 150), 7, boosting=False), 7))


def test_ten_days_with_a_giant_one_are_planned_from_the_others():
    outlook = good(forecast_queue(daily_with_giant(4, 1e9, 5, 10), 7), 7)
    assert outlook.mean == pytest.approx(105.0, rel=0.25)


def test_a_giant_holiday_that_hygiene_keeps_does_not_open_the_bands():
    history = daily_with_giant(10, 1e9, 5)
    special = SpecialDays({"feast": history.days[-10:-9]})
    sane_bands(good(forecast_queue(history, 7, special, boosting=False), 7))


def test_a_queue_without_a_closed_weekday_row_is_not_opened():
    history = weekly()
    offered = history.offered.copy()
    offered[(history.days + 3) % 7 >= 5] = np.nan
    outlook = good(forecast_queue(laid_out(offered), 14))
    weekend = (outlook.days + 3) % 7 >= 5
    assert outlook.mean[weekend].sum() == 0
    assert (outlook.mean[~weekend].sum(axis=1) > 0).all()


def test_a_year_with_a_skipped_and_a_doubled_hour_is_forecast():
    history = weekly(371)
    offered = np.nan_to_num(history.offered) + 3.0
    offered[100, 2] = np.nan
    outlook = good(forecast_queue(laid_out(offered), 14))
    assert (outlook.mean > 0).all()


def test_without_boosting_on_this_machine_the_forecast_says_so(monkeypatch):
    monkeypatch.setattr(pipeline, "boosting_trouble", lambda: "LightGBM cannot be loaded")
    outlook = good(forecast_queue(weekly(), 14))
    assert outlook.notes == ("LightGBM cannot be loaded",)
    assert outlook.blend.level == 0


def test_bands_hold_about_as_often_as_they_say():
    outlook = forecast_queue(weekly(300), 14)
    mean = truth(outlook.days)
    drawn = np.random.Generator(np.random.PCG64(9)).poisson(mean)
    inside = (drawn >= outlook.quantiles[:, :, 2]) & (drawn <= outlook.quantiles[:, :, 6])
    assert 0.70 < inside[mean > 0].mean() < 0.92


def test_daily_series_ahead_of_a_quarter():
    daily = weekly(800).offered.sum(axis=1, where=HOURS > 0, keepdims=True)
    outlook = good(forecast_queue(laid_out(daily), 91), 91)
    expected = truth(outlook.days).sum(axis=1)
    assert np.abs(outlook.mean[:, 0] - expected).sum() / expected.sum() < 0.06
