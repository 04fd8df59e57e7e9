"""When whom to call: runs of days in service, training before them, agreements with their dates, limits that cost."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre

SERVICE, TRAINING = "service", "training"


def spans(orders: pd.DataFrame) -> pd.DataFrame:
    """Bars of the calendar from ORDERS: pool, kind (service or training), first, last, heads. O(rows log rows).

    Service: days in a row with the same heads; training: the days before a run of service begins.
    """
    placed = orders[orders["heads"] > 0]
    days = placed.groupby(["pool", "date"], as_index=False)["heads"].sum()
    same = (days["date"].diff() == pd.Timedelta(days=1)) & (days["heads"] == days["heads"].shift())
    same &= days["pool"] == days["pool"].shift()
    service = days.groupby((~same).cumsum()).agg(
        pool=("pool", "first"), first=("date", "min"), last=("date", "max"), heads=("heads", "first")
    )
    made = [service.assign(kind=SERVICE)]
    if "training_from" in orders.columns:
        starts = placed.groupby(["pool", "date"], as_index=False).agg(
            training_from=("training_from", "min"), heads=("heads", "sum")
        )
        after = starts["date"].diff() == pd.Timedelta(days=1)
        begins = starts[~(after & (starts["pool"] == starts["pool"].shift()))]
        begins = begins[begins["training_from"] < begins["date"]]
        last = begins["date"] - pd.Timedelta(days=1)
        training = begins.rename(columns={"training_from": "first"}).assign(last=last, kind=TRAINING)
        made.append(training[["pool", "first", "last", "heads", "kind"]])
    found: pd.DataFrame = pd.concat(made, ignore_index=True)[["pool", "kind", "first", "last", "heads"]]
    return found.sort_values(["pool", "first"], ignore_index=True)


def agreements(commitments: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """COMMITMENTS that touch the window, with `days_left` until the lock from the plan's as_of (locked: below 0)."""
    window = centre.window
    rows = commitments[(commitments["start_date"] <= window.last) & (commitments["end_date"] >= window.first)]
    today = centre.as_of.tz_localize(None).normalize()
    return rows.assign(days_left=(rows["lock_date"] - today).dt.days).reset_index(drop=True)


def dearest_limits(prices: pd.DataFrame, count: int = 8) -> pd.DataFrame:
    """The limits that cost most, of LIMIT_PRICES: the dearest of each kind first, those planned anew before others."""
    rows = prices[prices["saves_cny"] > 0]
    rows = rows.sort_values(["verified", "saves_cny"], ascending=False, kind="stable")
    rows = rows.assign(more=rows.duplicated("kind")).sort_values("more", kind="stable")
    return rows.drop(columns="more").head(count).reset_index(drop=True)


def built(orders: pd.DataFrame, roster: pd.DataFrame) -> pd.DataFrame:
    """Pools with orders, what the mix ordered and what the roster as built takes of them, where the two differ.

    Columns pool, ordered_h, ordered_cny, built_h, built_cny; of ORDERS and ROSTER. Equal to half an hour and half a
    unit of money is the same. O(rows).
    """
    ordered = orders.groupby("pool")[["hours", "cost_cny"]].sum()
    made = roster.assign(hours=roster["paid_min"] / 60.0).groupby("pool")[["hours", "cost_cny"]].sum()
    rows = pd.DataFrame({"ordered_h": ordered["hours"], "ordered_cny": ordered["cost_cny"],
                         "built_h": made["hours"].reindex(ordered.index).fillna(0.0),
                         "built_cny": made["cost_cny"].reindex(ordered.index).fillna(0.0)})  # fmt: skip
    rows = rows[rows["ordered_h"] > 0]
    apart = ((rows["ordered_h"] - rows["built_h"]).abs() > 0.5) | (
        (rows["ordered_cny"] - rows["built_cny"]).abs() > 0.5
    )
    return rows[apart].rename_axis("pool").reset_index()


def pool_costs(costs: pd.DataFrame) -> pd.DataFrame:
    """POOL_COSTS over all days: pool, hours, booked_cny, top_up_cny, sla_penalty_cny, the dearest first. O(rows)."""
    names = ["hours", "booked_cny", "top_up_cny", "sla_penalty_cny"]
    rows = costs.groupby("pool", as_index=False)[names].sum()
    return rows.sort_values("booked_cny", ascending=False, kind="stable", ignore_index=True)


def rule_breaks(breaks: pd.DataFrame) -> pd.DataFrame:
    """RULE_BREAKS by rule and queue: rule, kind, queue, days, position_h, cost_cny, the dearest first. O(rows)."""
    rows = breaks.groupby(["rule", "kind", "queue"], as_index=False).agg(
        days=("date", "nunique"), position_h=("position_h", "sum"), cost_cny=("cost_cny", "sum")
    )
    return rows.sort_values("cost_cny", ascending=False, kind="stable", ignore_index=True)
