"""The Lagrangian of the rows of cover: its value and its slope at given prices, and steps uphill. Compiled.

Heads supplied and heads counted are two things tied by a price for each skill and row: each worker then takes the best
tour at the prices by himself, each booking and block the best shifts, each row the cheapest cover. Every vector of
prices gives a lower bound (weak duality), whatever led to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduling.compiled import free_kernel
from scheduling.tours.best_shift import pick_breaks, price_starts, sum_up
from scheduling.tours.best_tour import Desk, best_tour
from scheduling.tours.ground import Ground, People, Terms
from scheduling.tours.problem import Flags, Floats, Ints


class Hill(NamedTuple):
    """Workers alike stand once (`first`, `many`), in the order of their skill sets.

    `numbers`: best bound, bound tried, step, length of the mean slope, best cost known. `price` is the best found,
    `tried` the last; `slope` belongs to the tried one, `mean` is the averaged slope (heads asked less heads supplied).
    """

    ground: Ground
    people: People
    terms: Terms
    desk: Desk
    first: Ints
    many: Ints
    member: Flags
    floor: Floats  # carry
    corner: Floats  # (points, skills, rows): covers of which one is the cheapest at any price
    paid: Floats  # price of those covers
    top: Floats  # (2, skills, rows): least and most a head can be worth
    price: Floats
    tried: Floats
    slope: Floats
    mean: Floats
    numbers: Floats
    row_price: Floats
    best_skill: Ints
    starts: Ints  # (kinds, slots): shifts chosen of a skill set
    heads: Floats  # (slots + longest + 1,): changes of heads
    tour_cost: Floats
    tour_kind: Ints
    tour_start: Ints


@free_kernel
def count_heads(hill: Hill) -> None:
    """Add the shifts chosen of a skill set to the supply, on the skills worth most."""
    ground, heads = hill.ground, hill.heads
    heads[:] = 0.0
    picks = np.empty(ground.most_breaks, dtype=np.int64)
    for kind in range(hill.starts.shape[0]):
        for start in range(ground.slots):
            count = hill.starts[kind, start]
            if count != 0:
                hill.starts[kind, start] = 0
                heads[start] += count
                heads[start + ground.kind_slots[kind]] -= count
                pick_breaks(ground, hill.desk.sums, kind, start, picks)
                for b in range(ground.break_of[kind], ground.break_of[kind + 1]):
                    at = picks[b - ground.break_of[kind]]
                    heads[at] -= count
                    heads[at + ground.break_slots[b]] += count
    supply(hill)


@free_kernel
def supply(hill: Hill) -> None:
    """The heads written as changes by slot, off the slope of the skill worth most."""
    now = 0.0
    for slot in range(hill.ground.slots):
        now += hill.heads[slot]
        t = slot // hill.ground.per_row
        hill.slope[hill.best_skill[t], t] -= now / hill.ground.per_row


@free_kernel
def price_set(hill: Hill, skills: int) -> None:
    """What a unit of a skill set is worth by row (below 0: it saves), and the prices of all shifts for it."""
    rows = hill.tried.shape[1]
    for t in range(rows):
        best, at = -np.inf, -1
        for k in range(hill.tried.shape[0]):
            if hill.member[skills, k] and hill.tried[k, t] > best:
                best, at = hill.tried[k, t], k
        hill.best_skill[t] = at
        hill.row_price[t] = -best / hill.ground.per_row
    sum_up(hill.ground, hill.row_price, hill.desk.sums)
    for kind in range(hill.starts.shape[0]):
        price_starts(hill.ground, hill.desk.sums, kind, hill.desk.prices)


@free_kernel
def locked_price(hill: Hill, w: int, sign: int) -> float:
    """Price of the slots of the locked shifts of a worker; with a sign their heads are counted."""
    ground, people, sums, paid = hill.ground, hill.people, hill.desk.sums, 0.0
    for i in range(people.lock_of[w], people.lock_of[w + 1]):
        kind, at = people.lock_kind[i], people.lock_start[i]
        end, b0 = at + ground.kind_slots[kind], ground.break_of[kind]
        paid += sums[end] - sums[at]
        hill.heads[at] += sign
        hill.heads[end] -= sign
        for b in range(b0, ground.break_of[kind + 1]):
            q = people.lock_breaks[i, b - b0]
            paid -= sums[q + ground.break_slots[b]] - sums[q]
            hill.heads[q] -= sign
            hill.heads[q + ground.break_slots[b]] += sign
    return paid


@free_kernel
def price_people(hill: Hill) -> None:
    """The best tour of each group of workers; tours and costs are kept, nobody is counted yet."""
    before = -1
    for g in range(len(hill.first)):
        w = hill.first[g]
        if hill.people.skill_set[w] != before:
            before = hill.people.skill_set[w]
            price_set(hill, before)
        paid = best_tour(hill.ground, hill.people, hill.desk, w)
        hill.tour_kind[g] = hill.desk.kind
        hill.tour_start[g] = hill.desk.start
        locked = hill.people.lock_of[w + 1] > hill.people.lock_of[w]
        if locked:
            paid = (paid if paid < np.inf else 0.0) + locked_price(hill, w, 0)
        hill.tour_cost[g] = paid


@free_kernel
def count_people(hill: Hill) -> float:  # noqa: C901
    """Choose who is rostered (whoever saves, at least as many as must be) and count them; the sum of their costs."""
    groups, due, total = len(hill.first), hill.people.least_people, 0.0
    used = np.zeros(groups, dtype=np.int64)
    order = np.argsort(hill.tour_cost)
    for i in range(groups):
        g, w = order[i], hill.first[order[i]]
        locked = hill.people.lock_of[w + 1] > hill.people.lock_of[w]
        if hill.tour_cost[g] < np.inf and (hill.tour_cost[g] < 0.0 or locked):
            used[g] = hill.many[g]
            due -= used[g]
            total += used[g] * hill.tour_cost[g]
    for i in range(groups):
        g = order[i]
        if due > 0 and used[g] == 0 and hill.tour_cost[g] < np.inf:
            used[g] = min(due, hill.many[g])
            due -= used[g]
            total += used[g] * hill.tour_cost[g]
    before, pending = -1, False
    for g in range(groups):
        w = hill.first[g]
        if hill.people.skill_set[w] != before:
            if pending:
                count_heads(hill)
            before, pending = hill.people.skill_set[w], True
            price_set(hill, before)
        if hill.people.lock_of[w + 1] > hill.people.lock_of[w]:
            hill.heads[:] = 0.0
            locked_price(hill, w, 1)
            supply(hill)
        for day in range(hill.ground.days):
            if used[g] > 0 and hill.tour_kind[g, day] >= 0 and not locked_day(hill, w, day):
                hill.starts[hill.tour_kind[g, day], hill.tour_start[g, day]] += used[g]
    if pending:
        count_heads(hill)
    return total


@free_kernel
def locked_day(hill: Hill, w: int, day: int) -> bool:
    """Whether a locked shift of a worker starts on a day."""
    for i in range(hill.people.lock_of[w], hill.people.lock_of[w + 1]):
        if hill.people.lock_start[i] // hill.ground.day_slots == day:
            return True
    return False


@free_kernel
def count_terms(hill: Hill) -> float:  # noqa: C901
    """Bookings and blocks at the prices; what they save together (below 0)."""
    ground, terms, total = hill.ground, hill.terms, 0.0
    for b in range(len(terms.b_set)):
        price_set(hill, terms.b_set[b])
        for day in range(ground.days):
            best, of, at = 0.0, -1, -1
            for i in range(terms.b_kind_of[b], terms.b_kind_of[b + 1]):
                kind = terms.b_kinds[i]
                for start in range(-(-day * ground.day_slots // ground.step) * ground.step,
                                   (day + 1) * ground.day_slots, ground.step):  # fmt: skip
                    paid = hill.desk.prices[kind, start] + terms.b_pay[b, kind, start]
                    if paid < best:
                        best, of, at = paid, kind, start
            if of >= 0:
                total += best * terms.b_most[b, day]
                hill.starts[of, at] += terms.b_most[b, day]
        count_heads(hill)
    for c in range(len(terms.c_set)):
        price_set(hill, terms.c_set[c])
        best, of, at, long = 0.0, -1, -1, 0
        for i in range(terms.c_kind_of[c], terms.c_kind_of[c + 1]):
            kind = terms.c_kinds[i]
            for slot in range(ground.day_slots):
                for first in range(ground.days - terms.c_least[c] + 1):
                    paid = 0.0
                    for day in range(first, ground.days):
                        start = day * ground.day_slots + slot
                        if start % ground.step or not terms.c_pay[c, kind, start] < np.inf:
                            break
                        paid += hill.desk.prices[kind, start] + terms.c_pay[c, kind, start]
                        if paid < best and day - first + 1 >= terms.c_least[c]:
                            best, of, at, long = paid, kind, first * ground.day_slots + slot, day - first + 1
        seats = terms.c_most[c] * terms.c_seats[c]
        total += best * seats
        for day in range(long):
            hill.starts[of, at + day * ground.day_slots] += seats
        count_heads(hill)
    return total


@free_kernel
def count_rows(hill: Hill) -> float:
    """The cheapest cover of each row when each head costs the price tried."""
    total = 0.0
    points, skills, rows = hill.corner.shape
    for k in range(skills):
        for t in range(rows):
            best, at = np.inf, 0
            for i in range(points):
                paid = hill.paid[i, k, t] + hill.tried[k, t] * (hill.corner[i, k, t] - hill.floor[k, t])
                if paid < best:
                    best, at = paid, i
            total += best
            hill.slope[k, t] += hill.corner[at, k, t] - hill.floor[k, t]
    return total


@free_kernel
def bound_at(hill: Hill) -> float:
    """The bound of the prices tried; its slope. O(kinds x starts x breaks x sets + groups of workers)."""
    hill.slope[:, :] = 0.0
    price_people(hill)
    total = count_people(hill)
    total += count_terms(hill)
    total += count_rows(hill)
    hill.numbers[1] = total
    return total


@free_kernel
def climb(hill: Hill, rounds: int) -> float:  # noqa: C901
    """Rounds of the volume algorithm (Barahona and Anbil 2000); the best bound. The best prices stay in the hill."""
    numbers = hill.numbers
    for _ in range(rounds):
        norm = 0.0
        for k in range(hill.mean.shape[0]):
            for t in range(hill.mean.shape[1]):
                norm += hill.mean[k, t] * hill.mean[k, t]
        if norm <= 1e-12:
            return float(numbers[0])
        ahead = max(numbers[4] - numbers[0], 1e-6 * abs(numbers[0]))
        step = numbers[2] * ahead / norm
        for k in range(hill.mean.shape[0]):
            for t in range(hill.mean.shape[1]):
                tried = hill.price[k, t] + step * hill.mean[k, t]
                hill.tried[k, t] = min(max(tried, hill.top[0, k, t]), hill.top[1, k, t])
        found = bound_at(hill)
        agree = 0.0
        mm, ms, ss = 0.0, 0.0, 0.0
        for k in range(hill.mean.shape[0]):
            for t in range(hill.mean.shape[1]):
                m, s = hill.mean[k, t], hill.slope[k, t]
                agree += m * s
                mm += m * m
                ms += m * s
                ss += s * s
        flat = mm - 2.0 * ms + ss
        share = (mm - ms) / flat if flat > 1e-12 else 1.0
        share = min(max(share, numbers[3] / 10.0), numbers[3])
        for k in range(hill.mean.shape[0]):
            for t in range(hill.mean.shape[1]):
                hill.mean[k, t] = share * hill.slope[k, t] + (1.0 - share) * hill.mean[k, t]
        if found > numbers[0]:
            numbers[5] = 0.0
            if found > numbers[0] + 1e-4 * abs(numbers[0]) * 0.01 and agree > 0.0:
                numbers[2] = min(numbers[2] * 1.1, 2.0)
            hill.price[:, :] = hill.tried
            numbers[0] = found
        else:
            numbers[5] += 1.0
            if numbers[5] >= 15.0:
                numbers[5] = 0.0
                numbers[2] = max(numbers[2] * 0.66, 1e-4)
                numbers[3] = max(numbers[3] * 0.9, 0.01)
    return float(numbers[0])
