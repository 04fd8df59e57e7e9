"""Do the tables of the capacity plan make sense: shrinkage that leaves time to work, partners, months of the budget?"""

from __future__ import annotations

import pandas as pd

from data.contracts.errors import Fault
from data.intake.placed import Placed

MOST_SHRINKAGE = 0.9
EVERY_GROUP = "*"


def shrinkage_faults(shrinkage: Placed) -> list[Fault]:
    """The categories of a group, those of `*` that it does not state itself included, leave time to work. O(rows)."""
    rows = shrinkage.rows
    common = rows[rows["group"] == EVERY_GROUP]
    faults = []
    for group, own in rows.groupby("group", sort=False):
        inherited = common[~common["category"].isin(own["category"])] if group != EVERY_GROUP else common.iloc[:0]
        total = float(own["share"].sum() + inherited["share"].sum())
        if total > MOST_SHRINKAGE:
            template, remedy = "the shrinkage of {group} adds up to {total}", "Make it at most {most} together."
            values = {"group": group, "total": f"{total:.2f}", "most": f"{MOST_SHRINKAGE:g}"}
            faults.append(
                shrinkage.fault(int(own.index[-1]), "share", "capacity.shrinkage", template, remedy, **values)
            )
    return faults


def partner_faults(contracts: Placed, pools: pd.DataFrame) -> list[Fault]:
    """Contracts are those of outsourced pools. O(rows)."""
    kinds = dict(zip(pools["pool"], pools["kind"], strict=True))
    template, remedy = "pool {pool} is no partner's", "Name a pool of the kind outsourced."
    return [
        contracts.fault(row, "pool", "capacity.partner", template, remedy, pool=pool)
        for row, pool in enumerate(contracts.rows["pool"]) if kinds.get(pool, "outsourced") != "outsourced"
    ]  # fmt: skip


def budget_faults(budget: Placed) -> list[Fault]:
    """A month has one row. O(rows)."""
    months = budget.rows["month"].dt.to_period("M")
    template, remedy = "month {month} has a row already", "Keep one row a month."
    return [
        budget.fault(int(row), "month", "capacity.month_twice", template, remedy, month=str(months.iloc[row]))
        for row in months.duplicated().to_numpy().nonzero()[0]
    ]  # fmt: skip


def capacity_faults(tables: dict[str, Placed]) -> list[Fault]:
    """Every fault of the tables of the capacity plan that could be read."""
    faults: list[Fault] = []
    if "shrinkage" in tables:
        faults += shrinkage_faults(tables["shrinkage"])
    if "budget" in tables:
        faults += budget_faults(tables["budget"])
    if "partner_contracts" in tables and "pools" in tables:
        faults += partner_faults(tables["partner_contracts"], tables["pools"].rows)
    return faults
