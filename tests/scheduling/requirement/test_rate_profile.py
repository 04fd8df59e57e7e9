"""Rates inside intervals keep totals, invent no peak, and respect a jump."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.requirement.mol import load_grid
from scheduling.requirement.rate_profile import rate_slopes

RATES = st.lists(st.floats(0.0, 1e4), min_size=1, max_size=30)


@given(RATES)
def test_no_rate_is_negative(rates):
    assert (np.array(rates) - np.abs(rate_slopes(rates)) / 2 >= -1e-9).all()


@given(RATES)
def test_mean_load_of_a_minute_grid_keeps_the_arrivals(rates):
    grid = load_grid(rates, 300.0, 900.0)
    assert grid.lambda_per_hour.mean(axis=1) == pytest.approx(rates, abs=1e-6)


def test_a_straight_line_is_found():
    assert rate_slopes([10, 20, 30, 40]).tolist() == [0, 10, 10, 10]


def test_a_peak_is_flat():
    assert rate_slopes([10, 20, 30, 20, 10])[2] == 0


def test_a_sale_that_opens_on_the_hour_falls_from_its_first_minute():
    slopes = rate_slopes([100, 100, 100, 500, 300, 200, 150])
    assert slopes[2] == 0
    assert slopes[3] == -250


def test_a_second_wave_that_opens_against_the_trend_is_a_jump_however_high_the_first_was():
    slopes = rate_slopes([100, 100, 2000, 1200, 900, 806, 716, 628, 544, 785, 595, 522])
    assert slopes[8] == -84  # goes on falling like the hours before
    assert slopes[9] < -150


def test_load_lags_behind_a_jump_by_the_handling_time():
    load = load_grid([0, 1200, 1200], 300.0, 900.0).load_erl[1]
    assert load[4] == pytest.approx(100 * (1 - np.exp(-1)), rel=0.05)
