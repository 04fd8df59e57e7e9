"""Portable random numbers against scipy."""

import numpy as np
import pytest
from scipy import stats

from data.samples.numbers import Dice, exp_minus


@pytest.mark.parametrize("mean", [0.02, 0.7, 5.0, 15.9])
def test_small_poisson_counts_follow_the_law(mean):
    counts = Dice(3, "law").poisson(np.full(40_000, mean))
    top = int(stats.poisson.ppf(0.999, mean))
    seen = np.bincount(np.minimum(counts, top + 1), minlength=top + 2)
    wanted = np.append(stats.poisson.pmf(np.arange(top + 1), mean), stats.poisson.sf(top, mean)) * counts.size
    assert stats.chisquare(seen, wanted * seen.sum() / wanted.sum()).pvalue > 1e-3


@pytest.mark.parametrize("mean", [16.0, 60.0, 900.0])
def test_large_poisson_counts_have_mean_variance_and_tails(mean):
    counts = Dice(4, "tails").poisson(np.full(200_000, mean))
    assert counts.mean() == pytest.approx(mean, rel=0.003)
    assert counts.var() == pytest.approx(mean, rel=0.03)
    for share in (0.01, 0.25, 0.5, 0.75, 0.99):
        assert abs(np.quantile(counts, share) - stats.poisson.ppf(share, mean)) <= max(1, 0.003 * mean)


@pytest.mark.parametrize("k", [40.0, 120.0])
def test_gamma_factors_follow_the_gamma_law(k):
    factors = Dice(5, "gamma").gamma_factor(k, 200_000)
    assert factors.mean() == pytest.approx(1, abs=0.002)
    assert factors.var() == pytest.approx(1 / k, rel=0.03)
    assert stats.kstest(factors[:20_000], stats.gamma(k, scale=1 / k).cdf).pvalue > 1e-3


def test_exp_agrees_with_the_machine():
    x = np.linspace(0, 16, 400)
    assert np.allclose(exp_minus(x), np.exp(-x), rtol=1e-9, atol=0)


def test_the_first_draws_are_these_on_every_machine():
    assert Dice(1, "a").whole(1000, 6).tolist() == [783, 668, 27, 46, 890, 126]
    assert Dice(1, "a").poisson(np.array([0.5, 3.0, 12.0, 40.0, 500.0])).tolist() == [0, 5, 11, 34, 480]


def test_a_stream_does_not_depend_on_other_streams():
    lonely = Dice(9, "b").normal(5).tolist()
    Dice(9, "a").normal(100)
    assert Dice(9, "b").normal(5).tolist() == lonely != Dice(9, "c").normal(5).tolist()


def test_shuffling_keeps_every_item():
    items = [str(n) for n in range(50)]
    shuffled = Dice(2, "s").shuffled(items)
    assert sorted(shuffled, key=int) == items != shuffled
