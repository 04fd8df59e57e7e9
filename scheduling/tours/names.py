"""From whole heads to named people: who of a class works which tour, which shifts and breaks, by wishes in the end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from scheduling.tours.aggregate import Aggregate
from scheduling.tours.answer import Contract, Tours
from scheduling.tours.check import worker_faults
from scheduling.tours.classes import Class, key_of
from scheduling.tours.problem import Floats, Problem, Shift

LARGEST = 600  # people of a class whose wishes are matched at once


class _Breaks:
    """Breaks of the shifts of a kind and start, handed out one shift after the other."""

    def __init__(self, problem: Problem, made: Aggregate, values: Floats) -> None:
        self.left: dict[tuple[int, int, int], list[tuple[int, ...]]] = {}
        for key, places in made.breaks.items():
            _, kind_number, slot = key
            lists = []
            for window, columns in zip(problem.kinds[kind_number].breaks, places, strict=True):
                counts = np.rint(values[columns]).astype(np.int64)
                lists.append(np.repeat(np.arange(window.earliest, window.latest + 1) + slot, counts).tolist())
            self.left[key] = list(zip(*lists, strict=False)) if lists else []
        self.problem = problem

    def shift(self, skill_set: int, kind: int, slot: int) -> Shift:
        """A shift with the next breaks; the earliest ones when none are left."""
        own = self.left.get((skill_set, kind, slot))
        breaks = own.pop() if own else tuple(slot + window.earliest for window in self.problem.kinds[kind].breaks)
        free = slot
        for at, window in zip(breaks, self.problem.kinds[kind].breaks, strict=True):
            if at < free:
                return Shift(kind, slot, _in_order(self.problem, kind, slot))
            free = at + window.slots
        return Shift(kind, slot, tuple(breaks))


def _in_order(problem: Problem, kind: int, slot: int) -> tuple[int, ...]:
    """The earliest breaks that do not run into each other."""
    free, found = slot, []
    for window in problem.kinds[kind].breaks:
        found.append(max(slot + window.earliest, free))
        free = found[-1] + window.slots
    return tuple(found)


def named(problem: Problem, classes: list[Class], made: Aggregate, values: Floats) -> Tours:
    """The roster of whole heads. People whose shifts turn out unlawful keep only what is locked."""
    breaks = _Breaks(problem, made, values)
    shifts: list[list[Shift]] = [list(worker.locked) for worker in problem.workers]
    tours = _tours(classes, made, values)
    at_place: dict[tuple[int, int, int, int], list[int]] = {}
    for worker, (days, band) in tours.items():
        one = problem.workers[worker]
        for day in range(problem.days):
            if days >> day & 1:
                at_place.setdefault((one.law, one.skill_set, day, band), []).append(worker)
    last = [-np.inf if worker.last_end is None else float(worker.last_end) for worker in problem.workers]
    for (law, skill_set, day, band), people in sorted(at_place.items(), key=lambda item: item[0][2]):
        offered = _offered(made, values, law, skill_set, day, band)
        for worker, (kind, slot) in zip(sorted(people, key=lambda w: last[w]), offered, strict=False):
            shifts[worker].append(breaks.shift(skill_set, kind, slot))
            last[worker] = slot + problem.kinds[kind].slots
    booked = []
    for booking, (starts, columns) in zip(problem.bookings, made.booked, strict=True):
        counts = np.rint(values[columns]).astype(np.int64)
        booked.append(tuple(breaks.shift(booking.skill_set, kind, slot)
                            for (kind, slot), count in zip(starts, counts.tolist(), strict=True)
                            for _ in range(count)))  # fmt: skip
    sold = tuple(_contracts(problem, made, values, number, breaks) for number in range(len(problem.blocks)))
    ordered = [tuple(sorted(own, key=lambda shift: shift.start)) for own in shifts]
    return Tours(tuple(_lawful(problem, w, own) for w, own in enumerate(ordered)), tuple(booked), sold)


def _lawful(problem: Problem, number: int, shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
    worker = problem.workers[number]
    if len(shifts) == len(worker.locked) or not worker_faults(problem, worker, shifts):
        return shifts
    return tuple(sorted(worker.locked, key=lambda shift: shift.start))


def _tours(classes: list[Class], made: Aggregate, values: Floats) -> dict[int, tuple[int, int]]:
    """Days on and band of each worker who works."""
    found: dict[int, tuple[int, int]] = {}
    for family in made.families:
        room = {tour: round(values[column]) for tour, column in family.tour.items()}
        for c in family.classes:
            people = iter(classes[c].members)
            for (days, bands), column in made.users[c].items():
                for _ in range(round(values[column])):
                    band = max(bands, key=lambda one, days=days: room[days, one])  # type: ignore[misc]
                    worker = next(people, None)
                    if worker is None or room[days, band] <= 0:
                        break
                    room[days, band] -= 1
                    found[worker] = (days, band)
    return found


def _offered(made: Aggregate, values: Floats, law: int, skill_set: int, day: int, band: int) -> list[tuple[int, int]]:
    """Shifts of a law in a band of a day, in order of their starts."""
    found: list[tuple[int, int]] = []
    for group in made.groups:
        if (group.law, group.skill_set, group.place) == (law, skill_set, (day, band)):
            counts = np.rint(values[group.columns]).astype(np.int64)
            for start, count in zip(group.starts, counts.tolist(), strict=True):
                found += [start] * count
    return sorted(found, key=lambda start: start[1])


def _contracts(problem: Problem, made: Aggregate, values: Floats, number: int, breaks: _Breaks) -> tuple[Contract, ...]:
    block, columns = problem.blocks[number], made.contracts[number]
    found: list[Contract] = []
    for i in np.flatnonzero(values[columns.columns] > 0.5).tolist():
        slots = [int(columns.slots[i]) + day * problem.day_slots for day in range(int(columns.lengths[i]))]
        for _ in range(round(values[columns.columns[i]])):
            found.append(tuple(tuple(breaks.shift(block.skill_set, int(columns.kinds[i]), slot) for slot in slots)
                               for _ in range(block.seats)))  # fmt: skip
    return tuple(found)


def by_wishes(problem: Problem, tours: Tours) -> Tours:
    """The same tours given to those people of a kind who like them best; the cost stays.

    People of whom the law knows no difference exchange their weeks (assignment problem, Kuhn 1955; at most `LARGEST`
    people at once). O(people of a class ^ 3).
    """
    if not problem.wishes.size:
        return tours
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, worker in enumerate(problem.workers):
        if not worker.locked:
            alike.setdefault(key_of(worker), []).append(number)
    shifts = list(tours.shifts)
    for members in alike.values():
        for first in range(0, len(members), LARGEST):
            people = members[first : first + LARGEST]
            price = np.zeros((len(people), len(people)))
            for j, giver in enumerate(people):
                slots = [shift.start for shift in tours.shifts[giver]]
                price[:, j] = problem.wishes[:, slots].sum(axis=1)[[problem.workers[w].wish for w in people]]
            price[[i for i, w in enumerate(people) if problem.workers[w].wish < 0]] = 0.0
            rows, places = linear_sum_assignment(price)
            for i, j in zip(rows.tolist(), places.tolist(), strict=True):
                shifts[people[i]] = tours.shifts[people[j]]
    return replace(tours, shifts=tuple(shifts))
