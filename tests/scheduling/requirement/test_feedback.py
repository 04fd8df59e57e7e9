"""Contacts that come of contacts: the fixed point against a linear solve, bounds in overload, nothing counted twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.requirement.feedback import Echo, delays, echoes_of, feed_back
from tests.scheduling.mix.kit import centre, pattern, pool, queue


@given(st.floats(0, 0.9), st.floats(0, 1), st.lists(st.floats(0, 100), min_size=3, max_size=12))
def test_the_total_solves_its_equation(share, lost, first):
    weights = np.array([0.25, 0.5, 0.25])
    values = np.array(first)
    total, _ = feed_back({"a": values}, {"a": np.full(len(first), lost)}, (Echo("a", "a", share, weights, lost=True),))
    back = np.zeros((len(first), len(first)))
    for k, weight in enumerate(weights):
        back += share * lost * weight * np.eye(len(first), k=-k)
    truth = np.linalg.solve(np.eye(len(first)) - back, values)
    assert total["a"] == pytest.approx(truth, abs=1e-6 * max(1.0, values.max()))


def test_a_circle_of_transfers_settles():
    there, back = (Echo(a, b, 0.5, np.ones(1), lost=False) for a, b in (("a", "b"), ("b", "a")))
    total, warnings = feed_back({"a": np.array([10.0]), "b": np.array([0.0])}, {"a": np.zeros(1), "b": np.zeros(1)},
                                (there, back))  # fmt: skip
    assert (total["a"][0], total["b"][0]) == pytest.approx((10 / 0.75, 5 / 0.75))
    assert warnings == ()


def test_more_than_one_follower_is_bounded_and_told():
    echo = Echo("a", "a", 1.4, np.ones(1), lost=False)
    total, warnings = feed_back({"a": np.array([1.0])}, {"a": np.zeros(1)}, (echo,))
    assert total["a"][0] == pytest.approx(20.0, rel=1e-6)
    assert warnings[0].startswith("Queue a: 140 %")


@given(st.floats(1, 120), st.floats(0.5, 3000))
def test_delays_sum_to_one_and_have_the_mean_of_the_law(interval, within):
    weights = delays(interval, within)
    assert weights.sum() == pytest.approx(1.0)
    # left uniform in the interval, back after uniform(0, within): on average within / 2 later, in whole intervals
    assert weights @ np.arange(len(weights)) == pytest.approx(within / 2 / interval, rel=1e-6, abs=1e-9)


def made_of(**tables):
    queues = [queue("a", redial_share=0.5), queue("b")]
    served = {"home": ("own", {"a": 1.0, "b": 1.0}), "far": ("partner", {"a": 1.0})}
    made = centre(queues, [pool("own"), pool("partner", "outsourced")], served, [], [pattern("D", 9)])
    return replace(made, tables={**made.tables, **{name: pd.DataFrame(rows) for name, rows in tables.items()}})


def test_redials_count_only_where_the_forecast_is_of_first_attempts():
    made = made_of()
    assert echoes_of(made, frozenset(), {}, made.tables["skills"]) == ()
    (echo,) = echoes_of(made, frozenset({"a"}), {}, made.tables["skills"])
    assert (echo.queue, echo.share, echo.lost) == ("a", 0.5, True)


def test_repeats_and_transfers_that_the_history_holds_are_not_counted_twice():
    repeats = [{"queue": "a", "share": 0.2, "within_h": 24.0}]
    old, new = made_of(repeats=repeats), made_of(repeats=[{**repeats[0], "in_history": False}])
    assert echoes_of(old, frozenset(), {}, old.tables["skills"]) == ()
    (echo,) = echoes_of(new, frozenset(), {}, new.tables["skills"])
    assert (echo.share, echo.lost, len(echo.weights)) == (0.2, False, 25)


def test_a_pool_hands_on_its_equal_part_of_the_queue():
    row = {"from_queue": "a", "pool": "partner", "to_queue": "b", "share": 0.3, "in_history": False}
    made = made_of(transfers=[row])
    (echo,) = echoes_of(made, frozenset(), {"a": 300.0}, made.tables["skills"])
    assert (echo.source, echo.queue, echo.share) == ("a", "b", pytest.approx(0.15))


def test_a_pool_s_own_row_goes_before_that_of_all_and_customers_come_again_before_they_are_handed_on():
    row = {"from_queue": "a", "pool": "*", "to_queue": "b", "share": 0.2, "attempts": np.nan, "within_h": np.nan,
           "in_history": False}  # fmt: skip
    own = {**row, "pool": "partner", "share": 0.5, "attempts": 3.0, "within_h": 2.0}
    made = made_of(transfers=[row, own])
    found = echoes_of(made, frozenset(), {"a": 300.0}, made.tables["skills"])
    on = sum(echo.share for echo in found if echo.queue == "b")
    again = sum(echo.share for echo in found if echo.queue == "a")
    assert on == pytest.approx(0.2 / 2 + 0.5 * (0.25 / 1.75) / 2)
    assert again == pytest.approx(0.5 * (1.5 / 1.75) / 2)
    # 100 customers of the partner alone: 50 come again, 25 a third time, 12.5 are handed on
    partner = 100 * (1 + 0.5 + 0.25)
    assert partner * 0.5 * (0.25 / 1.75) == pytest.approx(12.5)
