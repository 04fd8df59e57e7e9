import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.events.curves import Lived, courses, smoothed

AT = np.arange(12)


def _lived(course, noise=0.001, times=1):
    return Lived(np.tile(np.asarray(course, dtype=float), (times, 1)), np.ones(times), noise)


@given(st.floats(-2, 2), st.floats(1e-4, 0.2))
def test_a_flat_course_stays_flat(height, noise):
    np.testing.assert_allclose(smoothed(np.full(12, height), np.full(12, noise), AT), height, atol=1e-6)


def test_gaps_are_bridged():
    course = np.linspace(0, 1, 12)
    course[5] = np.nan
    assert smoothed(course, np.full(12, 1e-4), AT)[5] == pytest.approx(5 / 11, abs=0.02)


def test_the_likeliest_course_agrees_with_the_textbook_smoother():
    """Random walk with noise: a dense Gaussian posterior with the same step variance is the same course."""
    rng = np.random.Generator(np.random.PCG64(2))
    truth = np.cumsum(rng.normal(0, 0.3, 60))
    seen = truth + rng.normal(0, 0.3, 60)
    at = np.arange(60)
    cover = 0.09 * (1 + np.minimum.outer(at, at)) + 1e6
    best = cover @ np.linalg.solve(cover + 0.09 * np.eye(60), seen)
    ours = smoothed(seen, np.full(60, 0.09), at)
    assert np.abs(ours - best).max() < 0.15
    assert np.mean((ours - truth) ** 2) < np.mean((seen - truth) ** 2)


def test_queues_that_never_differ_from_themselves_keep_their_own_course():
    own = [_lived(np.sin(AT / 3) + shift, times=3) for shift in (-0.5, -0.2, 0.0, 0.3, 0.6)]
    found, pool = courses(own, AT)
    assert found[0].size == pytest.approx(own[0].mean, abs=0.1)
    assert found[0].trust > 0.9
    assert pool.size == pytest.approx(np.sin(AT / 3), abs=0.05)


def test_two_queues_are_no_pool():
    found, pool = courses([_lived(np.zeros(12)), _lived(np.ones(12))], AT)
    assert found[0].size == pytest.approx(0.0, abs=1e-9)
    assert found[1].size == pytest.approx(1.0, abs=1e-9)
    assert pool.size == pytest.approx(0.5, abs=1e-9)
    assert (pool.var > found[0].var).all()


def _grown(growth, height, queues=4):
    """Queues that lived an event twice; the second time all were larger by the same."""
    rng = np.random.Generator(np.random.PCG64(4))
    course = height * np.exp(-(((AT - 5) / 2.0) ** 2))
    return [
        Lived(np.stack([course, course + growth]) + rng.normal(0, 0.02, (2, 12)), np.ones(2), 0.001)
        for _ in range(queues)
    ]


def test_an_event_that_grew_for_all_queues_alike_is_doubted_on_its_big_days():
    (steady, *_), _ = courses(_grown(0.0, 1.5), AT)
    (grown, *_), _ = courses(_grown(0.3, 1.5), AT)
    assert grown.var[5] > steady.var[5] + 0.005
    assert grown.var[5] > grown.var[0]


def test_one_steady_occurrence_leaves_some_doubt_about_the_whole_event():
    (steady, *_), _ = courses(_grown(0.0, 1.5), AT)
    assert steady.var[5] > 0.003
