"""The calendar of calls: runs of equal days, training before them; agreements with days left; limits by their price."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from workbench.figures import staffing_mix


def day(number: int) -> pd.Timestamp:
    return pd.Timestamp(2026, 11, number)


def orders() -> pd.DataFrame:
    days = [9, 10, 11, 13]
    return pd.DataFrame({"pool": "pa", "group": "g", "order_by": day(2), "date": [day(n) for n in days],
                         "heads": [20, 20, 50, 10], "training_from": [day(n - 2) for n in days]})  # fmt: skip


def test_days_of_equal_heads_are_one_bar_and_training_stands_before_each_run():
    told = staffing_mix.spans(orders())
    service = told[told["kind"] == "service"]
    assert list(zip(service["first"], service["last"], service["heads"], strict=True)) == [
        (day(9), day(10), 20), (day(11), day(11), 50), (day(13), day(13), 10),
    ]  # fmt: skip
    training = told[told["kind"] == "training"]
    assert list(zip(training["first"], training["last"], strict=True)) == [(day(7), day(8)), (day(11), day(12))]


def test_without_training_there_are_only_days_of_service():
    told = staffing_mix.spans(orders().assign(training_from=orders()["date"]))
    assert set(told["kind"]) == {"service"}
    assert len(staffing_mix.spans(orders().drop(columns="training_from"))) == 3


def test_an_agreement_tells_the_days_until_its_lock():
    centre: Any = SimpleNamespace(
        window=SimpleNamespace(first=day(2), last=day(15)), as_of=pd.Timestamp("2026-11-01", tz="Asia/Shanghai")
    )
    rows = pd.DataFrame({"commitment": ["a", "b", "c"], "start_date": [day(1), day(20), day(10)],
                         "end_date": [day(5), day(25), day(12)], "lock_date": [day(4), day(4), pd.NaT]})  # fmt: skip
    told = staffing_mix.agreements(rows, centre)
    assert told["commitment"].tolist() == ["a", "c"]
    assert told["days_left"].tolist()[0] == 3
    assert pd.isna(told["days_left"].tolist()[1])


def test_limits_that_save_nothing_are_not_told():
    prices = pd.DataFrame({"name": ["a", "b", "c"], "saves_cny": [10.0, 0.0, 90.0], "kind": "heads", "verified": True})
    assert staffing_mix.dearest_limits(prices)["name"].tolist() == ["c", "a"]


def test_the_dearest_of_each_kind_come_first():
    prices = pd.DataFrame({"name": ["a", "b", "c"], "saves_cny": [10.0, 80.0, 90.0], "verified": True,
                           "kind": ["seats", "heads", "heads"]})  # fmt: skip
    assert staffing_mix.dearest_limits(prices)["name"].tolist() == ["c", "a", "b"]


def test_only_pools_whose_roster_differs_from_the_order_are_told():
    orders = pd.DataFrame({"pool": ["pa", "pa", "pb"], "hours": [8.0, 8.0, 8.0], "cost_cny": [80.0, 80.0, 50.0]})
    roster = pd.DataFrame({"pool": ["pa", "pb", "own"], "paid_min": [900, 480, 480], "cost_cny": [150.0, 50.0, 99.0]})
    (row,) = staffing_mix.built(orders, roster).to_dict("records")
    assert row == {"pool": "pa", "ordered_h": 16.0, "ordered_cny": 160.0, "built_h": 15.0, "built_cny": 150.0}


def test_rule_breaks_are_summed_by_rule_and_queue():
    rows = pd.DataFrame({"rule": "r", "kind": "k", "queue": "voice", "date": [day(2), day(3)],
                         "position_h": [1.0, 2.0], "cost_cny": [5.0, 6.0]})  # fmt: skip
    (row,) = staffing_mix.rule_breaks(rows).to_dict("records")
    assert (row["days"], row["position_h"], row["cost_cny"]) == (2, 3.0, 11.0)
