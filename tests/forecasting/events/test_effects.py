import numpy as np
import pytest

from forecasting.events.effects import effect_for
from forecasting.events.effects import pooled_effects as pooled_curves
from forecasting.events.observations import Observation
from forecasting.events.occasions import Occasion

ORIGIN, DAY = 20_000, 20_010
KEY = (ORIGIN, "sale", DAY)


def _seen(queue, ratio, past=DAY - 364, log_weekday=0.0, noise=1e-4, origin=ORIGIN, offset_d=0, like=""):
    return Observation(queue, origin, "sale", DAY, offset_d, past, past + offset_d, ratio, log_weekday, noise, 0.05,
                       like=like)  # fmt: skip


def pooled_effects(seen, channels, offset_d=0):
    return {key: curve.at(offset_d) for key, curve in pooled_curves(seen, channels).items()}


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
    assert effects["a", (ORIGIN - 100, "sale", DAY)].log_size == pytest.approx(0.5)


def test_the_planners_size_wins_and_nothing_known_is_said():
    learned = pooled_curves([_seen("a", 1.5)], {"a": "voice"})["a", KEY]
    assert effect_for(Occasion("s", "sale", 0, DAY, size=4.0), learned).multiple == 4.0
    unknown = effect_for(Occasion("s", "sale", 0, DAY), None)
    assert (unknown.source, unknown.multiple) == ("none", 1.0)
    assert "no earlier occurrence" in unknown.note


def test_a_wave_in_the_noise_is_smoothed_and_a_peak_above_it_is_not():
    draw = np.random.Generator(np.random.PCG64(5))
    wave = np.sin(np.arange(25) / 8)
    noisy = wave + draw.normal(0, 0.25, 25)
    curve = pooled_curves([_seen("a", u, noise=0.06, offset_d=i) for i, u in enumerate(noisy)], {"a": "voice"})[
        "a", KEY
    ]
    assert np.abs(curve.log_size - wave).mean() < 0.6 * np.abs(noisy - wave).mean()
    peak = np.where(np.arange(25) == 12, 1.5, 0.0)
    sharp = pooled_curves([_seen("a", u, noise=1e-4, offset_d=i) for i, u in enumerate(peak)], {"a": "voice"})["a", KEY]
    assert sharp.log_size[12] == pytest.approx(1.5, abs=0.05)


def test_days_near_a_known_one_take_its_effect_and_far_ones_have_none():
    curve = pooled_curves([_seen("a", 1.5)], {"a": "voice"})["a", KEY]
    assert curve.at(2).source == "analogue"
    assert "nearest" in curve.at(2).note
    assert curve.at(3) is None


def test_a_queue_off_the_pool_on_every_day_is_believed_more_than_one_off_on_one_day():
    rng = np.random.Generator(np.random.PCG64(8))
    seen = [_seen(f"q{i}", 1.0 + rng.normal(0, 0.1), offset_d=o, noise=0.01) for i in range(9) for o in range(10)]
    always = [_seen("always", 1.5, offset_d=o, noise=0.01) for o in range(10)]
    once = [_seen("once", 1.5 if o == 4 else 1.0, offset_d=o, noise=0.01) for o in range(10)]
    curves = pooled_curves(
        [*seen, *always, *once], dict.fromkeys([*(f"q{i}" for i in range(9)), "always", "once"], "v")
    )
    assert curves["always", KEY].log_size[4] > curves["once", KEY].log_size[4] + 0.1


def test_what_is_borrowed_from_another_kind_says_so_and_is_less_sure():
    own, lent = (pooled_effects([_seen("a", 1.0, like=like)], {"a": "v"})["a", KEY] for like in ("", "market"))
    assert (own.source, lent.source) == ("learned", "analogue")
    assert "like market" in lent.note
    assert lent.log_var > own.log_var


def test_a_fall_to_the_weekdays_usual_is_no_event_of_the_weekday():
    seen = [_seen("a", -1.4, log_weekday=-1.4)]
    assert pooled_effects(seen, {"a": "v"})["a", KEY].log_size == pytest.approx(0.0, abs=1e-9)
