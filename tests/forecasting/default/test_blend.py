from __future__ import annotations

import numpy as np
import pytest

from forecasting.default.blend import MOST, BlendWeights, blended, learned_weights


def test_boosting_that_errs_more_gets_the_smaller_share():
    truth = np.full((3, 7, 4), 10.0)
    weights = learned_weights(truth * 1.05, truth * 1.2, truth)
    assert weights.level < 0.1


def test_boosting_never_rules_alone():
    truth = np.full((3, 7, 4), 10.0)
    assert learned_weights(truth * 1.5, truth, truth).level == MOST


def test_boosting_that_differs_by_noise_alone_earns_nothing():
    rng = np.random.default_rng(5)
    truth = np.full((3, 7, 48), 40.0)
    weights = learned_weights(truth, truth + rng.normal(0.0, 2.0, truth.shape), rng.poisson(truth).astype(float))
    assert weights.shape < 0.05


def test_one_past_origin_is_too_little_to_trust_boosting():
    one = np.full((1, 7, 4), 10.0)
    assert learned_weights(one, one, one) == BlendWeights(0.0, 0.0)


def test_days_and_slots_agree_and_closed_slots_stay_closed():
    plain = np.array([[0.0, 2.0, 4.0, 4.0]])
    boosted = np.array([[5.0, 6.0, 6.0, 8.0]])
    mixed = blended(plain, boosted, BlendWeights(level=0.5, shape=0.5))
    assert mixed[0, 0] == 0
    assert mixed.sum() == pytest.approx(0.5 * 10 + 0.5 * 20)


def test_days_boosting_says_nothing_about_stay_plain():
    plain = np.ones((2, 4))
    assert (blended(plain, np.full((2, 4), np.nan), BlendWeights(0.5, 0.5)) == plain).all()
