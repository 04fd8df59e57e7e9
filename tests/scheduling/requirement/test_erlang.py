from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.requirement import erlang
from tests.scheduling.requirement import chain_oracle as chain

few = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=150, deadline=None, derandomize=True)
loads = st.floats(0.05, 400.0)
ahts = st.floats(5.0, 2000.0)
patiences = st.floats(1.0, 20_000.0)
targets = st.floats(0.0, 600.0)


def close(got, want, tolerance=1e-12):
    return abs(float(got) - want) <= tolerance * max(1.0, abs(want))


def volume(load, aht_s):
    return load * 3600.0 / aht_s


# against the oracle


@few
@given(
    load=st.floats(0.1, 15.0), agents=st.integers(1, 15), patience_aht=st.floats(0.05, 1.5), target=st.floats(0, 0.7)
)
def test_erlang_a_equals_the_birth_death_chain(load, agents, patience_aht, target):
    aht_s = 240.0
    truth = chain.erlang_a(load, aht_s, patience_aht * aht_s, agents, target * aht_s, most=agents + 60)
    got = erlang.measure(volume(load, aht_s), aht_s, agents, target * aht_s, patience_aht * aht_s)
    for name in ("p_wait", "sl", "p_wait_le_target", "asa_s", "ew_all_s", "p_abandon", "occupancy"):
        assert close(getattr(got, name), getattr(truth, name), 1e-11), name


@many
@given(load=st.floats(0.01, 150.0), more=st.integers(1, 40), aht_s=ahts, target_s=targets)
def test_erlang_c_equals_the_sum_over_states(load, more, aht_s, target_s):
    agents = math.floor(load) + more
    if agents - load < 1e-6:
        return
    p_wait, level, asa_s = chain.erlang_c(load, aht_s, agents, target_s)
    got = erlang.measure(volume(load, aht_s), aht_s, agents, target_s)
    assert close(got.p_wait, p_wait, 1e-11)
    assert close(got.sl, level, 1e-11)
    assert close(got.asa_s, asa_s, 1e-8 if agents - load < 1e-3 else 1e-11)


@many
@given(load=st.floats(0.001, 300.0), lines=st.integers(1, 400))
def test_erlang_b_equals_the_truncated_poisson(load, lines):
    got = erlang.measure(load * 10.0, 360.0, lines, model="B")
    assert close(got.p_block, chain.erlang_b(load, lines), 1e-13)
    assert close(got.sl, 1.0 - chain.erlang_b(load, lines), 1e-13)


# from books


def test_hundred_calls_in_half_an_hour_need_fourteen_agents():
    got = erlang.measure(200, 180, [11, 14], 20)
    assert np.allclose(got.p_wait, [0.682118204689, 0.174131933595], atol=1e-12)
    assert close(got.asa_s[1], 7.83593701177724)
    assert erlang.size(200, 180, target_s=20, service_level=0.8, max_occupancy=0.85).agents == 14


def test_fifty_agents_lose_three_percent_and_wait_under_four_seconds():
    got = erlang.measure(2880, 60, 50, 20, 120)
    assert close(got.asa_s, 3.6159002395531144)
    assert close(got.ew_all_s, 3.70946989946, 1e-11)
    assert close(got.p_abandon, 0.0309122491622, 1e-12)


def test_forty_five_lines_block_one_percent_of_a_third_of_a_hundred_erlangs():
    assert erlang.size(33.333 * 60, 60, max_blocking=0.01, model="B").agents == 45


# laws


@many
@given(load=loads, aht_s=ahts, patience_s=patiences, target_s=targets, ratio=st.floats(0.3, 2.0))
def test_one_more_agent_never_makes_callers_wait_more(load, aht_s, patience_s, target_s, ratio):
    agents = max(1, round(load * ratio))
    for patience in (patience_s, np.inf):
        got = erlang.measure(volume(load, aht_s), aht_s, [agents, agents + 1], target_s, patience)
        for name in ("p_wait", "asa_s", "ew_all_s", "p_abandon", "occupancy"):
            fewer, more = getattr(got, name)
            assert more <= fewer * (1 + 1e-11) + 1e-13, name
        for definition in erlang.SL_DEFINITIONS:
            fewer, more = got.service_level(definition)
            assert more >= fewer - 1e-12, definition


@many
@given(load=loads, aht_s=ahts, patience_s=patiences, target_s=targets, ratio=st.floats(0.05, 3.0))
def test_measures_of_erlang_a_keep_their_books(load, aht_s, patience_s, target_s, ratio):
    agents = max(1, round(load * ratio))
    got = erlang.measure(volume(load, aht_s), aht_s, agents, target_s, patience_s)
    answered = 1.0 - float(got.p_abandon)
    assert close(got.occupancy * agents, load * answered, 1e-10)
    assert close(got.ew_all_s, float(got.p_abandon) * patience_s, 1e-10)
    assert 0.0 <= got.sl <= answered + 1e-12
    assert got.sl <= got.p_wait_le_target + 1e-12
    assert close(got.sl_of_answered * answered, float(got.sl), 1e-10)


@pytest.mark.parametrize(("load", "agents"), [(0.6, 1), (10.0, 14), (100.0, 101), (2000.0, 2020)])
def test_endless_patience_tends_to_erlang_c(load, agents):
    c = erlang.measure(load * 12, 300, agents, 20)
    far = [float(abs(erlang.measure(load * 12, 300, agents, 20, p).sl - c.sl)) for p in (1e3, 1e5, 1e7, 1e9, 1e11)]
    assert far == sorted(far, reverse=True)
    assert far[-1] < 1e-7
    assert erlang.measure(load * 12, 300, agents, 20, np.inf, "A").sl == c.sl


@many
@given(
    load=st.floats(0.01, 300.0),
    aht_s=ahts,
    patience_s=st.one_of(patiences, st.just(np.inf)),
    target_s=targets,
    level=st.floats(0.01, 0.999),
    definition=st.sampled_from(erlang.SL_DEFINITIONS),
    asa_s=st.one_of(st.just(np.nan), st.floats(0.5, 300)),
    occupancy=st.one_of(st.just(np.nan), st.floats(0.3, 1.0)),
    abandon=st.one_of(st.just(np.nan), st.floats(0.001, 0.5)),
)
def test_the_least_agents_meet_every_target_and_one_fewer_misses(
    load, aht_s, patience_s, target_s, level, definition, asa_s, occupancy, abandon
):
    asked = {"service_level": level, "max_asa_s": asa_s, "max_occupancy": occupancy, "max_abandon": abandon}
    found = erlang.size(
        volume(load, aht_s), aht_s, target_s=target_s, patience_s=patience_s, sl_definition=definition, **asked
    )
    n = float(found.agents)
    got = erlang.measure(volume(load, aht_s), aht_s, [n - 1, n], target_s, patience_s)

    def met(at):
        return (
            got.service_level(definition)[at] >= level - 1e-11
            and not got.asa_s[at] > asa_s * (1 + 1e-11)
            and not got.occupancy[at] > occupancy * (1 + 1e-11)
            and not got.p_abandon[at] > abandon * (1 + 1e-11)
        )

    assert met(1)
    if n > 1 and n - 1 > (load if patience_s == np.inf else 0):
        assert not met(0) or close(got.service_level(definition)[0], level, 1e-10)
    if patience_s == np.inf:
        assert n > load
    assert n - 1 <= found.positions <= n


@many
@given(load=st.floats(0.5, 200.0), patience_s=st.one_of(patiences, st.just(np.inf)), level=st.floats(0.3, 0.99))
def test_at_the_real_positions_the_target_is_just_met(load, patience_s, level):
    found = erlang.size(load * 12, 300, target_s=20, patience_s=patience_s, service_level=level)
    assert close(erlang.measure(load * 12, 300, found.positions, 20, patience_s).sl, level, 1e-9)


def test_real_positions_grow_smoothly_with_the_volume():
    lam = np.linspace(100, 400, 3001)
    for patience_s in (np.inf, 120.0):
        steps = np.diff(erlang.size(lam, 300, target_s=20, patience_s=patience_s, service_level=0.8).positions)
        assert steps.min() > 0
        assert steps.max() < 0.05


@many
@given(load=st.floats(0.01, 300.0), blocking=st.floats(1e-6, 0.9), occupancy=st.floats(0.05, 1.0))
def test_the_least_lines_meet_blocking_and_occupancy(load, blocking, occupancy):
    n = float(erlang.size(load * 10, 360, max_blocking=blocking, max_occupancy=occupancy, model="B").agents)
    got = erlang.measure(load * 10, 360, [n - 1, n], model="B")
    ok = [
        b <= blocking * (1 + 1e-10) and o <= occupancy * (1 + 1e-10)
        for b, o in zip(got.p_block, got.occupancy, strict=True)
    ]
    assert ok[1]
    assert n == 1 or not ok[0]


# edges


def test_no_volume_needs_nobody_and_keeps_every_promise():
    found = erlang.size(0, [300, 0], target_s=20, service_level=0.8, patience_s=[60, np.inf])
    assert found.agents.tolist() == found.positions.tolist() == [0, 0]
    for model in "BCA":
        got = erlang.measure(0, 300, [0, 5], 20, 60, model)
        assert got.sl.tolist() == [1, 1]
        assert got.asa_s.tolist() == got.p_wait.tolist() == got.p_block.tolist() == [0, 0]


def test_overload_is_a_value():
    got = erlang.measure(1200, 300, [100, 99, 0], 20)
    assert got.p_wait.tolist() == [1, 1, 1]
    assert got.sl.tolist() == [0, 0, 0]
    assert np.isinf(got.asa_s).all()
    assert got.occupancy.tolist() == [1, 1, 1]
    heavy = erlang.measure(120_000, 300, [1, 100, 5000], 20, [60, 600, 86_400])
    assert np.allclose(heavy.p_abandon, 1 - np.array([1, 100, 5000]) / 10_000, atol=1e-9)


def test_a_whole_load_needs_more_agents_than_the_load_and_noise_does_not_hide_it():
    assert erlang.size(1200, 300, max_occupancy=1.0).agents == 101
    assert erlang.size(99.99999999999999 * 12, 300, max_occupancy=1.0).agents == 101


def test_an_occupancy_that_divides_evenly_takes_no_agent_too_many():
    assert erlang.size(252, 120, target_s=15, service_level=0.01, max_occupancy=0.7).agents == 12


def test_a_tiny_queue_with_hours_of_time_needs_one_agent():
    assert erlang.size(6, 360, target_s=14_400, service_level=0.9).agents == 1


def test_a_day_of_patience_and_four_hours_of_time_do_not_underflow():
    got = erlang.measure(200, 180, 10, 14_400, 480 * 60)
    assert close(got.sl, 0.9815, 1e-4)


def test_long_overload_with_patience_needs_fewer_agents_than_the_load():
    assert erlang.size(2000, 180, target_s=60, service_level=0.7, patience_s=120).agents == 75


def test_what_cannot_be_met_is_a_status_not_a_loop():
    nan = np.nan
    found = erlang.size(
        [100, 100, 100, 100, 100, -1, nan, 100],
        300,
        target_s=[20, 20, 20, 20, 20, 20, 20, nan],
        service_level=[1.0, nan, nan, nan, nan, 0.8, 0.8, 0.8],
        max_asa_s=[nan, 0.0, nan, nan, nan, nan, nan, nan],
        max_occupancy=[nan, nan, 0.0, nan, nan, nan, nan, nan],
        max_abandon=[nan, nan, nan, 0.0, nan, nan, nan, nan],
        patience_s=[60, 60, 60, 60, np.inf, 60, 60, 60],
    )
    u, i, none = erlang.UNREACHABLE, erlang.INVALID, erlang.NO_TARGET
    assert found.status.tolist() == [u, u, u, u, none, i, i, i]
    assert np.isnan(found.agents).all()
    assert not found.met.any()


def test_a_target_missing_leaves_only_the_service_level_blank():
    got = erlang.measure(100, 300, 9, np.nan, [60, 3000, np.inf])
    assert np.isnan(got.sl).all()
    assert np.isfinite(got.asa_s).all()


def test_repeated_rows_get_the_same_answer_and_a_caller_s_arrays_stay():
    lam = np.tile([120.0, 240.0, 360.0], 50)
    before = lam.copy()
    found = erlang.size(lam, 300, target_s=20, service_level=0.8, patience_s=60)
    assert (found.agents.reshape(-1, 3) == found.agents[:3]).all()
    assert (lam == before).all()


def test_an_unknown_name_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError, match="'D'"):
        erlang.measure(1, 1, 1, model="D")
