"""Small tours problems drawn at random, and all lawful tours of a worker by going through every one."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from scheduling.tours.check import split_weeks, worker_faults
from scheduling.tours.problem import Block, Booking, BreakWindow, Cover, Kind, Law, Problem, Shift, Worker

SLOT_MIN = 240
DAY = 6  # slots of a day


def little(
    seed: int, *, days: int = 3, workers: int = 2, skills: int = 1, per_row: int = 1, pools: bool = False
) -> Problem:
    """A problem of a few days of six slots with two kinds of shifts, laws drawn at random."""
    dice = np.random.default_rng(seed)
    kinds = (
        Kind("short", 3, 8.0, (BreakWindow(1, 1, 1),)),
        Kind("long", 4, 10.0, (BreakWindow(1, 0, 2), BreakWindow(1, 1, 3))),
        Kind("plain", 2, 8.0),
    )
    laws = tuple(_law(dice, days) for _ in range(2))
    slots, rows = days * DAY, days * DAY // per_row
    sets = tuple(itertools.chain([(k,) for k in range(skills)], itertools.combinations(range(skills), 2)))
    wanted = dice.integers(0, 3, (skills, rows)).astype(float)
    every = np.ones_like(wanted)
    cover = Cover(
        wanted, dice.integers(0, 2, (skills, rows)).astype(float), every, every * 10, every * 20.0, every,
        every * 1.0, every * 3.0,
    )  # fmt: skip
    pay = np.round(dice.uniform(2, 14, (2, 3, slots)), 2)
    pay[dice.random(pay.shape) < 0.1] = np.inf
    masks = dice.random((3, days, DAY)) < 0.7
    people = tuple(
        Worker(
            str(w), int(dice.integers(2)), int(dice.integers(len(sets))), int(dice.integers(3)),
            run_before=int(dice.integers(0, 4)), nights_before=int(dice.integers(0, 2)),
            paid_h_before=float(dice.choice([0, 8])),
            last_end=None if dice.random() < 0.6 else -int(dice.integers(0, 3)),
        )
        for w in range(workers)
    )  # fmt: skip
    problem = Problem(
        SLOT_MIN, days, 1, per_row, kinds, laws, people, cover, pay, masks, np.arange(DAY) >= 4, sets,
        least_people=int(dice.integers(0, 2)) if workers > 1 else 0,
    )  # fmt: skip
    return _with_pools(problem, dice) if pools else problem


def _law(dice: np.random.Generator, days: int) -> Law:
    least = int(dice.integers(0, 3))
    patterns: tuple[tuple[bool, ...], ...] = ()
    if dice.random() < 0.2:
        patterns = tuple(tuple(bool(on) for on in dice.random(days) < 0.7) for _ in range(2))
    return Law(
        "law", (0, 1, 2) if dice.random() < 0.6 else (0,), least, max(least, int(dice.integers(1, 5))),
        rest_slots=int(dice.integers(0, 6)), most_in_row=int(dice.choice([2, 3, 50])),
        most_nights_in_row=int(dice.choice([1, 2, 50])), band_slots=int(dice.choice([0, 1, 2, 3])),
        least_paid_h=float(dice.choice([0, 0, 16])), most_paid_h=float(dice.choice([np.inf, np.inf, 26])),
        split_off_cost=float(dice.choice([0, 3])), patterns=patterns,
    )  # fmt: skip


def _with_pools(problem: Problem, dice: np.random.Generator) -> Problem:
    pay = np.round(dice.uniform(10, 30, (3, problem.days * DAY)), 2)
    booking = Booking("backup", 0, (0, 2), pay, dice.integers(0, 3, problem.days))
    block = Block("partner", len(problem.skill_sets) - 1, (2,), np.round(pay * 0.8, 2), 2, 2, 2)
    return replace(problem, bookings=(booking,), blocks=(block,))


def placings(problem: Problem, kind: int, start: int) -> list[Shift]:
    """All shifts of a kind from a start, with every lawful place of the breaks."""
    windows = problem.kinds[kind].breaks
    found = []
    for places in itertools.product(*(range(w.earliest, w.latest + 1) for w in windows)):
        ends = [0, *(at + w.slots for at, w in zip(places, windows, strict=True))]
        if all(at >= end for at, end in zip(places, ends, strict=False)):
            found.append(Shift(kind, start, tuple(start + at for at in places)))
    return found


def slot_cost(problem: Problem, shift: Shift, price: np.ndarray) -> float:
    """Sum of the prices of the slots worked, within the horizon."""
    kind = problem.kinds[shift.kind]
    away = {at + i for at, window in zip(shift.breaks, kind.breaks, strict=True) for i in range(window.slots)}
    worked = (slot for slot in range(shift.start, shift.start + kind.slots) if slot not in away)
    return float(
        sum(price[slot // problem.slots_per_row] for slot in worked if slot < len(price) * problem.slots_per_row)
    )


def cheapest_tour(problem: Problem, worker: Worker, price: np.ndarray) -> float:
    """The least cost of a lawful tour with a shift at least, going through all of them; inf where there is none."""
    law, choices = problem.laws[worker.law], []
    locked = {shift.start // DAY: shift for shift in worker.locked}
    for day in range(problem.days):
        if day in locked:
            choices.append([(locked[day], 0.0)])
            continue
        options: list[tuple[Shift | None, float]] = [(None, 0.0)]
        for kind in law.kinds:
            for start in range(day * DAY, (day + 1) * DAY):
                if problem.allowed[worker.allowed, day, start % DAY] and problem.pay[worker.law, kind, start] < np.inf:
                    best = min(placings(problem, kind, start), key=lambda shift: slot_cost(problem, shift, price))
                    options.append((best, slot_cost(problem, best, price)))
        choices.append(options)
    least = np.inf
    for picks in itertools.product(*choices):
        shifts = tuple(shift for shift, _ in picks if shift is not None)
        if shifts and not worker_faults(problem, worker, shifts):
            pay = sum(problem.pay[worker.law, s.kind, s.start] for s in shifts
                      if problem.pay[worker.law, s.kind, s.start] < np.inf)  # fmt: skip
            least = min(least, pay + sum(cost for _, cost in picks)
                        + law.split_off_cost * split_weeks(problem, shifts))  # fmt: skip
    return float(least)
