"""Whole heads with whole breaks, added, exchanged and moved while that pays. Compiled.

The integer model of a small group needs minutes for what this search finds in a second, because one head is many
intervals and the relaxation takes fractions of heads. Every state it visits keeps all lawful limits. The work is
counted in looks (one look = what one more head on a slot would change), so that every machine does the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import kernel
from scheduling.shifts.price import OVER_FREE, OVER_PRICE, OVER_STEP, UNDER_PRICE, UNDER_STEP, Floats
from scheduling.shifts.terrain import Ints, Terrain

GAIN = 1e-7
SLACK = 1e-9
UNDER_FIRST, UNDER_REST = UNDER_PRICE
OVER_FIRST, OVER_REST = OVER_PRICE


class State(NamedTuple):
    """`heads` by key, `taken` by start of a break, `cover` by interval, `room` by limit, `gain` by slot: what one more
    head there changes; `looks[0]` counts the work; the rest is scratch."""

    heads: Ints
    taken: Ints
    cover: Floats
    room: Floats
    gain: Floats
    looks: Ints
    chosen: Ints
    kept: Floats


def fresh(terrain: Terrain) -> State:
    """Nobody works."""
    slots, starts = len(terrain.day), len(terrain.away_of) - 1
    state = State(
        np.zeros(len(terrain.slot), dtype=np.int64), np.zeros(starts, dtype=np.int64), np.zeros(len(terrain.wanted)),
        terrain.most.copy(), np.zeros(slots), np.zeros(1, dtype=np.int64),
        np.full(len(terrain.start_of), -1, dtype=np.int64), np.zeros(slots),
    )  # fmt: skip
    for j in range(slots):
        state.gain[j] = look(terrain, state, j)
    return state


@kernel
def price_at(terrain: Terrain, t: int, cover: float) -> float:
    """Price of the cover of an interval, as `scheduling.shifts.price` tells it."""
    wanted = terrain.wanted[t]
    if cover < wanted:
        under, first = wanted - cover, UNDER_STEP * wanted
        price = UNDER_FIRST * under if under <= first else UNDER_FIRST * first + UNDER_REST * (under - first)
    else:
        over, usual = cover - wanted, OVER_STEP * wanted + OVER_FREE
        price = OVER_FIRST * over if over <= usual else OVER_FIRST * usual + OVER_REST * (over - usual)
    return float(terrain.hour[t] * price)


@kernel
def shifted(terrain: Terrain, state: State, start: int, sign: float, keep: bool) -> float:
    """What it changes that a head is away (-1) or back (1) at a start of a break; done if `keep`."""
    change = 0.0
    for i in range(terrain.away_of[start], terrain.away_of[start + 1]):
        t = terrain.away_t[i]
        now = state.cover[t]
        then = now + sign * terrain.away[i]
        change += price_at(terrain, t, then) - price_at(terrain, t, now)
        if keep:
            state.cover[t] = then
    return change


@kernel
def present(terrain: Terrain, state: State, j: int, sign: float) -> float:
    """Put a head on a slot (1) or take it off (-1), breaks apart; what that changes."""
    change = 0.0
    for i in range(terrain.present_of[j], terrain.present_of[j + 1]):
        t = terrain.present_t[i]
        now = state.cover[t]
        then = now + sign * terrain.present[i]
        change += price_at(terrain, t, then) - price_at(terrain, t, now)
        state.cover[t] = then
    return change


@kernel
def put_on(terrain: Terrain, state: State, j: int) -> float:
    """A head more on a slot, each of its breaks where it hurts least (in `chosen`); what that changes in cover."""
    change = present(terrain, state, j, 1.0)
    for b in range(terrain.break_of[j], terrain.break_of[j + 1]):
        best, at = np.inf, -1
        for start in range(terrain.start_of[b], terrain.start_of[b + 1]):
            harm = shifted(terrain, state, start, -1.0, False)
            if harm < best - SLACK:
                best, at = harm, start
        change += shifted(terrain, state, at, -1.0, True)
        state.chosen[b] = at
    return change


@kernel
def look(terrain: Terrain, state: State, j: int) -> float:
    """What one more head on a slot would change in the price of cover; nothing is done."""
    state.looks[0] += 1
    change = put_on(terrain, state, j)
    for b in range(terrain.break_of[j], terrain.break_of[j + 1]):
        shifted(terrain, state, state.chosen[b], 1.0, True)
    present(terrain, state, j, -1.0)
    return change


@kernel
def look_around(terrain: Terrain, state: State, j: int) -> None:
    """Renew the gains of all slots that overlap one."""
    for i in range(terrain.near_of[j], terrain.near_of[j + 1]):
        state.gain[terrain.near[i]] = look(terrain, state, terrain.near[i])


@kernel
def book(terrain: Terrain, state: State, q: int, sign: int) -> None:
    """Count a head of a key in or out, with the room it takes."""
    state.heads[q] += sign
    for i in range(terrain.row_of[q], terrain.row_of[q + 1]):
        state.room[terrain.row[i]] -= sign * terrain.weight[i]


@kernel
def add(terrain: Terrain, state: State, q: int) -> float:
    """A head more of a key; what that changes in the objective."""
    j = terrain.slot[q]
    change = put_on(terrain, state, j)
    for b in range(terrain.break_of[j], terrain.break_of[j + 1]):
        state.taken[state.chosen[b]] += 1
    book(terrain, state, q, 1)
    return change + float(terrain.cost[q])


@kernel
def take_out(terrain: Terrain, state: State, q: int) -> float:
    """A head less of a key, with the breaks that help most when given back (in `chosen`); what that changes."""
    j = terrain.slot[q]
    change = 0.0
    for b in range(terrain.break_of[j], terrain.break_of[j + 1]):
        best, at = np.inf, -1
        for start in range(terrain.start_of[b], terrain.start_of[b + 1]):
            if state.taken[start] > 0:
                help_of = shifted(terrain, state, start, 1.0, False)
                if help_of < best - SLACK:
                    best, at = help_of, start
        change += shifted(terrain, state, at, 1.0, True)
        state.taken[at] -= 1
        state.chosen[b] = at
    book(terrain, state, q, -1)
    return change + present(terrain, state, j, -1.0) - float(terrain.cost[q])


@kernel
def best_addition(terrain: Terrain, state: State) -> int:
    """The key whose further head pays most and is lawful; -1 when none pays."""
    best, at = -GAIN, -1
    for q in range(len(terrain.slot)):
        change = state.gain[terrain.slot[q]] + terrain.cost[q]
        if change < best:
            lawful = True
            for i in range(terrain.row_of[q], terrain.row_of[q + 1]):
                if terrain.weight[i] > state.room[terrain.row[i]] + SLACK:
                    lawful = False
                    break
            if lawful:
                best, at = change, q
    return at


@kernel
def fill(terrain: Terrain, state: State) -> float:
    """Add the head that pays most until none does; what that changes. Ends: each head lowers the objective."""
    change = 0.0
    while True:
        q = best_addition(terrain, state)
        if q < 0:
            return change
        change += add(terrain, state, q)
        look_around(terrain, state, terrain.slot[q])


@kernel
def exchange(terrain: Terrain, state: State, q: int) -> float:
    """Take a head out and put the best in its place, or nothing; what that changes, 0 when it did not pay."""
    j = terrain.slot[q]
    low, high = terrain.near_of[j], terrain.near_of[j + 1]
    for i in range(low, high):
        state.kept[terrain.near[i]] = state.gain[terrain.near[i]]
    change = take_out(terrain, state, q)
    first, end = terrain.break_of[j], terrain.break_of[j + 1]
    released = state.chosen[first:end].copy()
    look_around(terrain, state, j)
    best = best_addition(terrain, state)
    after = change
    if best >= 0:
        after += state.gain[terrain.slot[best]] + terrain.cost[best]
    if after < -GAIN:
        if best >= 0:
            add(terrain, state, best)
            look_around(terrain, state, terrain.slot[best])
        return after
    present(terrain, state, j, 1.0)
    for b in range(first, end):
        shifted(terrain, state, released[b - first], -1.0, True)
        state.taken[released[b - first]] += 1
    book(terrain, state, q, 1)
    for i in range(low, high):
        state.gain[terrain.near[i]] = state.kept[terrain.near[i]]
    return 0.0


@kernel
def move_breaks(terrain: Terrain, state: State, j: int) -> float:
    """Move single breaks of a slot to where they hurt least, while that pays; what that changes."""
    change = 0.0
    for b in range(terrain.break_of[j], terrain.break_of[j + 1]):
        for start in range(terrain.start_of[b], terrain.start_of[b + 1]):
            while state.taken[start] > 0:
                back = shifted(terrain, state, start, 1.0, True)
                best, at = np.inf, -1
                for other in range(terrain.start_of[b], terrain.start_of[b + 1]):
                    harm = shifted(terrain, state, other, -1.0, False)
                    if harm < best - SLACK:
                        best, at = harm, other
                if at == start or back + best > -GAIN:
                    shifted(terrain, state, start, -1.0, True)
                    break
                shifted(terrain, state, at, -1.0, True)
                state.taken[start] -= 1
                state.taken[at] += 1
                change += back + best
    if change < 0.0:
        look_around(terrain, state, j)
    return change


@kernel
def mend(terrain: Terrain, state: State, first_day: int, last_day: int, turn: int, most_looks: int) -> float:
    """Fill, exchange and move breaks on some days until nothing pays (or the looks are used up); what that changes."""
    change = fill(terrain, state)
    count = len(terrain.slot)
    paid = True
    while paid and state.looks[0] < most_looks:
        paid = False
        for i in range(count):
            q = (i + turn) % count
            day = terrain.day[terrain.slot[q]]
            if first_day <= day <= last_day and state.heads[q] > 0 and state.looks[0] < most_looks:
                gained = exchange(terrain, state, q)
                change += gained
                paid |= gained < 0.0
        for j in range(len(terrain.day)):
            if first_day <= terrain.day[j] <= last_day:
                gained = move_breaks(terrain, state, j)
                change += gained
                paid |= gained < 0.0
    return change


@kernel
def shake(terrain: Terrain, state: State, dice: Floats, most_looks: int) -> float:
    """Take a few heads of three days out, at random, and mend; what that changes. `dice` are uniform in [0, 1)."""
    total = 0
    for q in range(len(terrain.slot)):
        total += state.heads[q]
    left, q = int(dice[0] * total), 0
    while left >= state.heads[q]:
        left -= state.heads[q]
        q += 1
    middle = terrain.day[terrain.slot[q]]
    change = 0.0
    for throw in dice[2:]:
        total = 0
        for q in range(len(terrain.slot)):
            if abs(terrain.day[terrain.slot[q]] - middle) <= 1:
                total += state.heads[q]
        left = int(throw * total)
        for q in range(len(terrain.slot)):
            if abs(terrain.day[terrain.slot[q]] - middle) <= 1 and state.heads[q] > 0:
                left -= state.heads[q]
                if left < 0:
                    change += take_out(terrain, state, q)
                    look_around(terrain, state, terrain.slot[q])
                    break
    turn = int(dice[1] * len(terrain.slot))
    return change + mend(terrain, state, middle - 1, middle + 1, turn, most_looks)
