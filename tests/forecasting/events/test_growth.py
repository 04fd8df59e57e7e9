"""The growth of campaigns found again, and drawn to none where little is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.events.growth import STEP_SD, grown, mean_age_y, yearly_growth
from forecasting.events.observations import Observation

COMING = 3 * 365


def lived(growth: float, years: int, queue: str = "q", kind: str = "sale") -> list[Observation]:
    """What a queue saw of a sale of five days in `years` years; what it adds grew by `growth` a year (log)."""
    return [
        Observation(queue, COMING - 14, kind, COMING, day, 365 * year, 365 * year + day,
                    float(np.log1p((1.0 + day) * np.exp(growth * year))), 0.0, 0.001, 0.0)
        for year in range(years) for day in range(5)
    ]  # fmt: skip


def told(growth: float, years: int, kinds: int = 1) -> float:
    return yearly_growth({(0, f"k{k}", COMING): {"q": lived(growth, years, kind=f"k{k}")} for k in range(kinds)})


def test_one_occurrence_tells_no_growth():
    assert told(0.2, 1) == 0.0


def test_one_step_is_believed_by_bayes_rule():
    assert told(0.08, 2) == pytest.approx(0.08 / (1 + STEP_SD**2 / 0.01), rel=0.01)


def test_more_steps_are_believed_more():
    assert told(0.08, 2) < told(0.08, 3) < told(0.08, 3, kinds=3) < 0.08


@given(st.floats(-0.3, 0.3))
def test_growth_is_never_overdone(growth: float):
    assert abs(told(growth, 3)) <= abs(growth) + 1e-9


@given(st.floats(-2.0, 2.5), st.floats(-0.2, 0.2))
def test_growth_of_nothing_added_is_nothing(log_size: float, growth: float):
    before = np.array([log_size, 0.0])
    after = grown(before, growth, 1.0)
    assert after[1] == 0.0
    assert (after[0] == log_size) if log_size <= 0 else ((after[0] - log_size) * growth >= -1e-12)


def test_the_age_of_what_was_learned_weighs_late_years_more():
    assert mean_age_y(lived(0.0, 2), 0.5) == pytest.approx((2.0 + 3.0 * 0.5) / 1.5)
