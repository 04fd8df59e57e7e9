from __future__ import annotations

import numpy as np
import pytest

from forecasting.default.fading import FadingLevels

DAYS = np.arange(18_000, 18_200)


def walked(keep: float, seed: int = 2) -> np.ndarray:
    """Deviations from 900 a day that keep a share of themselves."""
    draw = np.random.Generator(np.random.PCG64(seed)).normal(0, 1.0, len(DAYS))
    off = np.zeros(len(DAYS))
    for i in range(1, len(DAYS)):
        off[i] = keep * off[i - 1] + draw[i]
    return (30.0 + off) ** 2


def test_a_steady_week_goes_on():
    week = np.array([100.0, 200, 300, 400, 500, 50, 0])
    smooth = FadingLevels(DAYS, week[(DAYS + 3) % 7])
    ahead = np.arange(18_200, 18_214)
    assert smooth.ahead(18_200, ahead) == pytest.approx(week[(ahead + 3) % 7], abs=1e-6)


def test_a_deviation_fades():
    total = np.full(len(DAYS), 900.0)
    total[-3:] = 1600.0
    path = FadingLevels(DAYS, total).ahead(18_200, np.arange(18_200, 18_260))
    assert path[0] > path[-1]
    assert path[-1] == pytest.approx(900.0, rel=0.25)


def test_only_days_before_the_origin_are_used():
    total = walked(0.8)
    other = np.where(DAYS >= 18_150, 5.0, total)
    ahead = np.arange(18_150, 18_164)
    assert (FadingLevels(DAYS, total).ahead(18_150, ahead) == FadingLevels(DAYS, other).ahead(18_150, ahead)).all()


def test_unknown_days_are_passed_over_and_nothing_known_is_zero():
    total = walked(0.8)
    total[50:80] = np.nan
    assert np.isfinite(FadingLevels(DAYS, total).ahead(18_200, DAYS[:14] + 200)).all()
    assert FadingLevels(DAYS, np.full(len(DAYS), np.nan)).ahead(18_200, DAYS[:7] + 200).tolist() == [0.0] * 7
