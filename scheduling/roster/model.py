"""The PuLP model of a named roster: who works which shift, all hard rules as rows, wishes and fairness as prices.

The cost is in CNY: the pay of all shifts of the group (an empty one has to be paid to somebody, too), a price for each
shift nobody works, and the prices of `scheduling.roster.wishes` for wishes, hours off the contract, and burdens.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pulp

from scheduling.clock import week_numbers
from scheduling.roster.board import BURDENS, carried_by, even_shares
from scheduling.roster.demand import Demand
from scheduling.roster.lawful import one_a_day, rows_of
from scheduling.roster.wishes import (
    HOURS_PRICE,
    NIGHT_PRICE,
    OVERTIME_PRICE,
    UNFILLED_PRICE,
    contract_minutes,
    wish_price,
)

Terms = list[tuple[pulp.LpVariable, float]]


@dataclass
class Model:
    """`works[i, j]`: person i works slot j; `gap[j]`: heads of slot j that nobody works; and the slacks."""

    problem: pulp.LpProblem
    works: dict[tuple[int, int], pulp.LpVariable] = field(default_factory=dict)
    gap: dict[int, pulp.LpVariable] = field(default_factory=dict)
    hours: list[tuple[Terms, float, pulp.LpVariable, pulp.LpVariable]] = field(default_factory=list)
    shares: list[tuple[Terms, float, pulp.LpVariable]] = field(default_factory=list)


def build(demand: Demand, *, whole: bool) -> Model:
    """The model; with people in whole shifts, or relaxed for the bound. O(people x slots x rules a slot is in)."""
    problem = pulp.LpProblem("roster", pulp.LpMinimize)
    model = Model(problem)
    cost: Terms = []
    kind = pulp.LpInteger if whole else pulp.LpContinuous
    for i in range(len(demand.people)):
        for j in sorted(demand.may[i]):
            model.works[i, j] = problem.add_variable(f"works_{i}_{j}", 0, 1, kind)
            cost.append((model.works[i, j], wish_price(demand, i, j)))
    for j, slot in enumerate(demand.slots):
        model.gap[j] = problem.add_variable(f"gap_{j}", 0, demand.wanted(j))
        cost.append((model.gap[j], UNFILLED_PRICE * slot.paid_min / 480.0))
        able = [model.works[i, j] for i in range(len(demand.people)) if (i, j) in model.works]
        problem += pulp.LpAffineExpression([(v, 1.0) for v in [*able, model.gap[j]]]) == demand.wanted(j)
    for i in range(len(demand.people)):
        for row in [*one_a_day(demand, i), *rows_of(demand, i)]:
            terms = [(model.works[i, j], weight) for j, weight in row.weights.items()]
            if terms:
                problem += pulp.LpAffineExpression(terms) <= row.most
        cost += _hours(model, demand, i)
    cost += _shared(model, demand)
    priced = [(variable, price) for variable, price in cost if price]
    problem.setObjective(pulp.LpAffineExpression(priced, constant=fixed_cny(demand)))
    return model


def _hours(model: Model, demand: Demand, i: int) -> Terms:
    """Hours of each week against the contract: below and beyond have a price."""
    cost: Terms = []
    for week, minutes in contract_minutes(demand, i).items():
        terms = [
            (model.works[i, j], demand.slots[j].paid_min / 60.0)
            for j in sorted(demand.may[i])
            if int(week_numbers(demand.slots[j].day)) == week
        ]
        if not terms:
            continue
        below = model.problem.add_variable(f"below_{i}_{week}", 0, None)
        beyond = model.problem.add_variable(f"beyond_{i}_{week}", 0, None)
        model.problem += pulp.LpAffineExpression([*terms, (below, 1.0), (beyond, -1.0)]) == minutes / 60.0
        model.hours.append((terms, minutes / 60.0, below, beyond))
        cost += [(below, HOURS_PRICE), (beyond, OVERTIME_PRICE)]
    return cost


def _shared(model: Model, demand: Demand) -> Terms:
    """Nobody should have more of a burden than an even share, by contract hours, of those who may carry it."""
    carried = carried_by(demand)
    cost: Terms = []
    for burden in BURDENS:
        for i, even in enumerate(even_shares(demand, carried, burden)):
            terms = [(model.works[i, j], 1.0) for j in sorted(carried[i]) if burden in carried[i][j]]
            if terms:
                more = model.problem.add_variable(f"more_{burden}_{i}", 0, None)
                model.problem += pulp.LpAffineExpression([*terms, (more, -1.0)]) <= even
                model.shares.append((terms, even, more))
                cost.append((more, NIGHT_PRICE))
    return cost


def fixed_cny(demand: Demand) -> float:
    """What is due whatever the names: pay, and wishes for shifts, whose price a shift that meets one takes back."""
    return pay_cny(demand) + sum(told.constant for told in demand.told)


def pay_cny(demand: Demand) -> float:
    """Pay of all shifts of the group."""
    return sum(price * demand.wanted(j) for j, price in enumerate(demand.cost_cny))


def start_from(model: Model, demand: Demand, worked: list[set[int]]) -> float:
    """Put a roster into the variables, slacks included; returns its cost in CNY."""
    for (i, j), variable in model.works.items():
        variable.varValue = float(j in worked[i])
    for j, gap in model.gap.items():
        gap.varValue = float(demand.wanted(j) - sum(j in slots for slots in worked))
    for terms, asked, below, beyond in model.hours:
        hours = sum(weight * variable.varValue for variable, weight in terms)
        below.varValue, beyond.varValue = max(0.0, asked - hours), max(0.0, hours - asked)
    for terms, even, more in model.shares:
        more.varValue = max(0.0, sum(variable.varValue for variable, _ in terms) - even)
    return float(model.problem.objective.value())
