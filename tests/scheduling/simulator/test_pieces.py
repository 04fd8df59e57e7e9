"""A path played in pieces is the same path."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, Tally, empty_tally, play
from scheduling.simulator.pieces import Play

QUARTER_S = 900.0
BINS = 8


def scene(seed: int, contacts: int = 300) -> tuple[Arrivals, StaffChanges, Rooms]:
    """Three queues (one of chats, one without patience), two groups that come, go on breaks and leave."""
    rng = np.random.default_rng(seed)
    queue = rng.integers(0, 3, contacts)
    patience_s = rng.exponential(200.0, contacts)
    arrivals = Arrivals(
        np.sort(rng.uniform(0, BINS * QUARTER_S, contacts)),
        queue,
        rng.exponential(240.0, contacts),
        np.where(queue == 2, np.inf, patience_s),
    )
    at_s = np.sort(rng.uniform(0, BINS * QUARTER_S, 12))
    changes = StaffChanges(
        np.append(at_s, [BINS * QUARTER_S] * 2), np.append(rng.integers(0, 2, 12), [0, 1]),
        np.append(rng.integers(0, 12, 12), [0, 0]),
    )  # fmt: skip
    rooms = Rooms(
        np.array([[1, 2, 3], [2, 1, 0]]), np.array([[1.0, 0.9, 1.0], [0.8, 1.0, 1.0]]),
        np.array([1, 3, 1]), np.array([1.0, 2.5, 1.0]), np.array([20.0, 30.0, 1800.0]),
    )  # fmt: skip
    return arrivals, changes, rooms


def whole(arrivals: Arrivals, changes: StaffChanges, rooms: Rooms) -> Tally:
    tally = empty_tally(3, 2, BINS)
    play(arrivals, changes, rooms, tally, QUARTER_S)
    return tally


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), borders=st.lists(st.floats(0, BINS * QUARTER_S), max_size=5))
def test_pieces_give_what_the_whole_gives(seed: int, borders: list[float]):
    arrivals, changes, rooms = scene(seed)
    one = Play(rooms, changes, empty_tally(3, 2, BINS), QUARTER_S)
    begin = 0
    for until_s in [*sorted(borders), np.inf]:
        end = int(np.searchsorted(arrivals.at_s, until_s))
        one.on(Arrivals(*(column[begin:end] for column in arrivals)), until_s)
        begin = end
    for mine, theirs in zip(one.finish(), whole(arrivals, changes, rooms), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_nobody_is_lost_and_nobody_counted_twice(seed: int):
    tally = whole(*scene(seed))
    late = tally.offered - tally.answered - tally.abandoned - tally.pending  # without patience, past the target
    assert (late[:2] == 0).all()
    assert (late >= 0).all()
    assert all((part >= 0).all() for part in tally)
    assert (tally.within <= tally.answered).all()
    assert (tally.abandoned_within <= tally.abandoned).all()


def test_what_waits_at_a_border_is_answered_after_it():
    rooms = Rooms(np.ones((1, 1), np.int64), np.ones((1, 1)), np.ones(1, np.int64), np.ones(1), np.array([20.0]))
    one = Play(rooms, StaffChanges(np.array([1000.0]), np.array([0]), np.array([1])), empty_tally(1, 1, 2), QUARTER_S)
    one.on(Arrivals(np.array([10.0]), np.array([0]), np.array([60.0]), np.array([np.inf])), 900.0)
    assert one.tally.answered.sum() == 0
    assert one.finish().wait_s[0, 0] == 990.0
