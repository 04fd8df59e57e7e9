import numpy as np
import pytest

from forecasting.events import effect_for, pooled_effects
from forecasting.observations import Observation
from forecasting.occasions import Occasion

ORIGIN, DAY = 20_000, 20_010
KEY = (ORIGIN, DAY, "sale", 0)


def _seen(queue, ratio, past=DAY - 364, log_weekday=0.0, noise=1e-4, origin=ORIGIN):
    return Observation(queue, origin, DAY, "sale", 0, past, ratio, log_weekday, noise, 0.05, False, False)


def test_one_queue_alone_keeps_what_it_saw():
    effects = pooled_effects([_seen("a", 1.5)], {"a": "voice"})
    assert effects["a", KEY].log_size == pytest.approx(1.5)
    assert effects["a", KEY].source == "learned"


def test_a_noisy_queue_is_drawn_to_the_pool_more_than_a_large_one():
    calm = [_seen(f"q{i}", r) for i, r in enumerate((0.9, 1.0, 1.1, 1.2))]
    channels = dict.fromkeys(("q0", "q1", "q2", "q3", "x"), "voice")
    large = pooled_effects([*calm, _seen("x", 2.0, noise=1e-5)], channels)["x", KEY].log_size
    small = pooled_effects([*calm, _seen("x", 2.0, noise=0.5)], channels)["x", KEY].log_size
    assert 1.1 <= small < large <= 2.0


def test_an_older_occurrence_counts_half():
    effects = pooled_effects([_seen("a", 1.6), _seen("a", 1.0, past=DAY - 729)], {"a": "voice"})
    assert effects["a", KEY].log_size == pytest.approx((1.6 + 0.5 * 1.0) / 1.5, abs=0.01)


def test_big_peaks_ignore_the_weekday_unless_pairs_of_years_show_it():
    rng = np.random.Generator(np.random.PCG64(3))
    for truth in (0.0, 1.0):
        seen = []
        for i in range(60):
            for past in (DAY - 364, DAY - 729):
                w = float(rng.normal(0, 0.2))
                seen.append(_seen(f"q{i}", 1.5 + truth * w, past, w))
        effects = pooled_effects(seen, {f"q{i}": "voice" for i in range(60)})
        assert effects["q0", KEY].gamma == pytest.approx(truth, abs=0.1)


def test_a_queue_without_the_event_takes_its_channels_median():
    seen = [_seen("v1", 1.0), _seen("v2", 1.2), _seen("c1", 2.0), _seen("c2", 2.2)]
    channels = {"v1": "voice", "v2": "voice", "c1": "chat", "c2": "chat", "new": "chat"}
    effect = pooled_effects(seen, channels)["new", KEY]
    assert effect.source == "analogue"
    assert effect.log_size == pytest.approx(2.1)
    assert "chat" in effect.note


def test_each_origin_sees_only_its_own_observations():
    early = _seen("a", 0.5, origin=ORIGIN - 100)
    effects = pooled_effects([_seen("a", 1.5), early], {"a": "voice"})
    assert effects["a", (ORIGIN - 100, DAY, "sale", 0)].log_size == pytest.approx(0.5)


def test_the_planners_size_wins_and_nothing_known_is_said():
    learned = pooled_effects([_seen("a", 1.5)], {"a": "voice"})["a", KEY]
    assert effect_for(Occasion("s", "sale", 0, DAY, size=4.0), learned).multiple == 4.0
    unknown = effect_for(Occasion("s", "sale", 0, DAY), None)
    assert (unknown.source, unknown.multiple) == ("none", 1.0)
    assert "no earlier occurrence" in unknown.note
