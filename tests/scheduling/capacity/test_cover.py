"""Shifts that cover a week: never fewer hours than the positions, more where a peak is shorter than a shift."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.contracts.centre import SolverSettings
from scheduling.capacity.cover import WEEK_H, Cover, shift_columns

EIGHT = [(60 * hour, 480, 480) for hour in range(24)]


def cover(patterns=EIGHT):
    return Cover(*shift_columns(patterns), SolverSettings())


def test_a_peak_of_four_hours_every_day_costs_a_shift_of_eight():
    positions = np.zeros((7, 24))
    positions[:, 10:14] = 3.0
    assert cover().hours(positions.ravel()) == pytest.approx(7 * 3 * 8)


def test_a_peak_of_one_hour_costs_three_and_not_a_whole_shift():
    positions = np.zeros((7, 24))
    positions[:, 0] = 3.0
    assert cover().hours(positions.ravel()) == pytest.approx(7 * 3 * 3)


def test_the_busiest_day_holds_a_fifth_of_the_weeks_shifts():
    positions = np.zeros((7, 24))
    positions[:, 8:16] = 6.0
    assert cover().hours(positions.ravel()) == pytest.approx(7 * 6 * 8)
    positions[2, 8:16] = 12.0
    # 36 shifts of the other days allow 9 on the busy one; 3 people x 8 hours are called in at three times the hours
    assert cover().hours(positions.ravel()) == pytest.approx(45 * 8 + 3 * 8 * 3)


def test_a_night_over_sunday_is_covered_from_its_evening_on():
    positions = np.zeros((7, 24))
    positions[:, :6] = 1.0
    positions[:, 22:] = 1.0
    assert cover([(22 * 60, 480, 480)]).hours(positions.ravel()) == pytest.approx(7 * 8)


def test_an_hour_no_shift_reaches_still_asks_for_people():
    positions = np.zeros((7, 24))
    positions[:, 3] = 2.0
    assert cover([(9 * 60, 480, 480)]).hours(positions.ravel()) >= 14.0


@settings(max_examples=10, deadline=None)
@given(st.lists(st.floats(0.0, 50.0), min_size=24, max_size=24), st.floats(1.0, 3.0))
def test_never_below_the_position_hours_and_in_step_with_them(day, times):
    positions = np.tile(day, 7)
    hours = cover().hours(positions)
    assert hours >= positions.sum() - 1e-6
    assert cover().hours(positions * times) == pytest.approx(hours * times, rel=1e-5, abs=1e-6)
    assert len(positions) == WEEK_H
