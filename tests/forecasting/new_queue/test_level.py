import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.arrays import weekdays
from forecasting.new_queue.level import GUESS_VARIANCE, NewQueue, Past, borrow, new_queues_of, own_say
from tests.forecasting.made_up import made_up_centre

SLOTS = 12
FIRST = 20_300
AHEAD = np.arange(FIRST, FIRST + 28)
PAST = np.arange(FIRST - 120, FIRST)
WEEK = np.array([1.3, 1.2, 1.0, 1.0, 1.0, 0.8, 0.7])
MORNING = np.array([1, 4, 8, 9, 8, 6, 5, 4, 3, 2, 1, 1.0])
EVENING = MORNING[::-1]
OPEN = np.ones((7, SLOTS), dtype=bool)
ALL = np.ones((28, SLOTS), dtype=bool)


def _mean(days, level, shape, week=WEEK):
    return level * week[weekdays(days)][:, None] * shape / shape.sum()


def _past(days, level, shape, *, seed=None, week=WEEK, aht_s=300.0):
    mean = _mean(days, level, shape, week)
    counts = mean if seed is None else np.random.default_rng(seed).poisson(mean).astype(float)
    return Past(days, counts, counts, np.full_like(counts, aht_s))


LIKE = _past(PAST, 1000.0, MORNING)
LIKE_AHEAD = _mean(AHEAD, 1000.0, MORNING)
LIKE_AHT = np.full((28, SLOTS), 300.0)
NOBODY = _past(PAST[:0], 1.0, MORNING)


def _borrow(own=NOBODY, guess=400.0, confidence_d=7.0, is_open=OPEN, like_volume=LIKE_AHEAD, like=LIKE):
    return borrow(NewQueue("new", "old", guess, confidence_d), own, like, like_volume, LIKE_AHT, AHEAD, is_open)


def test_without_own_days_it_is_the_similar_queue_at_the_guessed_level():
    made = _borrow()
    np.testing.assert_allclose(made.volume.sum(axis=1), 400.0 * WEEK[weekdays(AHEAD)], rtol=0.01)
    np.testing.assert_allclose(made.volume[0] / made.volume[0].sum(), MORNING / MORNING.sum(), atol=0.01)
    assert made.own_d == 0
    assert made.level_variance == GUESS_VARIANCE


def test_a_blank_guess_is_the_volume_of_the_similar_queue():
    np.testing.assert_allclose(_borrow(guess=None).volume.sum(axis=1), LIKE_AHEAD.sum(axis=1), rtol=0.01)


def test_as_many_own_days_as_the_confidence_weigh_as_much_as_the_guess():
    own = _past(np.arange(FIRST - 7, FIRST), 800.0, MORNING)
    assert _borrow(own, guess=400.0, confidence_d=7.0).level == pytest.approx(600.0, rel=0.03)


def test_the_level_is_the_gamma_poisson_mean():
    own = _past(np.arange(FIRST - 14, FIRST), 800.0, MORNING)
    weight = 0.5 ** ((FIRST - own.days) / 42.0) * WEEK[weekdays(own.days)]
    expected = (5 * 400.0 + 800.0 * weight.sum()) / (5 + weight.sum())
    assert _borrow(own, confidence_d=5.0).level == pytest.approx(expected, rel=0.02)


def test_with_growing_history_level_weekdays_and_shape_go_over_to_the_queues_own():
    own_week = WEEK[::-1]
    truth = _mean(AHEAD, 800.0, EVENING, own_week)
    errors, deviations = [], []
    for days in (0, 7, 28, 84):
        own = _past(np.arange(FIRST - days, FIRST), 800.0, EVENING, seed=1, week=own_week)
        made = _borrow(own, guess=300.0)
        errors.append(np.abs(made.volume - truth).sum() / truth.sum())
        deviations.append(made.level_variance)
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.2 < 0.6 < errors[0]
    assert deviations == sorted(deviations, reverse=True)


@given(st.integers(0, 40), st.floats(1.0, 5_000.0), st.floats(0.0, 60.0), st.integers(0, 1_000))
@settings(max_examples=25, deadline=None)
def test_the_level_lies_between_guess_and_own_days_and_nothing_is_negative(days, guess, confidence_d, seed):
    own = _past(np.arange(FIRST - days, FIRST), 500.0, EVENING, seed=seed)
    made = _borrow(own, guess, confidence_d)
    assert min(guess, 400.0) <= made.level + 1e-6
    assert made.level - 1e-6 <= max(guess, 600.0)
    assert (made.volume >= 0).all()
    assert np.isfinite(made.volume).all()
    assert 0 <= made.level_variance <= 1


def test_a_day_set_aside_counts_for_nothing():
    own = _past(np.arange(FIRST - 14, FIRST), 800.0, MORNING)
    own.counts[5] = np.nan
    assert _borrow(own).own_d == 13
    assert _borrow(own).level == pytest.approx(600.0, rel=0.15)


def test_own_opening_hours_hold_even_where_the_similar_queue_is_closed():
    is_open = OPEN.copy()
    is_open[:, :3] = False
    is_open[6] = False
    like_volume = LIKE_AHEAD.copy()
    like_volume[:, 6:] = 0.0
    made = _borrow(is_open=is_open, like_volume=like_volume)
    assert (made.volume[:, :3] == 0).all()
    assert (made.volume[weekdays(AHEAD) == 6] == 0).all()
    assert (made.volume[weekdays(AHEAD) != 6][:, 6:] > 0).all()


def test_events_ahead_come_along():
    sale = LIKE_AHEAD.copy()
    sale[10] *= 4
    made = _borrow(like_volume=sale)
    assert made.volume[10].sum() == pytest.approx(4 * 400.0 * WEEK[weekdays(AHEAD[10:11])[0]], rel=0.02)


def test_a_sale_in_the_own_days_does_not_raise_the_level():
    days = np.arange(FIRST - 14, FIRST)
    sale = np.where(PAST == FIRST - 5, 3.0, 1.0)[:, None]
    like = Past(PAST, LIKE.counts * sale, LIKE.counts, LIKE.aht_s)
    own = _past(days, 400.0, MORNING)
    own.counts[-5] *= 3
    usual = (LIKE.counts * sale).sum(axis=1)[-28:].mean()
    made = borrow(NewQueue("new", "old", None, 0.0), own, like, LIKE_AHEAD, None, AHEAD, OPEN)
    assert made.level / usual == pytest.approx(0.4, rel=0.02)


def test_handling_time_goes_over_to_the_own_one():
    slow = _past(np.arange(FIRST - 28, FIRST), 800.0, MORNING, aht_s=600.0)
    few = _past(np.arange(FIRST - 1, FIRST), 100.0, MORNING, aht_s=600.0)
    assert _borrow().aht_s.mean() == pytest.approx(300.0)
    assert _borrow(slow).aht_s.mean() == pytest.approx(600.0, rel=0.02)
    assert 300.0 < _borrow(few).aht_s.mean() < 600.0


def test_a_similar_queue_without_history_leaves_the_guess_spread_evenly():
    made = _borrow(like=NOBODY, like_volume=np.zeros((28, SLOTS)))
    np.testing.assert_allclose(made.volume, 400.0 / SLOTS)


def test_the_own_forecast_has_no_say_at_first_and_all_of_it_in_the_end():
    say = [own_say(days) for days in range(200)]
    assert say[0] == 0.0
    assert say[-1] == 1.0
    assert say == sorted(say)


def test_rows_of_queues_that_are_gone_are_passed_over():
    table = pd.DataFrame(
        {"queue": ["a", "a2", "b"], "like": ["b", "b", "gone"], "volume_per_day": [np.nan, 5.0, 5.0],
         "confidence_d": 3.0, "reason": ""}
    )  # fmt: skip
    assert new_queues_of(made_up_centre(["a", "b"], new_queues=table)) == {"a": NewQueue("a", "b", None, 3.0)}
