import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.aht.per_interval import Pace, daily_aht, forecast_aht
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


def _noisy(contacts, seed=1, aht=300.0, days=DAYS):
    """AHT of intervals whose contacts scatter by 70 % around one mean."""
    rng = np.random.Generator(np.random.PCG64(seed))
    handled = rng.poisson(contacts, (len(days), 24)).astype(float)
    seen = aht * (1 + 0.7 * rng.standard_normal(handled.shape) / np.sqrt(np.maximum(handled, 1)))
    return np.where(handled > 0, np.maximum(seen, 30.0), np.nan), handled


def test_few_contacts_give_one_number_and_no_shape():
    aht_s, handled = _noisy(1.5)
    ahead = forecast_aht(aht_s, handled, DAYS, ALL, AHEAD)
    assert np.ptp(ahead) / ahead.mean() < 0.1
    assert ahead.mean() == pytest.approx(np.nansum(aht_s * handled) / handled.sum(), rel=0.06)


def test_a_slow_monday_stays_slow():
    aht_s, handled = _noisy(60.0)
    aht_s[weekdays(DAYS) == 0] *= 1.2
    ahead = forecast_aht(aht_s, handled, DAYS, ALL, AHEAD).mean(axis=1)
    monday = weekdays(AHEAD) == 0
    assert ahead[monday].mean() / ahead[~monday].mean() == pytest.approx(1.2, rel=0.03)


def test_one_broken_interval_moves_nothing():
    aht_s, handled = _noisy(20.0)
    before = forecast_aht(aht_s, handled, DAYS, ALL, AHEAD)
    aht_s[-3, 10] = 80_000.0
    np.testing.assert_allclose(forecast_aht(aht_s, handled, DAYS, ALL, AHEAD), before, rtol=0.02)


def test_a_runaway_drift_stays_near_what_was_seen():
    aht_s = np.repeat(300.0 * np.exp(0.02 * np.arange(len(DAYS)))[:, None], 24, axis=1)
    ahead = forecast_aht(aht_s, np.full_like(aht_s, 50.0), DAYS, ALL, AHEAD)
    assert ahead.max() <= 1.4 * aht_s.max() + 1e-6


def test_newcomers_leave_the_past_and_come_back_ahead():
    pace = Pace(
        np.where(np.arange(len(DAYS)) >= 150, 1.25, 1.0), np.full(len(AHEAD), 1.1), np.zeros(len(AHEAD), dtype=bool)
    )
    aht_s = 240.0 * np.repeat(pace.past[:, None], 24, axis=1)
    ahead = forecast_aht(aht_s, np.full_like(aht_s, 9.0), DAYS, ALL, AHEAD, pace)
    np.testing.assert_allclose(ahead, 264.0, rtol=1e-6)


@given(st.integers(0, 2**32), st.sampled_from([0.05, 1.0, 30.0]), st.integers(1, 60))
@settings(max_examples=25, deadline=None)
def test_any_history_gives_finite_positive_times_within_reach(seed, contacts, length):
    days = np.arange(20_000, 20_000 + length)
    aht_s, handled = _noisy(contacts, seed, days=days)
    ahead = forecast_aht(aht_s, handled, days, np.ones(length, dtype=bool), np.arange(20_000 + length, 20_021 + length))
    if np.nansum(handled) == 0:
        assert ahead is None
    else:
        assert np.isfinite(ahead).all()
        assert ahead.min() > 0
        assert ahead.max() <= 1.4 * np.nanmax(aht_s) + 1e-6
