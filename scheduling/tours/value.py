"""Cover of the rows of demand by heads of several skill sets, its exact price and what one more head changes. Compiled.

A person serves one skill of his set in each slot. Within a row only sums count, so a unit (a head in one slot) of a set
stands on one skill, and the units of all sets are shared out at the least price. The price is convex in the cover of
each skill, so the sharing stays the best when a unit comes by the cheapest chain of moves (shortest augmenting path): a
chain costs only where it ends, for the skills between keep their cover.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.tours.problem import Flags, Floats, Ints, Problem


class Value(NamedTuple):
    """`share[set, skill, row]` units, `units[skill, row]` their sum; `up` and `down` [set, row]: what a unit more or
    less changes. Prices are smoothed over +- `blur[0]` x `scale` heads; `cost[0]` is the (smoothed) price of all rows.
    """

    per_row: int
    carry: Floats
    kink: Floats  # (3, skills, rows): cover at which the price bends
    bend: Floats  # (4, skills, rows): slopes added: under_rest - under_first, under_first, over_first, rest
    scale: Floats
    tilt: Floats  # heads by which the smoothed price is moved, so that its slope at the best cover is the price there
    member: Flags  # (sets, skills)
    single: Ints  # the skill of a set of one, else -1
    share: Ints
    units: Ints
    up: Floats
    down: Floats
    blur: Floats
    cost: Floats
    reach: Flags  # scratch (skills, skills)
    before: Ints  # scratch (skills,)
    queue: Ints  # scratch (skills,)


def value_of(problem: Problem) -> Value:
    """Nobody on shift but those carried in; `smooth` makes its prices. O(skills x rows)."""
    cover = problem.cover
    skills, rows = cover.wanted.shape
    member = np.zeros((len(problem.skill_sets), skills), dtype=np.bool_)
    single = np.full(len(problem.skill_sets), -1, dtype=np.int64)
    for s, some in enumerate(problem.skill_sets):
        member[s, list(some)] = True
        if len(set(some)) == 1:
            single[s] = some[0]
    sets = len(single)
    return Value(
        per_row=int(problem.slots_per_row),
        carry=np.array(cover.carry, dtype=np.float64),
        kink=np.array([cover.wanted - cover.under_width, cover.wanted, cover.wanted + cover.over_width]),
        bend=np.array([cover.under_rest - cover.under_first, cover.under_first, cover.over_first,
                       cover.over_rest - cover.over_first]),
        scale=np.maximum(np.asarray(cover.wanted, dtype=np.float64), 1.0),
        tilt=np.zeros((skills, rows)),
        member=member,
        single=single,
        share=np.zeros((sets, skills, rows), dtype=np.int64),
        units=np.zeros((skills, rows), dtype=np.int64),
        up=np.zeros((sets, rows)),
        down=np.zeros((sets, rows)),
        blur=np.zeros(1),
        cost=np.zeros(1),
        reach=np.zeros((skills, skills), dtype=np.bool_),
        before=np.zeros(skills, dtype=np.int64),
        queue=np.zeros(skills, dtype=np.int64),
    )  # fmt: skip


@free_kernel
def hinge(x: float, wide: float) -> float:
    """max(0, x), averaged over +- `wide` around x."""
    if x <= -wide:
        return 0.0
    if x >= wide:
        return x
    return (x + wide) * (x + wide) / (4.0 * wide)


@free_kernel
def price(value: Value, k: int, t: int, units: int) -> float:
    """Price of `units` on a skill in a row, smoothed as the value tells."""
    cover = value.carry[k, t] + units / value.per_row + value.tilt[k, t]
    wide = value.blur[0] * value.scale[k, t]
    paid = value.bend[1, k, t] * hinge(value.kink[1, k, t] - cover, wide)
    paid += value.bend[2, k, t] * hinge(cover - value.kink[1, k, t], wide)
    if value.bend[0, k, t] > 0.0:
        paid += value.bend[0, k, t] * hinge(value.kink[0, k, t] - cover, wide)
    if value.bend[3, k, t] > 0.0:
        paid += value.bend[3, k, t] * hinge(cover - value.kink[2, k, t], wide)
    return float(paid)


def lean(value: Value, blur: float, prices: Floats) -> None:
    """Move the smoothed prices so that where cover is cheapest at `prices` (skills, rows) a head is worth just those.

    Without it the smoothed optimum lies beside the exact one, and as the blur falls everybody has to move.
    """
    if blur <= 0.0:
        value.tilt[:] = 0.0
        return
    wide, kink, bend = blur * value.scale, value.kink, value.bend

    def slope(cover: Floats) -> Floats:
        with np.errstate(invalid="ignore"):
            below = [np.clip((kink[i] - cover) / wide, -1.0, 1.0) * 0.5 + 0.5 for i in (0, 1)]
            above = [np.clip((cover - kink[i]) / wide, -1.0, 1.0) * 0.5 + 0.5 for i in (1, 2)]
        paid = bend[2] * above[0] - bend[1] * below[1]
        return np.asarray(paid - np.where(bend[0] > 0, bend[0] * below[0], 0.0)
                          + np.where(bend[3] > 0, bend[3] * above[1], 0.0))  # fmt: skip

    best = np.where(-prices < -bend[1], kink[0], np.where(-prices > bend[2], kink[2], kink[1]))
    best = np.where(np.isfinite(best), best, kink[1])
    low, high = best - 3.0 * wide, best + 3.0 * wide
    for _ in range(40):
        middle = 0.5 * (low + high)
        steep = slope(middle) > -prices
        high, low = np.where(steep, middle, high), np.where(steep, low, middle)
    value.tilt[:] = np.clip(0.5 * (low + high) - best, -1.0 * wide, 1.0 * wide)


@free_kernel
def find_reach(value: Value, t: int) -> None:  # noqa: C901
    """Which skill can hand a unit on to which, over any number of exchanges, in a row."""
    skills, sets = value.units.shape[0], len(value.single)
    reach = value.reach
    reach[:, :] = False
    for a in range(skills):
        reach[a, a] = True
    for s in range(sets):
        if value.single[s] < 0:
            for a in range(skills):
                if value.share[s, a, t] > 0:
                    for b in range(skills):
                        if value.member[s, b]:
                            reach[a, b] = True
    for c in range(skills):
        for a in range(skills):
            if reach[a, c]:
                for b in range(skills):
                    if reach[c, b]:
                        reach[a, b] = True


@free_kernel
def refresh(value: Value, t: int) -> None:  # noqa: C901
    """Renew what a unit of each set more or less changes in a row."""
    skills, sets = value.units.shape[0], len(value.single)
    alone = True
    for s in range(sets):
        k = value.single[s]
        if k < 0:
            alone = False
            break
        n = value.units[k, t]
        now = price(value, k, t, n)
        value.up[s, t] = price(value, k, t, n + 1) - now
        value.down[s, t] = price(value, k, t, n - 1) - now if n > 0 else np.inf
    if alone:
        return
    find_reach(value, t)
    for s in range(sets):
        value.up[s, t] = np.inf
        value.down[s, t] = np.inf
    for k in range(skills):
        n = value.units[k, t]
        now = price(value, k, t, n)
        more = price(value, k, t, n + 1) - now
        less = price(value, k, t, n - 1) - now if n > 0 else np.inf
        for a in range(skills):
            into, out = value.reach[a, k], value.reach[k, a]
            if into or out:
                for s in range(sets):
                    if value.member[s, a]:
                        if into and more < value.up[s, t]:
                            value.up[s, t] = more
                        if out and value.share[s, a, t] > 0 and less < value.down[s, t]:
                            value.down[s, t] = less


@free_kernel
def smooth(value: Value, blur: float) -> None:
    """Price with another blur: shares, marginal values and the price of all rows are made anew."""
    value.blur[0] = blur
    total = 0.0
    sets, skills, rows = value.share.shape
    for t in range(rows):
        for s in range(sets):
            if value.single[s] < 0:
                count = 0
                for k in range(skills):
                    count += value.share[s, k, t]
                    value.units[k, t] -= value.share[s, k, t]
                    value.share[s, k, t] = 0
                for _ in range(count):
                    add_unit(value, s, t)
        for k in range(skills):
            total += price(value, k, t, value.units[k, t])
        refresh(value, t)
    value.cost[0] = total


@free_kernel
def hand_on(value: Value, a: int, b: int, t: int) -> None:
    """Move units along the shortest chain of exchanges from skill a to skill b."""
    skills, sets = value.units.shape[0], len(value.single)
    before, queue = value.before, value.queue
    before[:] = -1
    before[a] = a
    queue[0], head, tail = a, 0, 1
    while before[b] < 0 and head < tail:
        c = queue[head]
        head += 1
        for s in range(sets):
            if value.single[s] < 0 and value.share[s, c, t] > 0:
                for d in range(skills):
                    if value.member[s, d] and before[d] < 0:
                        before[d] = c
                        queue[tail] = d
                        tail += 1
    while b != a:
        c = before[b]
        for s in range(sets):
            if value.single[s] < 0 and value.share[s, c, t] > 0 and value.member[s, b]:
                value.share[s, c, t] -= 1
                value.share[s, b, t] += 1
                break
        b = c


@free_kernel
def add_unit(value: Value, s: int, t: int) -> float:
    """A unit of a set more in a row, shared out at the best; what that changes. Marginal values are left stale."""
    k = value.single[s]
    if k < 0:
        skills = value.units.shape[0]
        find_reach(value, t)
        best, first = np.inf, -1
        for b in range(skills):
            more = price(value, b, t, value.units[b, t] + 1) - price(value, b, t, value.units[b, t])
            if more < best:
                for a in range(skills):
                    if value.member[s, a] and value.reach[a, b]:
                        best, first, k = more, a, b
                        break
        if first != k:
            hand_on(value, first, k, t)
        value.share[s, first, t] += 1
    else:
        value.share[s, k, t] += 1
        best = price(value, k, t, value.units[k, t] + 1) - price(value, k, t, value.units[k, t])
    value.units[k, t] += 1
    value.cost[0] += best
    return best


@free_kernel
def drop_unit(value: Value, s: int, t: int) -> float:
    """A unit of a set less in a row; what that changes. Marginal values are left stale."""
    k = value.single[s]
    if k < 0:
        skills = value.units.shape[0]
        find_reach(value, t)
        best, last = np.inf, -1
        for b in range(skills):
            if value.units[b, t] > 0:
                less = price(value, b, t, value.units[b, t] - 1) - price(value, b, t, value.units[b, t])
                if less < best:
                    for a in range(skills):
                        if value.share[s, a, t] > 0 and value.reach[b, a]:
                            best, last, k = less, a, b
                            break
        value.share[s, last, t] -= 1
        if last != k:
            hand_on(value, k, last, t)
    else:
        value.share[s, k, t] -= 1
        best = price(value, k, t, value.units[k, t] - 1) - price(value, k, t, value.units[k, t])
    value.units[k, t] -= 1
    value.cost[0] += best
    return best


@free_kernel
def stand(value: Value, s: int, first: int, end: int, sign: int) -> float:
    """Heads of a set come (1) or go (-1) in the slots from `first` to before `end`; what that changes."""
    change = 0.0
    limit = value.units.shape[1] * value.per_row
    row = -1
    for slot in range(first, min(end, limit)):
        t = slot // value.per_row
        if t != row and row >= 0:
            refresh(value, row)
        row = t
        change += add_unit(value, s, t) if sign > 0 else drop_unit(value, s, t)
    if row >= 0:
        refresh(value, row)
    return change
