"""Positions for chats against the chain itself, plain Erlang, the event simulator, and laws over ranges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.requirement import chat_chain, erlang
from scheduling.requirement.chat_moving import steady_rates
from scheduling.requirement.chat_positions import measure_chats, size_chats
from scheduling.requirement.sizers import Asked, size_peakcrew
from tests.scheduling.simulator.chats import played_chats

GAINS = np.array([1.0, 1.75, 2.5])
ONE = np.ones(1)


@settings(max_examples=40)
@given(st.floats(0.5, 3000), st.floats(60, 1500), st.sampled_from([45.0, 180.0, np.inf]), st.floats(0.5, 0.97))
def test_whole_agents_are_the_least_of_the_chain(volume, aht_s, patience_s, level):
    made = size_chats(Asked([volume], aht_s, patience_s, 30.0, level), GAINS)
    chat_s = aht_s * np.arange(1, 4) / GAINS
    none = np.nan
    truth = chat_chain.least_agents(volume / 3600, chat_s, patience_s, 30.0, level, none, none, none)
    assert made.agents[0] == truth
    assert truth - 1 < made.positions[0] <= truth
    assert made.measures.sl[0] == pytest.approx(max(level, made.measures.sl[0]), abs=1e-9)


@pytest.mark.parametrize("patience_s", [60.0, np.inf])
def test_one_chat_at_a_time_is_plain_erlang(patience_s):
    volume = np.array([0.0, 3.0, 60.0, 1200.0])
    asked = Asked(volume, 300.0, patience_s, 20.0, 0.8, max_occupancy=0.9)
    made, plain = size_chats(asked, ONE), size_peakcrew(asked)
    assert made.agents == pytest.approx(plain.agents)
    if patience_s < np.inf:  # Erlang C draws its line from the load, the chain from one agent less
        assert made.positions == pytest.approx(plain.positions, rel=1e-9)
    truth = erlang.measure(volume, 300.0, plain.agents, 20.0, patience_s)
    got = measure_chats(asked, ONE, plain.agents)
    for name in ("sl", "asa_s", "p_abandon", "occupancy", "p_wait_le_target"):
        assert getattr(got, name) == pytest.approx(getattr(truth, name), abs=1e-9), name


@settings(max_examples=25)
@given(st.floats(1, 800), st.floats(1.05, 1.5))
def test_more_chats_never_need_fewer_positions(volume, times):
    made = size_chats(Asked([volume, volume * times], 600.0, 180.0, 30.0, 0.8), GAINS)
    assert made.positions[1] >= made.positions[0] - 1e-9


@settings(max_examples=25)
@given(st.floats(1, 500), st.floats(0.5, 60))
def test_one_more_position_never_makes_chats_wait_more(volume, positions):
    got = measure_chats(Asked([volume] * 2, 600.0, 180.0, 30.0), GAINS, [positions, positions + 1])
    assert got.sl[1] >= got.sl[0] - 1e-12
    assert got.p_abandon[1] <= got.p_abandon[0] + 1e-12


def test_the_factor_over_staffs_small_teams():
    volume = np.array([30.0, 100.0, 300.0])
    chain = size_chats(Asked(volume, 600.0, 180.0, 30.0, 0.8), GAINS).positions
    factor = size_peakcrew(Asked(volume, 240.0, 180.0, 30.0, 0.8)).positions
    assert (chain < factor).all()
    assert factor[0] / chain[0] > factor[2] / chain[2]


def test_a_target_of_each_kind_is_just_met():
    for name, bound in (("max_asa_s", 5.0), ("max_abandon", 0.03), ("max_occupancy", 0.6)):
        made = size_chats(Asked([120.0], 600.0, 180.0, 30.0, **{name: bound}), GAINS)
        met = {"max_asa_s": "asa_s", "max_abandon": "p_abandon", "max_occupancy": "occupancy"}[name]
        assert getattr(made.measures, met)[0] == pytest.approx(bound, rel=1e-6)


def test_rows_without_an_answer_are_values():
    assert np.isnan(size_chats(Asked([60.0], 600.0, 180.0, 30.0, 1.0), GAINS).positions[0])
    assert np.isnan(size_chats(Asked([60.0], 600.0), GAINS).positions[0])
    assert size_chats(Asked([0.0, 0.0], 600.0), GAINS).positions.tolist() == [0.0, 0.0]
    assert size_chats(Asked([], 600.0, 180.0, 30.0, 0.8), GAINS, 900.0).positions.size == 0
    over = measure_chats(Asked([600.0], 600.0, np.inf, 30.0), GAINS, [3.0])
    assert (over.sl[0], over.asa_s[0]) == (0.0, np.inf)
    assert measure_chats(Asked([60.0], 600.0, 180.0, 30.0), GAINS, [0.0]).p_abandon[0] == 1.0


def test_a_load_that_stands_still_needs_the_same_followed_through_time():
    asked = Asked([90.0] * 8, 600.0, 180.0, 30.0, 0.8)
    assert size_chats(asked, GAINS, 900.0).positions == pytest.approx(size_chats(asked, GAINS).positions)


def test_chats_of_before_are_still_there_when_the_rush_is_over_and_nobody_is_asked_for_when_none_come():
    asked = Asked([20.0] * 4 + [400.0] * 4 + [20.0] * 4 + [0.0] * 2, 900.0, 180.0, 30.0, 0.8)
    moving, still = (size_chats(asked, GAINS, interval_s).positions for interval_s in (900.0, None))
    assert moving[8] > 2 * still[8]
    assert moving[4] <= still[5] + 1e-9
    assert moving[-2:].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("volume", "agents"), [(100.0, 10), (140.0, 10), (900.0, 60)])
def test_the_simulator_meets_what_the_chain_tells(volume, agents):
    told = measure_chats(Asked([volume], 600.0, 180.0, 30.0), GAINS, [agents])
    level, error, abandon = played_chats(volume, agents, 600.0, 3, 2.5, 180.0, 30.0)
    assert abs(level - told.sl[0]) <= 3 * error
    assert abandon == pytest.approx(told.p_abandon[0], abs=0.01)


@pytest.mark.parametrize(("places", "gain", "aht_s"), [(20, 0.0, 600.0), (5, 0.125, 1800.0), (3, 0.0, 3600.0)])
def test_long_chats_in_full_houses_are_told_at_their_promise_in_every_interval(places, gain, aht_s):
    hours = np.arange(24)
    asked = Asked(100.0 + 60.0 * np.sin(hours / 24 * 6.28), aht_s, 180.0, 30.0, 0.8)
    made = size_chats(asked, 1.0 + gain * np.arange(places), 3600.0)
    assert made.measures.sl.min() >= 0.78
    again = measure_chats(asked, 1.0 + gain * np.arange(places), made.positions, 3600.0)
    assert again.sl == pytest.approx(made.measures.sl)


def test_a_full_house_empties_no_faster_than_its_people_finish():
    volume = np.array([60.0] * 4 + [200.0] * 2 + [20.0] * 10)
    rates = steady_rates(volume, np.full(16, 1200.0), np.ones(10), 1e9, np.full(16, 25.0), 900.0)
    assert rates[:3].ravel() == pytest.approx(60 / 3600, rel=0.05)
    most = 25.0 / 1200.0  # all people, one chat a time each
    assert rates.max() <= most * 2.0
    assert rates[8].mean() > 60 / 3600  # the rush is still in the house three quarters of an hour later
