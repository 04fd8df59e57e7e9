"""The least flat peak of work that may wait: against a brute-force search of a flow, and against drawn contacts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.requirement.deferred_peak import least_flat_peak, predict_deferred


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.0, 400.0), min_size=3, max_size=20), st.integers(1, 6))
def test_the_peak_is_just_enough_for_the_flow(volume, reach):
    peak = least_flat_peak(volume, 300, 900, reach * 900.0, service_level=0.5)
    assert not (predict_deferred(volume, 300, peak, 900, reach * 900.0).sl < 1).any()
    if peak > 1 and reach < len(volume):
        fewer = predict_deferred(volume, 300, peak - 1.001, 900, reach * 900.0)
        assert (fewer.sl < 1).any() or np.isnan(fewer.sl).any() or fewer.queue_end[-1] > 0


def test_more_time_never_needs_more_people():
    volume = [100, 900, 300, 50, 50, 50, 50, 50, 50, 50]
    peaks = [least_flat_peak(volume, 300, 900, hours * 900.0) for hours in (1, 2, 4, 8)]
    assert peaks == sorted(peaks, reverse=True)


def test_occupancy_and_a_higher_promise_ask_for_more():
    volume = np.full(40, 100.0)
    assert least_flat_peak(volume, 360, 900, 3600, 0.5, 0.5) == 2 * least_flat_peak(volume, 360, 900, 3600, 0.5)
    assert least_flat_peak(volume, 360, 900, 3600, 0.99) > least_flat_peak(volume, 360, 900, 3600, 0.5)
    assert np.isnan(least_flat_peak(volume, 360, 900, 3600, 0.5, 0.0))


def test_what_is_due_after_the_end_is_left_undecided():
    got = predict_deferred([400, 400, 400, 400], 900, 50, 900, 1800)
    assert np.isnan(got.sl[3])
    assert got.queue_end[3] == pytest.approx(200.0)


def test_nobody_answers_when_nobody_is_there():
    got = predict_deferred([40, 0, 0], 900, 0, 900, 900)
    assert got.sl[0] == 0
    assert np.isnan(got.asa_s[0])
    assert got.queue_end.tolist() == [10, 10, 10]
    assert got.occupancy.tolist() == [0, 0, 0]


def test_no_work_needs_nobody():
    assert least_flat_peak([0, 0], 300, 900, 3600) == 0
    assert least_flat_peak([], 300, 900, 3600) == 0


def test_a_backlog_is_worked_off_at_full_speed_before_the_wait_ends():
    # 46 wait, 20 an hour come, 84 an hour are done: the line is gone after 46 / 64 h
    got = predict_deferred([130, 20, 0], 300, [7, 7, 7], 3600, 14400)
    assert got.queue_end[0] == pytest.approx(46.0)
    gone_h = 46 / 64
    assert got.asa_s[1] == pytest.approx(3600 * (46 * gone_h - 32 * gone_h**2) / 84, rel=2e-3)
