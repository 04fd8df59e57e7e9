from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri
from scipy.stats import nbinom

from forecasting.default.spread import LEVELS, UNLEARNED, Spread, learned_spreads, quantiles_by_week, untold

DRAW = np.random.Generator(np.random.PCG64(4))


def test_quantiles_are_those_of_a_negative_binomial_within_half_a_count():
    mean, phi, alpha = 50.0, 1.5, 0.01
    variance = phi * mean + alpha * mean**2
    own = Spread(phi, alpha, LEVELS).quantiles(np.array([[mean]]))[0, 0]
    exact = nbinom.ppf(LEVELS, mean**2 / (variance - mean), mean / variance)
    assert own == pytest.approx(exact, abs=1.0)


@settings(max_examples=50, deadline=None)
@given(st.floats(0.0, 1e5), st.floats(0.3, 20.0), st.floats(1e-5, 1.0))
def test_quantiles_never_fall_and_are_never_negative(mean, phi, alpha):
    own = Spread(phi, alpha, LEVELS).quantiles(np.array([[mean]]))[0, 0]
    assert np.isfinite(own).all()
    assert (own >= 0).all()
    assert (np.diff(own) >= 0).all()


@settings(max_examples=50, deadline=None)
@given(st.floats(1e-3, 1e5), st.floats(0.3, 20.0), st.floats(1e-5, 100.0), st.floats(-2.0, 2.0))
def test_the_mean_lies_between_the_outermost_quantiles(mean, phi, alpha, moved):
    own = Spread(phi, alpha, ndtr(ndtri(LEVELS) + moved)).quantiles(np.array([[mean]]))[0, 0]
    assert own[0] <= mean <= own[-1]
    assert (np.diff(own) >= 0).all()


@pytest.mark.parametrize("days", [3, 10])
def test_one_freak_day_widens_bands_no_more_than_a_bad_day_would(days):
    expected = np.full((days, 7, 1), 100.0)
    actual = DRAW.poisson(100.0, expected.shape).astype(float)
    actual[1, 2] = 1e9
    band = learned_spreads(expected, actual)[0].quantiles(np.array([[100.0]]))[0, 0]
    assert 70 < band[2] < 100 < band[6] < 130


def test_bands_learn_how_wrong_past_forecasts_were():
    expected = np.full((10, 14, 20), 40.0)
    actual = DRAW.negative_binomial(8, 8 / 48, size=(10, 14, 20)).astype(float)
    fresh = DRAW.negative_binomial(8, 8 / 48, size=(14, 2000)).astype(float)
    bands = quantiles_by_week(learned_spreads(expected, actual), np.full((14, 1), 40.0))
    inside = (fresh >= bands[:, :, 2]) & (fresh <= bands[:, :, 6])
    assert 0.76 < inside.mean() < 0.84


def test_a_worse_second_week_gets_a_wider_band():
    expected = np.full((10, 14, 20), 100.0)
    actual = DRAW.normal(100.0, np.repeat([10.0, 40.0], 7)[None, :, None], size=expected.shape).clip(0)
    bands = quantiles_by_week(learned_spreads(expected, actual), np.full((14, 1), 100.0))
    width = bands[:, 0, 6] - bands[:, 0, 2]
    assert width[7] > 1.7 * width[0]


def test_without_a_past_the_default_spread_is_used():
    nothing = np.zeros((0, 14, 4))
    assert len(learned_spreads(nothing, nothing)) == 2
    assert untold(learned_spreads(nothing, nothing)) == (UNLEARNED,)


@pytest.mark.parametrize("error", [0.05, 0.3])
def test_two_horizons_of_daily_data_teach_how_wide_bands_are(error):
    expected = np.full((2, 28, 1), 500.0)
    actual = 500.0 * (1.0 + error * DRAW.standard_normal(expected.shape))
    fresh = 500.0 * (1.0 + error * DRAW.standard_normal((28, 400)))
    spreads = learned_spreads(expected, actual)
    bands = quantiles_by_week(spreads, np.full((28, 1), 500.0))
    inside = (fresh >= bands[:, :, 2]) & (fresh <= bands[:, :, 6])
    assert untold(spreads) == ()
    assert 0.65 < inside.mean() < 0.92


def test_a_handful_of_days_teaches_nothing():
    few = np.full((1, 6, 1), 500.0)
    assert untold(learned_spreads(few, few)) == (UNLEARNED,)
