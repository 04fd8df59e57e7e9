"""Totals far ahead: level, week, season and damped trend go on; bands widen; little history is said, not hidden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.default.special import NOTHING_SPECIAL
from forecasting.long_range_days import far_days, member_weights, prior_sd
from forecasting.models.forecaster import DailySeries

FIRST = 18_000


def series(n, of_day):
    days = np.arange(FIRST, FIRST + n)
    return DailySeries(days, np.array([of_day(int(d)) for d in days], dtype=float))


def week(day):
    return 100.0 * (1.5 if (day + 3) % 7 == 0 else 1.0)


def season(day):
    return week(day) * (1.0 + 0.3 * np.sin(2 * np.pi * day / 365.25))


def test_a_week_that_repeats_itself_goes_on_for_eighteen_months():
    made = far_days(series(800, week), FIRST + 800, 540, NOTHING_SPECIAL)
    truth = np.array([week(FIRST + 800 + i) for i in range(540)])
    assert np.abs(made.totals / truth - 1.0).max() < 0.04


def test_the_season_of_the_year_comes_again():
    made = far_days(series(1100, season), FIRST + 1100, 364, NOTHING_SPECIAL)
    truth = np.array([season(FIRST + 1100 + i) for i in range(364)])
    months = made.totals.reshape(-1, 28).sum(axis=1) / truth.reshape(-1, 28).sum(axis=1)
    assert np.abs(months - 1.0).max() < 0.06


def test_bands_widen_with_the_lead_and_more_without_a_known_season():
    long = far_days(series(800, season), FIRST + 800, 540, NOTHING_SPECIAL)
    short = far_days(series(150, week), FIRST + 150, 540, NOTHING_SPECIAL)
    assert (np.diff(long.log_sd) > 0).all()
    assert prior_sd(np.array([360]), 150)[0] > prior_sd(np.array([360]), 800)[0]
    assert any("season of the year is not known" in note for note in short.notes)
    assert not any("season" in note for note in long.notes)


def test_almost_no_history_is_planned_by_means_and_says_so():
    made = far_days(series(10, week), FIRST + 10, 60, NOTHING_SPECIAL)
    assert made.totals.min() > 0
    assert "fewer than 28 normal days" in made.notes[0]


def test_no_history_at_all_is_zero_and_says_so():
    empty = DailySeries(np.zeros(0, dtype=np.int64), np.zeros(0))
    made = far_days(empty, FIRST, 30, NOTHING_SPECIAL)
    assert made.totals.tolist() == [0.0] * 30
    assert made.notes


@settings(max_examples=8, deadline=None)
@given(st.integers(1, 400), st.floats(0.0, 500.0), st.integers(0, 3))
def test_never_negative_or_unknown(n, level, seed):
    rng = np.random.default_rng(seed)
    total = rng.poisson(level, n).astype(float)
    total[rng.random(n) < 0.1] = np.nan
    made = far_days(DailySeries(np.arange(FIRST, FIRST + n), total), FIRST + n, 100, NOTHING_SPECIAL)
    assert np.isfinite(made.totals).all()
    assert (made.totals >= 0).all()
    assert np.isfinite(made.log_sd).all()


def test_a_member_that_could_not_speak_is_judged_on_the_other_origins():
    scores = np.array([[np.nan, 0.1, 0.1], [0.05, 0.1, 0.1]])
    weights = member_weights(scores, np.array([True, True, True]))
    assert weights[0] > weights[1] == pytest.approx(weights[2])
    assert weights.sum() == pytest.approx(1.0)


def test_an_origin_without_a_scored_month_is_left_out():
    scores = np.array([[np.nan, np.nan], [0.1, 0.2]])
    able = np.array([True, True])
    assert member_weights(scores, able).tolist() == member_weights(scores[1:], able).tolist()


def test_a_member_unable_now_has_no_weight():
    assert member_weights(np.zeros((0, 2)), np.array([True, False])).tolist() == [1.0, 0.0]
