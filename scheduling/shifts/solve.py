"""Solving one skill group: the relaxation proves the bound, a search from there finds whole heads and breaks."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from data.contracts.plan import SolveReport, SolveStatus
from scheduling.shifts.model import Key, Model, build, contract_pay_cny, head_cny, overtime_cny
from scheduling.shifts.part import Floats, Part
from scheduling.shifts.placing import breaks_of_heads
from scheduling.shifts.price import IDLE_PRICE, cover_price
from scheduling.shifts.search import warm_up, whole_heads
from scheduling.solver.pulp_door import solve

STAGE = "shifts"
ANSWERED = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)
NOTE = "bound by the relaxation, whole heads by search"
STRUCK = "the time limit ended the search: another run may answer otherwise"
UNRELAXED = "the relaxation was not solved in time"


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

    The relaxation comes first: its value is the bound. Whole heads are searched from there. Objective and bound are
    the CNY of `scheduling.shifts.model`: all pay of the group, and its missing and idle head-hours at their prices.
    """
    warm_up()
    started = time.perf_counter()
    limit_s = part.settings.shifts_limit_s
    model = build(part)
    relaxed = solve(model.problem, stage=STAGE, part=part.group, settings=part.settings, limit_s=limit_s)
    if relaxed.status is SolveStatus.INFEASIBLE or not model.heads:
        return PartMade(part.group, [], np.zeros(len(part.heads)), part.heads, relaxed)
    whole = whole_heads(part, model, time.process_time() + limit_s)
    heads: dict[int, int] = {}
    for (j, _), count in whole.heads.items():
        heads[j] = heads.get(j, 0) + count
    cover = on_work(part, heads, whole.rests)
    notes = [NOTE, *([STRUCK] if whole.struck else []), *([] if relaxed.status in ANSWERED else [UNRELAXED])]
    notes += [relaxed.note] if relaxed.note else []
    cost = cost_cny(part, whole.heads, cover)
    report = _report(part, relaxed, model, cost, time.perf_counter() - started, "; ".join(notes))
    return PartMade(part.group, _rows(part, heads, whole.rests), cover, part.heads, report)


def cost_cny(part: Part, heads: dict[Key, int], cover: Floats) -> float:
    """The objective of whole heads and breaks, in the terms of the model: pay, missing and idle head-hours. O(T)."""
    hour = part.hour_cny * part.interval_min / 60.0
    total = float(cover_price(part.heads, cover, hour).sum()) + contract_pay_cny(part)
    total += sum(count * head_cny(part, j) for (j, _), count in heads.items())
    if part.crews:
        extra_cny, idle_min = overtime_cny(part, heads)
        return total + extra_cny + IDLE_PRICE * part.hour_cny * idle_min / 60.0
    for day, price in part.unused_cny.items():
        used = sum(count for (j, _), count in heads.items() if part.choices[j].slot.day == day)
        total += price * (part.most_seats[day] - used)
    return total


def _report(part: Part, relaxed: SolveReport, model: Model, cost: float, seconds: float, note: str) -> SolveReport:
    """What is paid whatever the answer is a bound too, where the relaxation gave none."""
    bound = relaxed.objective if relaxed.status is SolveStatus.OPTIMAL else relaxed.bound
    bound = min(cost, model.constant_cny if bound is None else bound)
    gap = abs(cost - bound) / max(abs(cost), 1e-9)
    status = SolveStatus.OPTIMAL if gap <= part.settings.gap else SolveStatus.FEASIBLE
    return SolveReport(STAGE, part.group, status, cost, bound, gap, seconds, relaxed.solver, note)


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


def _rows(part: Part, heads: dict[int, int], rests: dict[Key, list[int]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for j, count in sorted(heads.items()):
        slot = part.choices[j].slot
        for text, number in sorted(breaks_of_heads(part, j, count, rests).items()):
            rows.append({"group": part.group, "day": slot.day, "shift": slot.shift, "breaks": text, "heads": number})
    return rows
