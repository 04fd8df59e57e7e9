"""Even use of the groups."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.mix.balance import balanced_flow
from scheduling.mix.demand import QueueClass


def klass(name: str, groups: dict[str, float], need: float) -> QueueClass:
    served = {group: (proficiency, 1) for group, proficiency in groups.items()}
    return QueueClass((name,), served, np.array([need]), np.ones((1, 1)), 1)


def test_two_groups_are_used_alike() -> None:
    flow = np.array([[[6.0]], [[0.0]]])
    supply = np.array([[8.0], [4.0]])
    even = balanced_flow(flow, supply, ["g", "h"], [klass("a", {"g": 1.0, "h": 1.0}, 6.0)])
    assert even[:, 0, 0] == pytest.approx([4.0, 2.0])


@given(st.floats(0, 5), st.floats(0, 5), st.floats(0.5, 9), st.floats(0.5, 9), st.floats(0.5, 1.0))
def test_sums_stay_and_nobody_is_overbooked(a: float, b: float, one: float, two: float, speed: float) -> None:
    classes = [klass("a", {"g": 1.0, "h": speed}, 0.0), klass("b", {"h": 1.0}, 0.0)]
    on_b = min(b, two)
    from_h = min(a, (two - on_b) * speed)
    flow = np.array([[[min(a - from_h, one)], [0.0]], [[from_h], [on_b]]])
    supply = np.array([[one], [two]])
    even = balanced_flow(flow, supply, ["g", "h"], classes)
    assert even.sum(axis=0) == pytest.approx(flow.sum(axis=0), abs=1e-6)
    assert even[0, 0, 0] <= one + 1e-6
    assert even[1, 0, 0] / speed + even[1, 1, 0] <= two + 1e-6
    assert (even >= -1e-12).all()
