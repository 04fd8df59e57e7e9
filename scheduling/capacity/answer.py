"""The tables of a capacity plan, read from the solved model: people, work and months."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scheduling.capacity.model import Asked, Model, under_contract, value
from scheduling.capacity.reasons import gap_reasons
from scheduling.capacity.terms import FULL_WEEK_H

Floats = NDArray[np.float64]
WHOLE = "all"
LEAST_GAP_H = 0.5  # hours a week, below which a gap is noise


def heads_table(asked: Asked, model: Model) -> pd.DataFrame:
    """CAPACITY_HEADS: one row a group and week; a partner's cost stands with the first of its groups."""
    n = len(asked.calendar.weeks)
    parts = []
    for group in asked.terms.groups.values():
        kind = group.pool.kind
        made = _own(asked, model, group.group) if kind == "internal" else _seats(asked, model, group.group)
        parts.append(pd.DataFrame({
            "group": group.group, "week": asked.calendar.weeks.as_unit("us"), "month": _months(asked),
            **{name: made.get(name, np.zeros(n)) for name in (
                "heads", "starters", "graduates", "leavers", "in_training", "effective_fte", "overtime_h",
                "contracted", "paid_h", "cost_cny")},
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _months(asked: Asked) -> pd.DatetimeIndex:
    return pd.DatetimeIndex([month.to_timestamp() for month in asked.calendar.months]).as_unit("us")


def _own(asked: Asked, model: Model, name: str) -> dict[str, Floats]:
    group = asked.terms.groups[name]
    n = len(asked.calendar.weeks)
    heads = np.array([value(model.heads[name, w]) for w in range(n)])
    slow = np.array([value(model.slow[name, w]) for w in range(n)])
    starters = np.array([round(value(model.starters.get((name, w), 0.0))) for w in range(n)], dtype=float)
    overtime = np.array([value(model.overtime[name, w]) for w in range(n)])
    graduates = np.array([asked.joining.get(name, {}).get(w, 0.0) for w in range(n)])
    training = np.zeros(n)
    hire_cost = np.zeros(n)
    if group.hiring is not None:
        weeks = group.hiring.train_weeks
        for w in np.flatnonzero(starters):
            training[w : w + weeks] += starters[w]
            hire_cost[w] += starters[w] * group.hiring.cost_head
            hire_cost[w] += value(model.classes[name, int(w)]) * group.hiring.cost_class
            if w + weeks < n:
                graduates[w + weeks] += starters[w] * group.hiring.pass_share
    leavers = np.r_[0.0, heads[:-1] * group.attrition_week]
    paid = (heads + training) * group.week_h + overtime
    cost = (paid + overtime * (group.overtime_factor - 1.0)) * group.cost_h + hire_cost
    full = np.maximum(heads - slow, 0.0) * group.week_h / FULL_WEEK_H
    return {"heads": heads, "starters": starters, "graduates": graduates, "leavers": leavers, "in_training": training,
            "effective_fte": full, "overtime_h": overtime, "paid_h": paid, "cost_cny": cost}  # fmt: skip


def _seats(asked: Asked, model: Model, name: str) -> dict[str, Floats]:
    """Helpers as full-time heads of the week; a partner's contracted heads, shown with its first group."""
    group = asked.terms.groups[name]
    n = len(asked.calendar.weeks)
    if group.pool.kind == "backup":
        hours = np.array([value(model.helpers.get((name, w), 0.0)) for w in range(n)])
        return {"contracted": hours / FULL_WEEK_H, "paid_h": hours, "cost_cny": hours * group.cost_h}
    partner = asked.terms.partners[group.pool.pool]
    if partner.groups[0] != name:
        return {}
    heads = partner.block * np.array([round(value(model.units.get((partner.pool, w), 0.0))) for w in range(n)], float)
    heads = heads + under_contract(asked, partner)
    return {"contracted": heads, "paid_h": heads * FULL_WEEK_H, "cost_cny": heads * FULL_WEEK_H * partner.cost_h}


def work_table(asked: Asked, model: Model) -> pd.DataFrame:
    """CAPACITY_WORK: one row an area and week."""
    n = len(asked.calendar.weeks)
    kinds = {name: group.pool.kind for name, group in asked.terms.groups.items()}
    overtime = _overtime_share(asked, model)
    parts = []
    for a, one in enumerate(asked.work):
        got = {kind: np.zeros(n) for kind in ("internal", "backup", "outsourced")}
        extra = np.zeros(n)
        for name, _ in [key for key in asked.serves if key[1] == a]:
            flow = np.array([value(model.flow.get((name, a, w), 0.0)) for w in range(n)])
            got[kinds[name]] += flow
            if kinds[name] == "internal":
                extra += flow * overtime[name]
        gap = np.maximum(one.required_h - sum(got.values()), 0.0)
        gap = np.where(gap < LEAST_GAP_H, 0.0, gap)
        full = full_time_h(asked, a)
        more = np.maximum(one.high_h - one.required_h, 0.0)
        parts.append(pd.DataFrame({
            "area": one.area.name, "week": asked.calendar.weeks.as_unit("us"), "month": _months(asked),
            "volume": one.volume, "peak_positions": one.peak, "position_h": one.position_h,
            "required_h": one.required_h, "required_fte_low": one.low_h / full, "required_fte": one.required_h / full,
            "required_fte_high": one.high_h / full,
            "required_fte_expected": one.expected_h / full, "own_h": got["internal"] - extra, "overtime_h": extra,
            "backup_h": got["backup"], "outsourced_h": got["outsourced"], "gap_h": gap, "gap_fte": gap / full,
            "gap_fte_high": np.maximum(gap + more - _spare(asked, model, a), 0.0) / full,
            "reason": gap_reasons(asked, model, a, gap),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def full_time_h(asked: Asked, area: int) -> float:
    """Hours a week on the queue of a full-time tenured head of the area."""
    home = [asked.terms.groups[g] for g in asked.work[area].area.groups]
    home = home or [asked.terms.groups[g] for g, a in asked.serves if a == area]
    weight = [max(g.heads, 1e-9) for g in home] or [1.0]
    share = np.average([1.0 - g.shrinkage for g in home], weights=weight) if home else 1.0
    return float(FULL_WEEK_H * share)


def _hours_of(asked: Asked, model: Model, name: str, w: int) -> tuple[float, float]:
    """Hours on the queue a group has in a week at its own speed, and those of its overtime."""
    group = asked.terms.groups[name]
    over = value(model.overtime[name, w]) * (1.0 - group.shrinkage)
    return max(value(model.heads[name, w]) - value(model.slow[name, w]), 0.0) * group.on_queue_h, over


def _overtime_share(asked: Asked, model: Model) -> dict[str, Floats]:
    """Share of the hours of each own group that are overtime, by week."""
    found = {}
    for name, group in asked.terms.groups.items():
        if group.pool.kind == "internal":
            pairs = [_hours_of(asked, model, name, w) for w in range(len(asked.calendar.weeks))]
            found[name] = np.array([over / (own + over) if own + over > 0 else 0.0 for own, over in pairs])
    return found


def _spare(asked: Asked, model: Model, area: int) -> Floats:
    """Hours a week that own people at home in the area have left."""
    n = len(asked.calendar.weeks)
    spare = np.zeros(n)
    for name in asked.work[area].area.groups:
        for w in range(n):
            used = sum(value(model.flow[name, a, w]) / asked.serves[name, a][0]
                       for a in range(len(asked.work)) if (name, a, w) in model.flow)  # fmt: skip
            spare[w] += max(sum(_hours_of(asked, model, name, w)) - used, 0.0)
    return spare


def months_table(asked: Asked, work: pd.DataFrame, heads: pd.DataFrame) -> pd.DataFrame:
    """CAPACITY_MONTHS: means of weeks for people, sums for moves, hours and cost; the whole centre as `all`."""
    rows = []
    for month in sorted(work["month"].unique()):
        own = work[work["month"] == month]
        people = heads[heads["month"] == month]
        for one in asked.work:
            rows.append(_month(month, one.area.name, own[own["area"] == one.area.name],
                               people[people["group"].isin(one.area.groups)]))  # fmt: skip
        total = own.groupby("week", as_index=False).sum(numeric_only=True)
        row = _month(month, WHOLE, total, people)
        row["budget_cny"] = asked.terms.budget.get(pd.Timestamp(month).to_period("M"), np.nan)
        rows.append(row)
    table = pd.DataFrame(rows)
    return table.assign(month=pd.DatetimeIndex(table["month"]).as_unit("us"))


def _month(month: pd.Timestamp, name: str, work: pd.DataFrame, people: pd.DataFrame) -> dict[str, object]:
    weeks = max(work["week"].nunique(), 1)
    sums = people[["heads", "starters", "graduates", "leavers", "effective_fte", "overtime_h", "cost_cny"]].sum()
    return {
        "month": month, "group": name, "heads": sums["heads"] / weeks, "starters": sums["starters"],
        "graduates": sums["graduates"], "leavers": sums["leavers"], "effective_fte": sums["effective_fte"] / weeks,
        "required_fte_low": work["required_fte_low"].mean(), "required_fte": work["required_fte"].mean(),
        "required_fte_high": work["required_fte_high"].mean(),
        "required_fte_expected": work["required_fte_expected"].mean(), "required_fte_peak": work["required_fte"].max(),
        "overtime_h": sums["overtime_h"], "outsourced_h": work["outsourced_h"].sum(),
        "backup_h": work["backup_h"].sum(), "gap_fte": work["gap_fte"].max(), "cost_cny": sums["cost_cny"],
        "budget_cny": np.nan,
    }  # fmt: skip
