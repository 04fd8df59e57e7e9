"""A proved lower bound of any tours problem, whoever is alike or not: the Lagrangian of the cover, climbed.

Proof, at any stop: a lawful answer pays its tours, bookings and contracts and, for each skill and row, the price of
the cover it gives. Subtract and add price x heads: the tours cost no less than the best tours at those prices (people
who serve several skills are given the skill worth most in each slot), the rows no less than the cheapest cover. So
`bound_at` of any prices is no more than the cost of any lawful answer; the prices need not be optimal. Where only
people of one skill serve a skill, cover is a whole number of heads per slot, which makes the bound of a row of odd
demand a bit stronger than the linear relaxation; otherwise the best of all bounds is that of the relaxation over
whole tours.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from scheduling.tours.best_tour import desk_of
from scheduling.tours.ground import ground_of, people_of, terms_of
from scheduling.tours.held import held
from scheduling.tours.hill import Hill, bound_at, climb
from scheduling.tours.problem import Floats, Ints, Problem

ROUNDS = 8
SAFE = 1e-9  # share taken off for the noise of adding floats


def hill_of(problem: Problem, prices: Floats | None = None) -> Hill:
    """The Lagrangian of a problem, to be climbed from prices (skills, rows), else from 0. O(problem)."""
    ground, people, terms = ground_of(problem), people_of(problem), terms_of(problem)
    cover, sets = problem.cover, problem.skill_sets
    skills, rows = cover.wanted.shape
    member = np.zeros((len(sets), skills), dtype=np.bool_)
    for s, some in enumerate(sets):
        member[s, list(some)] = True
    first, many = _alike(problem)
    corner, paid = _corners(problem, member)
    width = max((kind.slots for kind in problem.kinds), default=0)
    start = np.zeros((skills, rows)) if prices is None else np.clip(prices, -cover.over_rest, cover.under_rest)
    zeros = np.zeros((skills, rows))
    return Hill(
        ground, people, terms, desk_of(ground, people), first, many, member,
        np.array(cover.carry, dtype=np.float64), corner, paid,
        np.array([-np.maximum(cover.over_rest, cover.over_first), np.maximum(cover.under_rest, cover.under_first)]),
        start.copy(), start.copy(), zeros.copy(), zeros.copy(),
        np.array([-np.inf, -np.inf, 0.2, 0.1, np.inf, 0.0]),
        np.zeros(rows), np.zeros(rows, dtype=np.int64), np.zeros((len(problem.kinds), ground.slots), dtype=np.int64),
        np.zeros(ground.slots + width + 1), np.zeros(len(first)),
        np.full((len(first), ground.days), -1, dtype=np.int64), np.full((len(first), ground.days), -1, dtype=np.int64),
    )  # fmt: skip


def _alike(problem: Problem) -> tuple[Ints, Ints]:
    """One worker of each group of alike ones and how many they are, in the order of skill sets."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for w, one in enumerate(problem.workers):
        key = (one.skill_set, one.law, one.allowed, one.run_before, one.nights_before, one.paid_h_before,
               one.last_end, one.locked)  # fmt: skip
        groups.setdefault(key, []).append(w)
    ordered = sorted(groups.values(), key=lambda some: (problem.workers[some[0]].skill_set, some[0]))
    return (
        np.array([some[0] for some in ordered], dtype=np.int64),
        np.array([len(some) for some in ordered], dtype=np.int64),
    )


def _corners(problem: Problem, member: np.ndarray) -> tuple[Floats, Floats]:
    """Covers of which one is the cheapest at any price of a head, with their prices: (points, skills, rows)."""
    cover, step = problem.cover, 1.0 / problem.slots_per_row
    low = np.asarray(cover.carry, dtype=np.float64)
    extra = sum(int(b.most.max(initial=0)) for b in problem.bookings)
    extra += sum(b.seats * b.most_blocks for b in problem.blocks)
    high = low + 3.0 * (len(problem.workers) + extra)  # shifts of three days may overlap
    kinks = [cover.wanted, cover.wanted - cover.under_width, cover.wanted + np.minimum(cover.over_width, 1e9)]
    shared = np.array([bool((member[:, k] & (member.sum(axis=1) > 1)).any()) for k in range(len(low))])[:, None]
    points = [low, high]
    for kink in kinks:
        at = np.clip(kink, low, high)
        units = (at - low) / step
        points += [np.where(shared, at, low + np.floor(units + 1e-9) * step)]
        points += [np.where(shared, at, low + np.ceil(units - 1e-9) * step)]
    corner = np.array(points)
    missing, idle = np.maximum(cover.wanted - corner, 0.0), np.maximum(corner - cover.wanted, 0.0)
    first, usual = np.minimum(missing, cover.under_width), np.minimum(idle, cover.over_width)
    paid = first * cover.under_first + (missing - first) * cover.under_rest
    paid += usual * cover.over_first + (idle - usual) * cover.over_rest
    return corner, paid


def start_climb(hill: Hill, cost: float) -> float:
    """Price the first vector: the bound there; `cost` is that of the best answer known."""
    kernel = held(hill)
    hill.numbers[4] = cost
    hill.numbers[0] = bound_at(kernel)
    hill.mean[:] = hill.slope
    return float(hill.numbers[0])


def climb_on(hill: Hill, deadline: float, enough: Callable[[float], bool]) -> float:
    """Climb until a moment of `time.perf_counter` or `enough(bound)`; the bound, safe against noise of floats."""
    kernel = held(hill)
    bound = proved(hill)
    while time.perf_counter() < deadline and not enough(bound):
        climb(kernel, ROUNDS)
        bound = proved(hill)
    return bound


def proved(hill: Hill) -> float:
    """The best bound found so far, less the noise of adding floats."""
    return float(hill.numbers[0] - SAFE * abs(hill.numbers[0]))
