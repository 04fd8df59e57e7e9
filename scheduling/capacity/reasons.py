"""Why hours are missing in a week of a capacity plan: the limits that bind, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scheduling.capacity.model import Asked, Model, value
from scheduling.capacity.terms import FULL_WEEK_H, GroupTerms

Floats = NDArray[np.float64]
NEAR = 0.999

TOO_LATE = "a class recruited today would be on contacts too late (first: {day})"
NOTICE = "the notice of {pool} is not over (first service: {day})"
CLASSES = "all classes of {group} are full"
NO_CLASSES = "{group} hires nobody"
MOST_HEADS = "{group} has its most heads"
OVERTIME = "overtime is at its limit"
HELPERS = "helpers of {pool} are at their limit"
PARTNER = "{pool} has its most heads under contract"
NO_PARTNER = "no partner may do this work"
BUDGET = "the budget of {month} is used up"
PRICE = "more people would cost more than the gap"


def gap_reasons(asked: Asked, model: Model, area: int, gap: Floats) -> list[str]:
    """The limits that bind in each week with a gap, joined by "; "; empty where nothing is missing."""
    return ["; ".join(_reasons(asked, model, area, w)) if gap[w] > 0 else "" for w in range(len(gap))]


def _reasons(asked: Asked, model: Model, area: int, w: int) -> list[str]:
    found = []
    month = asked.calendar.months[w]
    for name in asked.work[area].area.groups:
        found += _hiring(asked, model, name, w)
    home = [g for g in asked.work[area].area.groups if (g, w) in model.overtime]
    if home and all(value(model.overtime[g, w]) >= NEAR * _overtime(asked, model, g, w) for g in home):
        found.append(OVERTIME)
    found += _seats(asked, model, area, w)
    if month in asked.terms.budget and _month_cost(asked, model, month) >= NEAR * asked.terms.budget[month]:
        found.append(BUDGET.format(month=month))
    return list(dict.fromkeys(found)) or [PRICE]


def _overtime(asked: Asked, model: Model, name: str, w: int) -> float:
    """Most overtime a group could work in the week, as the month's other weeks leave it."""
    group = asked.terms.groups[name]
    most = group.overtime_week_h * value(model.heads[name, w])
    for counts, adds in asked.calendar.month_limits():
        if w in counts:
            left = group.overtime_month_h * sum(value(model.heads[name, v]) * part for v, part in adds.items())
            left -= sum(value(model.overtime[name, v]) * part for v, part in counts.items() if v != w)
            most = min(most, left / counts[w])
    return most


def _hiring(asked: Asked, model: Model, name: str, w: int) -> list[str]:
    group = asked.terms.groups[name]
    hiring = group.hiring
    if hiring is None or hiring.most_classes_month == 0:
        return [NO_CLASSES.format(group=name)]
    if value(model.heads[name, w]) >= NEAR * group.most_heads:
        return [MOST_HEADS.format(group=name)]
    first = asked.calendar.first_week(hiring.recruit_d)
    if first + hiring.train_weeks > w:
        day = asked.calendar.weeks[0] + pd.Timedelta(weeks=first + hiring.train_weeks)
        return [TOO_LATE.format(day=day.date())]
    starts = [v for v in range(first, w - hiring.train_weeks + 1) if (name, v) in model.starters]
    open_months = {asked.calendar.months[v] for v in starts}
    for month in open_months:
        weeks = [v for v in asked.calendar.in_month()[month] if (name, v) in model.starters]
        if (
            sum(value(model.starters[name, v]) for v in weeks)
            < NEAR * hiring.most_per_class * hiring.most_classes_month
        ):
            return [PRICE]
    return [CLASSES.format(group=name)]


def _seats(asked: Asked, model: Model, area: int, w: int) -> list[str]:
    found = []
    partners = False
    for name in [g for g, a in asked.serves if a == area]:
        group = asked.terms.groups[name]
        if group.pool.kind == "backup":
            if _helpers_used_up(asked, model, group, w):
                found.append(HELPERS.format(pool=group.pool.pool))
        elif group.pool.kind == "outsourced":
            partners = True
            partner = asked.terms.partners[group.pool.pool]
            first = asked.calendar.first_week(partner.lead_d)
            if w < first:
                day = asked.calendar.weeks[0] + pd.Timedelta(weeks=first)
                found.append(NOTICE.format(pool=partner.pool, day=day.date()))
            elif value(model.units.get((partner.pool, w), 0.0)) * partner.block > partner.most_heads - partner.block:
                found.append(PARTNER.format(pool=partner.pool))
    return found if partners else [*found, NO_PARTNER]


def _helpers_used_up(asked: Asked, model: Model, group: GroupTerms, w: int) -> bool:
    """Does the week's or a month's limit of the pool's helpers bind in this week?"""
    most = asked.terms.helpers(group.pool)
    names = [g.group for g in asked.terms.groups.values() if g.pool.pool == group.pool.pool]

    def used(week: int) -> float:
        return sum(value(model.helpers.get((name, week), 0.0)) for name in names)

    if used(w) >= NEAR * most * FULL_WEEK_H:
        return True
    for counts, adds in asked.calendar.month_limits():
        hours = sum(used(v) * part for v, part in counts.items())
        if w in counts and hours >= NEAR * most * group.backup_month_h * sum(adds.values()):
            return True
    return False


def _month_cost(asked: Asked, model: Model, month: pd.Period) -> float:
    return sum(value(cost) for w in asked.calendar.in_month()[month] for cost in model.costs[w])
