import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from forecasting.hygiene.cells import DEAD, FINE, MISSING, STUCK, broken_cells

D, S = 40, 24
CALM = np.zeros(D, dtype=bool)
OPEN = np.ones((D, S), dtype=bool)
EXPECTED = np.tile(20.0 + 10.0 * np.sin(np.arange(S) / 4.0), (D, 1))


def _counts(seed=1, factor=1.0):
    return np.random.default_rng(seed).poisson(EXPECTED * factor).astype(float)


def _codes(offered, special=CALM, is_open=OPEN):
    return broken_cells(offered, EXPECTED, is_open, special)


@given(st.integers(0, 10_000), st.floats(0.3, 3.0))
@settings(max_examples=30, deadline=None)
def test_chance_alone_breaks_no_interval(seed, factor):
    assert (_codes(_counts(seed, factor)) == FINE).all()


def test_three_hours_of_zeros_are_dead_and_no_more():
    offered = _counts()
    offered[20, 8:11] = 0.0
    codes = _codes(offered)
    assert np.argwhere(codes == DEAD).tolist() == [[20, 8], [20, 9], [20, 10]]


def test_an_outage_is_seen_through_the_contacts_that_slip_by():
    offered = _counts()
    offered[20, 5:9] = [0.0, 1.0, 0.0, 1.0]
    assert (_codes(offered)[20, 5:9] == DEAD).all()


def test_hours_that_fall_silent_every_week_are_new_opening_hours():
    offered = _counts()
    offered[10::7, 18:] = 0.0
    assert (_codes(offered) == FINE).all()


def test_a_week_of_silence_is_an_outage():
    offered = _counts()
    offered[20:30] = 0.0
    assert (_codes(offered)[20:30] == DEAD).all()


def test_a_typo_is_a_freak_and_its_neighbours_are_not():
    offered = _counts()
    offered[20, 10] *= 20
    assert np.argwhere(_codes(offered) != FINE).tolist() == [[20, 10]]


def test_a_wave_over_several_intervals_is_none():
    offered = _counts()
    offered[20, 9:13] *= [4.0, 9.0, 8.0, 4.0]
    assert (_codes(offered) == FINE).all()


def test_a_spike_at_the_same_time_on_many_days_is_a_habit():
    offered = _counts()
    offered[[3, 15, 27], 10] *= 20
    assert (_codes(offered) == FINE).all()


def test_a_spike_on_a_special_day_is_what_such_days_bring():
    offered = _counts()
    offered[20, 0] *= 20
    special = CALM.copy()
    special[20] = True
    assert (_codes(offered, special) == FINE).all()


def test_a_count_that_stands_still_is_stuck():
    offered = _counts()
    offered[20, 6:18] = 23.0
    stuck = np.argwhere(_codes(offered) == STUCK)
    assert {tuple(cell) for cell in stuck} >= {(20, slot) for slot in range(6, 18)}
    assert set(stuck[:, 0]) == {20}


def test_a_history_made_of_equal_numbers_is_not_stuck():
    assert (_codes(np.full((D, S), 20.0)) == FINE).all()


@pytest.mark.parametrize("mean", [0.5, 5.0, 50.0])
def test_the_chance_of_two_equal_counts_is_that_of_poisson(mean):
    from scipy.special import ive

    counts = np.arange(400)
    assert ive(0, 2 * mean) == pytest.approx((poisson.pmf(counts, mean) ** 2).sum())


def test_an_open_interval_without_a_record_is_missing_a_closed_one_is_not():
    offered = _counts()
    offered[20, 3:5] = np.nan
    is_open = OPEN.copy()
    is_open[20, 4] = False
    assert np.argwhere(_codes(offered, is_open=is_open) == MISSING).tolist() == [[20, 3]]
