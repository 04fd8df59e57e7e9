"""Erlang A in motion against the stationary formulas, an independent matrix exponential and simulated days."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from scheduling.requirement import erlang
from scheduling.requirement.rate_profile import rate_slopes
from scheduling.requirement.sizers import Asked
from scheduling.requirement.tagged_wait import in_time
from scheduling.requirement.transient import least_staff, predict


@pytest.mark.parametrize("patience_s", [5.0, 180.0, 3600.0, np.inf])
@pytest.mark.parametrize(("volume", "staff"), [(6.0, 1), (60.0, 7), (1200.0, 105), (12_000.0, 1010)])
def test_steady_intervals_agree_with_the_exact_formula(volume, staff, patience_s):
    got = predict([volume] * 3, staff, 300, patience_s, 900, 20)
    truth = erlang.measure(volume, 300, staff, 20, patience_s)
    assert got.sl == pytest.approx(np.full(3, truth.sl), abs=1e-7)
    assert got.p_abandon == pytest.approx(np.full(3, truth.p_abandon), abs=1e-7)
    assert got.asa_s == pytest.approx(np.full(3, truth.asa_s), rel=1e-6)
    assert got.occupancy == pytest.approx(np.full(3, truth.occupancy), abs=1e-7)
    assert got.queue_end == pytest.approx(np.full(3, truth.ew_all_s * volume / 3600), rel=1e-6)


def generator(arriving, staff, mu, theta, states):
    matrix = np.zeros((states, states))
    for n in range(states):
        if n + 1 < states:
            matrix[n, n + 1] = arriving
        if n:
            matrix[n, n - 1] = min(n, staff) * mu + max(n - staff, 0) * theta
        matrix[n, n] = -matrix[n].sum()
    return matrix


@pytest.mark.parametrize("patience_s", [120.0, 1e15])
def test_backlog_and_recovery_agree_with_a_matrix_exponential(patience_s):
    volume, staff = [60.0, 300.0, 60.0, 60.0], [8, 12, 14, 14]
    got = predict(volume, staff, 300, patience_s, 900, 20)
    assert not rate_slopes(volume).any()
    states = 320
    p = np.linalg.matrix_power(expm(generator(60 / 3600, 8, 1 / 300, 1 / patience_s, states) * 900), 64)[0]
    for i in range(4):
        p = p @ expm(generator(volume[i] / 3600, staff[i], 1 / 300, 1 / patience_s, states) * 900)
        waiting = float(p @ np.maximum(np.arange(states) - staff[i], 0))
        assert got.queue_end[i] == pytest.approx(waiting, rel=2e-3, abs=1e-4)


def test_a_backlog_is_carried_into_a_quiet_interval():
    got = predict([600, 600, 120, 120, 120], [60, 30, 30, 30, 30], 300, np.inf, 900, 20)
    alone = erlang.measure(120, 300, 30, 20).sl
    assert got.sl[2] < 0.1 < alone
    assert got.queue_end[1] > 50
    assert got.sl[4] == pytest.approx(float(alone), abs=0.01)


def test_late_arrivals_are_answered_by_the_staff_that_comes():
    stays = predict([2400] * 2, [170, 170], 300, 600, 900, 60).sl[0]
    comes = predict([2400] * 2, [170, 260], 300, 600, 900, 60).sl[0]
    assert comes - stays == pytest.approx(60 / 900 * (1 - stays), rel=0.25)


def test_who_leaves_finishes_the_contact_first():
    got = predict([1200, 1200], [120, 60], 300, 180, 900, 20)
    assert got.sl[1] < 0.2
    assert got.occupancy[1] == 1.0


def test_least_staff_of_a_flat_day_is_that_of_the_formula():
    asked = Asked(np.full(4, 1200.0), 300, 180, 20, 0.8)
    assert least_staff(asked, 900).tolist() == [float(erlang.size(1200, 300, target_s=20, service_level=0.8,
                                                                   patience_s=180).agents)] * 4  # fmt: skip


@pytest.mark.parametrize("patience_s", [180.0, np.nan])
def test_every_interval_keeps_its_promise_and_one_agent_less_does_not(patience_s):
    volume = np.array([300, 300, 1500, 900, 500, 300, 200, 200.0])
    staff = least_staff(Asked(volume, 300, patience_s, 20, 0.8), 900)
    assert predict(volume, staff, 300, patience_s, 900, 20).sl.min() > 0.795
    for i in range(len(volume)):
        fewer = staff.copy()
        fewer[i] -= 1
        assert predict(volume, fewer, 300, patience_s, 900, 20).sl[i] < 0.8


def test_every_kind_of_target_is_kept():
    volume = np.array([300, 300, 900, 500.0])
    asked = Asked(volume, 300, 180, 20, max_asa_s=10, max_occupancy=0.85, max_abandon=0.03)
    got = predict(volume, least_staff(asked, 900), 300, 180, 900, 20)
    assert got.asa_s.max() < 10.2
    assert got.occupancy.max() < 0.851
    assert got.p_abandon.max() < 0.0305


@pytest.mark.parametrize(
    "asked", [Asked([100.0, 0.0], 300, 180, 20, 1.0), Asked([100.0, 0.0], 300, 180, max_abandon=0)]
)
def test_what_no_staff_can_do_is_nan_and_an_empty_interval_needs_nobody(asked):
    assert np.isnan(least_staff(asked, 900)[0])
    assert least_staff(asked, 900)[1] == 0


def test_no_staff_no_arrivals_and_no_rows_are_values():
    got = predict([100, 0, 0], [0, 0, 5], 300, np.inf, 900, 20)
    assert got.sl.tolist()[0] == 0
    assert got.asa_s[0] == np.inf
    assert got.p_abandon.tolist() == [0, 0, 0]
    assert got.queue_end[1] == pytest.approx(25.0, abs=0.5)
    assert predict([], [], 300, 180, 900, 20).sl.size == 0


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.floats(0.0, 2000.0), min_size=1, max_size=6),
    st.integers(0, 150),
    st.floats(20.0, 1500.0),
    st.sampled_from([3.0, 60.0, 600.0, np.inf]),
    st.floats(0.0, 4000.0),
)
def test_shares_are_shares_and_more_staff_never_hurts(volume, staff, aht_s, patience_s, target_s):
    one = predict(volume, staff, aht_s, patience_s, 900, target_s)
    more = predict(volume, staff + 5, aht_s, patience_s, 900, target_s)
    for got in (one, more):
        for share in (got.sl, got.p_abandon, got.occupancy):
            assert ((share >= 0) & (share <= 1)).all()
        assert (got.queue_end >= 0).all()
    assert (more.sl >= one.sl - 1e-6).all()


def test_chance_in_time_matches_drawn_waits():
    rng = np.random.Generator(np.random.PCG64(1))
    rate, theta, target_s = 0.5, 0.02, 10.0
    wait = np.zeros(200_000)
    for k in range(6):
        wait += rng.exponential(1 / (rate + k * theta), wait.size)
        ok = (wait <= target_s) & (wait <= rng.exponential(1 / theta, wait.size))
        assert in_time(rate, theta, target_s, 6)[k] == pytest.approx(ok.mean(), abs=0.005)


def test_a_line_does_not_grow_after_the_last_arrival():
    got = predict([6000.0, 2400.0, 0.0, 0.0], [425, 341, 0, 0], 300, 180, 900, 20)
    assert got.queue_end.tolist() == sorted(got.queue_end, reverse=True)
    assert got.queue_end[2:].max() < 1e-4
    assert got.occupancy[2:].tolist() == [0.0, 0.0]


def test_an_interval_without_arrivals_needs_nobody_when_nothing_waits():
    assert least_staff(Asked(np.array([1200.0, 6000, 2400, 0, 1200]), 300, 180, 20, 0.8), 900)[3] == 0.0


def test_what_waits_when_arrivals_cease_is_answered_by_the_least_staff():
    asked = Asked(np.array([600.0, 600.0, 0.0, 0.0]), 300, 180, 20, 0.8)
    staff = least_staff(asked, 900, [55, 30, np.nan, np.nan])
    got = predict([600.0, 600.0, 0.0, 0.0], staff, 300, 180, 900, 20)
    assert got.sl[2] >= 0.8
    fewer = staff - np.array([0, 0, 1, 0])
    assert predict([600.0, 600.0, 0.0, 0.0], fewer, 300, 180, 900, 20).sl[2] < 0.8
    assert staff[3] == 0.0


def test_patient_contacts_are_answered_after_the_last_arrival():
    staff = least_staff(Asked(np.array([600.0, 600.0, 0.0]), 300, np.inf, 20, 0.8), 900, [60, 30, np.nan])
    got = predict([600.0, 600.0, 0.0], staff, 300, np.inf, 900, 20)
    assert got.queue_end[2] <= 0.2 * got.queue_end[1]
