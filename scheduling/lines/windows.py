"""Some people's lines on some days made anew all at once, the rest as it is: a small integer model, solved by HiGHS.

The model is made of paths (see `network`), of kinds on the days worked and of cover. Rahimian, Akartunali and Levine
(2017) improve rosters so; sizes follow how fast the last models were solved.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import csr_array

from data.contracts.centre import SolverSettings
from scheduling.lines.best_line import settled_at, weekends_of
from scheduling.lines.board import Board, full_cost, put_days, runs_lawful, sums_lawful
from scheduling.lines.ground import (
    LAST_KIND,
    LAW,
    LEAST_MIN,
    LEAST_OFF,
    MOST_MIN,
    MOST_WEEKENDS,
    OVER,
    UNDER,
    WANTED,
    Ground,
)
from scheduling.lines.network import Network, network_of, path_of
from scheduling.lines.problem import Floats, Ints
from scheduling.solver.arrays import solve_arrays

LIMIT_S = 12.0  # wall seconds for one model
QUICK, SLOW = 0.3, 1.0  # a model done in this share of the limit lets the next one grow, one that is not shrinks it
LEAST_CELLS, FIRST_CELLS, MOST_CELLS = 60, 250, 4000  # people x days


class Model:
    """Columns, rows and entries as they come."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.integral: list[bool] = []
        self.start: list[float] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self.entries: list[tuple[int, int, float]] = []

    def column(self, cost: float, upper: float = 1.0, integral: bool = True, start: float = 0.0) -> int:
        """A column from 0 to `upper`; its number."""
        self.cost.append(cost)
        self.upper.append(upper)
        self.integral.append(integral)
        self.start.append(start)
        return len(self.cost) - 1

    def row(self, low: float, high: float, entries: Sequence[tuple[int, float]]) -> int:
        """A row between two limits; its number."""
        number = len(self.low)
        self.low.append(low)
        self.high.append(high)
        self.entries += [(number, column, weight) for column, weight in entries]
        return number

    def solve(self, settings: SolverSettings, limit_s: float) -> tuple[bool, Floats | None]:
        """Whether the least was proved, and the values."""
        rows, columns, weights = zip(*self.entries, strict=True)
        matrix = csr_array((weights, (rows, columns)), shape=(len(self.low), len(self.cost)))
        report, values = solve_arrays(
            self.cost, self.integral, np.zeros(len(self.cost)), self.upper, matrix, self.low, self.high,
            stage="roster", part="window", settings=settings, limit_s=limit_s, start=self.start,
        )  # fmt: skip
        return str(report.status) == "optimal", values


Cells = dict[tuple[int, int, int], int]


def solve_window(
    ground: Ground, board: Board, who: Sequence[int], first: int, last: int, limit_s: float, seed: int
) -> tuple[float, bool]:
    """Make the lines of some people on days `first:last` the best there are together; what that changes, and whether
    it was proved. Nothing changes where the model has no better answer in the time."""
    model, cells = Model(), Cells()
    for i in who:
        add_person(ground, board, model, cells, i, first, last)
    add_cover(ground, board, model, cells)
    proved, values = model.solve(SolverSettings(gap=1e-6, seed=seed), limit_s)
    if values is None:
        return 0.0, proved
    before = full_cost(ground, board)
    kept = {i: board.line[i].copy() for i in who}
    made = {
        i: np.where((np.arange(len(kept[i])) >= first) & (np.arange(len(kept[i])) < last), -1, kept[i]) for i in who
    }
    for (i, d, k), column in cells.items():
        if values[column] > 0.5:
            made[i][d] = k
    days = len(ground.weekend)
    for i in who:
        put_days(ground, board, i, 0, days, made[i])
    change = full_cost(ground, board) - before
    lawful = all(sums_lawful(ground, made[i], i) and runs_lawful(ground, made[i], i, 0, days) for i in who)
    if change > -1e-6 or not lawful:
        for i in who:
            put_days(ground, board, i, 0, days, kept[i])
        return 0.0, proved
    return change, proved


def add_person(ground: Ground, board: Board, model: Model, cells: Cells, i: int, first: int, last: int) -> None:
    """Columns and rows of one person: path, kinds, successions, minutes, weekends, counts, own rows."""
    line = board.line[i]
    end = int(settled_at(ground, line, last, ground.person[i, LEAST_OFF]))
    net = network_of(ground, line, i, first, end)
    mine: list[dict[int, int]] = []
    for d in range(first, end):
        kinds = np.flatnonzero(ground.may[i, d]) if d < last else np.array([line[d]] if line[d] >= 0 else [], dtype=int)
        row = {int(k): model.column(float(ground.cost[i, d, k]), 1.0, True, float(line[d] == k)) for k in kinds}
        mine.append(row)
        if d < last:
            cells.update({(i, d, k): column for k, column in row.items()})
    add_path(model, net, mine, [bool(line[d] >= 0) for d in range(first, end)], first)
    for d in range(first, end):
        forced = line[d] >= 0 if d >= last else not ground.may_rest[i, d]
        if forced:
            model.row(1.0, 1.0, [(column, 1.0) for column in mine[d - first].values()])
    _successions(ground, model, mine, i, int(line[first - 1]) if first > 0 else int(ground.person[i, LAST_KIND]))
    _totals(ground, model, net, mine, line, i, first, end)
    _own_rows(ground, board, model, cells, i, first, last)


def add_path(model: Model, net: Network, mine: list[dict[int, int]], works: list[bool], first: int) -> None:
    """One path through the network; the days of its runs have a kind. Weekends are counted by `_totals`."""
    path = set(path_of(net, works, first))
    columns = [model.column(0.0, 1.0, False, float(number in path)) for number in range(len(net.arcs))]
    flow: dict[tuple[int, int], list[tuple[int, float]]] = {}
    worked: list[list[tuple[int, float]]] = [[] for _ in mine]
    for column, (tail, head, begin, stop) in zip(columns, net.arcs, strict=True):
        flow.setdefault(tail, []).append((column, 1.0))
        flow.setdefault(head, []).append((column, -1.0))
        for d in range(begin, stop):
            worked[d - first].append((column, 1.0))
    for node, entries in flow.items():
        if node == net.source:
            model.row(1.0, 1.0, entries)
        elif node[1] < net.end:
            model.row(0.0, 0.0, entries)
    for place, row in enumerate(mine):
        model.row(0.0, 0.0, [*worked[place], *[(column, -1.0) for column in row.values()]])


def _successions(ground: Ground, model: Model, mine: list[dict[int, int]], i: int, before: int) -> None:
    law = ground.person[i, LAW]
    if before >= 0:
        for k in np.flatnonzero(ground.barred[law, ground.class_of[law, before]]):
            if int(k) in mine[0]:
                model.upper[mine[0][int(k)]] = 0.0
    for today, tomorrow in itertools.pairwise(mine):
        for c in range(1, int(ground.classes[law])):
            here = [(column, 1.0) for k, column in today.items() if ground.class_of[law, k] == c]
            there = [(column, 1.0) for k, column in tomorrow.items() if ground.barred[law, c, k]]
            if here and there:
                model.row(-np.inf, 1.0, here + there)


def _totals(
    ground: Ground, model: Model, net: Network, mine: list[dict[int, int]], line: Ints, i: int, first: int, end: int
) -> None:  # fmt: skip
    """Minutes, counts of kinds and weekends."""
    outside = [int(k) for d, k in enumerate(line) if k >= 0 and not first <= d < end]
    minutes = sum(int(ground.minutes[k]) for k in outside)
    each = [(column, float(ground.minutes[k])) for row in mine for k, column in row.items()]
    if each:
        model.row(float(ground.person[i, LEAST_MIN] - minutes), float(ground.person[i, MOST_MIN] - minutes), each)
    for k in range(len(ground.unit)):
        room = int(ground.most_of[i, k]) - outside.count(k)
        columns = [(row[k], 1.0) for row in mine if k in row]
        if columns and room < len(columns):
            model.row(-np.inf, float(room), columns)
    left = int(ground.person[i, MOST_WEEKENDS]) - int(weekends_of(ground, line, first, end))
    marks = sorted({int(w) for w in ground.weekend[first:end] if w >= 0 and w != net.freed})
    if left < len(marks):
        seen = []
        for w in marks:
            days = [d for d in range(first, end) if ground.weekend[d] == w]
            on = model.column(0.0, 1.0, False, float(any(line[d] >= 0 for d in days)))
            seen.append((on, 1.0))
            for d in days:
                model.row(0.0, np.inf, [(on, 1.0), *[(column, -1.0) for column in mine[d - first].values()]])
        model.row(-np.inf, float(max(0, left)), seen)


def _own_rows(ground: Ground, board: Board, model: Model, cells: Cells, i: int, first: int, last: int) -> None:
    """The rows of a person that touch the window."""
    days, kinds = ground.may.shape[1:]
    entries: dict[int, list[tuple[int, float]]] = {}
    now: dict[int, float] = {}
    for d in range(first, last):
        for k in np.flatnonzero(ground.may[i, d]):
            cell = (i * days + d) * kinds + int(k)
            for x in range(ground.row_of[cell], ground.row_of[cell + 1]):
                r, weight = int(ground.row[x]), float(ground.weight[x])
                entries.setdefault(r, []).append((cells[i, d, int(k)], weight))
                now[r] = now.get(r, 0.0) + (weight if board.line[i, d] == k else 0.0)
    for r, mine in entries.items():
        fixed = float(board.sums[r]) - now[r]
        least, most, under, over = (float(value) for value in ground.limits[r])
        _soft_row(model, mine, least - fixed, most - fixed, under, over, now[r])


def _soft_row(
    model: Model, entries: list[tuple[int, float]], least: float, most: float, under: float, over: float, now: float
) -> None:
    """A row between least and most, breaches at a price."""
    if np.isfinite(least):
        short = model.column(float(under), np.inf, False, max(0.0, least - now))
        model.row(float(least), np.inf, [*entries, (short, 1.0)])
    if np.isfinite(most):
        long = model.column(float(over), np.inf, False, max(0.0, now - most))
        model.row(-np.inf, float(most), [*entries, (long, -1.0)])


def add_cover(ground: Ground, board: Board, model: Model, cells: Cells) -> None:
    """Rows of cover of the window's days, with the people outside it as they are."""
    kinds = ground.may.shape[2]
    entries: dict[int, list[tuple[int, float]]] = {}
    now: dict[int, int] = {}
    for (i, d, k), column in cells.items():
        for x in range(ground.cover_of[d * kinds + k], ground.cover_of[d * kinds + k + 1]):
            r = int(ground.cover_row[x])
            entries.setdefault(r, []).append((column, 1.0))
            now[r] = now.get(r, 0) + int(board.line[i, d] == k)
    for r, mine in entries.items():
        wanted = float(ground.cover[r, WANTED] - board.have[r] + now[r])
        _soft_row(model, mine, wanted, wanted, ground.cover[r, UNDER], ground.cover[r, OVER], now[r])


def polish(
    ground: Ground, board: Board, dice: np.random.Generator, deadline: float, stop: Callable[[], bool],
    told: Callable[[], None],
) -> float:  # fmt: skip
    """Window after window until the deadline (of `time.monotonic`); what that changes. `told` after every gain."""
    size, gained = float(FIRST_CELLS), 0.0
    while (left := deadline - time.monotonic()) > 0.5 and not stop():
        who, first, last = choose(board, dice, size)
        limit = min(LIMIT_S, left)
        began = time.monotonic()
        change, proved = solve_window(ground, board, who, first, last, limit, int(dice.integers(2**31)))
        took = time.monotonic() - began
        if proved and took < QUICK * limit:
            size = min(MOST_CELLS, size * 1.15)
        elif not proved:
            size = max(LEAST_CELLS, size * 0.8)
        if change < 0.0:
            gained += change
            told()
    return gained


def choose(board: Board, dice: np.random.Generator, size: float) -> tuple[list[int], int, int]:
    """People and days of a window of about `size` cells: few people for long, or more people for a week or two."""
    people, days = board.line.shape
    lengths = [n for n in (7, 10, 14, 21, 28, 42) if n < days] + [min(days, 56)]
    length = int(lengths[int(dice.integers(len(lengths)))])
    if dice.random() < 0.5:
        length = min(days, 56)
    count = int(np.clip(round(size / length), 2, people))
    first = int(dice.integers(0, days - length + 1))
    who = dice.choice(people, count, replace=False)
    return [int(i) for i in who], first, first + length
