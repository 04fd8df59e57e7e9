import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.events.shapes import drawn_to, learned_shape, named_shapes, pooled_tilt, split_hours, within_hours

USUAL = np.repeat(np.array([1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 14, 12, 10, 11, 13, 13, 12, 11, 10, 12, 14, 13, 9, 5.0]), 4)
USUAL = USUAL / USUAL.sum()


def _counts(shape, total, seed=1):
    return np.random.Generator(np.random.PCG64(seed)).poisson(total * shape).astype(float)


def _midnight():
    shape = USUAL.copy()
    shape[:4] += [0.10, 0.06, 0.05, 0.04]
    return shape / shape.sum()


def test_chance_does_not_bend_the_shape():
    wobble = np.abs(drawn_to(USUAL, _counts(USUAL, 3000)) - USUAL).sum()
    assert wobble < 0.01


def test_a_real_opening_is_taken_over():
    found = drawn_to(USUAL, _counts(_midnight(), 20_000))
    np.testing.assert_allclose(found[:4], _midnight()[:4], rtol=0.12)


def test_a_small_queue_follows_the_shape_of_the_others():
    tilt = pooled_tilt({q: (_counts(_midnight(), 20_000, q), 20_000 * USUAL) for q in (1, 2)})
    found = learned_shape(_counts(_midnight(), 60), USUAL, tilt)
    assert found[:4].sum() == pytest.approx(_midnight()[:4].sum(), rel=0.15)


def test_a_queue_that_kept_its_usual_day_is_not_bent_by_the_others():
    tilt = pooled_tilt({q: (_counts(_midnight(), 20_000, q), 20_000 * USUAL) for q in (1, 2)})
    found = learned_shape(_counts(USUAL, 400), USUAL, tilt)
    assert found[:4].sum() == pytest.approx(USUAL[:4].sum(), rel=0.3)


@given(st.lists(st.integers(0, 500), min_size=96, max_size=96))
def test_any_counts_give_shares_that_sum_to_one(counts):
    shape = drawn_to(USUAL, np.array(counts, dtype=float))
    assert shape.min() >= 0
    assert shape.sum() == pytest.approx(1.0)


def test_a_named_shape_is_spread_over_the_slots_of_its_hours():
    table = pd.DataFrame({"shape": "x", "hour": [0, 20], "share": [0.4, 0.6]})
    shape = named_shapes(table, 30)["x"]
    assert shape[[0, 1, 40, 41]].tolist() == pytest.approx([0.2, 0.2, 0.3, 0.3])
    assert named_shapes(None, 15) == {}


def test_hours_of_a_named_shape_keep_their_share_whatever_happens_inside():
    hours = named_shapes(pd.DataFrame({"shape": "x", "hour": [0, 20], "share": [0.4, 0.6]}), 15)["x"]
    split = split_hours(hours, _midnight())
    assert split[:4].sum() == pytest.approx(0.4)
    assert split[0] > split[3]


def test_closed_slots_get_nothing_and_the_rest_takes_over():
    is_open = np.arange(4) > 1
    assert within_hours(np.full(4, 0.25), is_open, np.zeros(4)).tolist() == [0, 0, 0.5, 0.5]
    assert within_hours(np.array([0.5, 0.5, 0, 0]), is_open, np.array([0, 0, 1.0, 0])).tolist() == [0, 0, 1, 0]
