"""Days of one event err together, on all queues, and stay standard normal."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.paths.event_days import ALIKE, LASTING, NO_EVENT, EventDays, with_event_scores

EVENT = np.array([[NO_EVENT, 0, 0, 1], [NO_EVENT, 0, 0, 1]])


def scores(weight: float) -> np.ndarray:
    rng = np.random.default_rng(3)
    usual = rng.standard_normal((20_000, 2, 4))
    weights = np.where(EVENT == NO_EVENT, 0.0, weight)
    return with_event_scores(usual, weights, EVENT, rng)


def test_scores_stay_standard_normal():
    made = scores(0.7)
    assert made.mean(axis=0) == pytest.approx(0.0, abs=0.03)
    assert made.std(axis=0) == pytest.approx(1.0, abs=0.03)


def test_days_of_one_event_err_together_and_those_of_two_do_not():
    made = scores(1.0)
    together = np.corrcoef(made[:, 0].T)
    assert together[1, 2] == pytest.approx(LASTING, abs=0.03)
    assert together[2, 3] == pytest.approx(0.0, abs=0.03)
    assert together[0, 1] == pytest.approx(0.0, abs=0.03)


def test_queues_err_together_on_the_days_of_an_event():
    made = scores(1.0)
    assert np.corrcoef(made[:, 0, 1], made[:, 1, 1])[0, 1] == pytest.approx(ALIKE, abs=0.03)


def test_only_days_of_an_event_are_doubted_for_it():
    assert EventDays(EVENT, np.full(EVENT.shape, 0.01)).doubted()[:, 0].tolist() == [0.0, 0.0]
