"""Where contacts stand while the richer loop runs: places that are used again, lines through them, events to come."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.simulator.engine import Rooms, fresh_house
from scheduling.simulator.features import Features

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SINCE, LENGTH, PATIENT = 0, 1, 2  # columns of `figures`: joined the line at, work, patience
QUEUE, STATE, NEXT, KIND, TRY, GROUP, CHAT, SERIAL, WAKE = range(9)  # columns of `marks`
FREE, COMING, IN_LINE, GONE, SERVED, PROMISED = range(6)  # states
FIRST, REDIAL, REPEAT, HANDED, DIALLED = range(5)  # kinds
HANG_UP, WAKE_UP, COME = range(3)  # what a timed event is
# places in `counts`; the first two as in the plain loop
TO_END, WAITING, TIMED, FREE_HEAD, FREE_PLACES, ARRIVAL, MOVE, WINDOW, CAME, OWED = range(10)
LINE_HEAD, LINE_TAIL, LINE_LENGTH, OWED_HEAD, OWED_TAIL = range(5)  # columns of `lines`
SPARE_PLACES = 4  # one event needs no more, besides those it dials


class Yard(NamedTuple):
    """All that is remembered between events, and from one piece of time to the next."""

    crew: Ints
    figures: Floats
    marks: Ints
    keys: NDArray[np.uint64]
    ends_s: Floats
    ends_what: Ints
    timed_s: Floats
    timed_what: Ints
    lines: Ints
    stock: Ints
    keeps: Floats
    wakes_s: Floats
    counts: Ints


def fresh_yard(rooms: Rooms, features: Features, stock: Ints, places: int = 1024) -> Yard:
    """Nobody there; `stock` people to dial by campaign."""
    queues = rooms.rank.shape[1]
    crew = fresh_house(rooms.rank, rooms.concurrency, 0).crew
    lines = np.full((queues, 5), -1, dtype=np.int64)
    lines[:, LINE_LENGTH] = 0
    empty = Yard(
        crew, np.zeros((0, 3)), np.zeros((0, 9), dtype=np.int64), np.zeros(0, dtype=np.uint64),
        np.zeros(2), np.zeros(2, dtype=np.int64), np.zeros(2), np.zeros(2, dtype=np.int64), lines, stock.copy(),
        np.full(len(stock), np.inf), _wakes(rooms, features), np.zeros(10, dtype=np.int64),
    )  # fmt: skip
    empty.counts[FREE_HEAD] = -1
    return with_places(empty, places)


def with_places(yard: Yard, more: int) -> Yard:
    """The same yard with `more` places and room for their events. O(places)."""
    old = len(yard.keys)
    marks = np.vstack([yard.marks, np.zeros((more, 9), dtype=np.int64)])
    marks[old:, NEXT] = np.r_[np.arange(old + 1, old + more), yard.counts[FREE_HEAD]]
    yard.counts[FREE_HEAD] = old
    yard.counts[FREE_PLACES] += more
    return yard._replace(
        figures=np.vstack([yard.figures, np.zeros((more, 3))]), marks=marks,
        keys=np.append(yard.keys, np.zeros(more, dtype=np.uint64)),
        ends_s=np.append(yard.ends_s, np.zeros(more)),
        ends_what=np.append(yard.ends_what, np.zeros(more, dtype=np.int64)),
        timed_s=np.append(yard.timed_s, np.zeros(3 * more)),
        timed_what=np.append(yard.timed_what, np.zeros(3 * more, dtype=np.int64)),
    )  # fmt: skip


def _wakes(rooms: Rooms, features: Features) -> Floats:
    """Per queue the waits at which further groups may take its contacts, in order; inf for no more."""
    waits = [
        np.unique(features.after_s[(rooms.rank[:, queue] > 0) & (features.after_s[:, queue] > 0), queue])
        for queue in range(rooms.rank.shape[1])
    ]
    wakes_s = np.full((len(waits), max(len(own) for own in waits) + 1), np.inf)
    for queue, own in enumerate(waits):
        wakes_s[queue, : len(own)] = own
    return wakes_s
