"""Signals of the known part of a day: latest intervals count more, counting noise counts less."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.today.signals import Signal, counting_noise, signal_of, without_chance


def test_deviation_is_relative_to_what_was_expected():
    made = signal_of(np.array([[10.0, 30.0]]), np.array([[12.0, 36.0]]), np.ones(2))
    assert made.deviation[0] == pytest.approx(0.2)
    assert made.expected[0] == pytest.approx(40.0)


def test_weights_leave_fewer_contacts_behind_the_signal():
    made = signal_of(np.array([[10.0, 10.0]]), np.array([[10.0, 10.0]]), np.array([0.5, 1.0]))
    assert made.expected[0] == pytest.approx(15.0**2 / 12.5)


def test_a_day_of_which_nothing_is_known_says_nothing():
    made = signal_of(np.array([[10.0]]), np.array([[np.nan]]), np.ones(1))
    assert made.deviation[0] == 0.0
    assert made.expected[0] == 0.0


def test_poisson_counts_have_noise_one_whatever_the_level_of_their_day():
    rng = np.random.default_rng(2)
    mean = np.full((400, 20), 50.0)
    actual = rng.poisson(mean * rng.uniform(0.5, 1.5, (400, 1))).astype(float)
    assert counting_noise(mean, actual) == pytest.approx(1.0, abs=0.05)


def test_chance_alone_says_nothing():
    rng = np.random.default_rng(4)
    counts = rng.poisson(4.0, 400)
    cleaned = without_chance(Signal((counts - 4.0) / 4.0, np.full(400, 4.0)), 1.0, 400)
    assert np.abs(cleaned).max() < 0.3 * np.abs(counts / 4.0 - 1.0).max()


def test_large_counts_keep_their_deviation():
    deviation = np.random.default_rng(4).normal(0.0, 0.2, 100)
    cleaned = without_chance(Signal(deviation, np.full(100, 1e6)), 1.0, 100)
    assert cleaned == pytest.approx(deviation, rel=1e-3)
