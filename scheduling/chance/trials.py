"""A queue's contacts played against given positions on every path: what was answered in time, contact by contact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.contracts.centre import Queue
from scheduling.chance.draws import Drawn
from scheduling.path_rates import AHT_CV
from scheduling.simulator.counts import Counts, Promise
from scheduling.simulator.engine import Arrivals, StaffChanges, empty_tally, play
from scheduling.simulator.rooms import own_room

Floats = NDArray[np.float64]

CONTACT_STREAM = 103


@dataclass(frozen=True)
class Served:
    """Contacts that count and those answered in time, both (staffings, paths, rows)."""

    counted: Floats
    within: Floats


def play_queue(drawn: Drawn, positions: Floats, queue: Queue, interval_s: float, seed: int, place: int) -> Served:
    """Play every path of a queue against each of `positions` (staffings, rows): the same contacts for all of them.

    Fractions of a position are there in that share of the intervals (`whole_positions`). Contacts are Poisson at the
    path's rates, so chance within the day is part of what comes back. O(staffings x contacts of all paths).
    """
    number, rows = drawn.rates.shape
    counted, within = np.zeros((2, len(positions), number, rows))
    rooms, promise = own_room(queue), Promise([queue])
    start_s = np.arange(rows, dtype=np.float64) * interval_s
    for path in range(number):
        rng = np.random.Generator(np.random.PCG64([seed, CONTACT_STREAM, place, path]))
        arrivals = _arrivals(drawn.rates[path], drawn.aht_s[path], queue, interval_s, rng)
        offset = (path + 0.5) / number
        for i, asked in enumerate(positions):
            heads = whole_positions(asked, offset)
            tally = empty_tally(1, 1, rows)
            play(arrivals, StaffChanges(start_s, np.zeros(rows, dtype=np.int64), heads), rooms, tally, interval_s)
            in_time, of_all = promise.parts(Counts.of(tally))
            counted[i, path], within[i, path] = of_all[0], in_time[0]
    return Served(counted, within)


def whole_positions(positions: Floats, offset: float) -> NDArray[np.int64]:
    """Whole people whose running sum stays within one of that of the positions, (rows,).

    Each interval has the position rounded up or down; `offset` (0 to 1) says where the fractions fall.

    >>> whole_positions(np.array([1.5, 1.5, 1.5, 1.5]), 0.5).tolist()
    [2, 1, 2, 1]
    """
    reached = np.floor(np.cumsum(positions) + offset + 1e-9)
    return np.diff(reached, prepend=np.floor(offset)).astype(np.int64)


def _arrivals(rates: Floats, aht_s: Floats, queue: Queue, interval_s: float, rng: np.random.Generator) -> Arrivals:
    count = rng.poisson(rates)
    row = np.repeat(np.arange(len(rates)), count)
    at_s = np.sort((row + rng.random(len(row))) * interval_s)
    sigma = np.sqrt(np.log1p(AHT_CV**2))
    work_s = aht_s[row] * np.exp(sigma * rng.standard_normal(len(row)) - 0.5 * sigma**2)
    patience_s = np.full(len(row), np.inf)
    if queue.patience_s is not None:
        patience_s = queue.patience_s * rng.standard_exponential(len(row))
    return Arrivals(at_s, np.zeros(len(row), dtype=np.int64), work_s, patience_s)
