"""What carries on: a regression that finds a true coefficient and says nothing where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.today.carry import learn_carry


def made_up(coefficient: float, noise: float, days: int = 80) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    signal = rng.normal(0.0, 0.2, days + 1)
    signal[-1] = 0.3
    expected = np.full((days, 1), 1000.0)
    actual = expected * (1.0 + coefficient * signal[:-1, None] + rng.normal(0.0, noise, (days, 1)))
    return signal[:, None, None], expected, actual


@pytest.mark.parametrize("coefficient", [0.4, 0.9])
def test_a_true_coefficient_is_found(coefficient: float):
    carried = learn_carry(*made_up(coefficient, 0.02))
    assert carried.factor[0] == pytest.approx(1.0 + 0.3 * coefficient, abs=0.03)


def test_without_one_nothing_moves():
    assert learn_carry(*made_up(0.0, 0.1)).factor[0] == pytest.approx(1.0, abs=0.02)


def test_what_is_explained_narrows_the_band():
    assert learn_carry(*made_up(0.9, 0.02)).narrowed < 0.3


def test_spread_is_that_of_the_errors_left():
    spread = learn_carry(*made_up(0.0, 0.1, days=400)).spread
    assert spread is not None
    assert spread[6] - spread[2] == pytest.approx(2.563 * 0.1, rel=0.15)


def test_signals_without_any_variation_move_nothing():
    signals, expected, actual = made_up(0.5, 0.02)
    assert learn_carry(signals * 0.0, expected, actual).factor[0] == 1.0
