from __future__ import annotations

import numpy as np
import pytest

from forecasting.default.average import average_days, member_weights
from forecasting.default.glm import fit_counts
from forecasting.default.members import MEMBERS, DayTotals
from forecasting.default.special import NOTHING_SPECIAL

DRAW = np.random.Generator(np.random.PCG64(5))


def totals(values: np.ndarray, ahead: int) -> DayTotals:
    days = np.arange(18_000, 18_000 + len(values) + ahead, dtype=np.int64)
    return DayTotals(days, np.r_[values, np.full(ahead, np.nan)], np.zeros(len(days), dtype=bool))


def test_weights_sum_to_one_and_prefer_the_better_member():
    weights = member_weights(np.array([0.1, 0.2, np.nan]), np.ones((3, 5)))
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] == pytest.approx(2**12 * weights[1])
    assert weights[2] == 0


def test_the_year_is_known_after_two_years():
    day = np.arange(1100)
    values = DRAW.poisson(1000 * np.exp(0.3 * np.sin(2 * np.pi * day / 365.25))).astype(float)
    made = average_days(totals(values, 91), NOTHING_SPECIAL, 18_000 + 1100, 91)
    ahead = 1000 * np.exp(0.3 * np.sin(2 * np.pi * np.arange(1100, 1191) / 365.25))
    assert np.abs(made.totals - ahead).sum() / ahead.sum() < 0.04


def test_a_new_level_is_followed():
    values = DRAW.poisson(np.r_[np.full(300, 500.0), np.full(60, 800.0)]).astype(float)
    made = average_days(totals(values, 14), NOTHING_SPECIAL, 18_360, 14)
    assert made.totals.mean() == pytest.approx(800, rel=0.06)


def test_past_origins_know_nothing_of_their_future():
    values = DRAW.poisson(500.0, size=300).astype(float)
    changed = values.copy()
    changed[-14:] *= 3
    one, other = (average_days(totals(v, 14), NOTHING_SPECIAL, 18_300, 14, 4) for v in (values, changed))
    weights = set(MEMBERS)
    assert weights == set(one.weights)
    assert one.past_origins[-1] == 18_286
    assert np.isfinite(other.past_totals).all()
    assert np.ptp(one.past_totals[-1]) < 200  # the last past origin has not seen the tripled fortnight
    assert other.past_totals[-1].mean() == pytest.approx(500, rel=0.1)


def test_regression_agrees_with_statsmodels_without_ridge():
    import statsmodels.api as sm

    x = np.c_[np.ones(300), DRAW.normal(size=300)]
    y = DRAW.poisson(np.exp(3 + 0.4 * x[:, 1])).astype(float)
    own = fit_counts(x, y, np.ones(300), np.full(2, 1e-9), np.log(y + 0.5), 12)
    other = sm.GLM(y, x, family=sm.families.Poisson()).fit().params
    assert own == pytest.approx(other, abs=0.03)  # ours holds far days back
