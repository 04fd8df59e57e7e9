"""The best lawful cells of one person on a window of days, the other days as they are; the best whole lines. Compiled.

Kinds with a most of their own are first left uncounted; those the line works too often are counted, and the search is
run again: the answer is exact unless too many kinds must be counted at once, then days are barred until it is lawful.
"""

from __future__ import annotations

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.lines.best_line import (
    LOST,
    Desk,
    Frame,
    make_groups,
    run_window,
    settled_at,
    state_before,
    walk_back,
    weekends_of,
)
from scheduling.lines.ground import (
    LAW,
    LEAST,
    LEAST_OFF,
    LEAST_RUN,
    MOST,
    MOST_RUN,
    MOST_WEEKENDS,
    OFF_BEFORE,
    RUN_BEFORE,
    Ground,
)
from scheduling.lines.problem import OFF, Floats, Ints

ROUNDS = 24  # most times a window is searched again for the sake of kinds worked too often
LATE = 3  # after so many of them kinds worked as often as they may be are barred on other days


@free_kernel
def fix_behind(desk: Desk, line: Ints, first: int, end: int) -> None:
    """Days `first:end` may only be what they are."""
    for d in range(first, end):
        desk.rest[d] = 0.0 if line[d] < 0 else 2 * LOST
        desk.price[d, :] = 2 * LOST
        if line[d] >= 0:
            desk.price[d, line[d]] = 0.0


@free_kernel
def frame_of(ground: Ground, desk: Desk, line: Ints, i: int, first: int, last: int, end: int) -> tuple[Frame, int, int]:
    """The frame of a window, the state it begins in and the place of its weekend."""
    law, days = ground.person[i, LAW], len(line)
    before = ground.person[i, RUN_BEFORE]
    endless = 1 if ground.person[i, MOST_RUN] >= days + before else 0
    runs = ground.person[i, LEAST_RUN] if endless else ground.person[i, MOST_RUN]
    breaks = ground.person[i, LEAST_OFF]
    classes = ground.classes[law]
    outside = 0
    for d in range(days):
        if line[d] >= 0 and not first <= d < end:
            outside += ground.unit[line[d]]
    longest, blocks = 0, 0
    for d in range(first, end):
        unit = 0
        for k in range(len(ground.unit)):
            if desk.price[d, k] < LOST:
                unit = max(unit, ground.unit[k])
        longest += unit
        if ground.weekend[d] >= 0 and (d == first or ground.weekend[d] != ground.weekend[d - 1]):
            blocks += 1
    low, high = max(0, ground.person[i, LEAST] - outside), ground.person[i, MOST] - outside
    if low == 0 and high >= longest:
        high = -1  # minutes do not bind: not told apart
    left = ground.person[i, MOST_WEEKENDS] - weekends_of(ground, line, first, end)
    width = 1 if left >= blocks else 2 * (max(left, 0) + 1)
    inside = first > 0 and ground.weekend[first] >= 0 and ground.weekend[first] == ground.weekend[first - 1]
    flag = 0
    d = first - 1
    while width > 1 and inside and d >= 0 and ground.weekend[d] == ground.weekend[first]:
        if line[d] >= 0:
            flag = 1
        d -= 1
    begin = state_before(ground, line, i, first, runs, breaks, classes)
    known = 1 if before > 0 or ground.person[i, OFF_BEFORE] > 0 else 0
    frame = Frame(i, first, last, end, low, min(high, longest), runs, endless, breaks, classes, width, 1, 0, known)
    return frame, begin, flag


@free_kernel
def count_room(ground: Ground, desk: Desk, line: Ints, i: int, first: int, last: int) -> None:
    """How often each kind may still be worked in the window; kinds that may not are barred."""
    for k in range(len(ground.unit)):
        desk.room[k] = ground.most_of[i, k]
        desk.counted[k] = 0
    for d in range(len(line)):
        if line[d] >= 0 and not first <= d < last:
            desk.room[line[d]] -= 1
    for k in range(len(ground.unit)):
        if desk.room[k] <= 0:
            desk.room[k] = 0
            desk.price[first:last, k] = 2 * LOST


@free_kernel
def bar_others(desk: Desk, k: int, first: int, last: int) -> None:
    """Bar a kind but for as many of the days it is worked as it may be."""
    left = desk.room[k]
    for d in range(first, last):
        if desk.line[d] == k and left > 0:
            left -= 1
        else:
            desk.price[d, k] = 2 * LOST


@free_kernel
def bar_full(desk: Desk, first: int, last: int) -> None:
    """Bar kinds that are worked as often as they may be on other days."""
    for k in range(len(desk.room)):
        worked = 0
        for d in range(first, last):
            worked += desk.line[d] == k
        if worked == desk.room[k] and desk.counted[k] == 0:
            bar_others(desk, k, first, last)


@free_kernel
def mind_counts(desk: Desk, first: int, last: int, most: int, late: bool) -> int:
    """0: the answer works no kind too often; 1: those it does are counted now; 2: some are barred on days instead.

    Late, kinds worked as often as they may are barred on other days as well, so that this comes to an end."""
    answer, combinations = 0, 1
    over = False
    for k in range(len(desk.room)):
        if desk.counted[k]:
            combinations *= desk.room[k] + 1
    for k in range(len(desk.room)):
        worked = 0
        for d in range(first, last):
            worked += desk.line[d] == k
        if worked <= desk.room[k]:
            continue
        if combinations * (desk.room[k] + 1) <= most:
            combinations *= desk.room[k] + 1
            desk.counted[k] = 1
            answer = max(answer, 1)
            continue
        answer, over = 2, True
        bar_others(desk, k, first, last)
    if late and over:
        bar_full(desk, first, last)
    return answer


@free_kernel
def best_window(ground: Ground, desk: Desk, line: Ints, i: int, first: int, last: int) -> tuple[float, bool]:
    """Least price of lawful cells on days `first:last` (written to `desk.line`) and whether that is proved least.

    Prices of these days stand in `desk.price` and `desk.rest`; 2 * LOST: no lawful cells (or no room to look).
    """
    end = settled_at(ground, line, last, ground.person[i, LEAST_OFF])
    fix_behind(desk, line, last, end)
    count_room(ground, desk, line, i, first, last)
    exact = True
    value = 2 * LOST
    for turn in range(ROUNDS):
        bare, begin, flag = frame_of(ground, desk, line, i, first, last, end)
        minutes_apart = bare.high >= 0
        groups, counts = make_groups(ground, desk, i)
        if not minutes_apart:
            desk.group_unit[:groups] = 0
        frame = Frame(
            i, first, last, end, bare.low, max(bare.high, 0), bare.runs, bare.endless, bare.breaks, bare.classes,
            bare.width, counts, groups, bare.known,
        )  # fmt: skip
        if ground.person[i, MOST] < 0 or (minutes_apart and bare.low > bare.high) or bare.runs < 1:
            return 2 * LOST, exact
        value, at = run_window(ground, desk, frame, begin, flag)
        if at < 0:
            return 2 * LOST, exact and at == -1
        walk_back(desk, frame, ground, at)
        one = (frame.runs * frame.classes + frame.breaks) * (frame.high + 1) * frame.width
        fit = min(desk.front.shape[1] // one, len(desk.back) // (one * (end - first)))
        barred = mind_counts(desk, first, last, min(desk.most_counted[0], fit), turn > LATE)
        if barred == 0:
            return value, exact
        exact = exact and barred < 2
    return 2 * LOST, False


def best_line(
    ground: Ground, desk: Desk, i: int, price: Floats, rest: Floats | None = None
) -> tuple[float, Ints, bool]:
    """The cheapest whole line of person i, what it costs and whether that is proved least.

    `price[d, k]` of working kind k on day d, `rest[d]` of a day off (0 if not given); the cell costs of the problem are
    not added. A price of `LOST` or more: no lawful line was found. O(days x states x groups of kinds).
    """
    days = len(ground.weekend)
    desk.price[:] = np.where(ground.may[i], price, 2 * LOST)
    desk.rest[:] = np.where(ground.may_rest[i], 0.0 if rest is None else rest, 2 * LOST)
    value, exact = best_window(ground, desk, np.full(days, OFF, np.int64), i, 0, days)
    return float(value), desk.line.copy(), bool(exact)
