"""The best tour of one worker by a dynamic program over days: rest, runs, nights, hours, several weeks. Compiled.

A state says how many days were worked this week, how the days off lay, days and nights in a row, paid hours; with each
stand the cheapest ways by the first slot of the next day at which the rest is over. A week is gone through once for
each band of starts; between weeks only run, nights and rest go on. The way is found by going through the chosen bands
again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.tours.ground import HOUR_SLACK, WEEK, Ground, People
from scheduling.tours.problem import Flags, Floats, Ints

ANY = -1  # every band
NONE = -2  # locked shifts only
SPREAD = -3  # locked shifts lie in several bands


class Chain(NamedTuple):
    """Scratch: nodes (shifts by day), states of a day and of the next (`side`), ends of weeks, the way back."""

    run_cap: Ints  # by law, -1: cannot bind
    night_cap: Ints
    sizes: Ints  # rested once or not, days, days off, run, nights, hours, slots of rest
    node_of: Ints
    node_kind: Ints
    node_start: Ints
    node_paid: Floats
    locked: Ints  # by day: place of the locked shift or -1
    held: Ints  # locked days in a row up to and with the day
    held_nights: Ints
    cost: Floats  # (2, states, rest)
    low: Ints
    high: Ints
    active: Ints
    actives: Ints
    from_state: Ints  # (days of a week, states, rest)
    from_rest: Ints
    from_node: Ints
    week_cost: Floats  # (weeks + 1, stands, rest)
    week_band: Ints
    week_state: Ints
    force: Ints  # by day: 1 on, 0 off, -1 free


def chain_of(ground: Ground, people: People) -> Chain:
    """Scratch for these problems; small where no law needs it."""
    laws, days = len(ground.rest), ground.days
    tightest = [int(people.run[people.law == law].max(initial=0)) for law in range(laws)]
    darkest = [int(people.nights[people.law == law].max(initial=0)) for law in range(laws)]
    runs = [-1 if ground.in_row[law] >= days + tightest[law] else int(ground.in_row[law]) for law in range(laws)]
    nights = [-1 if ground.nights[law] >= days + darkest[law] else int(ground.nights[law]) for law in range(laws)]
    idle = bool((ground.least_days - (days < WEEK) * (WEEK - days) <= 0).any())
    split = 3 if (ground.split_cost > 0).any() else 1
    hours = int(np.diff(ground.ladder_of).max(initial=1))
    longest = int(ground.kind_slots.max()) if len(ground.kind_slots) else 0
    rest = longest + int(ground.rest.max(initial=0)) + 1
    sizes = np.array([1 + idle, WEEK + 1, split, max(runs, default=0) + 1 if max(runs, default=0) > 0 else 1,
                      max(nights, default=0) + 1 if max(nights, default=0) > 0 else 1, hours, rest])  # fmt: skip
    needed = not bool(ground.easy.all()) or len(people.lock_kind) > 0
    states = int(sizes[:6].prod()) if needed else 1
    stands = int(sizes[0] * sizes[3] * sizes[4]) if needed else 1
    nodes = days * (ground.day_slots // ground.step + 1) * max(int(np.diff(ground.law_kind_of).max(initial=1)), 1) + 1
    weeks = -(-days // WEEK)

    def grid(*shape: int) -> Ints:
        return np.full(shape, -1, dtype=np.int64)

    return Chain(
        np.array(runs, dtype=np.int64), np.array(nights, dtype=np.int64), sizes.astype(np.int64),
        grid(days + 1), grid(nodes), grid(nodes), np.zeros(nodes), grid(days), grid(days), grid(days),
        np.full((2, states, rest), np.inf), np.full((2, states), rest, dtype=np.int64), grid(2, states),
        grid(2, states), np.zeros(2, dtype=np.int64),
        grid(WEEK, states, rest), grid(WEEK, states, rest), grid(WEEK, states, rest),
        np.full((weeks + 1, stands, rest), np.inf), grid(weeks + 1, stands, rest), grid(weeks + 1, stands, rest),
        grid(days),
    )  # fmt: skip


@free_kernel
def list_nodes(ground: Ground, people: People, chain: Chain, prices: Floats, w: int) -> None:
    """All shifts the worker may work, by day and start; on a locked day the locked one only."""
    law, mask = people.law[w], people.mask[w]
    ready = people.last[w] + ground.rest[law]
    chain.locked[:] = -1
    for i in range(people.lock_of[w], people.lock_of[w + 1]):
        chain.locked[people.lock_start[i] // ground.day_slots] = i
    count = 0
    for day in range(ground.days):
        chain.node_of[day] = count
        i = chain.locked[day]
        chain.held[day] = 0
        chain.held_nights[day] = 0
        if i >= 0:
            kind, start = people.lock_kind[i], people.lock_start[i]
            chain.held[day] = 1 + (chain.held[day - 1] if day > 0 else 0)
            if ground.night[start % ground.day_slots]:
                chain.held_nights[day] = 1 + (chain.held_nights[day - 1] if day > 0 else 0)
            paid = ground.pay[law, kind, start]
            chain.node_kind[count], chain.node_start[count] = kind, start
            chain.node_paid[count] = paid if paid < np.inf else 0.0
            count += 1
            continue
        first = (-day * ground.day_slots) % ground.step
        for slot in range(first, ground.day_slots, ground.step):
            start = day * ground.day_slots + slot
            if start >= ready and ground.allowed[mask, day, slot]:
                for j in range(ground.law_kind_of[law], ground.law_kind_of[law + 1]):
                    kind = ground.law_kinds[j]
                    paid = prices[kind, start] + ground.pay[law, kind, start]
                    if paid < np.inf:
                        chain.node_kind[count], chain.node_start[count] = kind, start
                        chain.node_paid[count] = paid
                        count += 1
    chain.node_of[ground.days] = count


@free_kernel
def reach(chain: Chain, side: int, state: int, rest: int, paid: float) -> bool:
    """A way to a state of a side; whether it is the cheapest so far."""
    if chain.high[side, state] < 0:
        chain.active[side, chain.actives[side]] = state
        chain.actives[side] += 1
        chain.low[side, state] = rest
        chain.high[side, state] = rest
    elif rest < chain.low[side, state]:
        chain.low[side, state] = rest
    elif rest > chain.high[side, state]:
        chain.high[side, state] = rest
    if paid < chain.cost[side, state, rest]:
        chain.cost[side, state, rest] = paid
        return True
    return False


@free_kernel
def clear(chain: Chain, side: int) -> None:
    """Forget the states of a side."""
    for i in range(chain.actives[side]):
        state = chain.active[side, i]
        chain.cost[side, state, chain.low[side, state] : chain.high[side, state] + 1] = np.inf
        chain.low[side, state] = chain.sizes[6]
        chain.high[side, state] = -1
    chain.actives[side] = 0


@free_kernel
def number(chain: Chain, z: int, n: int, a: int, r: int, q: int, p: int) -> int:
    """Number of a state: worked before this week, days this week, days off, run, nights, hours."""
    size = chain.sizes
    return int(((((z * size[1] + n) * size[2] + a) * size[3] + r) * size[4] + q) * size[5] + p)


@free_kernel
def may_run(chain: Chain, cap: int, now: int, day: int, held: Ints, before: int) -> bool:
    """Whether one more day (night) in a row is lawful; locked ones alone are never at fault."""
    if cap < 0 or now < cap:
        return True
    if chain.locked[day] < 0:
        return False
    mine = held[day] - 1
    return bool(mine >= cap or (mine == day and before + mine >= cap))


@free_kernel
def step_day(  # noqa: C901, PLR0915
    ground: Ground, people: People, chain: Chain, w: int, day: int, side: int, band: int, top: int, trace: bool
) -> None:
    """From the states before a day (`side`) to those after it."""
    law, size, other = people.law[w], chain.sizes, 1 - side
    dow, wide = day % WEEK, ground.band[law]
    runs, nights = chain.run_cap[law], chain.night_cap[law]
    ladder = ground.ladder_of[law]
    locked = chain.locked[day] >= 0
    for i in range(chain.actives[side]):
        state = chain.active[side, i]
        p = state % size[5]
        left = state // size[5]
        q = left % size[4]
        left //= size[4]
        r = left % size[3]
        left //= size[3]
        a = left % size[2]
        left //= size[2]
        n, z = left % size[1], left // size[1]
        low, high = chain.low[side, state], chain.high[side, state]
        if not locked and chain.force[day] != 1:
            calm = 0 if size[2] == 1 else (2 if a == 1 else (1 if a == 0 else a))
            to = number(chain, z, n, calm, 0, 0, p)
            for e in range(low, high + 1):
                paid = chain.cost[side, state, e]
                if paid < np.inf:
                    later = max(0, e - ground.day_slots)
                    if reach(chain, other, to, later, paid) and trace:
                        chain.from_state[dow, to, later] = state
                        chain.from_rest[dow, to, later] = e
                        chain.from_node[dow, to, later] = -1
        if chain.force[day] == 0 and not locked:
            continue
        if n >= top or (not locked and band == NONE) or not may_run(chain, runs, r, day, chain.held, people.run[w]):
            continue
        busy = 2 if a == 2 else 0
        run = min(r + 1, runs) if runs > 0 else 0
        best, at, e = np.inf, -1, low
        ignore = locked and ((day > 0 and chain.locked[day - 1] >= 0) or day == 0)
        for j in range(chain.node_of[day], chain.node_of[day + 1]):
            kind, start = chain.node_kind[j], chain.node_start[j]
            slot = start % ground.day_slots
            if not locked and band >= 0 and slot // wide != band:
                continue
            while e <= high and (e <= slot or ignore):
                if chain.cost[side, state, e] < best:
                    best, at = chain.cost[side, state, e], e
                e += 1
            if at < 0:
                continue
            night = 0
            if ground.night[slot] and nights >= 0:
                if not may_run(chain, nights, q, day, chain.held_nights, people.nights[w]):
                    continue
                night = min(q + 1, nights) if nights > 0 else 0
            hours = ground.ladder_next[ladder + p, kind]
            if hours < 0:
                continue
            later = max(0, start + ground.kind_slots[kind] + ground.rest[law] - (day + 1) * ground.day_slots)
            to = number(chain, z, n + 1, busy, run, night, hours)
            if reach(chain, other, to, later, best + chain.node_paid[j]) and trace:
                chain.from_state[dow, to, later] = state
                chain.from_rest[dow, to, later] = at
                chain.from_node[dow, to, later] = j
    clear(chain, side)


@free_kernel
def go_week(ground: Ground, people: People, chain: Chain, w: int, week: int, band: int, trace: bool) -> int:
    """All ways through a week within a band of starts; the side that holds the states of its end."""
    size, law = chain.sizes, people.law[w]
    clear(chain, 0)
    clear(chain, 1)
    stands = chain.week_cost.shape[1]
    for stand in range(stands):
        q = stand % size[4]
        r, z = (stand // size[4]) % size[3], stand // (size[4] * size[3])
        for e in range(size[6]):
            paid = chain.week_cost[week, stand, e]
            if paid < np.inf:
                reach(chain, 0, number(chain, z, 0, 0, r, q, 0), e, paid)
    side, first, end = 0, week * WEEK, min(ground.days, week * WEEK + WEEK)
    held = 0
    for day in range(first, end):
        held += 1 if chain.locked[day] >= 0 else 0
    top = min(WEEK, max(ground.most_days[law], held))
    for day in range(first, end):
        step_day(ground, people, chain, w, day, side, NONE if held >= ground.most_days[law] else band, top, trace)
        side = 1 - side
    return side


@free_kernel
def end_week(ground: Ground, people: People, chain: Chain, w: int, week: int, band: int, side: int) -> None:
    """Hand the lawful states of the end of a week on to the next."""
    law, size = people.law[w], chain.sizes
    length = min(WEEK, ground.days - week * WEEK)
    held = 0
    for day in range(week * WEEK, week * WEEK + length):
        held += 1 if chain.locked[day] >= 0 else 0
    least, ladder = ground.least_days[law] - (WEEK - length), ground.ladder_of[law]
    tells = ground.ladder_of[law + 1] - ladder > 1
    before = people.paid_h[w] if week == 0 else 0.0
    for i in range(chain.actives[side]):
        state = chain.active[side, i]
        p = state % size[5]
        left = state // size[5]
        q = left % size[4]
        left //= size[4]
        r = left % size[3]
        left //= size[3]
        a = left % size[2]
        left //= size[2]
        n, z = left % size[1], left // size[1]
        if n < least:
            continue
        if tells:
            paid_h = ground.ladder_h[ladder + p] + before
            if (paid_h > ground.most_h[law] + HOUR_SLACK and n > held) or (
                length == WEEK and paid_h < ground.least_h[law] - HOUR_SLACK
            ):
                continue
        lone = ground.split_cost[law] if size[2] > 1 and a != 2 and length - n >= 2 else 0.0
        stand = ((1 if size[0] > 1 and (z > 0 or n > 0) else 0) * size[3] + r) * size[4] + q
        for e in range(chain.low[side, state], chain.high[side, state] + 1):
            paid = chain.cost[side, state, e] + lone
            if paid < chain.week_cost[week + 1, stand, e]:
                chain.week_cost[week + 1, stand, e] = paid
                chain.week_band[week + 1, stand, e] = band
                chain.week_state[week + 1, stand, e] = state


@free_kernel
def lock_band(ground: Ground, chain: Chain, wide: int, first: int, end: int) -> int:
    """The band of the locked shifts of a week, `SPREAD` when they lie in several, `ANY` when there is none."""
    found = ANY
    for day in range(first, end):
        if chain.locked[day] >= 0:
            band = (chain.node_start[chain.node_of[day]] % ground.day_slots) // wide
            if found not in (ANY, band):
                return SPREAD
            found = band
    return found


@free_kernel
def go_all(ground: Ground, people: People, chain: Chain, w: int) -> None:
    """All weeks, with the days forced as `chain.force` tells."""
    law, size = people.law[w], chain.sizes
    wide = ground.band[law]
    chain.week_cost[:, :, :] = np.inf
    run, nights = chain.run_cap[law], chain.night_cap[law]
    r = min(people.run[w], run) if run > 0 else 0
    q = min(people.nights[w], nights) if nights > 0 else 0
    chain.week_cost[0, r * size[4] + q, 0] = 0.0
    for week in range(chain.week_cost.shape[0] - 1):
        low, high = ANY, ANY
        if wide > 0:
            band = lock_band(ground, chain, wide, week * WEEK, min(ground.days, week * WEEK + WEEK))
            low, high = 0, (ground.day_slots + wide - 1) // wide - 1
            if band == SPREAD:
                low, high = NONE, NONE
            elif band != ANY:
                low, high = band, band
        for band in range(low, high + 1):
            end_week(ground, people, chain, w, week, band, go_week(ground, people, chain, w, week, band, False))


@free_kernel
def cheapest(people: People, chain: Chain, w: int) -> tuple[float, int, int]:
    """Cost, stand and rest of the best end of the horizon with a shift at least."""
    size, last = chain.sizes, chain.week_cost.shape[0] - 1
    best, stand, rest = np.inf, -1, -1
    half = size[3] * size[4]
    free = size[0] == 1 or people.lock_of[w + 1] > people.lock_of[w]
    for s in range(0 if free else half, chain.week_cost.shape[1]):
        for e in range(size[6]):
            if chain.week_cost[last, s, e] < best:
                best, stand, rest = chain.week_cost[last, s, e], s, e
    return best, stand, rest


@free_kernel
def best_chain(ground: Ground, people: People, chain: Chain, prices: Floats, kind: Ints, start: Ints, w: int) -> float:
    """The best tour into `kind` and `start` by day; its cost, inf when there is none."""
    law = people.law[w]
    list_nodes(ground, people, chain, prices, w)
    first, end = ground.pattern_of[law], ground.pattern_of[law + 1]
    chain.force[:] = -1
    best, chosen = np.inf, -2
    bare = 1 if people.lock_of[w + 1] > people.lock_of[w] else 0  # locked shifts alone need fit no pattern
    for p in range(first - bare if end > first else end, end):
        force_days(ground.patterns, chain, p if p >= first else -1)
        go_all(ground, people, chain, w)
        paid, _, _ = cheapest(people, chain, w)
        if paid < best:
            best, chosen = paid, p
    if end > first:
        if chosen == -2:
            return np.inf
        force_days(ground.patterns, chain, chosen if chosen >= first else -1)
    go_all(ground, people, chain, w)
    best, stand, rest = cheapest(people, chain, w)
    if best == np.inf:
        return best
    size = chain.sizes
    for week in range(chain.week_cost.shape[0] - 2, -1, -1):
        state = chain.week_state[week + 1, stand, rest]
        go_week(ground, people, chain, w, week, chain.week_band[week + 1, stand, rest], True)
        for day in range(min(ground.days, week * WEEK + WEEK) - 1, week * WEEK - 1, -1):
            node, dow = chain.from_node[day % WEEK, state, rest], day % WEEK
            if node >= 0:
                kind[day], start[day] = chain.node_kind[node], chain.node_start[node]
            state, rest = chain.from_state[dow, state, rest], chain.from_rest[dow, state, rest]
        left = state // size[5]
        q, left = left % size[4], left // size[4]
        r = left % size[3]
        z = left // (size[3] * size[2] * size[1])
        stand = (z * size[3] + r) * size[4] + q
    return best


@free_kernel
def force_days(patterns: Flags, chain: Chain, p: int) -> None:
    """Days on and off of a pattern; off but for what is locked when there is none."""
    for day in range(len(chain.force)):
        chain.force[day] = 1 if p >= 0 and patterns[p, day] else 0
