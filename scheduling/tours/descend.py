"""Whole heads from the linear model of all tours: contracts first, then days on and bands, then starts, then breaks.

Each step rounds one kind of column and solves the rest anew while there is time; without it the values before serve.
Rounding is cumulative along time, so that the heads at work are never off by more than half a head of a kind.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from scheduling.tours.aggregate import Aggregate, Group
from scheduling.tours.classes import Class
from scheduling.tours.problem import Floats, Problem
from scheduling.tours.whole import Choice, Ground, Whole, best_of, solved
from scheduling.tours.whole_contracts import contract_choices
from scheduling.tours.whole_tours import share_out, tour_choices

ENOUGH = 1e-4  # of the cost: what whole contracts may cost before other ways are tried
CONTRACTS_SHARE, TOURS_SHARE = 0.6, 0.5  # of the time left, for trying contracts and tours


def descend(ground: Ground, classes: list[Class], values: Floats, bound: float) -> Floats:
    """Whole values of all columns that a roster is read from."""
    problem, made = ground.problem, ground.made
    whole = Whole(values.copy(), np.zeros(len(values), dtype=np.bool_))
    if any(len(contracts.columns) for contracts in made.contracts):
        choices = contract_choices(problem, made.contracts, whole.values)
        whole = best_of(_part_of(ground, CONTRACTS_SHARE), whole, choices, bound + ENOUGH * abs(bound))
    if made.families:
        ways = tour_choices(problem, classes, made, whole.values, ground.until)
        whole = best_of(_part_of(ground, TOURS_SHARE), whole, ways, -np.inf)
    return whole_from_tours(ground, whole)


def whole_from_tours(ground: Ground, whole: Whole) -> Floats:
    """The rest of the way: starts, bookings and breaks, once contracts and tours are whole."""
    problem, made = ground.problem, ground.made
    for law in _laws(made, whole.values):
        whole = solved(ground, whole.with_choice(_whole_starts(made, whole.values, law)))
    for number in range(len(made.booked)):
        whole = whole.with_choice(_whole_bookings(problem, made, whole.values, number))
    whole = solved(ground, whole.with_choice(_counted(problem, made, whole.values)))
    values = whole.values.copy()
    for key, places in made.breaks.items():
        heads = int(np.rint(values[made.shifts[key]]))
        for columns in places:
            values[columns] = share_out(values[columns], heads)
    return values


def _part_of(ground: Ground, share: float) -> Ground:
    """The same with a share of the time that is left."""
    now = time.perf_counter()
    return replace(ground, until=now + share * (ground.until - now))


def _laws(made: Aggregate, values: Floats) -> list[int]:
    """Laws by heads on shift, the most first."""
    heads: dict[int, float] = {}
    for group in made.groups:
        heads[group.law] = heads.get(group.law, 0.0) + float(values[group.columns].sum())
    return sorted(heads, key=lambda law: -heads[law])


def _whole_starts(made: Aggregate, values: Floats, law: int) -> Choice:
    """Whole shifts of a law by start, along the day: as many as the heads of each group of starts.

    Nothing nearer to the heads of each slot did better (measured): breaks fill in what the starts are off by.
    """
    columns, found = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for group in made.groups:
        if group.law == law:
            order = np.argsort([slot for _, slot in group.starts], kind="stable")
            columns.append(group.columns[order])
            found.append(share_out(values[group.columns[order]], _heads_of(made, group, values)))
    return np.concatenate(columns), np.concatenate(found)


def _whole_bookings(problem: Problem, made: Aggregate, values: Floats, number: int) -> Choice:
    """Whole bookings of a pool, along each day."""
    starts, all_columns = made.booked[number]
    slots = np.array([slot for _, slot in starts], dtype=np.int64)
    columns, found = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for day in np.unique(slots // problem.day_slots).tolist():
        own = np.flatnonzero(slots // problem.day_slots == day)
        own = own[np.argsort(slots[own], kind="stable")]
        wanted = np.maximum(values[all_columns[own]], 0.0)
        columns.append(all_columns[own])
        found.append(share_out(wanted, int(np.floor(wanted.sum() + 0.5))))
    return np.concatenate(columns), np.concatenate(found)


def _heads_of(made: Aggregate, group: Group, values: Floats) -> int:
    """Whole heads of a group of starts: those of its tours."""
    day, band = group.place
    total = 0.0
    for family in made.families:
        same = (family.law, family.skill_set) == (group.law, group.skill_set)
        if same and family.starts.get(group.place) == group.starts:
            total += sum(values[c] for (days, own), c in family.tour.items() if own == band and days >> day & 1)
    return round(total)


def _counted(problem: Problem, made: Aggregate, values: Floats) -> Choice:
    """All shifts of a kind and start, as they follow from who works them."""
    counts = dict.fromkeys(made.shifts, 0.0)
    for group in made.groups:
        for (kind, slot), column in zip(group.starts, group.columns.tolist(), strict=True):
            counts[group.skill_set, kind, slot] += values[column]
    for booking, (starts, columns) in zip(problem.bookings, made.booked, strict=True):
        for (kind, slot), column in zip(starts, columns.tolist(), strict=True):
            counts[booking.skill_set, kind, slot] += values[column]
    for block, sold in zip(problem.blocks, made.contracts, strict=True):
        for i in np.flatnonzero(values[sold.columns] > 0.5).tolist():
            for day in range(int(sold.lengths[i])):
                key = (block.skill_set, int(sold.kinds[i]), int(sold.slots[i]) + day * problem.day_slots)
                counts[key] += block.seats * values[sold.columns[i]]
    return np.array(list(made.shifts.values()), dtype=np.int64), np.array(list(counts.values()))
