"""How sure: chances by day, the least sure, and what a chosen probability would take."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from workbench.figures import staffing_sure

CENTRE: Any = SimpleNamespace(queues={"b": SimpleNamespace(target=SimpleNamespace(service_level=0.8)),
                                      "a": SimpleNamespace(target=SimpleNamespace(service_level=None))})  # fmt: skip
TS = pd.date_range("2026-11-10", periods=2, freq="D", tz="Asia/Shanghai")


def chance() -> pd.DataFrame:
    rows = [("a", "day", TS[0], 0.9), ("a", "day", TS[1], 0.7), ("b", "day", TS[0], 0.5), ("b", "window", TS[0], 0.4),
            ("a", "window", TS[0], 0.8)]  # fmt: skip
    return pd.DataFrame(rows, columns=["queue", "scope", "ts", "p_target_met"])


def prices(chances: list[float], cost: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"queue": "a", "date": pd.date_range("2026-11-10", periods=len(chances)), "expected_sl": 0.8,
                         "p_target_met": chances, "hours_per_p_point": 2.0, "cost_cny_per_p_point": cost})  # fmt: skip


def test_days_stand_beside_each_other_in_the_order_of_the_centre():
    wide = staffing_sure.by_day(chance(), CENTRE)
    assert list(wide.index) == ["b", "a"]
    assert wide.loc["a"].tolist() == [0.9, 0.7]
    assert np.isnan(wide.loc["b"].iloc[1])
    assert staffing_sure.of_window(chance(), CENTRE)["queue"].tolist() == ["b", "a"]
    assert staffing_sure.mean_of_days(chance()) == pytest.approx(0.7)


def test_a_wish_takes_the_points_missing_at_their_price():
    told = staffing_sure.wish(prices([0.7, 0.9, 0.5], [10.0, 10.0, 20.0]), 0.8)
    assert (told.days_below, told.days, told.far) == (2, 3, 1)
    assert told.hours == pytest.approx(10 * 2 + 30 * 2)
    assert told.cost_cny == pytest.approx(10 * 10 + 30 * 20)


def test_days_without_a_price_are_counted_not_summed():
    told = staffing_sure.wish(prices([0.7, 0.7], [10.0, np.nan]), 0.8)
    assert (told.unpriced, told.cost_cny) == (1, pytest.approx(100.0))
    assert staffing_sure.wish(prices([0.9], [1.0]), 0.8).days_below == 0


def test_the_least_sure_day_is_found():
    row = staffing_sure.least_sure(prices([0.7, 0.3, np.nan], [1.0, 2.0, 3.0]))
    assert row is not None
    assert row["p_target_met"] == 0.3
    assert staffing_sure.least_sure(prices([np.nan], [1.0])) is None
