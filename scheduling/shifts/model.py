"""The PuLP model of a skill group: heads on shifts, breaks counted by their start, demand covered at least cost.

Breaks are placed implicitly (Aykin 1996): for every slot and break, the heads that take it at each start add up to the
heads on the slot, so that one count replaces one column for each combination of breaks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pulp

from scheduling.clock import week_numbers
from scheduling.shifts.part import Floats, Part

UNDER_PRICE = (4.0, 6.0)  # a missing head-hour, in prices of an hour: the first tenth of the demand, and the rest
OVER_PRICE = (0.02, 0.10)  # an idle head-hour: up to a sixth of the demand, and the rest
IDLE_PRICE = 0.5  # an hour of contract without work
UNDER_STEP, OVER_STEP = 0.10, 1.0 / 6.0

Key = tuple[int, int]


@dataclass
class Model:
    """The problem; `heads[j, c]` of slot j and crew c, `rests[j, k][o]` taking break k of slot j at its o-th start."""

    problem: pulp.LpProblem
    heads: dict[Key, pulp.LpVariable] = field(default_factory=dict)
    rests: dict[Key, list[pulp.LpVariable]] = field(default_factory=dict)


def build(part: Part) -> Model:
    """The model with continuous heads. O(slots x intervals of a shift)."""
    problem = pulp.LpProblem("shifts", pulp.LpMinimize)
    model = Model(problem)
    cost: list[tuple[pulp.LpVariable, float]] = []
    covered: list[list[tuple[pulp.LpVariable, float]]] = [[] for _ in part.heads]
    useful = _useful(part)
    able = [set(crew.slots) for crew in part.crews]
    for j, choice in enumerate(part.choices):
        crews = [c for c, slots in enumerate(able) if j in slots] if part.crews else [0]
        if not crews or j not in useful:
            continue
        for c in crews:
            variable = problem.add_variable(f"heads_{j}_{c}", 0, None)
            model.heads[j, c] = variable
            extra = choice.cost_cny
            if part.crews:  # contract hours are paid anyway; only the surcharges are extra
                extra = max(0.0, extra - part.hour_cny * choice.slot.paid_min / 60.0)
            cost.append((variable, extra))
            for t, share in choice.present.items():
                covered[t].append((variable, share))
        own = [model.heads[j, c] for c in crews]
        for k, rest in enumerate(choice.breaks):
            starts = [problem.add_variable(f"rest_{j}_{k}_{o}", 0, None) for o in range(len(rest.offsets))]
            model.rests[j, k] = starts
            problem += pulp.LpAffineExpression([(v, 1.0) for v in starts] + [(v, -1.0) for v in own]) == 0
            for variable, away in zip(starts, rest.away, strict=True):
                for t, share in away.items():
                    covered[t].append((variable, -share))
    cost += _cover(model, part, covered)
    cost += _lawful(model, part)
    _seats(model, part)
    problem.setObjective(pulp.LpAffineExpression(cost))
    return model


def _useful(part: Part) -> set[int]:
    """Slots that meet work; for people with contracts every slot may be, so that they get their hours."""
    if part.crews and part.heads.any():
        return set(range(len(part.choices)))
    return {j for j, choice in enumerate(part.choices) if any(part.heads[t] > 0 for t in choice.present)}


def _cover(
    model: Model, part: Part, covered: list[list[tuple[pulp.LpVariable, float]]]
) -> list[tuple[pulp.LpVariable, float]]:
    """Rows: heads on queue work plus the missing less the idle are the heads wanted."""
    hour = part.hour_cny * part.interval_min / 60.0
    cost = []
    for t, wanted in enumerate(part.heads.tolist()):
        if not covered[t]:
            continue
        row = covered[t]
        slack = [
            ("under", 1.0, UNDER_STEP * wanted, UNDER_PRICE[0]),
            ("short", 1.0, None, UNDER_PRICE[1]),
            ("over", -1.0, OVER_STEP * wanted + 0.5, OVER_PRICE[0]),
            ("idle", -1.0, None, OVER_PRICE[1]),
        ]
        for name, sign, most, price in slack:
            if sign > 0 and wanted <= 0:
                continue
            variable = model.problem.add_variable(f"{name}_{t}", 0, most)
            row = [*row, (variable, sign)]
            cost.append((variable, price * hour))
        model.problem += pulp.LpAffineExpression(row) == wanted
    return cost


def _lawful(model: Model, part: Part) -> list[tuple[pulp.LpVariable, float]]:
    """Rows of the lawful limits of each crew, and its contract hours: none beyond them, idle ones have a price."""
    cost = []
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
            if row:
                idle = model.problem.add_variable(f"idle_{c}_{week}", 0, None)
                model.problem += pulp.LpAffineExpression([*row, (idle, 1.0)]) == minutes / 60.0
                cost.append((idle, IDLE_PRICE * part.hour_cny))
    return cost


def _seats(model: Model, part: Part) -> None:
    by_day: dict[int, list[tuple[pulp.LpVariable, float]]] = {}
    for (j, _), variable in model.heads.items():
        by_day.setdefault(part.choices[j].slot.day, []).append((variable, 1.0))
    for day, row in by_day.items():
        if day in part.most_seats:
            model.problem += pulp.LpAffineExpression(row) <= part.most_seats[day]


def on_work(part: Part, heads: dict[int, int], rests: dict[Key, list[int]]) -> Floats:
    """Heads on queue work per interval for whole heads on slots and whole counts of breaks by start."""
    cover = np.zeros(len(part.heads))
    for j, count in heads.items():
        for t, share in part.choices[j].present.items():
            cover[t] += count * share
        for k, rest in enumerate(part.choices[j].breaks):
            for taken, away in zip(rests[j, k], rest.away, strict=True):
                for t, share in away.items():
                    cover[t] -= taken * share
    return cover
