"""Which method a series gets, and that each answers in its own way."""

from __future__ import annotations

import numpy as np
import pytest

from scheduling.requirement.series import choose_method, size_series
from scheduling.requirement.sizers import Asked


def calls(volume, aht_s=300.0, patience_s=180.0):
    return Asked(np.array(volume, dtype=float), aht_s, patience_s, 20, 0.8)


def test_stationary_only_when_handling_is_short_and_load_flat():
    assert choose_method(calls([600] * 4, 60), 900)[0] == "sipp"
    assert choose_method(calls([600] * 4, 300), 900)[0] == "transient"
    assert choose_method(calls([600, 600, 900, 900], 60), 900)[0] == "transient"


def test_too_few_agents_are_followed_through_time():
    assert choose_method(calls([600] * 4, 60), 900, [9, 12, 12, 12])[0] == "transient"
    assert choose_method(calls([600] * 4, 60), 900, [12, 12, 12, 12])[0] == "sipp"


def test_a_crowd_too_large_to_follow_gets_the_offered_load():
    assert choose_method(calls([6e7, 6e7]), 900)[0] == "mol"


def test_all_methods_agree_on_a_flat_day():
    agents = [size_series(calls([1200] * 4), 900, method).agents.tolist() for method in ("sipp", "mol", "transient")]
    assert agents == [[100.0] * 4] * 3


def test_methods_differ_after_a_jump_as_they_should():
    volume = [300, 300, 1500, 900, 500, 300]
    made = {method: size_series(calls(volume), 900, method) for method in ("sipp", "mol", "transient")}
    honest = {method: size_series(calls(volume), 900, "transient", made[method].agents).sl.min() for method in made}
    assert honest["sipp"] < 0.7
    assert honest["transient"] > 0.79
    assert made["transient"].agents.sum() < made["mol"].agents.sum()


def test_given_agents_are_kept_and_the_others_pay_for_them():
    made = size_series(calls([600] * 4, patience_s=np.inf), 900, agents=[np.nan, 45, np.nan, np.nan])
    alone = size_series(calls([600] * 4, patience_s=np.inf), 900)
    assert made.agents[1] == 45
    assert made.queue_end[1] > 10
    assert made.agents[2] > alone.agents[2]


@pytest.mark.parametrize("method", ["sipp", "mol", "transient"])
def test_an_impossible_target_is_blank_and_empty_series_are_empty(method):
    asked = Asked(np.full(2, 100.0), 300, 180, 20, 1.0)
    assert np.isnan(size_series(asked, 900, method).agents).all()
    assert np.isnan(size_series(asked, 900, method).sl).all()
    assert size_series(calls([]), 900, method).agents.size == 0


@pytest.mark.parametrize("method", ["mol", "transient"])
def test_hours_without_contacts_need_nobody(method):
    made = size_series(calls([0, 0, 600, 0]), 900, method)
    assert made.agents[0] == 0
    assert made.sl[0] == 1.0
