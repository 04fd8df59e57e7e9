"""The best whole tour of one worker for given prices of the shifts, exact. Compiled.

Where rest cannot bind within a band of starts, the days of a week are chosen by the best shift of each day: sums over
all sets of days, 2^7 additions a band. Otherwise a dynamic program goes over the days: `chain.py`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.tours.best_shift import price_starts, sum_up
from scheduling.tours.chain import Chain, best_chain, chain_of
from scheduling.tours.ground import HOUR_SLACK, WEEK, Ground, People
from scheduling.tours.problem import Flags, Floats, Ints

MASKS = 1 << WEEK


class Desk(NamedTuple):
    """Scratch of one thread: `sums` and `prices` of shifts, the tour found (`kind` -1: a day off) and what it needs."""

    sums: Floats
    prices: Floats
    kind: Ints
    start: Ints
    size: Ints
    head: Ints  # days on at the head of each set of days
    longest: Ints  # longest run in it
    lone: Flags  # two days off or more, no two adjoining
    lawful: Ints
    best: Floats  # (bands, days)
    best_kind: Ints
    best_start: Ints
    totals: Floats
    chain: Chain


def desk_of(ground: Ground, people: People) -> Desk:
    """Scratch for these problems."""
    longest = int(ground.kind_slots.max()) if len(ground.kind_slots) else 0
    days = min(ground.days, WEEK)
    bits = (np.arange(MASKS)[:, None] >> np.arange(WEEK)) & 1
    run = np.zeros(MASKS, dtype=np.int64)
    head, most = run.copy(), run.copy()
    open_head = np.ones(MASKS, dtype=np.bool_)
    pair = np.zeros(MASKS, dtype=np.bool_)
    for day in range(days):
        run = np.where(bits[:, day] == 1, run + 1, 0)
        most = np.maximum(most, run)
        open_head &= bits[:, day] == 1
        head += open_head
        if day:
            pair |= (bits[:, day] == 0) & (bits[:, day - 1] == 0)
    count = bits[:, :days].sum(axis=1)
    bands = max((-(-ground.day_slots // int(b)) for b in ground.band if b > 0), default=1)
    return Desk(
        sums=np.zeros(ground.slots + longest + 1),
        prices=np.full((len(ground.kind_slots), ground.slots), np.inf),
        kind=np.full(ground.days, -1, dtype=np.int64),
        start=np.full(ground.days, -1, dtype=np.int64),
        size=count.astype(np.int64),
        head=head,
        longest=most,
        lone=(days - count >= 2) & ~pair,
        lawful=np.zeros(MASKS, dtype=np.int64),
        best=np.full((bands, WEEK), np.inf),
        best_kind=np.full((bands, WEEK), -1, dtype=np.int64),
        best_start=np.full((bands, WEEK), -1, dtype=np.int64),
        totals=np.zeros(MASKS),
        chain=chain_of(ground, people),
    )


@free_kernel
def price_shifts(ground: Ground, law: int, row_price: Floats, desk: Desk) -> None:
    """Prices of all shifts of the kinds of a law, into the desk."""
    sum_up(ground, row_price, desk.sums)
    for i in range(ground.law_kind_of[law], ground.law_kind_of[law + 1]):
        price_starts(ground, desk.sums, ground.law_kinds[i], desk.prices)


@free_kernel
def best_tour(ground: Ground, people: People, desk: Desk, w: int) -> float:
    """The cheapest lawful tour with a shift at least (pay, `desk.prices`, lone days off), into the desk; inf: none.

    Locked shifts are in it and priced like others (0 pay where there is none). O(bands x 2^7 + starts), or the chain.
    """
    law = people.law[w]
    desk.kind[:] = -1
    if ground.easy[law] and people.lock_of[w] == people.lock_of[w + 1]:
        return best_days(ground, people, desk, w)
    return best_chain(ground, people, desk.chain, desk.prices, desk.kind, desk.start, w)


@free_kernel
def best_of_days(ground: Ground, people: People, desk: Desk, w: int) -> int:
    """The best shift of each day in each band; how many bands."""
    law = people.law[w]
    band, ready = ground.band[law], people.last[w] + ground.rest[law]
    bands = (ground.day_slots + band - 1) // band
    desk.best[:bands, :] = np.inf
    mask = people.mask[w]
    for i in range(ground.law_kind_of[law], ground.law_kind_of[law + 1]):
        kind = ground.law_kinds[i]
        for day in range(ground.days):
            first = (-day * ground.day_slots) % ground.step
            for slot in range(first, ground.day_slots, ground.step):
                if ground.allowed[mask, day, slot]:
                    start = day * ground.day_slots + slot
                    paid = desk.prices[kind, start] + ground.pay[law, kind, start]
                    if paid < desk.best[slot // band, day] and start >= ready:
                        desk.best[slot // band, day] = paid
                        desk.best_kind[slot // band, day] = kind
                        desk.best_start[slot // band, day] = start
    return int(bands)


@free_kernel
def lawful_days(ground: Ground, people: People, desk: Desk, w: int) -> int:
    """The sets of days a worker may work in the one week, into the desk; how many."""
    law, found, missing = people.law[w], 0, WEEK - ground.days
    first, end = ground.law_kind_of[law], ground.law_kind_of[law + 1]
    hours = ground.kind_paid[ground.law_kinds[first]] if end > first else 0.0
    for days in range(1, 1 << ground.days):
        count = desk.size[days]
        if count < ground.least_days[law] - missing or count > ground.most_days[law]:
            continue
        if desk.longest[days] > ground.in_row[law]:
            continue
        if desk.head[days] > 0 and desk.head[days] + people.run[w] > ground.in_row[law]:
            continue
        paid_h = count * hours + people.paid_h[w]
        if paid_h > ground.most_h[law] + HOUR_SLACK or (missing == 0 and paid_h < ground.least_h[law] - HOUR_SLACK):
            continue
        if ground.pattern_of[law] < ground.pattern_of[law + 1] and not in_pattern(ground, law, days):
            continue
        desk.lawful[found] = days
        found += 1
    return found


@free_kernel
def in_pattern(ground: Ground, law: int, days: int) -> bool:
    """Whether a set of days is one of the patterns of a law."""
    for p in range(ground.pattern_of[law], ground.pattern_of[law + 1]):
        same = True
        for day in range(ground.days):
            if ground.patterns[p, day] != ((days >> day) & 1 == 1):
                same = False
                break
        if same:
            return True
    return False


@free_kernel
def best_days(ground: Ground, people: People, desk: Desk, w: int) -> float:
    """The best tour of one week by sums over sets of days."""
    law = people.law[w]
    bands = best_of_days(ground, people, desk, w)
    found = lawful_days(ground, people, desk, w)
    split, best, at, within = ground.split_cost[law], np.inf, -1, -1
    for band in range(bands):
        desk.totals[0] = 0.0
        for day in range(ground.days):
            one, paid = 1 << day, desk.best[band, day]
            for days in range(one):
                desk.totals[one + days] = desk.totals[days] + paid
        for i in range(found):
            days = desk.lawful[i]
            paid = desk.totals[days]
            if desk.lone[days]:
                paid += split
            if paid < best:
                best, at, within = paid, days, band
    if at >= 0:
        for day in range(ground.days):
            if (at >> day) & 1:
                desk.kind[day] = desk.best_kind[within, day]
                desk.start[day] = desk.best_start[within, day]
    return best
