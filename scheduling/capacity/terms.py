"""What a capacity plan reckons with: people, prices, classes, shrinkage and contracts, and what had to be assumed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Pool

Floats = NDArray[np.float64]
EVERY = "*"
WEEK_D, MONTH_WEEKS = 7, 30.4375 / 7
FULL_WEEK_H = 40.0
MOST_SHRINKAGE = 0.9
# Where a centre says nothing: usual figures of Chinese e-commerce service centres; each use is told as an assumption.
ATTRITION_MONTH = 0.029  # 30 % a year
OVERTIME_MONTH_H = 36.0  # Labour Law of China, art. 41
OVERTIME_FACTOR = 1.5  # art. 44
BACKUP_MONTH_H = 40.0  # helpers have work of their own
LEAST_MONTHS = 1.0  # of a contract with a partner
PLANNED = {"internal": 0.20, "backup": 0.10, "outsourced": 0.18}
HIRING = {
    "most_per_class": 20.0, "most_classes_month": 2.0, "recruit_d": 34.0, "train_d": 40.0, "pass_share": 0.85,
    "cost_cny_per_head": 3000.0, "cost_cny_per_class": 0.0,
}  # fmt: skip
RAMP = ((1, 0.55), (5, 0.65), (9, 0.75), (13, 0.85), (18, 0.95), (26, 1.0))


@dataclass(frozen=True)
class Hiring:
    """Classes of a group: sizes, days, share that pass, and what they cost (CNY)."""

    most_per_class: int
    most_classes_month: int
    recruit_d: int
    train_d: int
    pass_share: float
    cost_head: float
    cost_class: float

    @property
    def train_weeks(self) -> int:
        """Weeks from the Monday of the class to the Monday on contacts."""
        return math.ceil(self.train_d / WEEK_D)


@dataclass(frozen=True)
class GroupTerms:
    """A skill group: `heads` named people now, paid hours a week of one, price of an hour, and its limits.

    `shrinkage` is the share of paid hours that is not on the queue, planned and unplanned together; `gap_h` what a
    missing hour of its work is worth, None where nobody says.
    """

    group: str
    pool: Pool
    heads: float
    week_h: float
    cost_h: float
    shrinkage: float
    attrition_week: float
    overtime_week_h: float
    overtime_month_h: float
    overtime_factor: float
    backup_month_h: float
    most_heads: float
    hiring: Hiring | None
    gap_h: float | None = None

    @property
    def on_queue_h(self) -> float:
        """Hours a week that one full head of the group is on the queue."""
        return self.week_h * (1.0 - self.shrinkage)


@dataclass(frozen=True)
class PartnerTerms:
    """A partner's pool: heads in blocks, weeks a contract lasts at least, days from signing to service, CNY an hour.

    `heads_now` are under contract until the day `until`, which is None where nobody is.
    """

    pool: str
    groups: tuple[str, ...]
    most_heads: int
    block: int
    least_weeks: int
    lead_d: int
    cost_h: float
    heads_now: float = 0.0
    until: pd.Timestamp | None = None


@dataclass(frozen=True)
class Terms:
    """All a plan reckons with. `ramp[g]`: speed in week 0, 1, 2 ... on contacts; `budget`: CNY by month."""

    groups: Mapping[str, GroupTerms]
    partners: Mapping[str, PartnerTerms]
    ramp: Mapping[str, Floats]
    budget: Mapping[pd.Period, float]
    assumptions: tuple[str, ...]

    def helpers(self, pool: Pool) -> float:
        """Most helpers of a backup pool at once: as it says, else as many as it has agents."""
        return float(pool.max_heads) or sum(g.heads for g in self.groups.values() if g.pool.pool == pool.pool)


def read_terms(centre: Centre, weeks: int) -> Terms:
    """The terms of a centre for a plan of so many weeks. A row of a group goes before `*`, `*` before the defaults."""
    told: dict[str, None] = {}
    pools = centre.tables["skills"].drop_duplicates("group").set_index("group")["pool"]
    groups = {str(g): _group(centre, str(g), centre.pools[str(p)], told) for g, p in pools.items()}
    partners = {
        name: _partner(centre, pool, groups, told) for name, pool in centre.pools.items() if pool.kind == "outsourced"
    }
    ramp = {g: _ramp(centre, g, weeks, told) for g, terms in groups.items() if terms.pool.kind == "internal"}
    rows = _table(centre, "budget")
    budget = {month.to_period("M"): float(cost) for month, cost in zip(rows["month"], rows["cost_cny"], strict=True)} \
        if len(rows) else {}  # fmt: skip
    return Terms(groups, partners, ramp, budget, tuple(told))


def _table(centre: Centre, name: str) -> pd.DataFrame:
    return centre.tables.get(name, pd.DataFrame())


def _stated(rows: pd.DataFrame, group: str, column: str) -> float | None:
    """What the group's row says of a column, else the row of `*`, else None."""
    for name in (group, EVERY) if column in rows else ():
        own = rows.loc[rows["group"] == name, column].dropna()
        if len(own):
            return float(own.iloc[0])
    return None


def _or_default(
    rows: pd.DataFrame, group: str, column: str, default: float, about: str, told: dict[str, None]
) -> float:
    found = _stated(rows, group, column)
    if found is None:
        told[about.format(value=f"{default:g}", percent=f"{default:.1%}")] = None
        return default
    return found


def _group(centre: Centre, group: str, pool: Pool, told: dict[str, None]) -> GroupTerms:
    agents = centre.tables["agents"]
    own = agents[agents["group"] == group]
    rows = _table(centre, "capacity_groups")
    inside = pool.kind == "internal"
    week_h = float(own["week_h"].mean()) if inside and len(own) else FULL_WEEK_H
    rates = centre.tables["rates"]
    cost_h = float(rates.loc[rates["pool"] == pool.pool, "cost_cny_per_h"].iloc[0])
    wage = _stated(rows, group, "wage_month_cny") if inside else None
    if wage is not None:
        cost_h = wage / (FULL_WEEK_H * MONTH_WEEKS)
    month = 0.0
    overtime_month = overtime_week = 0.0
    factor = OVERTIME_FACTOR
    if inside:
        month = _or_default(rows, group, "attrition_month", ATTRITION_MONTH, "attrition of {percent} a month", told)
        overtime_month = _or_default(rows, group, "overtime_most_h_month", OVERTIME_MONTH_H,
                                     "at most {value} h of overtime a month and person", told)  # fmt: skip
        factor = _or_default(rows, group, "overtime_factor", OVERTIME_FACTOR, "overtime costs {value} times", told)
        overtime_week = _overtime_week(centre, own, overtime_month)
    backup = BACKUP_MONTH_H
    if pool.kind == "backup":
        backup = _or_default(rows, group, "backup_most_h_month", BACKUP_MONTH_H,
                             "helpers work at most {value} h a month", told)  # fmt: skip
    most = _stated(rows, group, "most_heads")
    return GroupTerms(
        group, pool, float(len(own)), week_h, cost_h, _shrinkage(centre, group, pool, told),
        1.0 - (1.0 - month) ** (1.0 / MONTH_WEEKS), overtime_week, overtime_month, factor, backup,
        math.inf if most is None else most, _hiring(centre, group, told) if inside else None,
        _stated(rows, group, "gap_cny_per_h"),
    )  # fmt: skip


def _overtime_week(centre: Centre, own: pd.DataFrame, month_h: float) -> float:
    """Overtime that the law leaves one person in a week: up to the contract's longest week, where that is a rule."""
    if own.empty:
        return month_h
    left = []
    for contract, week_h in zip(own["contract"], own["week_h"], strict=True):
        limits = centre.limits_of(str(contract))
        bound = limits.enforcement.get("max_week_h") == "hard"
        left.append(min(max(limits.values["max_week_h"] - week_h, 0.0), month_h) if bound else month_h)
    return float(np.mean(left))


def _shrinkage(centre: Centre, group: str, pool: Pool, told: dict[str, None]) -> float:
    """Share of paid hours off the queue: stated categories; the pool's unplanned absence where none is unplanned."""
    rows = _table(centre, "shrinkage")
    own = rows[rows["group"].isin([group, EVERY])] if len(rows) else rows
    if len(own):
        own = own.assign(common=own["group"] == EVERY).sort_values("common").drop_duplicates("category")
        planned = float(own.loc[own["planned"], "share"].sum())
        unplanned = float(own.loc[~own["planned"], "share"].sum())
        if own["planned"].all():
            unplanned = pool.unplanned_absence
    else:
        planned, unplanned = PLANNED[pool.kind], pool.unplanned_absence
        told[f"planned shrinkage of {pool.kind} people {planned:.0%}, unplanned as in pools.csv"] = None
    return min(planned + unplanned, MOST_SHRINKAGE)


def _hiring(centre: Centre, group: str, told: dict[str, None]) -> Hiring | None:
    rows = _table(centre, "hiring_classes")
    if len(rows) and not rows["group"].isin([group, EVERY]).any():
        return None
    words = {
        "most_per_class": "classes of at most {value} people",
        "most_classes_month": "{value} classes a month and group",
        "recruit_d": "{value} days to recruit", "train_d": "{value} days of training",
        "pass_share": "{percent} pass the training", "cost_cny_per_head": "{value} CNY to recruit and train one",
        "cost_cny_per_class": "no cost of a class as such",
    }  # fmt: skip
    value = {name: _or_default(rows, group, name, default, words[name], told) for name, default in HIRING.items()}
    return Hiring(
        int(value["most_per_class"]), int(value["most_classes_month"]), int(value["recruit_d"]), int(value["train_d"]),
        value["pass_share"], value["cost_cny_per_head"], value["cost_cny_per_class"],
    )  # fmt: skip


def _ramp(centre: Centre, group: str, weeks: int, told: dict[str, None]) -> Floats:
    """Speed of a newcomer in each week on contacts, straight between the weeks of the table, 1 after the last."""
    rows = _table(centre, "ramps")
    own = rows[rows["group"] == group] if len(rows) else rows
    own = own if len(own) or not len(rows) else rows[rows["group"] == EVERY]
    points = list(zip(own["week"], own["proficiency"], strict=True)) if len(own) else list(RAMP)
    if not len(own):
        told["newcomers work at 55 % of full speed in their first week and at all of it after 26 weeks"] = None
    at, speed = np.array(sorted(points), dtype=float).T
    return np.asarray(np.interp(np.arange(weeks), at - 1.0, speed, right=1.0))


def _partner(centre: Centre, pool: Pool, groups: Mapping[str, GroupTerms], told: dict[str, None]) -> PartnerTerms:
    rows = _table(centre, "partner_contracts")
    own = rows[rows["pool"] == pool.pool] if len(rows) else rows
    rates = centre.tables["rates"]
    price = float(rates.loc[rates["pool"] == pool.pool, "cost_cny_per_h"].iloc[0])

    def stated(column: str, default: float) -> float:
        if not len(own) or own[column].isna().all():
            return default
        return float(own[column].dropna().iloc[0])

    months = stated("least_months", -1.0)
    if months < 0:
        told[f"contracts with partners last at least {LEAST_MONTHS:g} month"] = None
        months = LEAST_MONTHS
    least = max(1, math.ceil(pool.min_days / WEEK_D), round(months * MONTH_WEEKS))
    names = tuple(g for g, terms in groups.items() if terms.pool.pool == pool.pool)
    until = own["until"].iloc[0] if len(own) and own["until"].notna().all() else None
    now = stated("heads_now", 0.0) if until is not None else 0.0
    most = int(stated("most_heads", pool.max_heads or sum(groups[name].heads for name in names)))
    lead_d = int(stated("lead_time_d", pool.lead_time_d)) + pool.training_d
    return PartnerTerms(pool.pool, names, most, max(pool.block_heads, 1), least, lead_d,
                        stated("cost_cny_per_h", price), now, until)  # fmt: skip
