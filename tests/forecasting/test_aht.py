import numpy as np
import pytest

from forecasting.aht import daily_aht, forecast_aht
from forecasting.arrays import weekdays

DAYS = np.arange(20_000, 20_182)
AHEAD = np.arange(20_182, 20_203)
ALL = np.ones(len(DAYS), dtype=bool)


def test_a_day_weighs_its_intervals_by_contacts():
    assert daily_aht(np.array([[100.0, 400.0]]), np.array([[3.0, 1.0]])).tolist() == [175.0]


def test_constant_handling_time_stays():
    aht_s = np.full((len(DAYS), 24), 240.0)
    np.testing.assert_allclose(forecast_aht(aht_s, np.full_like(aht_s, 9.0), DAYS, ALL, AHEAD), 240.0)


def test_slow_nights_stay_slow():
    aht_s = np.full((len(DAYS), 24), 200.0)
    aht_s[:, :6] = 300.0
    ahead = forecast_aht(aht_s, np.full_like(aht_s, 50.0), DAYS, ALL, AHEAD)
    assert ahead[0, 2] == pytest.approx(300.0, rel=0.03)
    assert ahead[0, 14] == pytest.approx(200.0, rel=0.03)


def test_a_steady_drift_goes_on_but_slows_down():
    level = 300.0 * np.exp(0.001 * np.arange(len(DAYS)))
    aht_s = np.repeat(level[:, None], 24, axis=1)
    mean = forecast_aht(aht_s, np.full_like(aht_s, 50.0), DAYS, ALL, AHEAD).mean(axis=1)
    assert level[-1] < mean[0] < mean[-1] < level[-1] * np.exp(0.001 * 22)
    assert mean[-1] == pytest.approx(level[-1] * np.exp(0.001 * 16), rel=0.01)


def test_event_days_are_not_learned_from():
    aht_s = np.full((len(DAYS), 24), 240.0)
    aht_s[-10:] = 600.0
    usable = ALL.copy()
    usable[-10:] = False
    ahead = forecast_aht(aht_s, np.full_like(aht_s, 9.0), DAYS, usable, AHEAD)
    np.testing.assert_allclose(ahead, 240.0)
    assert weekdays(AHEAD).shape == (21,)


def test_without_any_handling_time_there_is_none():
    assert forecast_aht(np.full((len(DAYS), 4), np.nan), np.ones((len(DAYS), 4)), DAYS, ALL, AHEAD) is None
