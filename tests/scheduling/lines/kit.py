"""Tiny lines problems for tests, and the best of all their lines by trying every one."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from scheduling.lines.check import breaches_of, cost_of
from scheduling.lines.problem import NO_LIMIT, OFF, OPEN, Cover, Limits, Problem, Rows, whole_weeks


def free_limits(people: int, kinds: int) -> Limits:
    """No limits, nothing known of the days before."""
    zero, endless = np.zeros(people, np.int64), np.full(people, NO_LIMIT)
    return Limits(np.full((people, kinds), NO_LIMIT), zero, endless, zero + 1, endless, zero + 1, endless, zero, zero,
                  np.full(people, OFF))  # fmt: skip


def team(
    people: int = 2, days: int = 3, kinds: int = 1, wanted: int = 1, under: float = 10.0, over: float = 1.0
) -> Problem:
    """People without limits; `wanted` of each kind a day; cells cost nothing."""
    rows = days * kinds
    cover = Cover(np.repeat(np.arange(days), kinds), np.tile(np.eye(kinds, dtype=np.bool_), (days, 1)),
                  np.full(rows, wanted), np.full(rows, under), np.full(rows, over))  # fmt: skip
    return Problem(
        days, tuple(f"p{i}" for i in range(people)), tuple("abcdef"[:kinds]), np.full(kinds, 480),
        np.ones((people, days, kinds), np.bool_), np.zeros((people, days, kinds)), free_limits(people, kinds), cover,
        np.zeros((1, kinds, kinds), np.bool_), np.zeros(people, np.int64), whole_weeks(days),
        np.full((people, days), OPEN),
    )  # fmt: skip


def limited(problem: Problem, **changed: int | list[int]) -> Problem:
    """The problem with some limits of everybody changed: limited(team(), most_run=2)."""
    people = len(problem.people)
    arrays = {name: np.broadcast_to(np.array(value, np.int64), (people,)).copy() for name, value in changed.items()}
    return replace(problem, limits=replace(problem.limits, **arrays))


def random_team(seed: int, *, rows: bool = True) -> Problem:
    """A tiny problem with everything in it: 2 people, up to 4 days, 2 kinds."""
    rng = np.random.default_rng(seed)
    people, days, kinds = 2, int(rng.integers(1, 5)), int(rng.integers(1, 3))
    problem = team(
        people,
        days,
        kinds,
        wanted=int(rng.integers(0, 3)),
        under=float(rng.integers(1, 9)),
        over=float(rng.integers(0, 4)),
    )
    before = rng.integers(0, 3, people)
    limits = Limits(
        rng.integers(0, days + 1, (people, kinds)), rng.integers(0, 2, people) * 480, rng.integers(1, 5, people) * 540,
        rng.integers(1, 3, people), rng.integers(1, 5, people), rng.integers(1, 3, people), rng.integers(0, 2, people),
        np.where(before == 1, rng.integers(1, 3, people), 0), np.where(before == 2, rng.integers(1, 3, people), 0),
        np.where(before == 1, rng.integers(-1, kinds, people), OFF),
    )  # fmt: skip
    locked = np.where(rng.random((people, days)) < 0.1, rng.integers(-1, kinds, (people, days)), OPEN)
    return replace(
        problem,
        minutes=np.array([480, 600][:kinds]),
        allowed=rng.random((people, days, kinds)) < 0.8,
        cell_cost=rng.integers(-3, 4, (people, days, kinds)).astype(np.float64),
        limits=limits,
        forbidden=rng.random((1, kinds, kinds)) < 0.3,
        weekend=whole_weeks(days, int(rng.integers(0, 7))),
        locked=locked,
        rows=random_rows(rng, people, days * kinds) if rows else problem.rows,
        constant=float(rng.integers(0, 3)),
    )


def random_rows(rng: np.random.Generator, people: int, cells: int) -> Rows:
    """Two rows: a soft one over all cells of a person, a hard most over some cells of another."""
    some = np.flatnonzero(rng.random(cells) < 0.5)
    start = np.array([0, cells, cells + len(some)])
    return Rows(
        np.array([0, people - 1]), start, np.concatenate([np.arange(cells), some]),
        np.ones(start[-1]),
        np.array([1.0, -np.inf]), np.array([2.0, 1.0]), np.array([2.0, 0.0]), np.array([3.0, np.inf]),
        ("share", "most"),
    )  # fmt: skip


def best_by_trying(problem: Problem) -> float:
    """Cost of the best lawful lines, inf where there are none. kinds + 1 to the power of the cells."""
    cells = len(problem.people) * problem.days
    best = np.inf
    for plan in itertools.product(range(OFF, len(problem.kinds)), repeat=cells):
        lines = np.array(plan, np.int64).reshape(len(problem.people), problem.days)
        cost = cost_of(problem, lines).total
        if cost < best and not breaches_of(problem, lines):
            best = cost
    return best
