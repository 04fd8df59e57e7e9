"""What pools cost, and orders as they are placed: a run of days is called at once, before its first day."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre
from workbench.figures import money


def orders(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["pool", "order_by", "date", "heads"])
    for name in ("order_by", "date"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
    return table.assign(group="g-pa", hours=8.0 * table["heads"], cost_cny=100.0 * table["heads"])


def test_costs_of_pools_add_up_to_the_roster(centre: Centre, roster: pd.DataFrame):
    pools = money.cost_by_pool(roster, centre)
    assert list(pools["pool"]) == ["own", "pa"]
    assert list(pools["cost_cny"]) == [1300.0, 300.0]
    assert list(pools["hours"]) == [24.0, 8.0]
    assert money.cost_by_day(roster)["cost_cny"].sum() == 1600.0


def test_days_in_a_row_are_one_order_by_the_deadline_of_the_first(centre: Centre):
    rows = orders(("pa", "2026-11-07", "2026-11-10", 4), ("pa", "2026-11-08", "2026-11-11", 9))
    (order,) = money.orders_to_place(rows, centre).to_dict("records")
    assert (order["order_by"], order["days_left"]) == (pd.Timestamp("2026-11-07"), 6)
    assert (order["first"], order["last"]) == (pd.Timestamp("2026-11-10"), pd.Timestamp("2026-11-11"))
    assert (order["days"], order["peak_heads"], order["shifts"], order["cost_cny"]) == (2, 9, 13, 1300.0)


def test_a_pause_makes_two_orders_and_zero_heads_none(centre: Centre):
    rows = orders(
        ("pa", "2026-11-01", "2026-11-04", 4),
        ("pa", "2026-11-02", "2026-11-05", 0),
        ("pa", "2026-11-04", "2026-11-07", 2),
    )
    assert list(money.orders_to_place(rows, centre)["peak_heads"]) == [4, 2]


def test_without_orders_there_is_nothing_to_place(centre: Centre):
    assert money.orders_to_place(orders(), centre).empty


def test_a_locked_order_needs_no_placing(centre: Centre):
    rows = orders(("pa", "2026-10-28", "2026-11-02", 4), ("pb", "2026-10-20", "2026-11-02", 9))
    rows["bound_by"] = ["lead_time", "ordered"]
    assert list(money.orders_to_place(rows, centre)["pool"]) == ["pa"]
