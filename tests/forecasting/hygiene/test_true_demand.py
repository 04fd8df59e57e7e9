from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from forecasting.forecast import make_forecast
from forecasting.hygiene.true_demand import first_attempts, first_of, return_weights
from tests.forecasting.made_up import made_up_centre, made_up_history, weekly

COUNTS = st.integers(0, 60).map(float)


def _centre(share, within_min=None, queues=("a",), **more):
    centre = made_up_centre(list(queues), **more)
    own = replace(centre.queues["a"], redial_share=share, redial_within_min=within_min)
    return replace(centre, queues={**centre.queues, "a": own})


def _simulated(share, within_min, interval_min, intervals, seed):
    """Each caller by hand: arrival, patience lost at a chance that varies over the day, redial after a uniform time."""
    rng = np.random.default_rng(seed)
    hours = np.arange(intervals) * interval_min / 60.0
    mean = 60.0 + 30.0 * np.sin(hours / 24.0 * 2 * np.pi)
    chance = np.clip(0.15 + 0.25 * np.sin(hours / 24.0 * 2 * np.pi + 1.0), 0.02, 0.9)
    first = rng.poisson(mean).astype(float)
    offered, abandoned = np.zeros(intervals), np.zeros(intervals)
    for at in range(intervals):
        pending = list(at + rng.random(int(first[at])))
        while pending:
            moment = pending.pop()
            where = int(moment)
            if where >= intervals:
                continue
            offered[where] += 1
            if rng.random() < chance[where]:
                abandoned[where] += 1
                if rng.random() < share:
                    pending.append(moment + rng.random() * within_min / interval_min)
    return first, offered, abandoned


@pytest.mark.parametrize(("share", "within_min", "interval_min"), [(0.6, 60, 30), (0.4, 120, 30), (0.9, 20, 60)])
def test_first_attempts_come_back_from_simulated_redials(share, within_min, interval_min):
    first, offered, abandoned = _simulated(share, within_min, interval_min, 4_800, seed=7)
    found = first_of(offered, abandoned, share * return_weights(interval_min, within_min))
    assert offered.sum() > 1.05 * first.sum()
    assert found.sum() == pytest.approx(first.sum(), rel=0.01)
    by_hour = np.abs((found - first).reshape(-1, 24 * 60 // interval_min).mean(axis=0))
    assert by_hour.max() <= 4.0 * np.sqrt(100.0 / (len(found) * interval_min / 1440))
    noise = np.sqrt(share * np.convolve(abandoned, return_weights(interval_min, within_min))[: len(first)].mean())
    assert np.sqrt(np.mean((found - first) ** 2)) <= 1.6 * noise
    assert np.abs(found - first).mean() < np.abs(offered - first).mean()


@given(arrays(float, st.integers(1, 60), elements=COUNTS), st.data())
@settings(max_examples=60, deadline=None)
def test_with_nobody_redialling_nothing_changes(offered, data):
    abandoned = np.array([data.draw(st.floats(0, n)) for n in offered])
    np.testing.assert_allclose(first_of(offered, abandoned, 0.0 * return_weights(30, 60)), offered)


@given(arrays(float, st.integers(1, 60), elements=COUNTS), st.floats(0, 1), st.data())
@settings(max_examples=60, deadline=None)
def test_first_attempts_are_never_negative_and_never_more_in_total(offered, share, data):
    abandoned = np.array([data.draw(st.floats(0, n)) for n in offered])
    first = first_of(offered, abandoned, share * return_weights(30, 60))
    assert (first >= 0).all()
    assert (np.cumsum(first) <= np.cumsum(offered) + 1e-6).all()


@given(arrays(float, 40, elements=COUNTS), st.integers(1, 39), st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_what_comes_later_changes_nothing_before(offered, cut, share):
    weights = share * return_weights(30, 60)
    whole = first_of(offered, offered / 2, weights)
    np.testing.assert_allclose(whole[:cut], first_of(offered[:cut], offered[:cut] / 2, weights))


@given(st.sampled_from([15, 30, 60]), st.integers(1, 600))
def test_all_returns_come_back_once(interval_min, within_min):
    weights = return_weights(interval_min, within_min)
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1.0)


def test_weights_are_those_of_random_moments():
    rng = np.random.default_rng(2)
    later = ((rng.random(400_000) * 15 + rng.random(400_000) * 40) // 15).astype(int)
    np.testing.assert_allclose(return_weights(15, 40), np.bincount(later) / len(later), atol=0.003)


def test_an_interval_that_was_not_recorded_stays_unknown():
    first = first_of(np.array([10.0, np.nan, 10.0]), np.array([4.0, np.nan, 0.0]), np.array([0.0, 0.5, 0.0]))
    np.testing.assert_array_equal(first, [10.0, np.nan, 10.0])


def _with_redials(centre):
    history = made_up_history(centre, weekly(2000), days=120)
    return history.assign(abandoned=0.2 * history["offered"])


def test_queues_without_a_share_are_left_as_they_are():
    centre = made_up_centre(["a", "b"])
    history = _with_redials(centre)
    same, warnings = first_attempts(history, centre)
    assert same is history
    assert warnings == []


def test_only_the_queue_with_a_share_changes_and_says_so():
    centre = _centre(0.5, queues=("a", "b"))
    history = _with_redials(centre)
    before = history.copy()
    first, (line,) = first_attempts(history, centre)
    pd.testing.assert_frame_equal(history, before)
    of_b = history["queue"] == "b"
    pd.testing.assert_frame_equal(first[of_b], history[of_b])
    assert first.loc[~of_b, "offered"].sum() == pytest.approx(0.9 * history.loc[~of_b, "offered"].sum(), rel=0.001)
    assert line == "a: 10.0 % of the offered contacts are further attempts and are left out"


def test_the_order_of_the_rows_does_not_matter():
    centre = _centre(0.5, 90)
    history = _with_redials(centre)
    straight, _ = first_attempts(history, centre)
    mixed, _ = first_attempts(history.sample(frac=1.0, random_state=1), centre)
    pd.testing.assert_frame_equal(mixed.sort_index(), straight)


def test_without_recorded_abandonment_the_share_is_not_used_and_that_is_told():
    centre = _centre(0.5)
    history = made_up_history(centre, weekly(2000), days=120)
    same, warnings = first_attempts(history, centre)
    pd.testing.assert_frame_equal(same, history)
    assert warnings == ["a: no abandoned contacts are recorded; redial_share is not used"]


def test_the_forecast_plans_first_attempts():
    plain, asked = _centre(None), _centre(0.5)
    history = _with_redials(plain)
    volume = [make_forecast(history, centre).forecast["volume"].sum() for centre in (plain, asked)]
    assert volume[1] == pytest.approx(0.9 * volume[0], rel=0.01)
