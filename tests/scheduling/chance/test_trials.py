"""Whole people from positions."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scheduling.chance.trials import whole_positions


@given(arrays(float, 20, elements=st.floats(0.0, 50.0)), st.floats(0.0, 0.999))
def test_each_interval_is_rounded_up_or_down_and_the_sum_holds(positions: np.ndarray, offset: float):
    heads = whole_positions(positions, offset)
    assert (np.abs(heads - positions) <= 1.0 + 1e-6).all()
    assert abs(heads.sum() - positions.sum()) <= 1.0 + 1e-6
    assert (heads >= 0).all()


@given(st.integers(0, 30), st.floats(0.0, 0.999))
def test_whole_positions_stay(number: int, offset: float):
    assert (whole_positions(np.full(9, float(number)), offset) == number).all()
