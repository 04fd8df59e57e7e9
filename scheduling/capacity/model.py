"""The decision of a capacity plan as an ILP: classes, overtime, helpers and contracts by week at the least cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pulp
from numpy.typing import NDArray

from scheduling.capacity.demand import AreaWork
from scheduling.capacity.terms import FULL_WEEK_H, WEEK_D, GroupTerms, PartnerTerms, Terms

Floats = NDArray[np.float64]
GAP_PRICE = 6.0  # an hour nobody works costs so many hours of the dearest people, where the centre says nothing
OVERRUN_PRICE = 10.0  # a CNY beyond the budget costs so many of the dearest gaps: only what is sunk goes beyond it
SIGNING_WEEKS = 1.0  # weeks of a contract that signing it is worth avoiding
Expression = Any  # of pulp: sums of variables, which has no types


@dataclass(frozen=True)
class Calendar:
    """The Mondays of the plan, the month that holds most of each week, and the day on which the plan is made."""

    weeks: pd.DatetimeIndex
    months: tuple[pd.Period, ...]
    today: pd.Timestamp

    def first_week(self, lead_d: int) -> int:
        """Index of the first week that something ordered today can start in."""
        days = (self.weeks[0] - self.today).days
        return max(0, math.ceil((lead_d - days) / WEEK_D))

    def in_month(self) -> dict[pd.Period, list[int]]:
        """Weeks of each month."""
        found: dict[pd.Period, list[int]] = {}
        for week, month in enumerate(self.months):
            found.setdefault(month, []).append(week)
        return found

    def month_limits(self) -> list[tuple[dict[int, float], dict[int, float]]]:
        """What a monthly limit holds for: by week the part of its hours that counts, and the part of the limit it adds.

        Once by calendar month, weeks across two months split by days, and once for the weeks told as one month. Of a
        month that the plan holds only in part, the part of its days.
        """
        told = [
            (dict.fromkeys(weeks, 1.0), dict.fromkeys(weeks, 1.0 / len(weeks))) for weeks in self.in_month().values()
        ]
        days: dict[pd.Period, dict[int, int]] = {}
        for week, monday in enumerate(self.weeks):
            for day in pd.date_range(monday, periods=WEEK_D):
                own = days.setdefault(day.to_period("M"), {})
                own[week] = own.get(week, 0) + 1
        split = [
            ({w: n / WEEK_D for w, n in own.items()}, {w: n / month.days_in_month for w, n in own.items()})
            for month, own in days.items()
        ]
        return told + split


def calendar_of(weeks: Sequence[pd.Timestamp], today: pd.Timestamp) -> Calendar:
    """The calendar of a plan of these Mondays; a week belongs to the month of its Thursday."""
    index = pd.DatetimeIndex(list(weeks))
    return Calendar(index, tuple((day + pd.Timedelta(days=3)).to_period("M") for day in index), today)


@dataclass
class Model:
    """The problem and its variables: by group (starters, classes, heads, overtime), pool (units) and flow (hours)."""

    problem: pulp.LpProblem
    starters: dict[tuple[str, int], pulp.LpVariable]
    classes: dict[tuple[str, int], pulp.LpVariable]
    heads: dict[tuple[str, int], pulp.LpVariable]
    slow: dict[tuple[str, int], Expression]
    overtime: dict[tuple[str, int], pulp.LpVariable]
    helpers: dict[tuple[str, int], pulp.LpVariable]
    units: dict[tuple[str, int], pulp.LpVariable]
    flow: dict[tuple[str, int, int], pulp.LpVariable]
    gap: dict[tuple[int, int], pulp.LpVariable]
    overrun: dict[pd.Period, pulp.LpVariable]
    costs: dict[int, list[Expression]]
    gap_price: float
    unpaid: list[Expression] = field(default_factory=list)
    made: int = 0


@dataclass(frozen=True)
class Asked:
    """What is to be decided: the work, who may do which share of it how fast, the terms, and classes planned already.

    `serves[g, a]`: speed of the group on the area's work, and the share of its hours it may take by week.
    `joining[g]`: newcomers of classes planned already by the week they come on contacts. `slow[g]`: full heads lacking
    by week because people of earlier classes, who are in the heads, still learn.
    """

    work: Sequence[AreaWork]
    serves: Mapping[tuple[str, int], tuple[float, Floats]]
    terms: Terms
    calendar: Calendar
    joining: Mapping[str, Mapping[int, float]]
    slow: Mapping[str, Floats]


def build_model(asked: Asked) -> Model:
    """The ILP. Variables: O(weeks x (groups x areas)); whole numbers: starters, classes, units of partners.

    Heads of a week = heads of the week before x (1 - attrition) + graduates + classes planned already. Newcomers count
    by their speed in each week on contacts. Hours on the queue x shrinkage cover the hours of each area; what is
    missing is a gap with a price, so that there is always an answer.
    """
    terms = asked.terms
    dearest = max(g.cost_h * max(1.0, g.overtime_factor) / (1.0 - g.shrinkage) for g in terms.groups.values())
    model = Model(pulp.LpProblem("capacity", pulp.LpMinimize), {}, {}, {}, {}, {}, {}, {}, {}, {}, {},
                  {w: [] for w in range(len(asked.calendar.weeks))}, GAP_PRICE * dearest)  # fmt: skip
    for group in terms.groups.values():
        if group.pool.kind == "internal":
            _own_people(model, asked, group)
    for name, pool in {g.pool.pool: g.pool for g in terms.groups.values() if g.pool.kind == "backup"}.items():
        _helpers(model, asked, name, pool.lead_time_d + pool.training_d, terms.helpers(pool))
    for partner in terms.partners.values():
        _contracts(model, asked, partner)
    _cover(model, asked)
    _pay(model, asked)
    return model


def _variable(model: Model, *, whole: bool = False, upper: float | None = None) -> pulp.LpVariable:
    """A variable from 0 on, numbered: names of groups may hold letters that solvers refuse."""
    kind = pulp.LpInteger if whole else pulp.LpContinuous
    model.made += 1
    return model.problem.add_variable(f"v{model.made}", 0, upper, kind)


def value(expression: Any) -> float:
    """What a variable or expression is worth in the answer, float noise below 0 cut."""
    found = pulp.value(expression)
    return max(float(found), 0.0) if found is not None else 0.0


def _limit(model: Model, row: Any) -> None:
    """Add a constraint; one without variables always holds here and is left out."""
    if not isinstance(row, bool):
        model.problem += row


def _own_people(model: Model, asked: Asked, group: GroupTerms) -> None:
    """Heads week by week, classes, and overtime of a group."""
    name, n = group.group, len(asked.calendar.weeks)
    _classes(model, asked, group)
    ramp = asked.terms.ramp[name]
    stays = 1.0 - group.attrition_week
    joining = asked.joining.get(name, {})
    base = group.heads
    for w in range(n):
        heads = model.heads[name, w] = _variable(model)
        before: Expression | float = group.heads if w == 0 else model.heads[name, w - 1] * stays
        _limit(model, heads == before + _graduates(model, group, w) + joining.get(w, 0.0))
        base = (group.heads if w == 0 else base * stays) + joining.get(w, 0.0)
        if math.isfinite(group.most_heads):
            _limit(model, heads <= max(group.most_heads, base))
        slow = [(1.0 - ramp[w - c]) * stays ** (w - c) * joining.get(c, 0.0) for c in range(w + 1)]
        newcomers = [(1.0 - ramp[w - c]) * stays ** (w - c) * _graduates(model, group, c)
                     for c in range(w + 1) if ramp[w - c] < 1.0]  # fmt: skip
        learning = sum(slow) + (float(asked.slow[name][w]) if name in asked.slow else 0.0)
        model.slow[name, w] = pulp.lpSum(newcomers) + learning
        over = model.overtime[name, w] = _variable(model)
        _limit(model, over <= group.overtime_week_h * heads)
        own = heads * (group.week_h * group.cost_h) + over * (group.cost_h * group.overtime_factor)
        model.costs[w].append(own)
    for counts, adds in asked.calendar.month_limits():
        hours = pulp.lpSum(model.overtime[name, w] * part for w, part in counts.items())
        people = pulp.lpSum(model.heads[name, w] * part for w, part in adds.items())
        _limit(model, hours <= group.overtime_month_h * people)


def _graduates(model: Model, group: GroupTerms, week: int) -> Expression | float:
    """People who pass and come on contacts in a week."""
    if group.hiring is None:
        return 0.0
    start = model.starters.get((group.group, week - group.hiring.train_weeks))
    return 0.0 if start is None else start * group.hiring.pass_share


def _classes(model: Model, asked: Asked, group: GroupTerms) -> None:
    """Starters and classes by week, as early as recruiting allows and as late as somebody is still used."""
    hiring = group.hiring
    if hiring is None or hiring.most_classes_month == 0:
        return
    n = len(asked.calendar.weeks)
    wage = group.week_h * group.cost_h
    for w in range(asked.calendar.first_week(hiring.recruit_d), n - hiring.train_weeks):
        start = model.starters[group.group, w] = _variable(model, whole=True)
        held = model.classes[group.group, w] = _variable(model, whole=True)
        _limit(model, start <= hiring.most_per_class * held)
        model.costs[w].append(start * hiring.cost_head + held * hiring.cost_class)
        for later in range(w, min(w + hiring.train_weeks, n)):
            model.costs[later].append(start * wage)
    for weeks in asked.calendar.in_month().values():
        held_in = [model.classes[group.group, w] for w in weeks if (group.group, w) in model.classes]
        if held_in:
            _limit(model, pulp.lpSum(held_in) <= hiring.most_classes_month)


def _helpers(model: Model, asked: Asked, pool: str, lead_d: int, most: float) -> None:
    """Paid hours of helpers, by week and month, from their lead time on."""
    groups = [g for g in asked.terms.groups.values() if g.pool.pool == pool]
    first = asked.calendar.first_week(lead_d)
    month_h = max(g.backup_month_h for g in groups)
    for g in groups:
        for w in range(first, len(asked.calendar.weeks)):
            hours = model.helpers[g.group, w] = _variable(model)
            model.costs[w].append(hours * g.cost_h)
    for counts, adds in asked.calendar.month_limits():
        hours = [model.helpers[g.group, w] * part for g in groups for w, part in counts.items() if w >= first]
        if hours:
            _limit(model, pulp.lpSum(hours) <= most * month_h * sum(adds.values()))
    for w in range(first, len(asked.calendar.weeks)):
        hours = [model.helpers[g.group, w] for g in groups]
        _limit(model, pulp.lpSum(hours) <= most * FULL_WEEK_H)


def under_contract(asked: Asked, partner: PartnerTerms) -> Floats:
    """Heads that the contract of today still gives in each week."""
    if partner.until is None:
        return np.zeros(len(asked.calendar.weeks))
    return np.where(asked.calendar.weeks <= partner.until, partner.heads_now, 0.0)


def _contracts(model: Model, asked: Asked, partner: PartnerTerms) -> None:
    """Blocks of heads contracted anew by week: none before the notice is over, none shorter than a contract lasts.

    Signing has a small price of its own, which is no money: without it contracts would follow every ripple.
    """
    first, n = asked.calendar.first_week(partner.lead_d), len(asked.calendar.weeks)
    now = under_contract(asked, partner)
    week_cost = partner.block * FULL_WEEK_H * partner.cost_h
    starts: dict[int, pulp.LpVariable] = {}
    for w in range(n):
        model.costs[w].append(float(now[w]) * FULL_WEEK_H * partner.cost_h)
        if w < first:
            continue
        most = max(int((partner.most_heads - now[w]) // partner.block), 0)
        units = model.units[partner.pool, w] = _variable(model, whole=True, upper=most)
        model.costs[w].append(units * week_cost)
        starts[w] = _variable(model, upper=0.0 if w > max(first, n - partner.least_weeks) else None)
        model.unpaid.append(starts[w] * (SIGNING_WEEKS * week_cost))
        before: Expression | float = model.units[partner.pool, w - 1] if w > first else 0.0
        _limit(model, starts[w] >= units - before)
        running = [starts[v] for v in range(max(first, w - partner.least_weeks + 1), w + 1)]
        _limit(model, pulp.lpSum(running) <= units)


def _cover(model: Model, asked: Asked) -> None:
    """Hours of the areas from those who may give them; a group's hours go no further than they reach."""
    n = len(asked.calendar.weeks)
    given: dict[tuple[str, int], list[Expression]] = {}
    for a, work in enumerate(asked.work):
        for w in range(n):
            need = float(work.required_h[w])
            gap = model.gap[a, w] = _variable(model)
            flows = []
            for (name, area), (speed, share) in asked.serves.items():
                if area != a or need <= 0 or share[w] <= 0:
                    continue
                flow = model.flow[name, a, w] = _variable(model, upper=need * float(share[w]))
                flows.append(flow)
                given.setdefault((name, w), []).append(flow * (1.0 / speed))
            _limit(model, pulp.lpSum(flows) + gap >= need)
    for partner in asked.terms.partners.values():
        for w in range(n):
            used = [e for g in partner.groups for e in given.pop((g, w), [])]
            if used:
                group = asked.terms.groups[partner.groups[0]]
                units = model.units.get((partner.pool, w))
                hours = 0.0 if units is None else units * (partner.block * group.on_queue_h)
                hours = hours + float(under_contract(asked, partner)[w]) * group.on_queue_h
                _limit(model, pulp.lpSum(used) <= hours)
    for (name, w), used in given.items():
        group = asked.terms.groups[name]
        if group.pool.kind == "internal":
            full = (model.heads[name, w] - model.slow[name, w]) * group.on_queue_h
            hours = full + model.overtime[name, w] * (1.0 - group.shrinkage)
        else:
            helped = model.helpers.get((name, w))
            hours = 0.0 if helped is None else helped * (1.0 - group.shrinkage)
        _limit(model, pulp.lpSum(used) <= hours)


def _worth(model: Model, asked: Asked, area: int) -> float:
    """What a missing hour of an area is worth: the most that its groups say, else the price for all."""
    said = [asked.terms.groups[name].gap_h for name in asked.work[area].area.groups]
    return max((price for price in said if price is not None), default=model.gap_price)


def _pay(model: Model, asked: Asked) -> None:
    """The cost of all weeks and gaps; months stay within their budget unless what is there already breaks it."""
    worth = [_worth(model, asked, a) for a in range(len(asked.work))]
    missing = pulp.lpSum(gap * worth[a] for (a, _week), gap in model.gap.items())
    total = pulp.lpSum(cost for costs in model.costs.values() for cost in costs)
    for month, weeks in asked.calendar.in_month().items():
        if month in asked.terms.budget:
            over = model.overrun[month] = _variable(model)
            cost = pulp.lpSum(c for w in weeks for c in model.costs[w])
            _limit(model, cost <= asked.terms.budget[month] + over)
    model.problem.setObjective(
        total
        + missing
        + pulp.lpSum(model.unpaid)
        + pulp.lpSum(model.overrun.values()) * (OVERRUN_PRICE * max(worth, default=1.0))
    )
