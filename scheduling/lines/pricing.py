"""The cheapest line of one person against prices of cells, exactly: dynamic programming over the days.

A state is what the rest of the line depends on: the kind worked and the days in a row, or the days off in a row;
beside them the minutes so far, the weekends so far and how often counted kinds were worked: those whose limit a line
broke. What is left out (rows, limits that would need too many states) only adds lines: the price is never above the
true one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from scheduling.compiled import free_kernel
from scheduling.lines.problem import OFF, OPEN, Flags, Floats, Ints, Problem

Codes = npt.NDArray[np.uint16]

MOST_COUNTS = 64  # combinations of counted kinds kept in the state


@dataclass(frozen=True)
class Terrain:
    """What the search for one person's line needs: its shape as small numbers.

    `shape` = (no most run, most run, least run, least off, least units, most units, weekends, combinations of
    counted kinds, nothing known of the days before, classes); units are the greatest common step of the minutes. Kinds
    after which the same kinds are barred are one class; those of a class with the same units, and counted kinds alone,
    are a group. `step_weekend[d]`: 0 no weekend, 1 its first day, 2 a day that counts unless the day before was worked.
    """

    may: Flags  # (days, kinds)
    may_off: Flags  # (days)
    barred: Flags  # (classes + 1, kinds); the last row, after a day off, bars nothing
    group: Ints  # (kinds)
    groups: Ints  # (groups, 3): class, units, step of its count
    room: Flags  # (groups, counts): may be worked once more
    shape: Ints
    step_weekend: Ints
    first: Ints  # class before day 0 or -1, days worked in a row, days off in a row
    most: Ints  # (kinds)
    counted: tuple[int, ...]


def terrain_of(problem: Problem, i: int, counted: tuple[int, ...] = ()) -> Terrain:
    """The terrain of person i that keeps the limits of the `counted` kinds. O(days x kinds)."""
    limits, days, kinds = problem.limits, problem.days, len(problem.kinds)
    lock = problem.locked[i]
    may = (problem.allowed[i] & (lock == OPEN)[:, None]) | (lock[:, None] == np.arange(kinds))
    step = max(int(np.gcd.reduce(problem.minutes)) if kinds else 1, 1)
    units = problem.minutes // step
    longest = int(units.max(initial=0)) * days
    least_units = -(-max(int(limits.least_min[i]), 0) // step)
    most_units = min(int(limits.most_min[i]) // step, longest)
    if least_units == 0 and most_units >= longest:
        units, most_units = np.zeros_like(units), 0
    most = limits.most_of_kind[i]
    counts = int(np.prod(most[list(counted)] + 1, dtype=np.int64))
    steps = _weekend_steps(problem.weekend)
    weekends = int(limits.most_weekends[i])
    if weekends >= int((steps == 1).sum()):
        steps, weekends = np.zeros_like(steps), 0
    before, off = int(limits.run_before[i]), int(limits.off_before[i])
    most_run, least_run = int(limits.most_run[i]), max(int(limits.least_run[i]), 1)
    endless = most_run >= days + before
    if endless:
        most_run = max(min(least_run, days + before + 1), 2)
    least_off = max(int(limits.least_off[i]), 1)
    shape = [int(endless), most_run, least_run, min(least_off, days + off + 1), least_units, most_units,
             weekends, counts, int(before == 0 and off == 0)]  # fmt: skip
    law = problem.forbidden[problem.law[i]] if len(problem.forbidden) else np.zeros((kinds, kinds), np.bool_)
    barred, class_of = np.unique(law, axis=0, return_inverse=True)
    stride = np.zeros(kinds, np.int64)
    place = 1
    for kind in counted:
        stride[kind] = place
        place *= int(most[kind]) + 1
    traits = np.stack([class_of.reshape(-1), units, stride], axis=1).astype(np.int64)
    groups, group = np.unique(traits, axis=0, return_inverse=True)
    digit = {int(stride[kind]): int(most[kind]) for kind in counted}
    rooms = [np.arange(counts) // step % (digit[step] + 1) < digit[step] if step else np.ones(counts, np.bool_)
             for step in groups[:, 2].tolist()]  # fmt: skip
    last = int(limits.last_kind[i])
    first = np.array([-1 if last == OFF else int(class_of.reshape(-1)[last]), before, off], np.int64)
    return Terrain(
        may=may & (most > 0),
        may_off=np.asarray((lock == OFF) | (lock == OPEN)),
        barred=np.vstack([barred, np.zeros((1, kinds), np.bool_)]),
        group=group.reshape(-1).astype(np.int64),
        groups=np.ascontiguousarray(groups).reshape(-1, 3),
        shape=np.array([*shape, len(barred)], np.int64),
        step_weekend=steps,
        first=first,
        room=np.array(rooms, np.bool_).reshape(len(groups), counts),
        most=most,
        counted=counted,
    )


def counting(problem: Problem, i: int, ground: Terrain, line: Ints) -> Terrain | None:
    """The terrain that counts the kinds whose limits the line breaks as well; None where nothing can be added.

    Small limits come first, as they need few states; what the person may work stays as narrowed.
    """
    often = np.bincount(line[line != OFF], minlength=len(ground.most))
    wanted = {*ground.counted, *np.flatnonzero(often > ground.most).tolist()}
    kept: list[int] = []
    counts = 1
    for kind in sorted(wanted, key=lambda k: (int(ground.most[k]), k)):
        if counts * (int(ground.most[kind]) + 1) <= MOST_COUNTS:
            kept.append(int(kind))
            counts *= int(ground.most[kind]) + 1
    if set(kept) == set(ground.counted):
        return None
    wider = terrain_of(problem, i, tuple(kept))
    return replace(wider, may=ground.may, may_off=ground.may_off)


def line_at(ground: Terrain, price: Floats) -> tuple[float, Ints]:
    """Price of the cheapest line (inf: none) and the line, at these prices of cells (days, kinds)."""
    line = np.full(len(price), OFF, np.int64)
    value = cheapest_line(price, ground.may, ground.may_off, ground.barred, ground.group, ground.groups, ground.room,
                          ground.shape, ground.step_weekend, ground.first, line)  # fmt: skip
    return float(value), line


def _weekend_steps(weekend: Ints) -> Ints:
    """0 no weekend, 1 a weekend's first day, 2 its second; longer weekends count their first two days only."""
    steps = np.zeros(len(weekend), np.int64)
    seen: dict[int, int] = {}
    for d, number in enumerate(weekend.tolist()):
        if number < 0:
            continue
        if number not in seen:
            steps[d], seen[number] = 1, d
        elif seen[number] == d - 1:
            steps[d] = 2
    return steps


@free_kernel
def pick_kinds(price: Floats, may: Flags, barred: Flags, group: Ints, pick: Ints) -> None:
    """The cheapest kind of each group after each class on each day, -1 where none: pick[day, class, group]."""
    pick[:, :, :] = -1
    for d in range(price.shape[0]):
        for k in range(price.shape[1]):
            if may[d, k]:
                for c in range(barred.shape[0]):
                    now = pick[d, c, group[k]]
                    if not barred[c, k] and (now < 0 or price[d, k] < price[d, now]):
                        pick[d, c, group[k]] = k


@free_kernel
def rest_from(old: Floats, new: Floats, came: Codes, price: float, code: int) -> None:
    """A day off after the states `old` of one run."""
    for b in range(len(old)):
        v = old[b] + price
        if v < new[b]:
            new[b] = v
            came[b] = code


@free_kernel
def work_from(
    old: Floats, new: Floats, came: Codes, price: float, code: int, lowest: int, size: Ints, move: Ints, room: Flags
) -> None:
    """A day worked after the states `old`; `size` and `move`: of units, weekends, counted days."""
    for u in range(lowest, size[0] - move[0]):
        for w in range(size[1] - move[1]):
            at = (u * size[1] + w) * size[2]
            to = ((u + move[0]) * size[1] + w + move[1]) * size[2] + move[2]
            for k in range(size[2] - move[2]):
                v = old[at + k] + price
                if v < new[to + k] and room[k]:
                    new[to + k] = v
                    came[to + k] = code


@free_kernel
def cheapest_line(  # noqa: C901, PLR0915
    price: Floats, may: Flags, may_off: Flags, barred: Flags, group: Ints, groups: Ints, room: Flags,
    shape: Ints, step_weekend: Ints, first: Ints, line: Ints,
) -> float:  # fmt: skip
    """Price of the cheapest line, written into `line`; inf where there is none. `price[d, s]` against a day off.

    O(days x classes x run x groups x units x weekends x counted) time, days x states memory.
    """
    days, sorts = price.shape[0], len(groups)
    most_run, least_off, classes = shape[1], shape[3], shape[9]
    size = np.array([shape[5] + 1, shape[6] + 1, shape[7]])
    block = size[0] * size[1] * size[2]
    works = classes * most_run
    start = works + least_off  # the day before day 0
    now, then = np.full((start + 1, block), np.inf), np.full((start + 1, block), np.inf)
    came = np.zeros((days, start, block), np.uint16)
    pick = np.zeros((days, classes + 1, sorts), np.int64)
    pick_kinds(price, may, barred, group, pick)
    alive, reached = np.zeros(start + 1, np.bool_), np.zeros(start + 1, np.bool_)
    now[start, 0] = 0.0
    alive[start] = True
    biggest = groups[:, 1].max() if sorts else 0
    move = np.zeros(3, np.int64)
    for d in range(days):
        then[:, :] = np.inf
        reached[:] = False
        need = max(shape[4] - (days - 1 - d) * biggest, 0)
        for a in range(start + 1):
            if not alive[a]:
                continue
            kind, run, off = -1, 0, 0
            if a == start:
                kind, run, off = first[0], first[1], min(first[2], least_off)
            elif a < works:
                kind, run = a // most_run, a % most_run + 1
            else:
                off = a - works + 1
            fresh = shape[8] == 1
            if may_off[d] and (run == 0 or run >= shape[2] or (fresh and run == d)):
                t = works + min(off, least_off - 1)
                reached[t] = True
                rest_from(now[a], then[t], came[d, t], 0.0, a * (sorts + 1))
            if run == 0 and off < least_off and not (fresh and off == d):
                continue
            if run >= most_run and shape[0] == 0:
                continue
            move[1] = 1 if step_weekend[d] == 1 or (step_weekend[d] == 2 and run == 0) else 0
            for g in range(sorts):
                k = pick[d, kind, g]  # kind -1: the last row
                if k < 0:
                    continue
                t = groups[g, 0] * most_run + min(run, most_run - 1)
                reached[t] = True
                move[0], move[2] = groups[g, 1], groups[g, 2]
                work_from(now[a], then[t], came[d, t], price[d, k], a * (sorts + 1) + g + 1,
                          max(need - move[0], 0), size, move, room[g])  # fmt: skip
        now, then = then, now
        alive, reached = reached, alive
    best, state, place = np.inf, -1, -1
    for a in range(start + 1):
        if alive[a]:
            for b in range(shape[4] * size[1] * size[2], block):
                if now[a, b] < best:
                    best, state, place = now[a, b], a, b
    for d in range(days - 1, -1, -1):
        if state < 0:
            break
        code = int(came[d, state, place])
        a, g = code // (sorts + 1), code % (sorts + 1) - 1
        line[d] = -1
        if g >= 0:
            kind = a // most_run if a < works else (first[0] if a == start else -1)
            run = 1 if a < works or (a == start and first[1] > 0) else 0
            line[d] = pick[d, kind, g]
            weekend = 1 if step_weekend[d] == 1 or (step_weekend[d] == 2 and run == 0) else 0
            place -= (groups[g, 1] * size[1] + weekend) * size[2] + groups[g, 2]
        state = a
    return best
