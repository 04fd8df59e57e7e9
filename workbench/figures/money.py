"""What a plan costs, by pool and day, and what has to be ordered by when."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre


def cost_by_pool(roster: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Shifts, paid hours and cost of each pool: pool, kind, shifts, hours, cost_cny, dearest pool first. O(shifts)."""
    rows = roster.groupby("pool", as_index=False).agg(
        shifts=("shift_id", "size"), paid_min=("paid_min", "sum"), cost_cny=("cost_cny", "sum")
    )
    kinds = {name: pool.kind for name, pool in centre.pools.items()}
    rows = rows.assign(kind=rows["pool"].map(kinds).fillna("internal"), hours=rows["paid_min"] / 60.0)
    rows = rows.sort_values("cost_cny", ascending=False, kind="stable")
    return rows[["pool", "kind", "shifts", "hours", "cost_cny"]].reset_index(drop=True)


def cost_by_day(roster: pd.DataFrame) -> pd.DataFrame:
    """Cost and shifts of each pool and day: date, pool, shifts, cost_cny. O(shifts)."""
    return roster.groupby(["date", "pool"], as_index=False).agg(
        shifts=("shift_id", "size"), cost_cny=("cost_cny", "sum")
    )


def orders_to_place(orders: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Activation orders as they are placed: a row per pool and run of days in service, the most urgent first.

    A run is called whole, by the last day to order its first day. Columns: order_by, days_left (from the plan's
    as_of), pool, first, last, days, peak_heads (most on one day), shifts, hours, cost_cny. Locked orders stand already
    and are left out. O(rows).
    """
    placed = orders[orders["heads"] > 0]
    if "bound_by" in placed.columns:  # older plans have no such column
        placed = placed[placed["bound_by"] != "ordered"]
    a_day = placed.groupby(["pool", "date"], as_index=False).agg(
        order_by=("order_by", "min"), heads=("heads", "sum"), hours=("hours", "sum"), cost_cny=("cost_cny", "sum")
    )
    gap = a_day.groupby("pool")["date"].diff() > pd.Timedelta(days=1)
    rows = (
        a_day.assign(run=gap.groupby(a_day["pool"]).cumsum())
        .groupby(["pool", "run"], as_index=False)
        .agg(
            order_by=("order_by", "min"),
            first=("date", "min"),
            last=("date", "max"),
            days=("date", "size"),
            peak_heads=("heads", "max"),
            shifts=("heads", "sum"),
            hours=("hours", "sum"),
            cost_cny=("cost_cny", "sum"),
        )
    )
    today = centre.as_of.tz_localize(None).normalize()
    rows["days_left"] = (rows["order_by"] - today).dt.days.astype("int64")
    return rows.drop(columns="run").sort_values(["order_by", "pool"], kind="stable").reset_index(drop=True)
