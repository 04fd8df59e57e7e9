"""The best line of one person against prices of cells: shortest path over days, runs, minutes and weekends. Compiled.

A state is the run (days worked in a row and the class of the last kind, or days off in a row), the minutes so far, the
weekends so far and how often counted kinds were worked. All limits of a person are exact; kinds with a most of their
own are counted only where a line broke it. A window of days may be renewed while the other days stay as they are.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduling.compiled import free_kernel
from scheduling.lines.ground import LAST_KIND, LAW, LEAST_OFF, LEAST_RUN, OFF_BEFORE, RUN_BEFORE, Ground
from scheduling.lines.problem import Floats, Ints

LOST = 1e17  # from here on a value means: no such line
FRONT_CELLS = 400_000  # most states a day, and most ways back: a window that needs more is refused
BACK_CELLS = 9_000_000
MOST_COUNTED = 96  # most combinations of counted kinds
STATE_BITS, KIND_BITS = 11, 9


class Desk(NamedTuple):
    """Room to work in: prices by day and kind (LOST: not to be worked) and of days off, two fronts, the ways back."""

    price: Floats  # (days, kinds)
    rest: Floats  # (days)
    line: Ints  # (days) the answer
    front: Floats  # (2, FRONT_CELLS)
    back: npt.NDArray[np.int32]
    group: Ints  # (kinds) kinds alike to what follows: same class, minutes and counter
    group_class: Ints
    group_unit: Ints
    group_step: Ints  # stride of the counter, 0: not counted
    group_room: Ints
    pick: Ints  # (classes, groups) cheapest kind of the day
    room: Ints  # (kinds) how often each kind may be worked in the window
    counted: Ints  # (kinds) 1: counted
    most_counted: Ints  # (1) most combinations of counted kinds


class Frame(NamedTuple):
    """A window `first:last` of one person's days and the size of its states."""

    i: int
    first: int
    last: int  # days from here on are as they are; they are not counted
    end: int
    low: int  # units to be worked in the window, at least and at most
    high: int
    runs: int  # longest run told apart
    endless: int  # 1: a run may go on beyond `runs`
    breaks: int  # days off told apart
    classes: int
    width: int  # weekends * 2 + whether this one is counted already
    counts: int  # combinations of counted kinds
    groups: int
    known: int  # 1: what was before day 0 is known


def make_desk(ground: Ground, front: int = FRONT_CELLS, back: int = BACK_CELLS, counted: int = MOST_COUNTED) -> Desk:
    """Room for the lines of a problem."""
    _, days, kinds = ground.may.shape
    ints = [np.zeros(kinds, np.int64) for _ in range(7)]
    return Desk(
        np.zeros((days, kinds)), np.zeros(days), np.zeros(days, np.int64), np.zeros((2, front)),
        np.zeros(back, np.int32), ints[0], ints[1], ints[2], ints[3], ints[4],
        np.zeros((ground.barred.shape[1], kinds), np.int64), ints[5], ints[6], np.array([counted]),
    )  # fmt: skip


@free_kernel
def state_before(ground: Ground, line: Ints, i: int, first: int, runs: int, breaks: int, classes: int) -> int:
    """Number of the state in which a person comes to day `first`: run * classes + class, then the breaks."""
    d = first - 1
    fresh = ground.person[i, RUN_BEFORE] == 0 and ground.person[i, OFF_BEFORE] == 0
    if (d >= 0 and line[d] < 0) or (d < 0 and ground.person[i, RUN_BEFORE] == 0):
        off = 0
        while d >= 0 and line[d] < 0:
            off += 1
            d -= 1
        if d < 0:
            off = breaks if fresh else off + (ground.person[i, OFF_BEFORE] if ground.person[i, RUN_BEFORE] == 0 else 0)
        return int(runs * classes + min(off, breaks) - 1)
    last = line[d] if d >= 0 else ground.person[i, LAST_KIND]
    run = 0
    while d >= 0 and line[d] >= 0:
        run += 1
        d -= 1
    if d < 0:
        run += ground.person[i, RUN_BEFORE]
    number = ground.class_of[ground.person[i, LAW], last] if last >= 0 else 0
    return int((min(run, runs) - 1) * classes + number)


@free_kernel
def settled_at(ground: Ground, line: Ints, end: int, breaks: int) -> int:
    """First day from `end` on whose line no longer depends on the days before: behind the run there and one day more,
    or behind as many days off as a break needs; no weekend is cut."""
    days = len(line)
    e = end
    if e < days:
        works = line[e] >= 0
        while e < days and (line[e] >= 0) == works and (works or e < end + breaks):
            e += 1
        if e < days:
            e += 1
        while e < days and ground.weekend[e] >= 0 and ground.weekend[e] == ground.weekend[e - 1]:
            e += 1
    return e


@free_kernel
def weekends_of(ground: Ground, line: Ints, first: int, end: int) -> int:
    """Weekends with a day worked outside `first:end`."""
    count, seen = 0, -1
    for d in range(len(line)):
        if line[d] >= 0 and not first <= d < end and ground.weekend[d] >= 0 and ground.weekend[d] != seen:
            count += 1
            seen = ground.weekend[d]
    return count


@free_kernel
def make_groups(ground: Ground, desk: Desk, i: int) -> tuple[int, int]:
    """Sort kinds into groups; number of groups and of combinations of counted kinds."""
    law = ground.person[i, LAW]
    kinds = len(ground.unit)
    groups, counts = 0, 1
    for k in range(kinds):
        found = -1
        if desk.counted[k] == 0:
            for g in range(groups):
                alike = desk.group_class[g] == ground.class_of[law, k] and desk.group_unit[g] == ground.unit[k]
                if alike and desk.group_step[g] == 0:
                    found = g
                    break
        if found < 0:
            found = groups
            groups += 1
            desk.group_class[found] = ground.class_of[law, k]
            desk.group_unit[found] = ground.unit[k]
            desk.group_step[found] = counts if desk.counted[k] else 0
            desk.group_room[found] = desk.room[k]
            if desk.counted[k]:
                counts *= desk.room[k] + 1
        desk.group[k] = found
    return groups, counts


@free_kernel
def pick_kinds(ground: Ground, desk: Desk, frame: Frame, d: int) -> None:
    """The cheapest kind of each group after each class on a day; -1: none."""
    law = ground.person[frame.i, LAW]
    for c in range(frame.classes):
        for g in range(frame.groups):
            desk.pick[c, g] = -1
        for k in range(len(ground.unit)):
            if desk.price[d, k] < LOST and not ground.barred[law, c, k]:
                g = desk.group[k]
                now = desk.pick[c, g]
                if now < 0 or desk.price[d, k] < desk.price[d, now]:
                    desk.pick[c, g] = k


@free_kernel
def most_after(frame: Frame, d: int, longest: int) -> int:
    """Units that can be worked at most from day d of the window on."""
    days = frame.end - d
    if frame.endless:
        return days * longest
    round_d = frame.runs + frame.breaks
    return int((days // round_d * frame.runs + min(days % round_d, frame.runs)) * longest)


@free_kernel
def step(ground: Ground, desk: Desk, frame: Frame, d: int, side: int, longest: int) -> None:
    """All states of day d from those of the day before."""
    old, new = desk.front[side], desk.front[1 - side]
    block = (frame.high + 1) * frame.width * frame.counts
    states = frame.runs * frame.classes + frame.breaks
    new[: states * block] = 2 * LOST
    pick_kinds(ground, desk, frame, d)
    i = frame.i
    at = (d - frame.first) * states * block
    least_left = frame.low - most_after(frame, d + 1, longest)
    least_off = min(frame.breaks, ground.person[i, LEAST_OFF])
    for s in range(states):
        works = s < frame.runs * frame.classes
        run = s // frame.classes + 1 if works else 0
        off = 0 if works else s - frame.runs * frame.classes + 1
        rest_to = -1
        if desk.rest[d] < LOST:
            if not works:
                rest_to = min(s + 1, states - 1)
            elif run >= ground.person[i, LEAST_RUN] or (run == d and frame.known == 0):
                rest_to = frame.runs * frame.classes
        work_to = -1
        if works and (run < frame.runs or frame.endless):
            work_to = min(run, frame.runs - 1) * frame.classes
        elif not works and off >= least_off:
            work_to = 0
        weekend = 0
        if frame.width > 1 and ground.weekend[d] >= 0:
            weekend = 2 if d > 0 and ground.weekend[d] == ground.weekend[d - 1] else 1
        if rest_to >= 0:
            rest_after(desk, frame, desk.rest[d], old, new, s, rest_to, at, least_left, weekend)
        if work_to >= 0:
            work_after(desk, frame, d, old, new, s, work_to, at, least_left, weekend)


@free_kernel
def rest_after(
    desk: Desk, frame: Frame, price: float, old: Floats, new: Floats, s: int, to: int, at: int, least_left: int,
    weekend: int,
) -> None:  # fmt: skip
    """The day off that follows the states of one run. `weekend` of the day: 0 none, 1 its first day, 2 a later one."""
    counts = frame.counts
    layer = frame.width * counts
    block = (frame.high + 1) * layer
    for m in range(max(0, least_left), frame.high + 1):
        for w in range(frame.width):
            flag = w & 1
            kept = w if weekend == 2 else w - flag
            source, target = s * block + m * layer + w * counts, to * block + m * layer + kept * counts
            code = s | (flag << (STATE_BITS + KIND_BITS))
            for q in range(counts):
                value = old[source + q] + price
                if value < new[target + q]:
                    new[target + q] = value
                    desk.back[at + target + q] = code


@free_kernel
def work_after(
    desk: Desk, frame: Frame, d: int, old: Floats, new: Floats, s: int, to: int, at: int, least_left: int, weekend: int
) -> None:
    """A day worked, of every group, that follows the states of one run."""
    counts = frame.counts
    layer = frame.width * counts
    block = (frame.high + 1) * layer
    c = s % frame.classes if s < frame.runs * frame.classes else 0
    for g in range(frame.groups):
        k = desk.pick[c, g]
        if k < 0:
            continue
        price, unit = desk.price[d, k], desk.group_unit[g]
        stride = desk.group_step[g] if d < frame.last else 0
        for m in range(max(0, least_left - unit), frame.high + 1 - unit):
            for w in range(frame.width):
                flag = w & 1
                kept = w if weekend == 2 else w - flag
                kept += 3 if weekend > 0 and kept & 1 == 0 else 0
                if kept >= frame.width:
                    continue
                source = s * block + m * layer + w * counts
                target = (to + desk.group_class[g]) * block + (m + unit) * layer + kept * counts + stride
                code = s | ((k + 1) << STATE_BITS) | (flag << (STATE_BITS + KIND_BITS))
                for q in range(counts):
                    if stride > 0 and q // stride % (desk.group_room[g] + 1) >= desk.group_room[g]:
                        continue
                    value = old[source + q] + price
                    if value < new[target + q]:
                        new[target + q] = value
                        desk.back[at + target + q] = code


@free_kernel
def walk_back(desk: Desk, frame: Frame, ground: Ground, y: int) -> None:
    """Write the line that ends in place y of the last front."""
    layer = frame.width * frame.counts
    block = (frame.high + 1) * layer
    states = frame.runs * frame.classes + frame.breaks
    for d in range(frame.end - 1, frame.first - 1, -1):
        code = desk.back[(d - frame.first) * states * block + y]
        x = y % block
        m, w, q = x // layer, x % layer // frame.counts, x % frame.counts
        s = code & ((1 << STATE_BITS) - 1)
        k = ((code >> STATE_BITS) & ((1 << KIND_BITS) - 1)) - 1
        flag = code >> (STATE_BITS + KIND_BITS)
        desk.line[d] = k
        weekend = ground.weekend[d] >= 0 and frame.width > 1
        again = weekend and d > 0 and ground.weekend[d] == ground.weekend[d - 1]
        if k >= 0:
            g = desk.group[k]
            m -= desk.group_unit[g]
            q -= desk.group_step[g] if d < frame.last else 0
            if weekend and not (again and flag):
                w -= 3
        if not again:
            w += flag
        y = s * block + m * layer + w * frame.counts + q


@free_kernel
def run_window(ground: Ground, desk: Desk, frame: Frame, begin: int, w: int) -> tuple[float, int]:
    """Value of the best line of a window and the place it ends in; 2 * LOST where none is lawful or room is short."""
    layer = frame.width * frame.counts
    block = (frame.high + 1) * layer
    states = frame.runs * frame.classes + frame.breaks
    if block * states > desk.front.shape[1] or block * states * (frame.end - frame.first) > len(desk.back):
        return 2 * LOST, -2
    longest = 0
    for k in range(len(ground.unit)):
        longest = max(longest, ground.unit[k])
    desk.front[0, : states * block] = 2 * LOST
    desk.front[0, begin * block + w * frame.counts] = 0.0
    side = 0
    for d in range(frame.first, frame.end):
        step(ground, desk, frame, d, side, longest)
        side = 1 - side
    best, at = 2 * LOST, -1
    for s in range(states):
        for x in range(frame.low * layer, block):
            if desk.front[side, s * block + x] < best:
                best, at = desk.front[side, s * block + x], s * block + x
    return best, at
