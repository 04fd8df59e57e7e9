import numpy as np
import pytest

from forecasting.events.handling_time import LongerDays, longer_days

OFFSETS = np.arange(-2, 3)


def _queue(effect, contacts, seed=0):
    """One occurrence of a queue: the effect with the chance of so many contacts."""
    chance = np.random.Generator(np.random.PCG64(seed)).normal(0.0, np.sqrt(0.5 / contacts), len(effect))
    return LongerDays(np.array([effect + chance]), np.full((1, len(effect)), float(contacts)), np.ones(1))


def test_a_large_queue_keeps_most_of_what_it_saw():
    effect = np.array([0.02, 0.05, 0.15, 0.08, 0.03])
    own, _ = longer_days({"a": _queue(effect, 1e6)}, OFFSETS)
    np.testing.assert_allclose(own["a"], effect, atol=0.03)  # one occurrence: a sixth of the peak goes


def test_a_small_queue_follows_the_large_ones():
    effect = np.full(5, 0.1)
    queues = {f"q{i}": _queue(effect, 5000, i) for i in range(6)} | {"small": _queue(np.zeros(5), 20, 9)}
    own, pool = longer_days(queues, OFFSETS)
    np.testing.assert_allclose(pool, 0.1, atol=0.02)
    np.testing.assert_allclose(own["small"], 0.1, atol=0.03)


def test_chance_alone_is_not_believed():
    own, _ = longer_days({f"q{i}": _queue(np.zeros(5), 30, i) for i in range(4)}, OFFSETS)
    seen = [np.abs(_queue(np.zeros(5), 30, i).log_aht).mean() for i in range(4)]
    assert np.mean([np.abs(v).mean() for v in own.values()]) < 0.35 * np.mean(seen)


def test_days_never_heard_of_take_the_pools_word():
    deaf = LongerDays(np.full((1, 5), np.nan), np.zeros((1, 5)), np.ones(1))
    own, pool = longer_days({"a": _queue(np.full(5, 0.1), 5000), "deaf": deaf}, OFFSETS)
    assert own["deaf"] == pytest.approx(pool)


def test_where_nobody_heard_anything_nothing_is_expected():
    deaf = LongerDays(np.full((1, 5), np.nan), np.zeros((1, 5)), np.ones(1))
    own, pool = longer_days({"deaf": deaf}, OFFSETS)
    assert own["deaf"].tolist() == pool.tolist() == [0.0] * 5
