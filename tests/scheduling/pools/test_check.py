"""A mix played: whoever is free and may take it takes what comes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scheduling.pools.check import play_mix
from scheduling.requirement import erlang
from tests.scheduling.mix.kit import centre, forecast, pattern, pool, queue

VOLUME = 120.0


def levels(heads: float, *, shared: bool = True, absence: float = 0.0, paths: int = 40) -> pd.Series:
    """Service level of two queues of 10 erlangs each whose groups have so many heads each."""
    both = {"a": 1.0, "b": 1.0}
    served = {"one": ("own", both if shared else {"a": 1.0}), "two": ("own", both if shared else {"b": 1.0})}
    made = centre([queue("a"), queue("b")], [pool("own", unplanned_absence=absence)], served, [], [pattern("D", 9)])
    rows = [pd.DataFrame({"group": name, "ts": made.grid(), "positions": heads, "heads": heads, "cost_cny": 0.0})
            for name in served]  # fmt: skip
    told = forecast(made, {"a": VOLUME, "b": VOLUME})
    rates = [told["volume"].to_numpy(np.float64)] * paths
    found = play_mix(pd.concat(rows, ignore_index=True), told, rates, made.tables["skills"], made)
    assert found["date"].tolist() == [made.window.first] * 2
    return found.set_index("queue")["service_level"]


def test_apart_it_is_the_formula_of_one_queue() -> None:
    truth = float(erlang.measure(VOLUME, 300, 11, 20, 120).sl)
    assert levels(11.0, shared=False).to_numpy() == pytest.approx([truth, truth], abs=0.03)


def test_shared_it_is_the_formula_of_both_together() -> None:
    truth = float(erlang.measure(2 * VOLUME, 300, 22, 20, 120).sl)
    found = levels(11.0)
    assert found.mean() == pytest.approx(truth, abs=0.03)
    assert found["a"] > found["b"]  # the queue that the groups serve first


def test_who_does_not_come_is_missed() -> None:
    assert levels(12.5, absence=0.2).to_numpy() == pytest.approx(levels(10.0).to_numpy(), abs=0.03)


def test_a_fraction_of_a_head_is_there_on_some_paths() -> None:
    low, half, high = (levels(heads)["a"] for heads in (10.0, 10.5, 11.0))
    assert low < half < high


def test_the_same_paths_give_the_same_answer() -> None:
    assert levels(11.0, paths=2).equals(levels(11.0, paths=2))
