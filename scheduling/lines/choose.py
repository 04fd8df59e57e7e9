"""The best whole lines among those found: an integer programme over the columns that may still matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, hstack

from data.contracts.centre import SolverSettings
from scheduling.lines.columns import Generation
from scheduling.lines.problem import Floats, Ints
from scheduling.solver.arrays import solve_arrays

MOST_COLUMNS = 20_000


def choose_lines(
    generation: Generation, settings: SolverSettings, limit_s: float, room: float, start: Ints | None
) -> Ints | None:
    """Lines of everybody, the best of the columns whose reduced cost is at most `room`; None where none were found.

    `start`: lines to start from, used where they are columns. O(columns) to build.
    """
    master = generation.master
    links, size = master.links, len(master.links.low)
    flat = master.flat()
    cost = np.array(master.cost)
    used = _worth(generation, flat, cost, room)
    rows = master.rows
    slack = np.concatenate([links.under, links.over])
    endless = np.full(2 * size, np.inf)
    for first in (links.covers, links.covers + size):
        endless[first : first + links.people] = 0.0
    sides = csr_array((np.concatenate([np.ones(size), -np.ones(size)]),
                       (np.tile(np.arange(size), 2), np.arange(2 * size))), shape=(rows, 2 * size))  # fmt: skip
    caps = master.caps_left().astype(np.float64)
    begin = None if start is None else _start(generation, used, start)
    _, values = solve_arrays(
        np.concatenate([slack, cost[used]]),
        np.concatenate([np.zeros(2 * size), np.ones(len(used))]),
        np.zeros(2 * size + len(used)),
        np.concatenate([endless, np.ones(len(used))]),
        csr_array(hstack([sides, csr_array(flat[used].T)])),
        np.concatenate([links.low, caps]),
        np.concatenate([links.high, np.full(len(caps), np.inf)]),
        stage="roster",
        part="lines",
        settings=replace(settings, gap=0.0),
        limit_s=limit_s,
        offset=generation.problem.constant,
        start=begin,
        options={"mip_abs_gap": 1e-4, "mip_heuristic_effort": 0.2},
    )
    if values is None:
        return None
    chosen = {master.person[j]: j for j, share in zip(used.tolist(), values[2 * size :], strict=True) if share > 0.5}
    if len(chosen) < links.people:
        return None
    return np.stack([master.lines[chosen[i]] for i in range(links.people)])


def _worth(generation: Generation, flat: csr_array, cost: Floats, room: float) -> Ints:
    """Columns whose reduced cost at the best known prices, against their person's cheapest, is within `room`."""
    master = generation.master
    person = np.array(master.person)
    if generation.centre is None:
        return np.arange(len(cost))[:MOST_COLUMNS]
    prices = generation.fitted(generation.centre)
    first = master.links.covers
    prices[first : first + master.links.people] = 0.0
    reduced = cost - flat @ prices
    least = np.full(master.links.people, np.inf)
    np.minimum.at(least, person, reduced)
    over = reduced - least[person]
    order = np.argsort(over, kind="stable")[:MOST_COLUMNS]
    return np.sort(order[over[order] <= room]).astype(np.int64)


def _start(generation: Generation, used: Ints, start: Ints) -> Floats | None:
    """Values of the columns for lines that are all among them; the slacks follow from the lines."""
    master = generation.master
    size = len(master.links.low)
    at = {(master.person[j], master.lines[j].tobytes()): k for k, j in enumerate(used.tolist())}
    places = [at.get((i, line.astype(np.int64).tobytes())) for i, line in enumerate(start)]
    values = np.zeros(2 * size + len(used))
    sums = np.zeros(master.rows)
    for place in places:
        if place is None:
            return None
        values[2 * size + place] = 1.0
        rows, weights = master.entries[int(used[place])]
        np.add.at(sums, rows, weights)
    values[:size] = np.maximum(master.links.low - sums[:size], 0.0)
    values[size : 2 * size] = np.maximum(sums[:size] - master.links.high, 0.0)
    return values
