import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.arrays import weekdays
from forecasting.hygiene.days import odd_days

DAYS = np.arange(20_000, 20_800)
CALM = np.zeros(len(DAYS), dtype=bool)
WEEK = np.array([1.2, 1.1, 1.0, 1.0, 1.05, 0.6, 0.4])


def _totals(seed=1, scatter=0.05, level=2_000.0):
    rng = np.random.default_rng(seed)
    season = 1.0 + 0.3 * np.sin(2 * np.pi * DAYS / 365.25)
    return level * WEEK[weekdays(DAYS)] * season * np.exp(rng.normal(0, scatter, len(DAYS)))


def _odd(total, special=CALM, offered=None):
    return odd_days(total, total[:, None] if offered is None else offered, DAYS, special)


@given(st.integers(0, 10_000), st.floats(0.01, 0.15))
@settings(max_examples=20, deadline=None)
def test_ordinary_scatter_and_season_are_neither_outliers_nor_shifts(seed, scatter):
    assert _odd(_totals(seed, scatter)) == ({}, {})


def test_a_doubled_day_is_found():
    total = _totals()
    total[400] *= 2
    assert _odd(total)[0] == {400: "outlier_high"}


def test_a_day_with_a_third_of_its_contacts_is_found():
    total = _totals()
    total[400] /= 3
    assert _odd(total)[0] == {400: "outlier_low"}


def test_a_wave_after_a_mailing_is_real():
    total = _totals()
    total[400:410] *= np.linspace(3.0, 1.0, 10)
    assert _odd(total)[0] == {}


def test_a_peak_that_came_a_year_before_is_a_season():
    total = _totals()
    total[[300, 665]] *= 3
    assert _odd(total)[0] == {}


def test_a_peak_on_a_special_day_is_real():
    total = _totals()
    total[400] *= 3
    special = CALM.copy()
    special[400] = True
    assert _odd(total, special)[0] == {}


def test_the_day_after_a_special_day_may_echo_it():
    total = _totals()
    total[401] *= 1.8
    special = CALM.copy()
    special[400] = True
    assert _odd(total, special)[0] == {}
    assert 401 in _odd(total)[0]


def test_a_day_added_to_itself_is_told_as_such():
    rng = np.random.default_rng(4)
    total = _totals(scatter=0.15)
    offered = rng.poisson(np.repeat(total[:, None] / 20, 20, axis=1)).astype(float)
    offered[400] *= 2
    found, _ = _odd(offered.sum(axis=1), offered=offered)
    assert found == {400: "counted_twice"}


def test_a_new_level_is_told_on_its_first_day():
    total = _totals()
    total[500:] *= 1.5
    found, shifts = _odd(total)
    assert found == {}
    ((day, multiple),) = shifts.items()
    assert abs(day - 500) <= 2
    assert multiple == pytest.approx(1.5, rel=0.1)


def test_a_slow_climb_is_no_new_level():
    assert _odd(_totals() * np.linspace(1.0, 3.0, len(DAYS)))[1] == {}


def test_days_without_contacts_worth_judging_are_left_alone():
    total = np.random.default_rng(1).poisson(3.0, len(DAYS)).astype(float)
    total[400] = 18.0
    assert _odd(total) == ({}, {})


@pytest.mark.parametrize("number", [14, 35])
def test_a_giant_day_of_a_short_history_makes_no_other_day_odd(number):
    total = _totals()[:number]
    total[10] = 9e6
    assert odd_days(total, total[:, None], DAYS[:number], CALM[:number])[0] == {10: "outlier_high"}


def test_a_special_day_is_odd_only_when_it_is_absurd():
    total, special = _totals(), CALM.copy()
    special[[300, 400]] = True
    total[300], total[400] = 20 * total[300], 1000 * total[400]
    assert _odd(total, special)[0] == {400: "outlier_high"}
