"""Independent judge of lines: what they cost and which hard limits they break, in plain Python, day by day.

Shares no code with the engine, so that a fault there cannot hide here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from scheduling.lines.answer import Breach, Split
from scheduling.lines.problem import OFF, OPEN, Ints, Problem

SLACK = 1e-6


def cost_of(problem: Problem, shifts: Ints) -> Split:
    """What the lines cost; what breaks a hard limit (infinite price) costs nothing here. O(cells + cover + rows).

    `shifts[i, d]` is a kind or OFF.
    """
    plan = [[int(kind) for kind in line] for line in shifts]
    cells = problem.constant
    for i, line in enumerate(plan):
        for d, kind in enumerate(line):
            if kind != OFF:
                cells += float(problem.cell_cost[i, d, kind])
    under = over = rows = 0.0
    for r, seen in enumerate(_covered(problem, plan)):
        wanted = int(problem.cover.wanted[r])
        under += _priced(wanted - seen, float(problem.cover.under[r]))
        over += _priced(seen - wanted, float(problem.cover.over[r]))
    for r, total in enumerate(_sums(problem, plan)):
        rows += _priced(float(problem.rows.least[r]) - total, float(problem.rows.under[r]))
        rows += _priced(total - float(problem.rows.most[r]), float(problem.rows.over[r]))
    return Split(cells, under, over, rows)


def breaches_of(problem: Problem, shifts: Ints) -> tuple[Breach, ...]:
    """Every hard limit that the lines break, by person and day; empty where they are lawful."""
    plan = [[int(kind) for kind in line] for line in shifts]
    found: list[Breach] = []
    for i, line in enumerate(plan):
        found += _cells(problem, i, line)
        found += _successions(problem, i, line)
        found += _totals(problem, i, line)
        found += _stretches(problem, i, line)
    for r, seen in enumerate(_covered(problem, plan)):
        wanted, day = int(problem.cover.wanted[r]), int(problem.cover.day[r])
        if math.isinf(problem.cover.under[r]) and seen < wanted:
            found.append(Breach("cover.under", -1, day, wanted - seen))
        if math.isinf(problem.cover.over[r]) and seen > wanted:
            found.append(Breach("cover.over", -1, day, seen - wanted))
    return (*found, *_rows_broken(problem, plan))


def _priced(excess: float, price: float) -> float:
    return price * excess if excess > SLACK and math.isfinite(price) else 0.0


def _covered(problem: Problem, plan: list[list[int]]) -> Iterator[int]:
    for r, day in enumerate(problem.cover.day):
        counts = problem.cover.counts[r]
        yield sum(1 for line in plan if line[int(day)] != OFF and bool(counts[line[int(day)]]))


def _sums(problem: Problem, plan: list[list[int]]) -> Iterator[float]:
    rows, kinds = problem.rows, len(problem.kinds)
    for r, person in enumerate(rows.person):
        total = 0.0
        for k in range(int(rows.start[r]), int(rows.start[r + 1])):
            day, kind = divmod(int(rows.cell[k]), kinds)
            if plan[int(person)][day] == kind:
                total += float(rows.weight[k])
        yield total


def _rows_broken(problem: Problem, plan: list[list[int]]) -> Iterator[Breach]:
    rows = problem.rows
    for r, total in enumerate(_sums(problem, plan)):
        name = rows.name[r] if rows.name else "row"
        first, end = int(rows.start[r]), int(rows.start[r + 1])
        day = int(rows.cell[first]) // len(problem.kinds) if end > first else -1
        short, past = float(rows.least[r]) - total, total - float(rows.most[r])
        if math.isinf(rows.under[r]) and short > SLACK:
            yield Breach(name, int(rows.person[r]), day, short)
        if math.isinf(rows.over[r]) and past > SLACK:
            yield Breach(name, int(rows.person[r]), day, past)


def _cells(problem: Problem, i: int, line: list[int]) -> Iterator[Breach]:
    for d, kind in enumerate(line):
        lock = int(problem.locked[i, d])
        if lock != OPEN:
            if kind != lock:
                yield Breach("locked", i, d, 1.0)
        elif kind != OFF and not problem.allowed[i, d, kind]:
            yield Breach("allowed", i, d, 1.0)


def _successions(problem: Problem, i: int, line: list[int]) -> Iterator[Breach]:
    forbidden = problem.forbidden[int(problem.law[i])] if len(problem.forbidden) else None
    before = int(problem.limits.last_kind[i])
    for d, kind in enumerate(line):
        if forbidden is not None and OFF not in (before, kind) and forbidden[before, kind]:
            yield Breach("succession", i, d, 1.0)
        before = kind


def _totals(problem: Problem, i: int, line: list[int]) -> Iterator[Breach]:
    limits = problem.limits
    for kind in range(len(problem.kinds)):
        past = line.count(kind) - int(limits.most_of_kind[i, kind])
        if past > 0:
            yield Breach("most_of_kind", i, -1, past)
    worked = sum(int(problem.minutes[kind]) for kind in line if kind != OFF)
    if worked < int(limits.least_min[i]):
        yield Breach("least_min", i, -1, int(limits.least_min[i]) - worked)
    if worked > int(limits.most_min[i]):
        yield Breach("most_min", i, -1, worked - int(limits.most_min[i]))
    weekends = {int(problem.weekend[d]) for d, kind in enumerate(line) if kind != OFF} - {-1}
    if len(weekends) > int(limits.most_weekends[i]):
        yield Breach("most_weekends", i, -1, len(weekends) - int(limits.most_weekends[i]))


def _stretches(problem: Problem, i: int, line: list[int]) -> Iterator[Breach]:
    """Runs of work and breaks between them, those carried in from before day 0 included."""
    limits, days = problem.limits, len(line)
    run, off = int(limits.run_before[i]), int(limits.off_before[i])
    known = run > 0 or off > 0
    worked = [True] * run if run else [False] * off
    carried = len(worked)
    flags = worked + [kind != OFF for kind in line]
    first = 0
    while first < len(flags):
        end = first
        while end < len(flags) and flags[end] == flags[first]:
            end += 1
        length, open_start = end - first, first == 0 and not known
        bounded = end < carried + days and not open_start and end > carried - (first == 0)
        least = int(limits.least_run[i]) if flags[first] else int(limits.least_off[i])
        if bounded and length < least:
            yield Breach("least_run" if flags[first] else "least_off", i, max(first - carried, 0), least - length)
        if flags[first] and end > carried and length > int(limits.most_run[i]):
            yield Breach("most_run", i, max(first - carried, 0), length - int(limits.most_run[i]))
        first = end
