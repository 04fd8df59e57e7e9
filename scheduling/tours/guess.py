"""Whole heads without the linear model solved: days and bands as near as can be to the heads wanted, starts spread.

For the little time in which nothing else is ready. A skill set is wanted for its first skill.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from scheduling.tours.classes import Class
from scheduling.tours.descend import whole_from_tours
from scheduling.tours.problem import Floats
from scheduling.tours.whole import Ground, Whole
from scheduling.tours.whole_tours import whole_tours

STRETCH_MIN = 60
SECONDS = 1.0


def guessed(ground: Ground, classes: list[Class]) -> Floats:
    """Whole values of all columns: everybody works, no contracts and no bookings. O(exchanges x tours)."""
    made, problem = ground.made, ground.problem
    values = np.zeros(len(made.matrix.cost))
    for one, users in zip(classes, made.users, strict=True):
        values[list(users.values())] = len(one.members) / max(len(users), 1)
    for family in made.families:
        values[list(family.tour.values())] = 1.0
    whole = Whole(values, np.zeros(len(values), dtype=np.bool_))
    now = time.perf_counter()
    if made.families:
        target = _wanted(ground).ravel()
        whole = whole.with_choice(whole_tours(problem, classes, made, values, now + SECONDS, STRETCH_MIN, target))
    return whole_from_tours(replace(ground, until=now), whole)


def _wanted(ground: Ground) -> Floats:
    """Head-hours wanted by skill set and stretch; sets that share a first skill share what it wants."""
    problem = ground.problem
    size = max(1, STRETCH_MIN // problem.slot_min)
    slots = problem.days * problem.day_slots
    need = np.repeat(np.maximum(problem.cover.wanted - problem.cover.carry, 0.0), problem.slots_per_row, axis=1)
    count = -(-slots // size)
    padded = np.pad(need[:, :slots], ((0, 0), (0, count * size - slots)))
    hours = padded.reshape(len(need), count, size).sum(axis=2) * (problem.slot_min / 60.0)
    people = np.bincount([worker.skill_set for worker in problem.workers], minlength=len(problem.skill_sets))
    found = np.zeros((len(problem.skill_sets), count))
    for number, members in enumerate(problem.skill_sets):
        rivals = sum(int(people[k]) for k, others in enumerate(problem.skill_sets) if others[0] == members[0])
        found[number] = hours[members[0]] * (people[number] / max(rivals, 1))
    return found
