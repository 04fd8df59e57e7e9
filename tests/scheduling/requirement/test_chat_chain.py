"""The chat chain against an independent solution of its balance equations and against plain Erlang."""

from __future__ import annotations

import numpy as np
import pytest

from scheduling.requirement import erlang
from scheduling.requirement.chat_chain import chances, least_agents, lengths, measure_chat, values

SLOWER = np.array([300.0, 400.0, 520.0])
NONE = np.nan


def solved(volume, agents, aht_s, patience_s, more=300):
    """Steady state by one linear solve; each agent's open chats are counted one by one."""
    places = agents * len(aht_s)
    balance = np.zeros((places + more, places + more))
    for state in range(places + more):
        here = min(state, places)
        open_at = [here // agents + (agent < here % agents) for agent in range(agents)]
        out = sum(count / aht_s[count - 1] for count in open_at if count) + max(0, state - places) / patience_s
        for to, rate in ((state + 1, volume / 3600), (state - 1, out)):
            if 0 <= to < places + more:
                balance[to, state] += rate
                balance[state, state] -= rate
    balance[-1] = 1.0
    right = np.zeros(places + more)
    right[-1] = 1.0
    return np.linalg.solve(balance, right)


@pytest.mark.parametrize("volume", [20.0, 120.0, 180.0, 400.0])
@pytest.mark.parametrize("patience_s", [60.0, 180.0])
def test_chances_solve_the_balance_equations(volume, patience_s):
    truth = solved(volume, 6, SLOWER, patience_s)
    lo, got = chances(volume / 3600, 6.0, SLOWER, 1 / patience_s)
    full = np.zeros(len(truth))
    full[lo : lo + len(got)] = got
    assert np.abs(full - truth).max() < 1e-9


def test_measures_follow_from_the_balance_equations():
    truth = solved(180.0, 6, SLOWER, 180.0)
    got = measure_chat(180.0, 6, SLOWER, 180.0, 30.0)
    queue = np.maximum(np.arange(len(truth)) - 18, 0)
    assert got["p_wait"] == pytest.approx(truth[18:].sum(), abs=1e-9)
    assert got["p_abandon"] == pytest.approx(float(truth @ queue) / 180 / (180 / 3600), abs=1e-9)
    assert got["ew_all_s"] == pytest.approx(float(truth @ queue) / (180 / 3600), rel=1e-9)


@pytest.mark.parametrize("patience_s", [30.0, 180.0, np.inf])
def test_one_chat_at_a_time_is_plain_erlang(patience_s):
    got = measure_chat(1200.0, 103, [300.0], patience_s, 20.0)
    truth = erlang.measure(1200.0, 300.0, 103, 20.0, patience_s)
    for name, value in got.items():
        assert value == pytest.approx(float(getattr(truth, name)), rel=1e-9, abs=1e-9), name


def test_without_slow_down_agents_with_three_places_are_three_agents():
    got = measure_chat(1200.0, 35, lengths([300.0], 3), 180.0, 20.0)
    assert got["sl"] == pytest.approx(float(erlang.measure(1200.0, 300.0, 105, 20.0, 180.0).sl), abs=1e-9)


@pytest.mark.parametrize("volume", [1.0, 50.0, 500.0, 5000.0])
def test_least_agents_meet_the_targets_and_one_less_does_not(volume):
    agents = least_agents(volume / 3600, SLOWER, 180.0, 30.0, 0.8, NONE, NONE, NONE)
    assert measure_chat(volume, agents, SLOWER, 180.0, 30.0)["sl"] >= 0.8
    assert agents == 1 or measure_chat(volume, agents - 1, SLOWER, 180.0, 30.0)["sl"] < 0.8


def test_overload_without_patience_and_no_agents_are_values():
    assert values(1.0, 3.0, SLOWER, np.inf, 20.0)[5] == np.inf
    assert values(1.0, 0.0, SLOWER, 60.0, 20.0)[7] == 1.0
    assert np.isnan(least_agents(1.0, SLOWER, 60.0, 20.0, 1.0, NONE, NONE, NONE))
    assert measure_chat(0.0, 0, SLOWER)["sl"] == 1.0
