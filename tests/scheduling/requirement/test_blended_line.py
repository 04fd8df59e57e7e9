"""Lines with outbound calls and call-backs against published figures, plain Erlang and an independent chain."""

from __future__ import annotations

import itertools
import math

import mpmath as mp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.requirement import erlang
from scheduling.requirement.blended_line import NEVER, measure_line


def chain(volume, aht_s, agents, patience_s, reserve, offer_from, accept, most=400):
    """Busy share, abandonment, outbound erlangs and offered share from the balance equations, at 15 digits."""
    rate, mu = mp.mpf(volume) / 3600, mp.mpf(1) / aht_s
    theta = mp.mpf(1) / patience_s
    least = max(0, agents - reserve)
    weights = [mp.mpf(1)]
    for state in range(least, least + most):
        joins = rate * (1 - accept) if state - agents >= offer_from else rate
        weights.append(weights[-1] * joins / (min(state + 1, agents) * mu + max(0, state + 1 - agents) * theta))
    total = mp.fsum(weights)
    chance = {least + k: w / total for k, w in enumerate(weights)}
    busy = mp.fsum(p * min(state, agents) for state, p in chance.items())
    queue = mp.fsum(p * max(0, state - agents) for state, p in chance.items())
    offered = mp.fsum(p for state, p in chance.items() if state - agents >= offer_from)
    joined = 1 - accept * offered
    abandon = queue * theta / (rate * joined)
    return busy / agents, abandon, busy - rate * aht_s * joined * (1 - abandon), offered


@pytest.mark.parametrize(
    ("reserve", "level", "outbound"), [(0, 0.632, 15.0), (4, 0.787, 13.9), (6, 0.835, 12.9), (10, 0.895, 10.5)]
)
def test_threshold_of_blended_calls_as_published(reserve, level, outbound):
    got, (work, _) = measure_line(1200, 300, 115, reserve=reserve)
    assert got[1] == pytest.approx(level, abs=0.0006)
    assert work == pytest.approx(outbound, abs=0.06)


@pytest.mark.parametrize("patience_s", [60.0, 600.0, math.inf])
def test_without_blend_it_is_plain_erlang(patience_s):
    got, (work, _) = measure_line(1200, 300, 103, patience_s)
    truth = erlang.measure(1200, 300, 103, 20.0, patience_s)
    names = ("p_wait", "sl", "p_wait_le_target", "sl_excl_short_abandons", "sl_of_answered", "asa_s", "ew_all_s",
             "p_abandon", "occupancy")  # fmt: skip
    assert [got[k] for k in range(9)] == pytest.approx([float(getattr(truth, name)) for name in names], rel=1e-9)
    assert work == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=60)
@given(
    st.integers(1, 30), st.floats(0.2, 2.0), st.sampled_from([30.0, 180.0]), st.sampled_from([0, 3, 99]),
    st.sampled_from([0, 4, NEVER]), st.sampled_from([0.0, 0.4, 0.9]),
)  # fmt: skip
def test_chances_follow_from_the_balance_equations(agents, load, patience_s, reserve, offer_from, accept):
    volume = load * agents * 3600 / 200
    got, (work, offered) = measure_line(volume, 200, agents, patience_s, 20.0, min(reserve, agents), offer_from, accept)
    truth = chain(volume, 200, agents, patience_s, min(reserve, agents), offer_from, accept)
    assert got[8] == pytest.approx(float(truth[0]), abs=1e-9)
    assert got[7] == pytest.approx(float(truth[1]), abs=1e-9)
    assert work == pytest.approx(max(0.0, float(truth[2])), abs=1e-8)
    assert offered == pytest.approx(float(truth[3]), abs=1e-9)


@given(st.integers(2, 60), st.floats(0.3, 1.3))
def test_keeping_one_more_back_never_makes_callers_wait_more(agents, load):
    volume = load * agents * 12
    levels = [measure_line(volume, 300, agents, 120.0, 20.0, reserve) for reserve in (0, 1, 2, agents)]
    assert all(b[0][1] >= a[0][1] - 1e-12 for a, b in itertools.pairwise(levels))
    assert all(b[1][0] <= a[1][0] + 1e-9 for a, b in itertools.pairwise(levels))


def test_overload_and_nobody_there_are_values():
    assert measure_line(1200, 300, 90)[0][5] == math.inf
    assert measure_line(1200, 300, 0, 60.0)[0][7] == 1.0
    got, _ = measure_line(100_000, 300, 1, 60.0)
    assert got[7] == pytest.approx(1 - 1 / (100_000 / 12), abs=1e-9)
    assert measure_line(1200, 300, 60, offer_from=5, accept=1.0)[0][5] < math.inf
