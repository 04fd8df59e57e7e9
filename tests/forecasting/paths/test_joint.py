"""The joint law found again: days, memory and queues that were drawn with known correlations."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.default.spread import LEVELS, Spread
from forecasting.paths.day_rates import DayErrors
from forecasting.paths.joint import PLAIN_COMMON, PLAIN_DAY_SHARE, PastForecasts, day_errors, learn_joint
from forecasting.paths.marginals import rate_share, volumes_at

DAYS, SLOTS = 14, 12


def drawn(
    share: float, memory: float, alike: float, queues: int = 2, origins: int = 120, mean: float = 300.0
) -> list[DayErrors]:
    """Days of past forecasts whose errors go together as said."""
    rng = np.random.default_rng(11)
    expected = np.full((origins, DAYS, SLOTS), mean)
    quantiles = Spread(1.0, 0.02, LEVELS).quantiles(expected)
    apart = np.abs(np.subtract.outer(np.arange(DAYS), np.arange(DAYS)))
    days = np.linalg.cholesky(memory**apart + 1e-9 * np.eye(DAYS))
    both = np.linalg.cholesky(np.full((queues, queues), alike) + (1 - alike) * np.eye(queues))
    score = np.einsum("qr,ord,ed->oqe", both, rng.standard_normal((origins, queues, DAYS)), days)
    loading = np.sqrt(share * rate_share(expected.reshape(-1), quantiles.reshape(-1, len(LEVELS)))[0])
    made = []
    for q in range(queues):
        own = rng.standard_normal(expected.shape)
        z = loading * score[:, q, :, None] + np.sqrt(1 - loading**2) * own
        actual = volumes_at(quantiles.reshape(-1, len(LEVELS)), z.ravel()).reshape(expected.shape)
        past = PastForecasts(f"q{q}", np.arange(origins) * DAYS, expected, quantiles, actual)
        made.append(day_errors(past))
    return made


@pytest.mark.parametrize("share", [0.2, 0.7])
def test_the_share_of_the_day_is_found(share: float):
    assert learn_joint(drawn(share, 0.0, 0.0), DAYS).day_share == pytest.approx(share, abs=0.08)


def test_intervals_that_err_alone_share_nothing():
    assert learn_joint(drawn(0.0, 0.0, 0.0), DAYS).day_share == pytest.approx(0.0, abs=0.03)


def test_memory_from_day_to_day_is_found():
    law = learn_joint(drawn(0.7, 0.8, 0.0), DAYS)
    assert law.lasting + (1 - law.lasting) * law.memory == pytest.approx(0.8, abs=0.08)


@pytest.mark.parametrize("alike", [0.0, 0.6])
def test_queues_that_err_together_are_found(alike: float):
    assert learn_joint(drawn(0.7, 0.0, alike), DAYS).alike[0, 1] == pytest.approx(alike, abs=0.08)


def test_without_a_past_the_plain_law_holds():
    empty = np.zeros((0, DAYS, SLOTS))
    quantiles = np.zeros((0, DAYS, SLOTS, len(LEVELS)))
    past = [PastForecasts(q, np.zeros(0, dtype=np.int64), empty, quantiles, empty) for q in "ab"]
    law = learn_joint([day_errors(one) for one in past], 21)
    assert law.day_share == pytest.approx(PLAIN_DAY_SHARE)
    assert law.alike[0, 1] == pytest.approx(PLAIN_COMMON)
    assert law.day_share.shape == (2, 3)


def test_a_queue_without_a_past_takes_after_the_others():
    (known,) = drawn(0.2, 0.0, 0.0, queues=1)
    law = learn_joint([known, DayErrors.none("new")], DAYS)
    assert law.day_share[1] == pytest.approx(law.day_share[0], abs=0.05)
