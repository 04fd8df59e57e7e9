"""Solving one skill group: the relaxation proves the bound, a search from there finds whole heads and breaks."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from data.contracts.plan import SolveReport, SolveStatus
from scheduling.shifts.descent import whole_heads
from scheduling.shifts.model import (
    IDLE_PRICE,
    OVER_PRICE,
    OVER_STEP,
    UNDER_PRICE,
    UNDER_STEP,
    Key,
    Model,
    build,
    on_work,
)
from scheduling.shifts.part import Floats, Part
from scheduling.shifts.placing import breaks_of_heads, whole_rests
from scheduling.solver.pulp_door import solve

STAGE = "shifts"
LEAST_SEARCH_S = 0.3
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

    The relaxation comes first: its value is the bound. Whole heads are searched from there with breaks where the
    relaxation spread them; then every break becomes whole and moves to where it hurts least.
    """
    started = time.perf_counter()
    model = build(part)
    relaxed = solve(model.problem, stage=STAGE, part=part.group, settings=part.settings, limit_s=part.limit_s)
    if relaxed.status not in ANSWERED or not model.heads:
        return PartMade(part.group, [], np.zeros(len(part.heads)), part.heads, relaxed)
    by_crew = whole_heads(part, model, max(started + part.limit_s, time.perf_counter() + LEAST_SEARCH_S))
    heads: dict[int, int] = {}
    for (j, _), count in by_crew.items():
        if count:
            heads[j] = heads.get(j, 0) + count
    wishes = {
        key: [max(0.0, float(v.varValue or 0.0)) for v in starts]
        for key, starts in model.rests.items()
        if key[0] in heads
    }
    rests = whole_rests(part, heads, wishes)
    cover = on_work(part, heads, rests)
    report = _report(part, relaxed, _price(part, model, by_crew, cover), time.perf_counter() - started)
    return PartMade(part.group, _rows(part, heads, rests), cover, part.heads, report)


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
    contract_min = sum(minutes for crew in part.crews for minutes in crew.week_min.values())
    paid_min = sum(count * part.choices[j].slot.paid_min for (j, _), count in heads.items()) if part.crews else 0.0
    return total + IDLE_PRICE * part.hour_cny * (contract_min - paid_min) / 60.0


def _report(part: Part, relaxed: SolveReport, objective: float, seconds: float) -> SolveReport:
    bound = relaxed.objective if relaxed.status is SolveStatus.OPTIMAL else relaxed.bound
    gap = None if bound is None else abs(objective - bound) / max(abs(objective), 1e-9)
    proved = gap is not None and gap <= part.settings.gap
    note = "; ".join(["bound by the relaxation, whole heads by search", *([relaxed.note] if relaxed.note else [])])
    status = SolveStatus.OPTIMAL if proved else SolveStatus.FEASIBLE
    return SolveReport(STAGE, part.group, status, objective, bound, gap, seconds, relaxed.solver, note)


def _rows(part: Part, heads: dict[int, int], rests: dict[Key, list[int]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for j, count in sorted(heads.items()):
        slot = part.choices[j].slot
        for text, number in sorted(breaks_of_heads(part, j, count, rests).items()):
            rows.append({"group": part.group, "day": slot.day, "shift": slot.shift, "breaks": text, "heads": number})
    return rows
