"""Solving one skill group: the relaxation proves the bound, a small integer model near it finds the heads."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
import pulp

from data.contracts.plan import SolveReport, SolveStatus
from scheduling.shifts.model import OVER_PRICE, OVER_STEP, UNDER_PRICE, UNDER_STEP, Key, Model, build, on_work
from scheduling.shifts.part import Floats, Part
from scheduling.shifts.placing import breaks_of_heads, whole_rests
from scheduling.solver.pulp_door import solve

STAGE = "shifts"
ANSWERED = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)


@dataclass(frozen=True)
class PartMade:
    """Rows of the shift plan of a group, heads on queue work per interval, and how it was solved."""

    group: str
    rows: list[dict[str, object]]
    cover: Floats
    wanted: Floats
    report: SolveReport


def solve_part(part: Part) -> PartMade:
    """Whole heads on shifts with whole breaks. The best found is returned whatever the clock says.

    The relaxation is solved first: its value is the bound. Then each count may only take the whole numbers beside its
    relaxed value, which leaves a model small enough to solve; without any answer the relaxed heads are rounded down.
    """
    started = time.perf_counter()
    model = build(part)
    relaxed = solve(model.problem, stage=STAGE, part=part.group, settings=part.settings, limit_s=part.limit_s)
    if relaxed.status not in ANSWERED:
        return PartMade(part.group, [], np.zeros(len(part.heads)), part.heads, relaxed)
    low = _near(model)
    left_s = max(0.5, part.limit_s - (time.perf_counter() - started))
    found = solve(model.problem, stage=STAGE, part=part.group, settings=part.settings, limit_s=left_s)
    answered = found.status in ANSWERED
    by_crew = {key: round(v.varValue) if answered else low[key] for key, v in model.heads.items()}
    heads: dict[int, int] = {}
    for (j, _), count in by_crew.items():
        heads[j] = heads.get(j, 0) + count
    heads = {j: count for j, count in heads.items() if count}
    wishes = {
        key: [float(v.varValue or 0.0) if answered else 1.0 for v in starts]
        for key, starts in model.rests.items()
        if key[0] in heads
    }
    rests = whole_rests(part, heads, wishes)
    cover = on_work(part, heads, rests)
    objective = _price(part, model, by_crew, cover)
    report = _report(part, relaxed, found, objective, time.perf_counter() - started)
    return PartMade(part.group, _rows(part, heads, rests), cover, part.heads, report)


def _near(model: Model) -> dict[Key, int]:
    """Let every count be one of the two whole numbers beside its relaxed value; returns the lower ones."""
    low: dict[Key, int] = {}
    for key, variable in model.heads.items():
        value = float(variable.varValue or 0.0)
        low[key] = math.floor(value + 1e-6)
        variable.lowBound, variable.upBound = low[key], math.ceil(value - 1e-6)
        variable.cat = pulp.LpInteger
    return low


def _price(part: Part, model: Model, heads: dict[Key, int], cover: Floats) -> float:
    """The objective of whole heads and breaks, in the terms of the model."""
    hour = part.hour_cny * part.interval_min / 60.0
    reachable = np.zeros(len(cover), dtype=bool)
    for j, _ in model.heads:
        reachable[list(part.choices[j].present)] = True
    gap = np.where(reachable, part.heads - cover, 0.0)
    under, over = np.maximum(gap, 0.0), np.maximum(-gap, 0.0)
    first, usual = UNDER_STEP * part.heads, OVER_STEP * part.heads + 0.5
    total = hour * float(
        (UNDER_PRICE[0] * np.minimum(under, first) + UNDER_PRICE[1] * np.maximum(under - first, 0.0)).sum()
        + (OVER_PRICE[0] * np.minimum(over, usual) + OVER_PRICE[1] * np.maximum(over - usual, 0.0)).sum()
    )
    costs: dict[str, float] = {variable.name: float(price) for variable, price in model.problem.objective.items()}
    total += sum(count * costs.get(model.heads[key].name, 0.0) for key, count in heads.items())
    idle = [v for v in model.problem.variables() if v.name.startswith("idle_") and v.name.count("_") == 2]
    return total + sum(float(v.varValue or 0.0) * costs[v.name] for v in idle)


def _report(part: Part, relaxed: SolveReport, found: SolveReport, objective: float, seconds: float) -> SolveReport:
    bound = relaxed.objective if relaxed.status is SolveStatus.OPTIMAL else relaxed.bound
    gap = None if bound is None else abs(objective - bound) / max(abs(objective), 1e-9)
    proved = gap is not None and gap <= part.settings.gap
    note = "relaxation, whole numbers beside it, breaks rounded" + (f"; {found.note}" if found.note else "")
    status = SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE
    return SolveReport(STAGE, part.group, status, objective, bound, gap, seconds, found.solver, note)


def _rows(part: Part, heads: dict[int, int], rests: dict[Key, list[int]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for j, count in sorted(heads.items()):
        slot = part.choices[j].slot
        for text, number in sorted(breaks_of_heads(part, j, count, rests).items()):
            rows.append({"group": part.group, "day": slot.day, "shift": slot.shift, "breaks": text, "heads": number})
    return rows
