"""Branch and price: the relaxation is split until it is whole or cannot be better than the best lines known.

First people missing or too many (Barnhart et al., "Branch-and-price", 1998: branch on what the pricing need not know),
then what one person does on one day, which the search of lines keeps as a cell allowed or not. The node with the lowest
bound, as a cost that can be, goes first, so the lowest bound of all is proved all the time.
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass

import numpy as np

from scheduling.lines.choose import choose_lines
from scheduling.lines.columns import Generation, Level
from scheduling.lines.dive import dive
from scheduling.lines.problem import OFF, Flags, Floats, Ints
from scheduling.lines.shared import Shared

WHOLE = 1e-6
DIVE_EVERY = 20  # nodes
CHOOSE_EVERY = 60
CHOICE_S = 10.0
NODE_DRAWN = 0.3  # a node is near its parent: prices need less drawing (twice the nodes a second against 0.8)


@dataclass(frozen=True)
class Node:
    """Splits on the way here: (slack, low, high) and (person, day, kind or OFF, whether it is worked)."""

    bound: float
    slacks: tuple[tuple[int, float, float], ...] = ()
    cells: tuple[tuple[int, int, int, bool], ...] = ()


class Tree:
    """Nodes yet to be solved; `narrow` makes the generation that of a node."""

    def __init__(self, generation: Generation, shared: Shared) -> None:
        self.generation, self.shared = generation, shared
        self._base = [(ground.may, ground.may_off) for ground in generation.terrains]
        self._narrowed: set[int] = set()
        self._order = itertools.count()
        self._open: list[tuple[float, int, Node]] = []
        self._least_left = np.inf  # bound of nodes given up: whole, but not lawful

    def add(self, node: Node) -> None:
        """One more node; of bounds that round up to the same cost the younger goes first: so leaves are reached."""
        heapq.heappush(self._open, (self.shared.rounded(node.bound), -next(self._order), node))

    def next(self) -> Node | None:
        """The node with the lowest bound, after that bound is told; None: none is left that could be better."""
        cutoff = self.shared.cutoff
        if self._open and self._open[0][0] < cutoff:
            self.shared.prove(min(self._open[0][0], self._least_left))
            return heapq.heappop(self._open)[2]
        if np.isfinite(min(cutoff, self._least_left)):
            self.shared.prove(min(cutoff, self._least_left))
        return None

    def give_up(self, bound: float) -> None:
        """A whole node that is not lawful: what may lie below it is not searched, nor proved away."""
        self._least_left = min(self._least_left, bound)

    def narrow(self, node: Node) -> None:
        """Bounds of slacks and lines, and what people may work, as in the node."""
        generation, master = self.generation, self.generation.master
        for i in self._narrowed:
            generation.narrow(i, *self._base[i])
        generation.slack_low[:], generation.slack_high[:] = 0.0, np.inf
        for slack, low, high in node.slacks:
            generation.slack_low[slack] = max(generation.slack_low[slack], low)
            generation.slack_high[slack] = min(generation.slack_high[slack], high)
        fits = np.ones(len(master.cost), np.bool_)
        self._narrowed = {i for i, *_ in node.cells}
        if self._narrowed:
            lines, person = np.stack(master.lines), np.array(master.person)
            for i, day, kind, worked in node.cells:
                fits &= (person != i) | ((lines[:, day] == kind) == worked)
        for i in self._narrowed:
            generation.narrow(i, *_allowed(*self._base[i], [cell[1:] for cell in node.cells if cell[0] == i]))
        lows = np.concatenate([generation.slack_low, np.zeros(len(fits))])
        highs = np.concatenate([generation.slack_high, np.where(fits, np.inf, 0.0)])
        master.held.bound_columns(lows, highs)

    def split(self, node: Node, level: Level, values: Floats) -> bool:
        """Two nodes instead of this one; False where all is whole."""
        master, bound = self.generation.master, max(level.bound, node.bound)
        slack = self._broken_slack(values)
        if slack >= 0:
            below = float(np.floor(values[slack]))
            halves = [(slack, below + 1.0, np.inf), (slack, 0.0, below)]
            for half in halves if values[slack] - below <= 0.5 else reversed(halves):
                self.add(Node(bound, (*node.slacks, half), node.cells))
            return True
        cell = broken_cell(self.generation, values[master.slacks :])
        if cell is None:
            return False
        for worked in (False, True):
            self.add(Node(bound, node.slacks, (*node.cells, (*cell, worked))))
        return True

    def _broken_slack(self, values: Floats) -> int:
        """The slack of cover whose fraction is dearest; -1: all are whole."""
        links = self.generation.master.links
        size = len(links.low)
        price = np.concatenate([links.under, links.over])
        part = values[: 2 * size] - np.floor(values[: 2 * size])
        loss = price * np.minimum(part, 1.0 - part)
        loss[links.covers : size] = loss[size + links.covers :] = 0.0
        worst = int(loss.argmax()) if len(loss) else -1
        return worst if worst >= 0 and min(part[worst], 1.0 - part[worst]) > WHOLE and loss[worst] > WHOLE else -1


def _allowed(may: Flags, may_off: Flags, cells: list[tuple[int, int, bool]]) -> tuple[Flags, Flags]:
    """What may be worked, and which days off, after the splits of one person."""
    may, may_off = may.copy(), may_off.copy()
    for day, kind, worked in cells:
        if worked:
            kept = kind != OFF and may[day, kind]
            may[day] = False
            may_off[day] &= kind == OFF
            if kept:
                may[day, kind] = True
        elif kind == OFF:
            may_off[day] = False
        else:
            may[day, kind] = False
    return may, may_off


def broken_cell(generation: Generation, shares: Floats) -> tuple[int, int, int] | None:
    """Person, day and kind (or OFF) whose share is nearest to a half, days off before kinds; None: all are whole."""
    master, kinds = generation.master, len(generation.problem.kinds)
    used = np.flatnonzero(shares > WHOLE)
    cells = np.zeros((len(generation.terrains), generation.problem.days, kinds + 1))
    days = np.arange(generation.problem.days)
    for j in used.tolist():
        cells[master.person[j], days, master.lines[j]] += shares[j]  # OFF is the last place
    far = np.abs(cells - 0.5)
    for part, first in ((far[:, :, kinds:], kinds), (far[:, :, :kinds], 0)):
        if part.size and part.min() < 0.5 - WHOLE * 10:
            i, d, k = np.unravel_index(int(part.argmin()), part.shape)
            place = int(k) + first
            return int(i), int(d), OFF if place == kinds else place
    return None


def branch(generation: Generation, shared: Shared, level: Level) -> None:
    """Split from the solved root on until the best lines are proved or it is over."""
    tree = Tree(generation, shared)
    tree.add(Node(level.bound))
    solved = 0
    while not shared.over():
        node = tree.next()
        if node is None:
            return
        tree.narrow(node)
        level = generation.relax(shared.deadline, cutoff=shared.cutoff, drawn=NODE_DRAWN, over=shared.over)
        if level.bound >= shared.cutoff:
            continue
        if level.values is None or not level.solved:
            return
        solved += 1
        if not tree.split(node, level, level.values):
            if not shared.offer(whole_lines(generation, level.values)) and level.score < shared.cost - WHOLE:
                tree.give_up(max(level.bound, node.bound))
            continue
        if solved % DIVE_EVERY == 1 and solved > 1 and (lines := dive(generation, level.values, shared)) is not None:
            shared.offer(lines)
        if solved % CHOOSE_EVERY == 0:
            choose_again(tree, generation, shared)


def whole_lines(generation: Generation, values: Floats) -> Ints:
    """The lines of a whole relaxation."""
    master = generation.master
    lines = np.full((len(generation.terrains), generation.problem.days), OFF, np.int64)
    for j in np.flatnonzero(values[master.slacks :] > 0.5).tolist():
        lines[master.person[j]] = master.lines[j]
    return lines


def choose_again(tree: Tree, generation: Generation, shared: Shared) -> None:
    """The best of all lines made so far, now that there are more."""
    tree.narrow(Node(-np.inf))
    if shared.best is not None:
        generation.master.take(list(enumerate(shared.best)))
    room = shared.cost - shared.bound if shared.best is not None else np.inf
    lines = choose_lines(generation, generation.settings, min(CHOICE_S, shared.left_s / 4), room, shared.best)
    if lines is not None:
        shared.offer(lines)
