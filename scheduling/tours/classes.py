"""Workers who are alike to the law, pooled: the days on they may work, in which bands of the day, with which starts.

Only for horizons of a week at most: the sets of days on are listed (a rotation lists them for longer ones, too).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scheduling.tours.problem import Flags, Law, Problem, Shift, Worker

Starts = tuple[tuple[int, int], ...]  # (kind, slot) pairs with which a shift may begin
Place = tuple[int, int]  # day and band of the day
NO_BAND = 0


@dataclass(frozen=True)
class Class:
    """Alike workers. `tours[days]`: price of its lone days off and the bands it may lie in, for each set of chosen days
    (bit d: day d). `must`: they work, for they have locked shifts.
    """

    law: int
    skill_set: int
    starts: Mapping[Place, Starts]
    tours: Mapping[int, tuple[float, tuple[int, ...]]]
    must: bool
    members: list[int] = field(default_factory=list)


def bands_of(problem: Problem, law: Law) -> int:
    """Bands of the day under a law: one when starts may differ."""
    return 1 if law.band_slots <= 0 else -(-problem.day_slots // law.band_slots)


def fits_classes(problem: Problem) -> bool:
    """Whether sets of days can be listed and a band holds as long as the horizon."""
    return problem.days <= 7 or all(law.patterns and not law.band_slots for law in problem.laws)


def key_of(worker: Worker) -> tuple[object, ...]:
    """What the law can tell of a worker: workers of one key are alike."""
    return (worker.law, worker.skill_set, worker.allowed, worker.run_before, worker.nights_before,
            worker.paid_h_before, worker.last_end, worker.locked)  # fmt: skip


def classes_of(problem: Problem) -> list[Class]:
    """All classes; workers who can do nothing but their locked shifts are in none. O(keys x sets of days x bands)."""
    by_key: dict[tuple[object, ...], list[int]] = {}
    for number, worker in enumerate(problem.workers):
        by_key.setdefault(key_of(worker), []).append(number)
    made: dict[tuple[object, ...], Class] = {}
    tables = _Tables(problem)
    for members in by_key.values():
        worker = problem.workers[members[0]]
        starts = tables.starts(worker)
        tours = _tours(problem, worker, starts, tables.days_on(worker.law))
        if not tours:
            continue
        alike = (worker.law, worker.skill_set, bool(worker.locked), tuple(starts.items()), tuple(tours.items()))
        one = made.setdefault(alike, Class(worker.law, worker.skill_set, starts, tours, bool(worker.locked)))
        one.members.extend(members)
    return list(made.values())


class _Tables:
    """What several keys share: sets of days of a law, starts of a law within a mask."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.days_on = functools.cache(self._days_on)
        self._starts_of = functools.cache(self._starts)

    def starts(self, worker: Worker) -> Mapping[Place, Starts]:
        """Starts by day and band that the worker may choose."""
        return self._starts_of(worker.law, worker.allowed, worker.last_end, worker.locked)

    def _days_on(self, number: int) -> tuple[int, ...]:
        """Sets of days within the counts and patterns of a law."""
        problem, law = self.problem, self.problem.laws[number]
        if law.patterns:
            return tuple(sorted({_bits(pattern) for pattern in law.patterns}))
        least = max(0, law.least_days - (7 - problem.days))
        return tuple(on for on in range(1, 1 << problem.days) if least <= on.bit_count() <= law.most_days)

    def _starts(
        self, number: int, allowed: int, last_end: int | None, locked: tuple[Shift, ...]
    ) -> Mapping[Place, Starts]:
        problem, law = self.problem, self.problem.laws[number]
        day_slots, width = problem.day_slots, law.band_slots or problem.day_slots
        may = problem.allowed[allowed].ravel().copy()
        may[np.arange(len(may)) % problem.start_step != 0] = False
        if last_end is not None:
            may[: max(0, last_end + law.rest_slots)] = False
        found: dict[Place, list[tuple[int, int]]] = {}
        for kind in law.kinds:
            free = may & np.isfinite(problem.pay[number, kind])
            for shift in locked:
                _keep_apart(problem, law, free, kind, shift)
            for slot in np.flatnonzero(free).tolist():
                day, at = divmod(slot, day_slots)
                found.setdefault((day, at // width), []).append((kind, slot))
        return {place: tuple(pairs) for place, pairs in sorted(found.items())}


def _keep_apart(problem: Problem, law: Law, free: Flags, kind: int, shift: Shift) -> None:
    """No start of a kind too near a locked shift or on its day."""
    day = shift.start // problem.day_slots
    free[day * problem.day_slots : (day + 1) * problem.day_slots] = False
    first = max(0, shift.start - law.rest_slots - problem.kinds[kind].slots + 1)
    free[first : max(0, shift.start + problem.kinds[shift.kind].slots + law.rest_slots)] = False


def _bits(pattern: tuple[bool, ...]) -> int:
    return sum(1 << day for day, on in enumerate(pattern) if on)


def _tours(
    problem: Problem, worker: Worker, starts: Mapping[Place, Starts], days_on: tuple[int, ...]
) -> Mapping[int, tuple[float, tuple[int, ...]]]:
    """Sets of chosen days the worker may work, each with the price of lone days off and its bands."""
    law, days = problem.laws[worker.law], problem.days
    fixed = sum({1 << shift.start // problem.day_slots for shift in worker.locked})
    bands = range(bands_of(problem, law))
    if law.band_slots and worker.locked:
        held = {shift.start % problem.day_slots // law.band_slots for shift in worker.locked}
        bands = range(min(held), min(held) + 1) if len(held) == 1 else range(0)
    open_days = [sum(1 << day for day in range(days) if (day, band) in starts) for band in bands]
    night_days = [_all_night(problem, starts, band, days) for band in bands]
    made: dict[int, tuple[float, tuple[int, ...]]] = {}
    for on in days_on:
        chosen = on & ~fixed
        if on & fixed != fixed or not _lawful_days(problem, law, worker, on):
            continue
        within = tuple(
            band
            for band, may, night in zip(bands, open_days, night_days, strict=True)
            if chosen & ~may == 0 and _longest(on & night, days, worker.nights_before) <= law.most_nights_in_row
        )
        if within or not chosen:
            made[chosen] = (law.split_off_cost * _split(on, days), within or (NO_BAND,))
    return made


def _all_night(problem: Problem, starts: Mapping[Place, Starts], band: int, days: int) -> int:
    """Days on which every start of the band is a night start."""
    return sum(
        1 << day
        for day in range(days)
        if (day, band) in starts and all(problem.night[slot % problem.day_slots] for _, slot in starts[day, band])
    )


def _lawful_days(problem: Problem, law: Law, worker: Worker, on: int) -> bool:
    """Whether days in a row and paid hours allow the set of days, whatever the kinds."""
    if _longest(on, problem.days, worker.run_before) > law.most_in_row:
        return False
    if problem.days > 7:
        return True
    count = on.bit_count()
    hours = [problem.kinds[kind].paid_h for kind in law.kinds] or [0.0]
    if count * min(hours) + worker.paid_h_before > law.most_paid_h + 1e-9 and not worker.locked:
        return False
    full = problem.days == 7 and not worker.locked
    return not (full and count * max(hours) + worker.paid_h_before < law.least_paid_h - 1e-9)


def _longest(on: int, days: int, before: int) -> int:
    """Longest run of days on, those before the horizon included where the first day is on."""
    run, longest = before, 0
    for day in range(days):
        run = run + 1 if on >> day & 1 else 0
        longest = max(longest, run)
    return longest


def _split(on: int, days: int) -> int:
    """Weeks with two days off or more of which no two adjoin."""
    count = 0
    for first in range(0, days, 7):
        last = min(first + 7, days)
        off = [day for day in range(first, last) if not on >> day & 1]
        count += len(off) >= 2 and all(b - a > 1 for a, b in itertools.pairwise(off))
    return count
