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


def contract_faults(contracts: Placed) -> list[Fault]:
    """Who is under contract today is no more than may be, and until a day. O(rows)."""
    rows = contracts.rows
    faults = []
    for row in (rows["heads_now"] > rows["most_heads"]).to_numpy().nonzero()[0]:
        template, remedy = "{now} heads under contract of at most {most}", "Lower heads_now or raise most_heads."
        values = {"now": f"{rows['heads_now'].iloc[row]:g}", "most": f"{rows['most_heads'].iloc[row]:g}"}
        faults.append(contracts.fault(int(row), "heads_now", "capacity.too_many_now", template, remedy, **values))
    for row in ((rows["heads_now"] > 0) & rows["until"].isna()).to_numpy().nonzero()[0]:
        template, remedy = "{now} heads are under contract, but not until when", "Give the last day of the contract."
        values = {"now": f"{rows['heads_now'].iloc[row]:g}"}
        faults.append(contracts.fault(int(row), "until", "capacity.no_until", template, remedy, **values))
    return faults


def budget_faults(budget: Placed) -> list[Fault]:
    """A month has one row, and may cost something. O(rows)."""
    template, remedy = "a month that may cost nothing", "Give what it may cost, or leave the row out for no limit."
    faults = [
        budget.fault(int(row), "cost_cny", "capacity.no_budget", template, remedy)
        for row in (budget.rows["cost_cny"] == 0).to_numpy().nonzero()[0]
    ]
    months = budget.rows["month"].dt.to_period("M")
    template, remedy = "month {month} has a row already", "Keep one row a month."
    return faults + [
        budget.fault(int(row), "month", "capacity.month_twice", template, remedy, month=str(months.iloc[row]))
        for row in months.duplicated().to_numpy().nonzero()[0]
    ]


def capacity_faults(tables: dict[str, Placed]) -> list[Fault]:
    """Every fault of the tables of the capacity plan that could be read."""
    faults: list[Fault] = []
    if "shrinkage" in tables:
        faults += shrinkage_faults(tables["shrinkage"])
    if "budget" in tables:
        faults += budget_faults(tables["budget"])
    if "partner_contracts" in tables:
        faults += contract_faults(tables["partner_contracts"])
    if "partner_contracts" in tables and "pools" in tables:
        faults += partner_faults(tables["partner_contracts"], tables["pools"].rows)
    return faults
