"""The master of whole lines: each person works one line (a column), together they cover; its linear relaxation is held.

Rows, in this order: cover, one line a person, rows of people; then, as they come to bind, limits of kinds that the
search of lines does not keep.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from data.contracts.centre import SolverSettings
from scheduling.lines.problem import OFF, Floats, Ints, Problem
from scheduling.solver.highs import Held
from scheduling.solver.matrix import Matrix

Entries = tuple[Ints, Floats]
HARD_FACTOR = 20.0


@dataclass(frozen=True)
class Links:
    """What couples lines, as rows with slacks: limits, and the prices of breaking them. `hard` stands for infinity."""

    covers: int
    people: int
    low: Floats
    high: Floats
    under: Floats
    over: Floats
    hard: float


def links_of(problem: Problem) -> Links:
    """Rows of the master and their limits. O(people x days x kinds + rows)."""
    cover, rows = problem.cover, problem.rows
    prices = np.concatenate([cover.under, cover.over, rows.under, rows.over])
    dearest = float(prices[np.isfinite(prices)].max(initial=0.0))
    cells = np.abs(problem.cell_cost).max(axis=2, initial=0.0).sum(axis=1).max(initial=0.0)
    hard = max(1000.0, HARD_FACTOR * dearest, 2.0 * float(cells))
    wanted, ones = cover.wanted.astype(np.float64), np.ones(len(problem.people))
    under, over = (np.concatenate([first, ones * hard * problem.days, second])
                   for first, second in ((cover.under, rows.under), (cover.over, rows.over)))  # fmt: skip
    return Links(
        covers=len(wanted),
        people=len(ones),
        low=np.concatenate([wanted, ones, rows.least]),
        high=np.concatenate([wanted, ones, rows.most]),
        under=np.where(np.isfinite(under), under, hard),
        over=np.where(np.isfinite(over), over, hard),
        hard=hard,
    )


class Master:
    """The linear master kept by the solver. Columns: slacks (under, then over, of every row), then lines.

    After the slacks come others at the price `far` of each row and side: splits may bound the slacks, and yet the lines
    known so far need not fit.
    """

    def __init__(self, problem: Problem, settings: SolverSettings) -> None:
        self.problem = problem
        self.links = links = links_of(problem)
        size = len(links.low)
        self.slacks = 4 * size
        self.far = links.hard * (problem.days + 1)
        one = diags_array(np.ones(size)).tocsr()
        self.matrix = Matrix(
            np.concatenate([links.under, links.over, np.full(2 * size, self.far)]), np.zeros(4 * size, np.bool_),
            np.zeros(4 * size), np.full(4 * size, np.inf), csr_array(hstack([one, -one, one, -one])),
            links.low, links.high,
        )  # fmt: skip
        self.held = Held(self.matrix, settings)
        self.person: list[int] = []
        self.lines: list[Ints] = []
        self.cost: list[float] = []
        self.entries: list[Entries] = []
        self.caps: list[tuple[int, int]] = []  # person, kind
        self._known: set[tuple[int, bytes]] = set()
        self._cover = _cell_rows(problem)
        self._rows = _person_rows(problem, links.covers + links.people)

    @property
    def rows(self) -> int:
        """Rows of the master so far."""
        return len(self.links.low) + len(self.caps)

    def take(self, found: list[tuple[int, Ints]]) -> int:
        """Lines that are new become columns; how many."""
        before = len(self.cost)
        for i, line in found:
            key = (i, line.tobytes())
            if key not in self._known:
                self._known.add(key)
                days = np.flatnonzero(line != OFF)
                self.person.append(i)
                self.lines.append(line.copy())
                self.cost.append(float(self.problem.cell_cost[i, days, line[days]].sum()))
                self.entries.append(self._entries(i, line))
        new = len(self.cost) - before
        if new:
            self.held.add_columns(np.array(self.cost[before:]), _stacked(self.entries[before:], self.rows),
                                  np.full(new, np.inf))  # fmt: skip
        return new

    def cap(self, values: Floats) -> int:
        """Limits of kinds that the lines, at these shares, break become rows; how many."""
        used = np.flatnonzero(values[self.slacks :] > 1e-6)
        counts = np.zeros((self.links.people, len(self.problem.kinds)))
        for j in used.tolist():
            line = self.lines[j]
            np.add.at(counts[self.person[j]], line[line != OFF], values[self.slacks + j])
        broken = np.argwhere(counts > self.problem.limits.most_of_kind + 1e-6)
        for i, kind in broken.tolist():
            places = [j for j, who in enumerate(self.person) if who == i]
            often = np.array([-float((self.lines[j] == kind).sum()) for j in places])
            row = csr_array((often, (np.zeros(len(places), np.int64), np.array(places) + self.slacks)),
                            shape=(1, self.slacks + len(self.cost)))  # fmt: skip
            self.held.add(row, np.array([-float(self.problem.limits.most_of_kind[i, kind])]))
            for j, times in zip(places, often, strict=True):
                at, weights = self.entries[j]
                self.entries[j] = (np.append(at, self.rows), np.append(weights, times))
            self.caps.append((i, kind))
        return len(broken)

    def _entries(self, i: int, line: Ints) -> Entries:
        """Rows that a line of person i counts in, and how much."""
        kinds = len(self.problem.kinds)
        days = np.flatnonzero(line != OFF)
        cells = days * kinds + line[days]
        covered = self._cover[cells].indices.astype(np.int64)
        at, weights = [covered, np.array([self.links.covers + i])], [np.ones(len(covered) + 1)]
        if i in self._rows:
            worked = np.zeros(self.problem.days * kinds)
            worked[cells] = 1.0
            sums = self._rows[i] @ worked
            at.append(np.flatnonzero(sums))
            weights.append(sums[at[-1]])
        for c, (who, kind) in enumerate(self.caps):
            if who == i:
                at.append(np.array([len(self.links.low) + c]))
                weights.append(np.array([-float((line == kind).sum())]))
        return np.concatenate(at), np.concatenate(weights)

    def lawful(self, j: int) -> bool:
        """Whether line j keeps the limits of kinds that the search leaves out."""
        line = self.lines[j]
        often = np.bincount(line[line != OFF], minlength=len(self.problem.kinds))
        return bool((often <= self.problem.limits.most_of_kind[self.person[j]]).all())

    def worth(self, j: int, prices: Floats) -> float:
        """What the rows pay line j at these prices, its person's own row apart."""
        at, weights = self.entries[j]
        own = self.links.covers + self.person[j]
        return float((prices[at] * weights).sum() - prices[own])

    def caps_left(self) -> Ints:
        """What the rows of limits of kinds leave: their least, -most."""
        return np.array([-self.problem.limits.most_of_kind[i, kind] for i, kind in self.caps], np.int64)

    def flat(self) -> csr_array:
        """(lines, rows): the factors of all lines."""
        return _stacked(self.entries, self.rows)


def _stacked(entries: list[Entries], rows: int) -> csr_array:
    starts = np.concatenate([[0], np.cumsum([len(at) for at, _ in entries])])
    factors = (np.concatenate([w for _, w in entries]), np.concatenate([at for at, _ in entries]), starts)
    return csr_array(factors, shape=(len(entries), rows))


def _cell_rows(problem: Problem) -> csr_array:
    """(cells, cover rows): which rows of cover a cell counts in."""
    cover, kinds = problem.cover, len(problem.kinds)
    row, kind = np.nonzero(cover.counts)
    cells = cover.day[row] * kinds + kind
    return csr_array((np.ones(len(row)), (cells, row)), shape=(problem.days * kinds, len(cover.day)))


def _person_rows(problem: Problem, first: int) -> dict[int, csr_array]:
    """For people with rows of their own: (rows of the master, cells)."""
    rows, cells = problem.rows, problem.days * len(problem.kinds)
    number = np.repeat(np.arange(len(rows.person)), np.diff(rows.start))
    owner = rows.person[number]
    made = {}
    for i in np.unique(rows.person).tolist():
        mine = owner == i
        place = (number[mine] + first, rows.cell[mine])
        made[int(i)] = csr_array((rows.weight[mine], place), shape=(first + len(rows.person), cells))
    return made
