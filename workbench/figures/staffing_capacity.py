"""A capacity plan in figures: hours of work and who does them by month, people, and dated actions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

WHOLE = "all"
SOURCES = ("own_h", "overtime_h", "backup_h", "outsourced_h", "gap_h")


def areas(months: pd.DataFrame) -> list[str]:
    """The groups of CAPACITY_MONTHS, the whole centre first."""
    return sorted(set(months["group"]), key=lambda name: (name != WHOLE, name))


def hours_by_month(work: pd.DataFrame, area: str = WHOLE) -> pd.DataFrame:
    """Hours on queue by month from CAPACITY_WORK: month, required_h and those of each of `SOURCES`. O(rows)."""
    rows = work if area == WHOLE else work[work["area"] == area]
    return rows.groupby("month", as_index=False)[["required_h", *SOURCES]].sum()


def months_of(months: pd.DataFrame, area: str = WHOLE) -> pd.DataFrame:
    """CAPACITY_MONTHS of an area in order."""
    return months[months["group"] == area].sort_values("month", ignore_index=True)


@dataclass(frozen=True)
class Told:
    """A capacity plan in figures; `next_by` None: nothing has to be begun, `worst` None: nobody is missing."""

    people_now: float
    people_end: float
    cost_cny: float
    actions: int
    next_by: pd.Timestamp | None
    gap_fte: float
    worst: pd.Timestamp | None
    over_budget: int


def told(months: pd.DataFrame, actions: pd.DataFrame) -> Told:
    """The whole centre in a few figures, from CAPACITY_MONTHS and CAPACITY_ACTIONS. O(rows)."""
    rows = months_of(months)
    short = rows[rows["gap_fte"] > 0.05]
    over = rows["budget_cny"].notna() & (rows["cost_cny"] > rows["budget_cny"] + 0.5)
    worst = pd.Timestamp(short["month"].iloc[int(short["gap_fte"].argmax())]) if len(short) else None
    return Told(
        people_now=float(rows["heads"].iloc[0]) if len(rows) else 0.0,
        people_end=float(rows["heads"].iloc[-1]) if len(rows) else 0.0,
        cost_cny=float(rows["cost_cny"].sum()),
        actions=len(actions),
        next_by=actions["act_by"].min() if len(actions) else None,
        gap_fte=float(short["gap_fte"].max()) if len(short) else 0.0,
        worst=worst,
        over_budget=int(over.sum()),
    )
