"""A tours problem as plain arrays for compiled kernels: kinds, laws, people, bookings and blocks."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import numpy as np

from scheduling.tours.problem import Flags, Floats, Ints, Kind, Problem

WEEK = 7
LONG_AGO = -(10**9)
HOUR_SLACK = 1e-6


class Ground(NamedTuple):
    """What does not change. Lists of lists stand one after the other, `x_of[i]:x_of[i + 1]` are those of i."""

    slots: int
    day_slots: int
    days: int
    step: int
    per_row: int
    most_breaks: int
    kind_slots: Ints
    kind_paid: Floats
    kind_apart: Flags  # breaks of this kind cannot touch: each is placed by itself
    break_of: Ints
    break_slots: Ints
    break_lo: Ints
    break_hi: Ints
    law_kind_of: Ints
    law_kinds: Ints
    least_days: Ints
    most_days: Ints
    rest: Ints
    in_row: Ints
    nights: Ints
    band: Ints
    least_h: Floats
    most_h: Floats
    split_cost: Floats
    pattern_of: Ints
    patterns: Flags
    easy: Flags  # one week, rest cannot bind within a band, nights cannot bind: days are chosen apart from starts
    ladder_of: Ints  # sums of paid hours a week may reach, and the next one by kind
    ladder_h: Floats
    ladder_next: Ints
    pay: Floats
    allowed: Flags
    night: Flags


class People(NamedTuple):
    """The workers; `last` is the slot of the end of the shift before (long ago: far below 0)."""

    law: Ints
    skill_set: Ints
    mask: Ints
    run: Ints
    nights: Ints
    paid_h: Floats
    last: Ints
    lock_of: Ints
    lock_kind: Ints
    lock_start: Ints
    lock_breaks: Ints
    least_people: int


class Terms(NamedTuple):
    """Bookings (`b_`) and blocks (`c_`, contracts): skill set, kinds, prices and limits."""

    b_set: Ints
    b_kind_of: Ints
    b_kinds: Ints
    b_pay: Floats
    b_most: Ints
    c_set: Ints
    c_kind_of: Ints
    c_kinds: Ints
    c_pay: Floats
    c_seats: Ints
    c_most: Ints
    c_least: Ints


def offsets(lists: list[int]) -> Ints:
    """Where each of the lists of these lengths begins, and the end."""
    return np.concatenate([[0], np.cumsum(np.array(lists, dtype=np.int64))]).astype(np.int64)


def flat(lists: list[tuple[int, ...]]) -> Ints:
    """The lists one after the other."""
    return np.array([one for some in lists for one in some], dtype=np.int64)


def ground_of(problem: Problem) -> Ground:
    """The arrays of kinds and laws. O(prices)."""
    kinds, laws = problem.kinds, problem.laws
    windows = [window for kind in kinds for window in kind.breaks]
    ladders = [_ladder(problem, law) for law in range(len(laws))]
    patterns = [pattern for law in laws for pattern in law.patterns]
    return Ground(
        slots=problem.days * problem.day_slots,
        day_slots=problem.day_slots,
        days=problem.days,
        step=problem.start_step,
        per_row=problem.slots_per_row,
        most_breaks=max((len(kind.breaks) for kind in kinds), default=0),
        kind_slots=np.array([kind.slots for kind in kinds], dtype=np.int64),
        kind_paid=np.array([kind.paid_h for kind in kinds], dtype=np.float64),
        kind_apart=np.array([_apart(kind) for kind in kinds], dtype=np.bool_),
        break_of=offsets([len(kind.breaks) for kind in kinds]),
        break_slots=np.array([w.slots for w in windows], dtype=np.int64),
        break_lo=np.array([w.earliest for w in windows], dtype=np.int64),
        break_hi=np.array([w.latest for w in windows], dtype=np.int64),
        law_kind_of=offsets([len(law.kinds) for law in laws]),
        law_kinds=flat([law.kinds for law in laws]),
        least_days=np.array([law.least_days for law in laws], dtype=np.int64),
        most_days=np.array([min(law.most_days, WEEK) for law in laws], dtype=np.int64),
        rest=np.array([law.rest_slots for law in laws], dtype=np.int64),
        in_row=np.array([law.most_in_row for law in laws], dtype=np.int64),
        nights=np.array([law.most_nights_in_row for law in laws], dtype=np.int64),
        band=np.array([law.band_slots for law in laws], dtype=np.int64),
        least_h=np.array([law.least_paid_h for law in laws], dtype=np.float64),
        most_h=np.array([law.most_paid_h for law in laws], dtype=np.float64),
        split_cost=np.array([law.split_off_cost for law in laws], dtype=np.float64),
        pattern_of=offsets([len(law.patterns) for law in laws]),
        patterns=np.array(patterns, dtype=np.bool_).reshape(len(patterns), problem.days),
        easy=np.array([_easy(problem, law) for law in range(len(laws))], dtype=np.bool_),
        ladder_of=offsets([len(sums) for sums, _ in ladders]),
        ladder_h=np.array([h for sums, _ in ladders for h in sums], dtype=np.float64),
        ladder_next=np.array([row for _, rows in ladders for row in rows], dtype=np.int64).reshape(-1, len(kinds)),
        pay=np.ascontiguousarray(problem.pay, dtype=np.float64),
        allowed=np.ascontiguousarray(problem.allowed, dtype=np.bool_),
        night=np.ascontiguousarray(problem.night, dtype=np.bool_),
    )


def _apart(kind: Kind) -> bool:
    """Whether no break of the kind can run into the next."""
    pairs = zip(kind.breaks, kind.breaks[1:], strict=False)
    return all(one.latest + one.slots <= other.earliest for one, other in pairs)


def _bound_by_hours(problem: Problem, law: int) -> bool:
    """Whether the paid hours of a week can bind more than the days do."""
    rules = problem.laws[law]
    return rules.least_paid_h > 0 or bool(np.isfinite(rules.most_paid_h))


def _easy(problem: Problem, law: int) -> bool:
    """Whether the days of one week can be chosen by the best shift of each day within a band."""
    rules = problem.laws[law]
    longest = max((problem.kinds[k].slots for k in rules.kinds), default=0)
    rests = rules.band_slots > 0 and problem.day_slots - (rules.band_slots - 1) - longest >= rules.rest_slots
    hours = not _bound_by_hours(problem, law) or len(rules.kinds) == 1
    return problem.days <= WEEK and rests and hours and rules.most_nights_in_row >= 2 * problem.days


def _ladder(problem: Problem, law: int) -> tuple[list[float], list[list[int]]]:
    """Sums of paid hours in a week, and for each the place of the sum after a shift of each kind (-1: out of reach)."""
    rules, count = problem.laws[law], len(problem.kinds)
    if not _bound_by_hours(problem, law):
        return [0.0], [[0] * count]
    used = {*rules.kinds, *(s.kind for w in problem.workers if w.law == law for s in w.locked)}
    hours = {kind: round(problem.kinds[kind].paid_h * 3600) for kind in used}
    levels = [{0}]
    held = any(w.locked for w in problem.workers if w.law == law)  # locked shifts may be more than the law allows
    for _ in range(WEEK if held else min(rules.most_days, WEEK)):
        levels.append({one + more for one, more in product(levels[-1], set(hours.values()))})
    sums = sorted(set().union(*levels))
    place = {one: at for at, one in enumerate(sums)}
    rows = [[place.get(one + hours[kind], -1) if kind in hours else -1 for kind in range(count)] for one in sums]
    return [one / 3600 for one in sums], rows


def people_of(problem: Problem) -> People:
    """The arrays of the workers."""
    workers = problem.workers
    most = max((len(kind.breaks) for kind in problem.kinds), default=0)
    locked = [shift for worker in workers for shift in sorted(worker.locked, key=lambda s: s.start)]
    breaks = np.full((len(locked), most), -1, dtype=np.int64)
    for i, shift in enumerate(locked):
        breaks[i, : len(shift.breaks)] = shift.breaks
    return People(
        law=np.array([w.law for w in workers], dtype=np.int64),
        skill_set=np.array([w.skill_set for w in workers], dtype=np.int64),
        mask=np.array([w.allowed for w in workers], dtype=np.int64),
        run=np.array([w.run_before for w in workers], dtype=np.int64),
        nights=np.array([w.nights_before for w in workers], dtype=np.int64),
        paid_h=np.array([w.paid_h_before for w in workers], dtype=np.float64),
        last=np.array([LONG_AGO if w.last_end is None else w.last_end for w in workers], dtype=np.int64),
        lock_of=offsets([len(w.locked) for w in workers]),
        lock_kind=np.array([s.kind for s in locked], dtype=np.int64),
        lock_start=np.array([s.start for s in locked], dtype=np.int64),
        lock_breaks=breaks,
        least_people=int(problem.least_people),
    )


def terms_of(problem: Problem) -> Terms:
    """The arrays of bookings and blocks."""
    kinds, slots = len(problem.kinds), problem.days * problem.day_slots
    booked, blocks = problem.bookings, problem.blocks
    return Terms(
        b_set=np.array([b.skill_set for b in booked], dtype=np.int64),
        b_kind_of=offsets([len(b.kinds) for b in booked]),
        b_kinds=flat([b.kinds for b in booked]),
        b_pay=np.array([b.pay for b in booked], dtype=np.float64).reshape(len(booked), kinds, slots),
        b_most=np.array([b.most for b in booked], dtype=np.int64).reshape(len(booked), problem.days),
        c_set=np.array([c.skill_set for c in blocks], dtype=np.int64),
        c_kind_of=offsets([len(c.kinds) for c in blocks]),
        c_kinds=flat([c.kinds for c in blocks]),
        c_pay=np.array([c.pay for c in blocks], dtype=np.float64).reshape(len(blocks), kinds, slots),
        c_seats=np.array([c.seats for c in blocks], dtype=np.int64),
        c_most=np.array([c.most_blocks for c in blocks], dtype=np.int64),
        c_least=np.array([c.least_days for c in blocks], dtype=np.int64),
    )
