"""What a person's line costs beyond wishes, hours and burdens: soft rules, leasts, long rests, pairs of people.

The rows of `scheduling.roster.lawful` keep what a search may never break. What is left of the rules has a price: that
of the limit where it is soft, one above everything else where it is hard. Evaluated afresh for a person who changes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from data.contracts.centre import Centre
from data.contracts.labour import AgentPair
from scheduling.compiled import kernel
from scheduling.roster.rules.shape import Budget, Person, Rest, Slot
from scheduling.roster.rules.slots import all_budgets, priced_pairs, rests_of

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

HARD_CNY = 20_000.0  # a unit of breach of a hard rule that no row holds
HOURS_MIN = 60.0  # budgets of hours weigh minutes; their price is that of an hour
MOST_HOURS_D = 24.0  # a weight above it is minutes
LONG_AGO = -10_000_000
APART, TOGETHER = 0, 1


class Extras(NamedTuple):
    """Terms of person i lie from `begin[i]` to `end[i]`: a budget (`rest_min` 0) or a long rest within days, from 0.

    `weight[table[t], j]` is what slot j counts, groups from `g_begin[t]` to `g_end[t]` count beyond `g_free`, at most
    `g_cap`. `start`, `stop`: minutes of slots on the wall clock from day 0. `follow[law_of[i], k, k2]` prices kind k2
    on the day after k. Pairs of i lie from `p_begin[i]` to `p_end[i]`.
    """

    begin: Ints
    end: Ints
    first: Ints
    last: Ints
    least: Floats
    most: Floats
    price: Floats
    rest_min: Floats
    table: Ints
    weight: Floats
    g_begin: Ints
    g_end: Ints
    g_first: Ints
    g_last: Ints
    g_free: Floats
    g_cap: Floats
    start: Ints
    stop: Ints
    before: Ints
    kind: Ints
    law_of: Ints
    follow: Floats
    p_begin: Ints
    p_end: Ints
    partner: Ints
    p_kind: Ints
    p_tolerance: Floats
    p_price: Floats
    away: Flags
    priced: Flags


def extras_of(
    people: Sequence[Person], slots: Sequence[Slot], pairs: Sequence[AgentPair], first: int, last: int, count: int
) -> Extras:  # fmt: skip
    """The arrays for `count` people (nobodies included). O(people x windows x slots where rules are soft or least)."""
    terms: list[tuple[int, Budget | Rest]] = []
    for i, person in enumerate(people):
        terms += [(i, b) for _, b in all_budgets(person, first, last) if not b.plain or b.price < math.inf]
        terms += [(i, Budget(b.first, b.last, math.inf, b.weight, b.least))
                  for _, b in all_budgets(person, first, last)
                  if b.plain and b.price == math.inf and b.least > -math.inf]  # fmt: skip
        terms += [(i, rest) for _, rest in rests_of(person, first, last)]
    weights, tables = _weights(terms, slots)
    groups = [group for _, term in terms if isinstance(term, Budget) for group in term.groups]
    sizes = np.array([len(term.groups) if isinstance(term, Budget) else 0 for _, term in terms], dtype=np.int64)
    g_end = np.cumsum(sizes)
    owner = np.array([i for i, _ in terms], dtype=np.int64)
    codes = {name: k for k, name in enumerate(sorted({slot.shift for slot in slots}))}
    law_of, follow = _follow(people, slots, codes, count)
    of_pair = _pairs(people, pairs)
    partners = np.array([one[0] for one in of_pair], dtype=np.int64)
    begin = np.searchsorted(owner, np.arange(count)).astype(np.int64)
    end = np.searchsorted(owner, np.arange(count), side="right").astype(np.int64)
    p_begin = np.searchsorted(partners, np.arange(count)).astype(np.int64)
    p_end = np.searchsorted(partners, np.arange(count), side="right").astype(np.int64)
    away = np.zeros((count, last - first + 1), dtype=np.bool_)
    before = np.full(count, LONG_AGO, dtype=np.int64)
    for i, person in enumerate(people):
        away[i, [day - first for day in person.leave if first <= day <= last]] = True
        if person.last_end is not None and slots:
            before[i] = person.last_end - slots[0].start + slots[0].wall_start + (slots[0].day - first) * 1440
    walls = np.array([(slot.day - first) * 1440 + slot.wall_start for slot in slots], dtype=np.int64)
    priced = (begin < end) | (p_begin < p_end)
    soft = np.array([bool(law.any()) for law in follow], dtype=np.bool_)
    priced[: len(people)] |= soft[law_of[: len(people)]]
    return Extras(
        begin, end,
        np.array([max(0, term.first - first) for _, term in terms], dtype=np.int64),
        np.array([term.last - first for _, term in terms], dtype=np.int64),
        np.array([getattr(term, "least", -math.inf) for _, term in terms], dtype=np.float64),
        np.array([getattr(term, "most", math.inf) for _, term in terms], dtype=np.float64),
        np.array([_price(term, weights, table) for (_, term), table in zip(terms, tables, strict=True)]),
        np.array([term.rest_min if isinstance(term, Rest) else 0.0 for _, term in terms], dtype=np.float64),
        tables, weights, g_end - sizes, g_end,
        np.array([max(0, group.first - first) for group in groups], dtype=np.int64),
        np.array([min(group.last, last) - first for group in groups], dtype=np.int64),
        np.array([group.free for group in groups], dtype=np.float64),
        np.array([group.cap for group in groups], dtype=np.float64),
        walls, walls + np.array([slot.end - slot.start for slot in slots], dtype=np.int64), before,
        np.array([codes[slot.shift] for slot in slots], dtype=np.int64), law_of, follow, p_begin, p_end,
        np.array([one[1] for one in of_pair], dtype=np.int64), np.array([one[2] for one in of_pair], dtype=np.int64),
        np.array([one[3] for one in of_pair], dtype=np.float64),
        np.array([one[4] for one in of_pair], dtype=np.float64),
        away, priced,
    )  # fmt: skip


def pairs_of(centre: Centre) -> tuple[AgentPair, ...]:
    """Pairs of people that shape the roster."""
    return tuple(pair for pair in centre.labour.pairs if pair.enforcement in ("hard", "soft"))


def _weights(terms: Sequence[tuple[int, Budget | Rest]], slots: Sequence[Slot]) -> tuple[Floats, Ints]:
    """What each slot counts in each term, equal rows kept once."""
    known: dict[bytes, int] = {}
    rows: list[Floats] = []
    tables = []
    for _, term in terms:
        row = np.array([term.weight(slot) for slot in slots] if isinstance(term, Budget) else np.zeros(len(slots)))
        if row.tobytes() not in known:
            known[row.tobytes()] = len(rows)
            rows.append(row)
        tables.append(known[row.tobytes()])
    made = np.array(rows) if rows else np.zeros((1, len(slots)))
    return made, np.array(tables, dtype=np.int64)


def _price(term: Budget | Rest, weights: Floats, table: int) -> float:
    """Price of a unit of the weights; of a minute of rest."""
    price = HARD_CNY if math.isinf(term.price) else term.price
    minutes = isinstance(term, Rest) or float(np.abs(weights[table]).max(initial=0.0)) > MOST_HOURS_D
    return price / HOURS_MIN if minutes else price


def _follow(
    people: Sequence[Person], slots: Sequence[Slot], codes: dict[str, int], count: int
) -> tuple[Ints, Floats]:  # fmt: skip
    """Price of a shift on the day after another, by limits and codes; the rest between two codes is always the same."""
    laws = {id(person.limits): person.limits for person in people}
    numbers = {key: number for number, key in enumerate(laws)}
    law_of = np.zeros(count, dtype=np.int64)
    law_of[: len(people)] = [numbers[id(person.limits)] for person in people]
    follow = np.zeros((max(1, len(laws)), max(1, len(codes)), max(1, len(codes))))
    by_day: dict[int, list[Slot]] = {}
    for slot in slots:
        by_day.setdefault(slot.day, []).append(slot)
    for number, limits in enumerate(laws.values()):
        seen: set[tuple[str, str]] = set()
        for day, today in by_day.items():
            for early in today:
                for late in by_day.get(day + 1, []):
                    if (early.shift, late.shift) not in seen:
                        seen.add((early.shift, late.shift))
                        price = sum(cost for _, cost in priced_pairs(early, late, limits))
                        follow[number, codes[early.shift], codes[late.shift]] = price
    return law_of, follow


def _pairs(people: Sequence[Person], pairs: Sequence[AgentPair]) -> list[tuple[int, int, int, float, float]]:
    """Person, partner, kind, tolerance and price, under either of the two, by person."""
    place = {person.agent: i for i, person in enumerate(people)}
    made = []
    for pair in pairs:
        if pair.agent in place and pair.other in place:
            a, b = place[pair.agent], place[pair.other]
            price = HARD_CNY if pair.enforcement == "hard" else pair.price_cny
            kind = APART if pair.kind == "apart" else TOGETHER
            made += [(a, b, kind, pair.tolerance_min, price), (b, a, kind, pair.tolerance_min, price)]
    return sorted(made)


@kernel
def terms_price(extras: Extras, on: Ints, i: int) -> float:
    """Price of the budgets and rests of a person."""
    total = 0.0
    for t in range(extras.begin[i], extras.end[i]):
        if extras.rest_min[t] > 0.0:
            short = extras.rest_min[t] - longest_rest(extras, on, i, extras.first[t], extras.last[t])
            total += extras.price[t] * max(0.0, short)
            continue
        row = extras.weight[extras.table[t]]
        amount = 0.0
        if extras.g_begin[t] == extras.g_end[t]:
            for day in range(extras.first[t], min(extras.last[t] + 1, on.shape[1])):
                if on[i, day] >= 0:
                    amount += row[on[i, day]]
        for g in range(extras.g_begin[t], extras.g_end[t]):
            part = -extras.g_free[g]
            for day in range(extras.g_first[g], extras.g_last[g] + 1):
                if on[i, day] >= 0:
                    part += row[on[i, day]]
            amount += min(extras.g_cap[g], max(0.0, part))
        total += extras.price[t] * (max(0.0, amount - extras.most[t]) + max(0.0, extras.least[t] - amount))
    return total


@kernel
def longest_rest(extras: Extras, on: Ints, i: int, first: int, last: int) -> float:
    """Longest stretch without work within days, as the rule counts it (see WeeklyRest), in minutes."""
    low, high = first * 1440, (last + 1) * 1440
    longest, free_from = 0.0, float(extras.before[i])
    for day in range(on.shape[1]):
        j = on[i, day]
        if j < 0:
            continue
        longest = max(longest, rest_within(free_from, float(extras.start[j]), low, high))
        free_from = float(extras.stop[j])
    return max(longest, 2.0 * max(0.0, high - max(free_from, float(low))))


@kernel
def rest_within(begin: float, end: float, low: int, high: int) -> float:
    """What a stretch off counts for a window: all of it where its middle lies there, else what lies in it."""
    middle = (begin + end) / 2.0
    if low <= middle < high:
        return end - begin
    return max(0.0, min(end, float(high)) - max(begin, float(low)))


@kernel
def follow_price(extras: Extras, on: Ints, i: int) -> float:
    """Price of what follows what on the next day."""
    total = 0.0
    law = extras.law_of[i]
    for day in range(on.shape[1] - 1):
        if on[i, day] >= 0 and on[i, day + 1] >= 0:
            total += extras.follow[law, extras.kind[on[i, day]], extras.kind[on[i, day + 1]]]
    return total


@kernel
def pairs_price(extras: Extras, on: Ints, i: int, without: int) -> float:
    """Price of the pairs of a person, the one with `without` left out."""
    total = 0.0
    for p in range(extras.p_begin[i], extras.p_end[i]):
        other = extras.partner[p]
        if other == without:
            continue
        for day in range(on.shape[1]):
            mine, theirs = on[i, day], on[other, day]
            if extras.p_kind[p] == TOGETHER:
                if extras.away[i, day] or extras.away[other, day] or (mine < 0 and theirs < 0):
                    continue
                if mine < 0 or theirs < 0:
                    total += extras.p_price[p]
                else:
                    near = max(
                        abs(extras.start[mine] - extras.start[theirs]), abs(extras.stop[mine] - extras.stop[theirs])
                    )
                    total += extras.p_price[p] if near > extras.p_tolerance[p] else 0.0
            elif mine >= 0:
                for beside in range(max(0, day - 1), min(on.shape[1], day + 2)):
                    k = on[other, beside]
                    if k >= 0 and extras.start[k] < extras.stop[mine] and extras.stop[k] > extras.start[mine]:
                        total += extras.p_price[p]
                        break
    return total


@kernel
def extra_price(extras: Extras, on: Ints, i: int, without: int) -> float:
    """All of it for one person."""
    if not extras.priced[i]:
        return 0.0
    return terms_price(extras, on, i) + follow_price(extras, on, i) + pairs_price(extras, on, i, without)


def total_price(extras: Extras, on: Ints) -> float:
    """All of it for everybody, each pair counted once."""
    pairs = sum(pairs_price(extras, on, i, -1) for i in range(len(on)))
    own = sum(terms_price(extras, on, i) + follow_price(extras, on, i) for i in range(len(on)))
    return float(own + pairs / 2.0)
