"""What the mix must cover: pooling taken once, alike queues together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.mix.demand import pooled_needs, queue_classes
from tests.scheduling.mix.kit import centre, no_cuts, pattern, pool, queue, requirement, skills

GRID = pd.date_range("2026-11-09", periods=1, tz="Asia/Shanghai", unit="us")


def cut(name: str, positions: float) -> pd.DataFrame:
    return pd.DataFrame({"cut": [name], "ts": GRID, "positions": [positions]})


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0, 9), st.floats(0, 9), st.floats(0, 1))
def test_parts_of_a_cut_add_up_and_cover_the_work(
    a: float, b: float, over_a: float, over_b: float, gain: float
) -> None:
    own = {"a": np.array([a + over_a]), "b": np.array([b + over_b])}
    work = {"a": np.array([a]), "b": np.array([b])}
    together = a + b + (over_a + over_b) * gain
    needs = pooled_needs(own, work, cut("a+b", together), GRID)
    assert needs["a"][0] + needs["b"][0] == pytest.approx(together)
    if over_a + over_b > 1e-6:
        assert needs["a"][0] >= a - 1e-9
        assert needs["b"][0] >= b - 1e-9
    assert needs["a"][0] <= own["a"][0] + 1e-9


def test_example_of_the_docstring() -> None:
    own, work = ({name: np.array([value]) for name in "ab"} for value in (13.0, 10.0))
    assert pooled_needs(own, work, cut("a+b", 24.2), GRID)["a"] == pytest.approx([12.1])


def test_cut_above_the_sum_changes_nothing() -> None:
    own, work = ({name: np.array([value]) for name in "ab"} for value in (13.0, 10.0))
    assert pooled_needs(own, work, cut("a+b", 30.0), GRID)["b"] == pytest.approx([13.0])


def test_queues_of_the_same_people_are_one_class_with_shares() -> None:
    made = centre(
        [queue("a"), queue("b"), queue("c")], [pool("own")],
        {"home": ("own", {"a": 1.0, "b": 1.0, "c": 0.9})}, [], [pattern("D", 9)],
    )  # fmt: skip
    asked = requirement(made, {"a": 6.0, "b": 2.0, "c": 1.0})
    classes = queue_classes(asked, no_cuts(made), made.tables["skills"], made.queues, made.grid())
    assert [one.queues for one in classes] == [("a", "b"), ("c",)]
    assert classes[0].need.max() == pytest.approx(8.0)
    assert classes[0].shares[:, 0] == pytest.approx([0.75, 0.25])


def test_queue_without_people_is_a_class_of_its_own() -> None:
    made = centre([queue("a"), queue("b")], [pool("own")], {"home": ("own", {"a": 1.0})}, [], [pattern("D", 9)])
    classes = queue_classes(
        requirement(made, {"a": 1.0, "b": 1.0}), no_cuts(made), skills({"home": ("own", {"a": 1.0})}), made.queues,
        made.grid(),
    )  # fmt: skip
    assert [dict(one.groups) for one in classes] == [{"home": (1.0, 1)}, {}]
