"""The event loop against exact queues and hand-made days."""

from __future__ import annotations

import numpy as np
import pytest

from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, Tally, empty_tally, play

QUARTER_S = 900.0


def contacts(at_s, queue=None, work_s=60.0, patience_s=np.inf):
    count = len(at_s)
    return Arrivals(
        np.array(at_s, dtype=float),
        np.array(queue if queue is not None else [0] * count, dtype=np.int64),
        np.broadcast_to(np.array(work_s, dtype=float), (count,)).copy(),
        np.broadcast_to(np.array(patience_s, dtype=float), (count,)).copy(),
    )


def rooms(rank, *, concurrency=None, factor=None, target_s=20.0):
    rank = np.array(rank, dtype=np.int64)
    queues = rank.shape[1]
    return Rooms(
        rank,
        np.ones(rank.shape),
        np.array(concurrency or [1] * queues, dtype=np.int64),
        np.array(factor or [1.0] * queues),
        np.full(queues, float(target_s)),
    )


def heads(*changes):
    at_s, group, count = zip(*changes, strict=True)
    return StaffChanges(np.array(at_s, dtype=float), np.array(group, dtype=np.int64), np.array(count, dtype=np.int64))


def played(arrivals, staff, who, bins=1) -> Tally:
    tally = empty_tally(who.rank.shape[1], who.rank.shape[0], bins)
    play(arrivals, staff, who, tally, QUARTER_S)
    return tally


def erlang_a(load_erl: float, agents: int, patience_over_aht: float) -> tuple[float, float]:
    """P(abandon) and P(wait) of M/M/n+M from its balance equations."""
    states = agents + 4000
    weight = np.zeros(states)
    weight[0] = 1.0
    for state in range(1, states):
        leave = min(state, agents) + max(state - agents, 0) / patience_over_aht
        weight[state] = weight[state - 1] * load_erl / leave
        if weight[state] > 1e200:
            weight /= 1e200
    weight /= weight.sum()
    queue = (np.arange(states) - agents).clip(0)
    return float((weight * queue).sum() / patience_over_aht / load_erl), float(weight[agents:].sum())


@pytest.mark.parametrize(("agents", "patience_s"), [(95, 180.0), (105, 60.0), (80, 300.0)])
def test_one_queue_meets_exact_erlang_a(agents, patience_s):
    rng = np.random.Generator(np.random.PCG64(5))
    count, per_s, aht_s = 400_000, 1200 / 3600, 300.0
    at_s = np.cumsum(rng.exponential(1 / per_s, count))
    bins = int(at_s[-1] / QUARTER_S) + 1
    arrivals = contacts(at_s, work_s=rng.exponential(aht_s, count), patience_s=rng.exponential(patience_s, count))
    tally = played(arrivals, heads((0.0, 0, agents)), rooms([[1]]), bins)
    p_abandon, _ = erlang_a(per_s * aht_s, agents, patience_s / aht_s)
    assert tally.abandoned.sum() / count == pytest.approx(p_abandon, rel=0.06, abs=0.001)
    assert tally.answered.sum() + tally.abandoned.sum() == count


def test_everybody_is_counted_once():
    tally = played(contacts([0, 1, 2, 3], patience_s=[1e9, 5, 5, 1e9]), heads((0, 0, 1)), rooms([[1]]))
    assert tally.offered.sum() == 4
    assert tally.answered.sum() == 2
    assert tally.abandoned.sum() == 2


def test_first_come_is_first_served_in_a_queue():
    tally = played(contacts([0, 1, 30]), heads((0, 0, 1)), rooms([[1]], target_s=59))
    assert tally.wait_s.sum() == pytest.approx(0 + 59 + 90)
    assert tally.within.sum() == 2


def test_the_group_takes_its_first_priority_first():
    arrivals = contacts([0, 1, 2], queue=[0, 0, 1])
    tally = played(arrivals, heads((0, 0, 1)), rooms([[2, 1]], target_s=60))
    assert tally.within[:, 0].tolist() == [1, 1]
    assert tally.wait_s[1, 0] == pytest.approx(58)


def test_a_group_never_serves_what_it_cannot():
    tally = played(contacts([0, 1], queue=[0, 1]), heads((0, 0, 5)), rooms([[1, 0]]))
    assert tally.answered[:, 0].tolist() == [1, 0]


def test_overflow_goes_to_the_second_choice_only_when_the_first_is_busy():
    tally = played(contacts([0, 1]), heads((0, 0, 1), (0, 1, 1)), rooms([[1], [2]]))
    assert tally.busy_s[:, 0, 0].tolist() == [60.0, 60.0]


def test_a_contact_in_progress_is_finished_after_the_shift():
    tally = played(contacts([0], work_s=1000), heads((0, 0, 1), (10, 0, 0)), rooms([[1]]), bins=2)
    assert tally.busy_s[0, 0].tolist() == [900.0, 100.0]


def test_staff_who_come_back_serve_the_line():
    tally = played(contacts([0, 1]), heads((100, 0, 2)), rooms([[1]]))
    assert tally.answered.sum() == 2
    assert tally.wait_s.sum() == pytest.approx(199)


def test_three_chats_at_once_take_longer_but_need_one_agent():
    arrivals = contacts([0, 0, 0], work_s=300)
    tally = played(arrivals, heads((0, 0, 1)), rooms([[1]], concurrency=[3], factor=[2.5]))
    assert tally.within.sum() == 3
    assert tally.wait_s.sum() == 0


def test_a_full_chat_agent_gives_the_gain_stated():
    rng = np.random.Generator(np.random.PCG64(3))
    count = 20_000
    arrivals = contacts(np.zeros(count), work_s=rng.exponential(300, count))
    bins = int(count * 300 / 10 / 2.5 / QUARTER_S * 1.2) + 1
    tally = played(arrivals, heads((0, 0, 10)), rooms([[1]], concurrency=[3], factor=[2.5]), bins)
    busy_agents_s = tally.busy_s.sum()
    assert busy_agents_s == pytest.approx(arrivals.work_s.sum() / 2.5, rel=0.01)


def test_what_may_yet_be_answered_in_time_is_pending_not_late():
    tally = played(contacts([0, 880]), heads((0, 0, 0)), rooms([[1]], target_s=60))
    assert tally.pending[0, 0] == 1


def test_who_leaves_within_the_target_is_counted_apart():
    tally = played(contacts([0, 1, 2], patience_s=[1e9, 5, 50]), heads((0, 0, 1)), rooms([[1]], target_s=20))
    assert tally.abandoned.sum() == 2
    assert tally.abandoned_within.sum() == 1


def test_one_queue_is_exact_within_three_standard_errors():
    agents, load, patience = 50, 50.0, 1.0
    p_abandon, p_wait = erlang_a(load, agents, patience)
    got = []
    for seed in range(24):
        rng = np.random.Generator(np.random.PCG64(seed))
        at_s = np.cumsum(rng.exponential(300.0 / load, 60_000))
        work_s, patience_s = rng.exponential(300.0, len(at_s)), rng.exponential(300.0 * patience, len(at_s))
        bins = int(at_s[-1] / QUARTER_S) + 1
        tally = played(contacts(at_s, work_s=work_s, patience_s=patience_s), heads((0.0, 0, agents)),
                       rooms([[1]], target_s=0), bins)  # fmt: skip
        inner = slice(6, bins - 6)  # neither the empty start nor the end
        offered = tally.offered[0, inner].sum()
        got.append([tally.abandoned[0, inner].sum() / offered, 1.0 - tally.within[0, inner].sum() / offered])
    mean, error = np.mean(got, axis=0), np.std(got, axis=0, ddof=1) / np.sqrt(len(got))
    assert (np.abs(mean - [p_abandon, p_wait]) <= 3 * error).all()


def test_who_came_before_the_window_is_served_and_counted_nowhere():
    tally = played(contacts([-2000, -1, 5], work_s=100.0), heads((0, 0, 1)), rooms([[1]], target_s=1000), bins=2)
    assert tally.offered.sum() == tally.answered.sum() == 1
    assert tally.wait_s.sum() == 195.0
    assert tally.busy_s.sum() == 300.0
