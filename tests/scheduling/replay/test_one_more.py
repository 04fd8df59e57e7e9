"""One more person in a stretch: what changes is that stretch, and nobody is taken away."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.replay.one_more import rises
from scheduling.replay.paths import heads_by_interval, with_one_more
from scheduling.simulator.engine import StaffChanges

CHANGES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 1), st.integers(0, 9)), max_size=8)


@given(moves=CHANGES, start=st.integers(0, 30), length=st.integers(1, 10), group=st.integers(0, 1))
def test_one_head_more_in_the_stretch_and_none_elsewhere(moves, start, length, group):
    moves = sorted({(at, who): heads for at, who, heads in moves}.items())
    changes = StaffChanges(
        np.array([at for (at, _), _ in moves], dtype=float), np.array([who for (_, who), _ in moves], dtype=np.int64),
        np.array([heads for _, heads in moves], dtype=np.int64),
    )  # fmt: skip
    more = with_one_more(changes, group, float(start), float(start + length))
    before, after = (_heads(each) for each in (changes, more))
    extra = np.zeros((2, 60))
    extra[group, start : start + length] = 1
    np.testing.assert_array_equal(after - before, extra)
    assert (np.diff(more.at_s) >= 0).all()


def _heads(changes: StaffChanges) -> np.ndarray:
    """Heads in each second, by hand."""
    heads = np.zeros((2, 60))
    for at, group, count in zip(*changes, strict=True):
        heads[group, int(at) :] = count
    return heads


def test_head_seconds_follow_the_changes():
    changes = StaffChanges(np.array([0.0, 5.0]), np.array([0, 0]), np.array([2, 0]))
    assert heads_by_interval(changes, 1, 2, 4.0).tolist() == [[8.0, 2.0]]


def test_a_rise_on_every_path_is_larger_than_its_error():
    parts = np.array([[[8.0, 10.0], [9.0, 10.0]], [[7.0, 10.0], [8.1, 10.0]], [[6.0, 10.0], [6.9, 10.0]]])
    rise, error = rises(parts)
    assert rise[0] == pytest.approx(0.1)
    assert error[0] < 0.01


def test_a_rise_that_some_paths_deny_is_not_clear():
    parts = np.array([[[8.0, 10.0], [9.0, 10.0]], [[7.0, 10.0], [6.2, 10.0]]])
    rise, error = rises(parts)
    assert 0 < rise[0] < error[0]
