"""The PuLP model of a skill group: heads on shifts, breaks counted by their start, demand covered at least cost.

The cost is the CNY of this part of the plan: pay (contract hours of named people whether worked or not, their
surcharges, seats by the shift, ordered seats whether used or not), and missing and idle head-hours at the prices of
`scheduling.shifts.price`. The same cost is the objective of the relaxation and of the whole answer.

Breaks are placed implicitly (Aykin 1996): for every slot and break, the heads that take it at each start add up to the
heads on the slot, so that one count replaces one column for each combination of breaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulp

from scheduling.clock import week_numbers
from scheduling.shifts.part import Part
from scheduling.shifts.price import IDLE_PRICE, pieces

Key = tuple[int, int]
Terms = list[tuple[pulp.LpVariable, float]]


@dataclass
class Model:
    """The problem; `heads[j, c]` of slot j and crew c, `rests[j, k][o]` taking break k of slot j at its o-th start.

    `constant_cny` is paid whatever the answer: contract hours, and the cheapest cover of each interval.
    """

    problem: pulp.LpProblem
    heads: dict[Key, pulp.LpVariable] = field(default_factory=dict)
    rests: dict[Key, list[pulp.LpVariable]] = field(default_factory=dict)
    constant_cny: float = 0.0


def contract_pay_cny(part: Part) -> float:
    """Pay of the contract hours of the part's people, worked or not."""
    return part.hour_cny * sum(minutes / 60.0 for crew in part.crews for minutes in crew.week_min.values())


def overtime_cny(part: Part, heads: Mapping[Key, int]) -> tuple[float, float]:
    """Price of the hours that whole heads work beyond what is paid in any case, and idle minutes. O(heads)."""
    worked: dict[tuple[int, int], float] = {}
    for (j, c), count in heads.items():
        slot = part.choices[j].slot
        at = (c, int(week_numbers(slot.day)))
        worked[at] = worked.get(at, 0.0) + count * slot.paid_min
    extra = idle = 0.0
    for c, crew in enumerate(part.crews):
        for week, paid in crew.week_min.items():
            extra += max(0.0, worked.get((c, week), 0.0) - paid)
            idle += max(0.0, paid - worked.get((c, week), 0.0))
    return extra * part.hour_cny / 60.0, idle


def head_cny(part: Part, j: int) -> float:
    """What a head on a slot adds to the pay: for people on contracts the surcharges, for seats the shift."""
    choice = part.choices[j]
    if not part.crews:
        return choice.cost_cny
    return max(0.0, choice.cost_cny - part.hour_cny * choice.slot.paid_min / 60.0)


def build(part: Part) -> Model:
    """The model with continuous heads. O(slots x intervals of a shift)."""
    model = Model(pulp.LpProblem("shifts", pulp.LpMinimize), constant_cny=contract_pay_cny(part))
    cost: Terms = []
    covered: list[Terms] = [[] for _ in part.heads]
    useful = useful_slots(part)
    able = [set(crew.slots) for crew in part.crews]
    for j in useful:
        choice = part.choices[j]
        crews = [c for c, slots in enumerate(able) if j in slots] if part.crews else [0]
        if not crews:
            continue
        for c in crews:
            model.heads[j, c] = variable = model.problem.add_variable(f"heads_{j}_{c}", 0, None)
            cost.append((variable, head_cny(part, j)))
            for t, share in choice.present.items():
                covered[t].append((variable, share))
        own = [model.heads[j, c] for c in crews]
        for k, rest in enumerate(choice.breaks):
            starts = [model.problem.add_variable(f"rest_{j}_{k}_{o}", 0, None) for o in range(len(rest.offsets))]
            model.rests[j, k] = starts
            model.problem += pulp.LpAffineExpression([(v, 1.0) for v in starts] + [(v, -1.0) for v in own]) == 0
            for variable, away in zip(starts, rest.away, strict=True):
                for t, share in away.items():
                    covered[t].append((variable, -share))
    cost += _cover(model, part, covered)
    cost += _lawful(model, part)
    cost += _seats(model, part)
    model.problem.setObjective(pulp.LpAffineExpression(cost, constant=model.constant_cny))
    return model


def useful_slots(part: Part) -> list[int]:
    """Slots that meet work; for people with contracts every slot may be, so that they get their hours."""
    if part.crews and part.heads.any():
        return list(range(len(part.choices)))
    return [j for j, choice in enumerate(part.choices) if any(part.heads[t] > 0 for t in choice.present)]


def whole_cover(part: Part) -> list[bool]:
    """Whether whole heads with whole breaks make whole cover in each interval: all of them fill it or leave it."""
    whole = [True] * len(part.heads)
    for choice in part.choices:
        for shares in (choice.present, *(away for rest in choice.breaks for away in rest.away)):
            for t, share in shares.items():
                whole[t] = whole[t] and share == 1.0
    return whole


def _cover(model: Model, part: Part, covered: list[Terms]) -> Terms:
    """Rows: heads on queue work, plus the missing, less the idle, are the cheapest cover."""
    hour = part.hour_cny * part.interval_min / 60.0
    whole = whole_cover(part)
    cost: Terms = []
    for t, wanted in enumerate(part.heads.tolist()):
        base, price, around = pieces(wanted, hour, whole=whole[t])
        model.constant_cny += price
        row = covered[t]
        for number, piece in enumerate(around):
            variable = model.problem.add_variable(f"off_{t}_{number}", 0, piece.most)
            row = [*row, (variable, piece.sign)]
            cost.append((variable, piece.price))
        model.problem += pulp.LpAffineExpression(row) == base
    return cost


def _lawful(model: Model, part: Part) -> Terms:
    """Rows of the lawful limits of each crew, and its contract hours: none beyond them, idle ones have a price."""
    cost: Terms = []
    for c, crew in enumerate(part.crews):
        for limit in crew.limits:
            row = [(model.heads[j, c], weight) for j, weight in limit.weights.items() if (j, c) in model.heads]
            if row:
                model.problem += pulp.LpAffineExpression(row) <= limit.most
        for week, minutes in crew.week_min.items():
            row = [
                (variable, part.choices[j].slot.paid_min / 60.0)
                for (j, of), variable in model.heads.items()
                if of == c and int(week_numbers(part.choices[j].slot.day)) == week
            ]
            idle = model.problem.add_variable(f"idle_{c}_{week}", 0, None)
            if week in crew.extra_min:
                extra = model.problem.add_variable(f"extra_{c}_{week}", 0, crew.extra_min[week] / 60.0)
                row.append((extra, -1.0))
                cost.append((extra, part.hour_cny))
            model.problem += pulp.LpAffineExpression([*row, (idle, 1.0)]) == minutes / 60.0
            cost.append((idle, IDLE_PRICE * part.hour_cny))
    return cost


def _seats(model: Model, part: Part) -> Terms:
    """Rows of the seats of each day; ordered ones that nobody uses are paid all the same."""
    by_day: dict[int, Terms] = {day: [] for day in part.most_seats}
    for (j, _), variable in model.heads.items():
        by_day.setdefault(part.choices[j].slot.day, []).append((variable, 1.0))
    cost: Terms = []
    for day, row in by_day.items():
        if day in part.unused_cny:
            unused = model.problem.add_variable(f"unused_{day}", 0, None)
            model.problem += pulp.LpAffineExpression([*row, (unused, 1.0)]) == part.most_seats[day]
            cost.append((unused, part.unused_cny[day]))
        elif day in part.most_seats and row:
            model.problem += pulp.LpAffineExpression(row) <= part.most_seats[day]
    return cost
