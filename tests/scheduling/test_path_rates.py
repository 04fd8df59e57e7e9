"""Rates of paths: the mean is the volume, the day and the interval share the variance of the band."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scheduling.path_rates import BAND80_SD, path_rates, rate_variance

ROWS = pd.DataFrame({"volume": [100.0], "q10": [100.0 - 20.0 * BAND80_SD / 2], "q90": [100.0 + 20.0 * BAND80_SD / 2]})


def drawn(day_sd: float) -> np.ndarray:
    rng = np.random.default_rng(2)
    day, own = rng.standard_normal((2, 50_000, 1))
    return path_rates(ROWS, np.array([day_sd]), day, own)


def test_the_bands_variance_less_counting_is_the_rates():
    assert rate_variance(ROWS)[0] == pytest.approx(20.0**2 - 100.0)


@pytest.mark.parametrize("day_sd", [0.0, 0.1, 0.17])
def test_day_and_interval_together_have_the_variance_of_the_band(day_sd: float):
    assert drawn(day_sd).var() == pytest.approx(300.0, rel=0.05)
    assert drawn(day_sd).mean() == pytest.approx(100.0, abs=0.5)


def test_a_day_that_errs_more_than_the_band_says_is_believed():
    assert drawn(0.5).std() == pytest.approx(100.0 * np.sqrt(np.expm1(0.25)), rel=0.05)


def test_rates_are_never_negative():
    assert (drawn(1.5) >= 0).all()
