"""What every daily model keeps to."""

import numpy as np
import pytest

from forecasting.arrays import weekdays
from forecasting.models.catalogue import MODELS
from forecasting.models.forecaster import DailySeries, ModelFailed, filled, weekday_factors

DAYS = np.arange(20_000, 20_400)
AHEAD = np.arange(20_400, 20_421)
WEEK = np.array([1.3, 1.1, 1.0, 1.0, 0.9, 0.9, 0.8])


def _weeks(noise=0.0, gaps=()):
    rng = np.random.Generator(np.random.PCG64(1))
    total = 1000 * WEEK[weekdays(DAYS)] * np.exp(rng.normal(0, noise, len(DAYS)))
    total[list(gaps)] = np.nan
    return DailySeries(DAYS, total)


@pytest.mark.parametrize("name", MODELS)
def test_a_plain_week_goes_on(name):
    np.testing.assert_allclose(MODELS[name].forecast(_weeks(), AHEAD), 1000 * WEEK[weekdays(AHEAD)], rtol=0.02)


@pytest.mark.parametrize("name", MODELS)
def test_gaps_do_not_count_as_zero(name):
    gaps = [*range(300, 330), 377, 399]
    expected = 1000 * WEEK[weekdays(AHEAD)]
    np.testing.assert_allclose(MODELS[name].forecast(_weeks(0.02, gaps), AHEAD), expected, rtol=0.08)


@pytest.mark.parametrize("name", MODELS)
def test_scale_of_the_history_is_scale_of_the_forecast(name):
    series = _weeks(0.05)
    one = MODELS[name].forecast(series, AHEAD)
    ten = MODELS[name].forecast(DailySeries(DAYS, 10 * series.total), AHEAD)
    np.testing.assert_allclose(ten, 10 * one, rtol=0.02)


@pytest.mark.parametrize("name", MODELS)
def test_no_history_is_a_stated_failure(name):
    with pytest.raises(ModelFailed):
        MODELS[name].forecast(DailySeries(DAYS, np.full(len(DAYS), np.nan)), AHEAD)


@pytest.mark.parametrize("name", MODELS)
def test_zeros_stay_zeros(name):
    assert MODELS[name].forecast(DailySeries(DAYS, np.zeros(len(DAYS))), AHEAD).tolist() == [0.0] * 21


@pytest.mark.parametrize("name", MODELS)
def test_same_history_same_forecast(name):
    np.testing.assert_array_equal(MODELS[name].forecast(_weeks(0.1), AHEAD), MODELS[name].forecast(_weeks(0.1), AHEAD))


def test_prophet_and_its_sampler_keep_quiet(capfd, caplog):
    MODELS["prophet"].forecast(_weeks(0.1), AHEAD)
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []


def test_weekday_factors_see_the_week_through_a_trend():
    total = 500 * np.exp(0.002 * np.arange(len(DAYS))) * WEEK[weekdays(DAYS)]
    np.testing.assert_allclose(weekday_factors(DailySeries(DAYS, total)), WEEK / WEEK.mean(), rtol=0.02)


def test_filled_days_follow_level_and_weekday():
    series = _weeks(gaps=range(100, 110))
    np.testing.assert_allclose(filled(series).total, _weeks().total, rtol=0.03)
