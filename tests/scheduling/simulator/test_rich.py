"""The richer loop against plain Python, feature by feature and all together; and laws that hold on every path."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, empty_tally
from scheduling.simulator.features import Features, no_features
from scheduling.simulator.pieces import Play
from scheduling.simulator.rich_play import RichPlay, open_play
from tests.scheduling.simulator.slow_oracle import Oracle
from tests.scheduling.simulator.test_pieces import BINS, QUARTER_S, scene

DAY_S = BINS * QUARTER_S
WINDOWS = {
    "dial_queue": np.array([0, 1]), "dial": np.array([[120.0, 0.5, 30.0], [300.0, 1.0, 30.0]]),
    "window_s": np.array([0.0, 600.0, 3000.0, 5000.0]), "window_of": np.array([0, 1, 0, 1]),
    "window_keeps": np.array([2.0, 0.0, np.inf, np.inf]),
}  # fmt: skip
FEATURES: dict[str, dict[str, np.ndarray]] = {
    "overflow": {"after_s": np.array([[0.0, 0.0, 60.0], [45.0, 20.0, 0.0]])},
    "redial": {"redial": np.array([[0.7, 1200.0], [1.0, 300.0], [0.0, 0.0]])},
    "repeats": {"repeat": np.array([[0.3, 1800.0], [0.2, 600.0], [0.5, 900.0]])},
    "transfers": {
        "hand_to": np.array([[-1, -1, 0], [2, -1, -1]]),
        "hand": np.array([[[0, 1, 0], [0, 1, 0], [0.4, 2, 900.0]], [[0.3, 1, 0], [0, 1, 0], [0, 1, 0]]]),
    },
    "callbacks": {"callback": np.array([[60.0, 0.6, 1800.0], [np.inf, 0, 0], [np.inf, 0, 0]])},
    "chat times": {"gains": np.array([[-1, -1, -1, -1], [1, 1, 1.6, 1.8], [-1, -1, -1, -1]], dtype=float)},
    "outbound": WINDOWS,
}


def features(*names: str, seed: int = 3) -> Features:
    rng = np.random.default_rng(seed)
    made = no_features(2, 3, BINS, seed)._replace(
        aht_s=rng.uniform(100.0, 400.0, (3, BINS)), patience_s=np.array([200.0, 90.0, np.inf])
    )
    for name in names:
        made = made._replace(**FEATURES[name])
    return made


def both(seed: int, *names: str, contacts: int = 250) -> tuple[dict[str, np.ndarray], Oracle]:
    arrivals, changes, rooms = scene(seed, contacts)
    asked = features(*names, seed=seed)
    stock = np.array([40, 30][: len(asked.dial_queue)], dtype=np.int64)
    play = RichPlay(rooms, changes, empty_tally(3, 2, BINS), QUARTER_S, asked, stock)
    play.on(arrivals)
    play.finish()
    slow = Oracle(rooms, changes, asked, [int(n) for n in stock], 3, BINS, QUARTER_S)
    slow.play(arrivals)
    return {**play.tally._asdict(), **play.flows._asdict()}, slow


def same(mine: dict[str, np.ndarray], slow: Oracle) -> None:
    for name, table in mine.items():
        if name != "busy_s":
            theirs = slow.counts.get(name, np.zeros((3, BINS)))[: len(table)]
            np.testing.assert_allclose(table, theirs, rtol=1e-9, atol=1e-6, err_msg=name)


@pytest.mark.parametrize("name", list(FEATURES))
@pytest.mark.parametrize("seed", range(4))
def test_each_feature_is_played_as_the_slow_oracle_plays_it(name: str, seed: int):
    mine, slow = both(seed, name)
    same(mine, slow)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), names=st.sets(st.sampled_from(list(FEATURES))))
def test_any_features_together_are_played_as_the_slow_oracle_plays_them(seed: int, names: set[str]):
    same(*both(seed, *sorted(names), contacts=160))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), before_s=st.sampled_from([0.0, 2000.0]))
def test_without_features_it_is_the_plain_loop_bit_for_bit(seed: int, before_s: float):
    arrivals, changes, rooms = scene(seed)
    arrivals = arrivals._replace(at_s=arrivals.at_s - before_s)  # some came before the window
    plain = Play(rooms, changes, empty_tally(3, 2, BINS), QUARTER_S)
    rich = RichPlay(rooms, changes, empty_tally(3, 2, BINS), QUARTER_S, no_features(2, 3, BINS))
    for play in (plain, rich):
        play.on(arrivals)
    for mine, theirs in zip(rich.finish(), plain.finish(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), border=st.floats(0, DAY_S), names=st.sets(st.sampled_from(list(FEATURES))))
def test_pieces_give_what_the_whole_gives(seed: int, border: float, names: set[str]):
    arrivals, changes, rooms = scene(seed)
    made = []
    for borders in ([], [border]):
        asked = features(*sorted(names), seed=seed)
        stock = np.array([40, 30][: len(asked.dial_queue)], dtype=np.int64)
        play = RichPlay(rooms, changes, empty_tally(3, 2, BINS), QUARTER_S, asked, stock)
        begin = 0
        for until_s in [*borders, np.inf]:
            end = int(np.searchsorted(arrivals.at_s, until_s))
            play.on(Arrivals(*(column[begin:end] for column in arrivals)), until_s)
            begin = end
        play.finish()
        made.append([*play.tally, *play.flows])
    for one, other in zip(*made, strict=True):
        np.testing.assert_array_equal(one, other)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), names=st.sets(st.sampled_from(list(FEATURES))))
def test_nobody_is_lost_and_nobody_counted_twice(seed: int, names: set[str]):
    mine, _ = both(seed, *sorted(names), contacts=150)
    came_again = mine["redials"].sum() + mine["repeats"].sum() + mine["handed_in"].sum()
    assert mine["offered"].sum() == 150 + came_again
    left = mine["offered"] - mine["answered"] - mine["abandoned"] - mine["pending"] - mine["callbacks"]
    assert (left[:2].sum(axis=1) == 0).all()  # the third queue has no patience: what is left there is late
    assert (left >= 0).all()
    assert all((table >= 0).all() for table in mine.values())
    assert mine["handed_on"].sum() == mine["handed_in"].sum()
    assert (mine["kept"] + mine["late"] <= mine["callbacks"]).all()
    assert (mine["reached"] <= mine["dialled"]).all()


def one_queue(heads: list[tuple[float, int, int]], groups: int = 1) -> tuple[StaffChanges, Rooms]:
    at_s, group, count = zip(*heads, strict=True)
    changes = StaffChanges(np.array(at_s, dtype=float), np.array(group), np.array(count))
    rank = np.arange(1, groups + 1).reshape(-1, 1)
    return changes, Rooms(rank, np.ones((groups, 1)), np.ones(1, np.int64), np.ones(1), np.array([20.0]))


def contacts(*at_s: float, work_s: float = 60.0, patience_s: float = np.inf) -> Arrivals:
    many = np.ones(len(at_s))
    return Arrivals(np.array(at_s, dtype=float), np.zeros(len(at_s), np.int64), work_s * many, patience_s * many)


def test_a_second_group_helps_only_after_the_wait():
    changes, rooms = one_queue([(0, 0, 1), (0, 1, 1)], groups=2)
    asked = no_features(2, 1, 1)._replace(after_s=np.array([[0.0], [15.0]]))
    play = open_play(rooms, changes, empty_tally(1, 2, 1), QUARTER_S, asked)
    play.on(contacts(0, 10))
    tally = play.finish()
    assert tally.wait_s.sum() == 15.0
    assert tally.busy_s[:, 0, 0].tolist() == [60.0, 60.0]


def test_who_is_handed_on_starts_its_promise_anew():
    changes, rooms = one_queue([(0, 0, 1)])
    rooms = rooms._replace(
        rank=np.array([[1, 2]]), proficiency=np.ones((1, 2)), concurrency=np.ones(2, np.int64), factor=np.ones(2),
        target_s=np.array([20.0, 20.0]),
    )  # fmt: skip
    asked = no_features(1, 2, 1)._replace(
        hand_to=np.array([[1, -1]]), hand=np.array([[[1.0, 1, 0], [0, 1, 0]]]), aht_s=np.full((2, 1), 60.0)
    )
    play = RichPlay(rooms, changes, empty_tally(2, 1, 1), QUARTER_S, asked)
    play.on(contacts(0, work_s=100.0))
    tally = play.finish()
    assert tally.offered[:, 0].tolist() == [1, 1]
    assert tally.within[:, 0].tolist() == [1, 1]
    assert tally.wait_s[1, 0] == 0.0


def test_dialling_leaves_the_reserve_free_and_keeps_the_hours():
    changes, rooms = one_queue([(0, 0, 5)])
    asked = no_features(1, 1, 4)._replace(
        dial_queue=np.array([0]), dial=np.array([[100.0, 1.0, 30.0]]), window_s=np.array([900.0, 1800.0]),
        window_of=np.array([0, 0]), window_keeps=np.array([2.0, np.inf]),
    )  # fmt: skip
    play = RichPlay(rooms, changes, empty_tally(1, 1, 4), QUARTER_S, asked, np.array([10_000]))
    play.on(contacts())
    tally = play.finish()
    assert play.flows.dialled[0].tolist()[0] == 0
    assert play.flows.dialled[0].tolist()[2:] == [0, 0]
    assert tally.busy_s[0, 0, 1] == pytest.approx(3 * 900.0, rel=0.01)


def test_callers_called_back_leave_the_line_and_are_called_when_people_are_idle():
    changes, rooms = one_queue([(0, 0, 1)])
    asked = no_features(1, 1, 1)._replace(callback=np.array([[30.0, 1.0, 300.0]]), aht_s=np.full((1, 1), 60.0))
    play = RichPlay(rooms, changes, empty_tally(1, 1, 1), QUARTER_S, asked)
    play.on(contacts(0, 1, 2))
    tally = play.finish()
    assert tally.answered.sum() == 1
    assert play.flows.callbacks.sum() == 2
    assert play.flows.kept.sum() == 2
    assert tally.busy_s.sum() == 180.0


@pytest.mark.parametrize("reserve", [0, 4, 10])
def test_blended_calls_meet_the_exact_threshold_queue(reserve: int):
    """M/M/n, calls started while more than `reserve` are idle: p_j ~ a^j/j! from j = n - reserve on (same handling)."""
    agents, load, aht_s = 30, 24.0, 300.0
    weight = np.zeros(agents + 400)
    weight[agents - reserve] = 1.0
    for busy in range(agents - reserve + 1, len(weight)):
        weight[busy] = weight[busy - 1] * load / min(busy, agents)
    weight /= weight.sum()
    outbound = float((weight * np.minimum(np.arange(len(weight)), agents)).sum()) - load
    got = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        at_s = np.cumsum(rng.exponential(aht_s / load, 60_000))
        bins = int(at_s[-1] / QUARTER_S) + 1
        changes, rooms = one_queue([(0, 0, agents)])
        asked = no_features(1, 1, bins)._replace(
            dial_queue=np.array([0]), dial=np.array([[aht_s, 1.0, 0.0]]), window_s=np.zeros(1),
            window_of=np.zeros(1, np.int64), window_keeps=np.array([float(reserve)]),
        )  # fmt: skip
        play = RichPlay(rooms, changes, empty_tally(1, 1, bins), QUARTER_S, asked, np.array([10**9]))
        zeros, endless = np.zeros(len(at_s), np.int64), np.full(len(at_s), np.inf)
        play.on(Arrivals(at_s, zeros, rng.exponential(aht_s, len(at_s)), endless), bins * QUARTER_S)
        inner = slice(8, bins - 2)
        called = play.flows.reached[0, inner].sum() * aht_s / ((bins - 10) * QUARTER_S)
        got.append((called, play.tally.busy_s[0, 0, inner].sum() / ((bins - 10) * QUARTER_S)))
    mean = np.mean(got, axis=0)
    assert mean[0] == pytest.approx(outbound, abs=0.4)
    assert mean[1] == pytest.approx(load + outbound, abs=0.5)
