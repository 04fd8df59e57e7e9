import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from data.contracts.grid import QUANTILES
from forecasting.bands import Dispersion, count_quantiles, fitted_dispersion


def _counts(mean, phi, alpha, seed=1):
    rng = np.random.Generator(np.random.PCG64(seed))
    variance = phi * mean + alpha * mean**2
    return rng.negative_binomial(mean**2 / (variance - mean), mean / variance).astype(float)


@given(st.floats(0.01, 5000), st.floats(1.0, 50.0))
def test_quantiles_rise_and_are_never_negative(mean, spread):
    (row,) = count_quantiles(np.array([mean]), np.array([mean * spread]))
    assert (np.diff(row) >= 0).all()
    assert row[0] >= 0


def test_without_over_dispersion_they_are_those_of_poisson():
    (row,) = count_quantiles(np.array([37.0]), np.array([37.0]))
    assert row.tolist() == stats.poisson.ppf(QUANTILES, 37.0).tolist()


def test_variance_is_never_below_that_of_poisson():
    assert Dispersion(phi=1.0, alpha=1e-4, scale=0.5).variance(np.array([10.0]))[0] == 10.0


def test_an_events_uncertainty_widens_the_band():
    mean = np.array([100.0])
    assert Dispersion().variance(mean, 0.1)[0] > Dispersion().variance(mean)[0]


@pytest.mark.parametrize(("phi", "alpha"), [(1.2, 0.01), (2.0, 0.05), (1.5, 0.2)])
def test_fitted_bands_cover_what_they_promise(phi, alpha):
    mean = np.tile(np.linspace(5, 120, 96), 42)
    spread = fitted_dispersion(mean, _counts(mean, phi, alpha))
    fresh = _counts(mean, phi, alpha, seed=2)
    bands = count_quantiles(mean, spread.variance(mean))
    for low, high, level in ((2, 6, 0.8), (0, 8, 0.95)):
        covered = np.mean((bands[:, low] <= fresh) & (fresh <= bands[:, high]))
        assert covered == pytest.approx(level, abs=0.04)


def test_too_few_residuals_give_the_default():
    assert fitted_dispersion(np.full(10, 5.0), np.full(10, 6.0)) == Dispersion()
