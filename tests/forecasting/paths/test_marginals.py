"""Quantiles as whole distributions: scores and volumes are each other's inverse, totals follow how days go together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from data.contracts.grid import QUANTILES
from forecasting.default.spread import LEVELS, Spread
from forecasting.paths.marginals import (
    MOST_LOADING,
    SCORES,
    day_loading,
    rate_share,
    scores_of,
    total_quantiles,
    volumes_at,
)


def count_quantiles(mean, variance):
    """Of negative binomial counts, of Poisson ones where the variance is the mean; rows by mean."""
    levels = np.asarray(QUANTILES)[None, :]
    if (variance <= mean).all():
        return stats.poisson.ppf(levels, mean[:, None])
    return stats.nbinom.ppf(levels, (mean**2 / (variance - mean))[:, None], (mean / variance)[:, None])


ROW = Spread(1.5, 0.03, LEVELS).quantiles(np.array([80.0]))


def test_every_known_level_is_met():
    assert volumes_at(np.repeat(ROW, 9, axis=0), SCORES) == pytest.approx(ROW[0])


@given(st.floats(-3.5, 3.5))
def test_the_score_of_a_volume_gives_the_volume_back(score: float):
    volume = volumes_at(ROW, np.array([score]))
    assert scores_of(ROW, volume)[0] == pytest.approx(score, abs=1e-6)


def test_scores_of_counts_from_the_forecast_are_standard_normal():
    rng = np.random.default_rng(1)
    for mean in (3.0, 60.0):
        counts = rng.negative_binomial(mean / 0.5, 1 / 1.5, 20_000).astype(float)
        rows = np.repeat(count_quantiles(np.array([mean]), np.array([1.5 * mean])), len(counts), axis=0)
        score = scores_of(rows, counts)
        assert score.mean() == pytest.approx(0.0, abs=0.1)
        assert score.std() == pytest.approx(1.0, abs=0.1)


def test_unknown_volumes_have_no_score():
    assert np.isnan(scores_of(ROW, np.array([np.nan]))[0])


def test_poisson_counts_leave_nothing_to_share():
    mean = np.array([400.0])
    assert rate_share(mean, count_quantiles(mean, mean))[0] == pytest.approx(0.0, abs=0.03)


def test_the_rates_share_is_what_counting_does_not_explain():
    mean = np.array([400.0])
    assert rate_share(mean, count_quantiles(mean, 5 * mean))[0] == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("share", [0.0, 0.4, 0.95])
def test_total_bands_agree_with_draws(share: float):
    mean = np.array([5.0, 40.0, 120.0, 90.0, 20.0])
    rows = Spread(1.2, 0.03, LEVELS).quantiles(mean)
    rng = np.random.default_rng(7)
    loading = np.sqrt(share * rate_share(mean, rows))
    score = loading * rng.standard_normal((40_000, 1)) + np.sqrt(1 - loading**2) * rng.standard_normal((40_000, 5))
    drawn = np.quantile(volumes_at(rows, score).sum(axis=1), QUANTILES)
    assert total_quantiles(rows, loading) == pytest.approx(drawn, rel=0.03)


@given(st.floats(0.0, 0.9))
def test_days_that_share_more_have_wider_totals(share: float):
    mean = np.array([50.0, 80.0, 60.0])
    rows = Spread(2.0, 0.05, LEVELS).quantiles(mean)
    rates = rate_share(mean, rows)
    less, more = (total_quantiles(rows, np.sqrt(one * rates)) for one in (share, share + 0.1))
    assert more[-1] - more[0] > less[-1] - less[0]


def test_a_day_loads_its_intervals_as_its_rate_is_off():
    mean = np.array([400.0])
    assert day_loading(mean, count_quantiles(mean, 5 * mean), np.array([0.05]))[0] ** 2 == pytest.approx(0.2, abs=0.02)


def test_a_day_that_errs_more_than_its_intervals_show_rules_them():
    mean = np.array([0.5])
    assert day_loading(mean, count_quantiles(mean, mean), np.array([5.0]))[0] == pytest.approx(MOST_LOADING)
