"""Naming the shifts of one skill group: a lawful start, made better by the integer model within its time."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from data.contracts.plan import SolveReport, SolveStatus
from scheduling.roster.demand import Demand
from scheduling.roster.greedy import greedy_roster
from scheduling.roster.lawful import Diary
from scheduling.roster.model import build, start_from
from scheduling.roster.polish import polished
from scheduling.roster.rules.slots import forbidding
from scheduling.solver.pulp_door import solve

STAGE = "roster"
POLISH_SHARE = 0.2  # of the time, before and after the integer model


@dataclass(frozen=True)
class Named:
    """Slots of each person, the rules that keep each empty slot empty, and how it was solved."""

    demand: Demand
    worked: tuple[frozenset[int], ...]
    reasons: dict[int, str]
    report: SolveReport


def name_shifts(demand: Demand) -> Named:
    """Give the shifts to people. Whatever the solver does, the lawful start is the least that comes back."""
    started = time.perf_counter()
    worked = polished(demand, greedy_roster(demand), started + POLISH_SHARE * demand.limit_s)
    model = build(demand)
    first = start_from(model, demand, worked)
    left_s = max(0.5, (1.0 - POLISH_SHARE) * demand.limit_s - (time.perf_counter() - started))
    report = solve(
        model.problem, stage=STAGE, part=demand.group, settings=demand.settings, limit_s=left_s, warm_start=True
    )
    if report.objective is not None and report.objective <= first + 1e-6:
        worked = [
            {j for j in demand.may[i] if round(model.works[i, j].varValue or 0.0) == 1}
            for i in range(len(demand.people))
        ]
    if report.status is not SolveStatus.OPTIMAL:
        worked = polished(demand, worked, time.perf_counter() + POLISH_SHARE * demand.limit_s)
        reached = start_from(model, demand, worked)
        bound = max(0.0, report.bound or 0.0)  # prices are never negative
        gap = abs(reached - bound) / max(abs(reached), 1e-9)
        report = replace(report, status=SolveStatus.FEASIBLE, objective=reached, bound=bound, gap=gap)
    report = replace(report, seconds=time.perf_counter() - started)
    return Named(demand, tuple(frozenset(slots) for slots in worked), _reasons(demand, worked), report)


def _reasons(demand: Demand, worked: list[set[int]]) -> dict[int, str]:
    """For each slot with heads that nobody works: the rules that keep people from it, and for how many.

    Nobody can take it whom no rule forbids: otherwise the search ended before it was filled, and that is said.
    """
    empty = [j for j in range(len(demand.slots)) if sum(j in slots for slots in worked) < demand.wanted(j)]
    if not empty:
        return {}
    diaries = [Diary(demand, i) for i in range(len(demand.people))]
    for diary, slots in zip(diaries, worked, strict=True):
        for j in slots:
            diary.add(j)
    reasons = {}
    for j in empty:
        counts: dict[str, int] = {}
        for i, diary in enumerate(diaries):
            if j not in worked[i]:
                code = _forbidding(demand, i, diary, j)
                counts[code] = counts.get(code, 0) + 1
        said = [f"{code} ({count})" for code, count in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))]
        reasons[j] = ", ".join(said) or "nobody in the group"
    return reasons


def _forbidding(demand: Demand, i: int, diary: Diary, j: int) -> str:
    if j in demand.may[i]:
        return diary.forbids(j) or "time"
    return forbidding(demand.people[i], demand.slots[j])[0]
