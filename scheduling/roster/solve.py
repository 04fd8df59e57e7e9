"""Naming the shifts of one skill group: the relaxation proves the bound, a lawful start is made better by exchanges."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from data.contracts.plan import SolveReport, SolveStatus
from scheduling.roster.anneal import annealed, extras_for, warm_up
from scheduling.roster.board import played
from scheduling.roster.demand import Demand
from scheduling.roster.extras import total_price
from scheduling.roster.greedy import greedy_roster
from scheduling.roster.model import build, pay_cny, start_from
from scheduling.roster.reasons import reasons_of
from scheduling.solver.pulp_door import solve

STAGE = "roster"
SMALL = 400  # choices of person and shift up to which the integer model is solved to the end
SMALL_GAP = 1e-6
ANSWERED = (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)
NOTE = "bound by the relaxation, names by exchanges"
STRUCK = "the time limit ended the search: another run may answer otherwise"
UNRELAXED = "the relaxation was not solved in time"


@dataclass(frozen=True)
class Named:
    """Slots of each person, the rules that keep each empty slot empty, and how it was solved."""

    demand: Demand
    worked: tuple[frozenset[int], ...]
    reasons: dict[int, str]
    report: SolveReport


def name_shifts(demand: Demand) -> Named:
    """Give the shifts to people. Whatever happens, the lawful start is the least that comes back.

    Objective and bound are the CNY of `scheduling.roster.model`: pay, empty shifts, wishes, hours and burdens.
    """
    warm_up()
    started = time.perf_counter()
    limit_s = demand.settings.roster_limit_s
    model = build(demand, whole=False)
    relaxed = solve(model.problem, stage=STAGE, part=demand.group, settings=demand.settings, limit_s=limit_s)
    bound = relaxed.objective if relaxed.status is SolveStatus.OPTIMAL else relaxed.bound
    bound = pay_cny(demand) if bound is None else bound  # pay is due whatever the answer, and no price is negative
    worked, struck = annealed(demand, greedy_roster(demand), demand.tries, time.process_time() + limit_s)
    cost = start_from(model, demand, worked) + extras_cny(demand, worked)
    if cost > bound + SMALL_GAP * cost and len(model.works) <= SMALL:
        worked, cost, bound = _exact(demand, worked, cost, bound)
    bound = min(bound, cost)
    gap = abs(cost - bound) / max(abs(cost), 1e-9)
    notes = [NOTE, *([STRUCK] if struck else []), *([] if relaxed.status in ANSWERED else [UNRELAXED])]
    notes += [relaxed.note] if relaxed.note else []
    status = SolveStatus.OPTIMAL if gap <= demand.settings.gap else SolveStatus.FEASIBLE
    report = SolveReport(
        STAGE, demand.group, status, cost, bound, gap, time.perf_counter() - started, relaxed.solver, "; ".join(notes)
    )
    return Named(demand, tuple(frozenset(slots) for slots in worked), reasons_of(demand, worked), report)


def extras_cny(demand: Demand, worked: list[set[int]]) -> float:
    """What soft rules, leasts, rests and pairs cost; the relaxation for the bound leaves them out."""
    _, state = played(demand, worked)
    return total_price(extras_for(demand, len(state.on)), state.on)


def _exact(demand: Demand, worked: list[set[int]], cost: float, bound: float) -> tuple[list[set[int]], float, float]:
    """The integer model of a small group solved to the end, from a roster; the better of both, its cost and bound."""
    model = build(demand, whole=True)
    start_from(model, demand, worked)
    settings = replace(demand.settings, gap=SMALL_GAP)
    limit_s = demand.settings.roster_limit_s
    report = solve(model.problem, stage=STAGE, part=demand.group, settings=settings, limit_s=limit_s, warm_start=True)
    bound = max(bound, report.bound if report.bound is not None else bound)
    if report.objective is None:
        return worked, cost, bound
    better = [
        {j for j in demand.may[i] if round(model.works[i, j].varValue or 0.0) == 1} for i in range(len(demand.people))
    ]
    total = report.objective + extras_cny(demand, better)
    return (better, total, bound) if total < cost - SMALL_GAP else (worked, cost, bound)
