"""A long path played piece by piece: who waits and who is being served at the end of a piece is carried into the next.

So the contacts of a fortnight need not be in memory at once; the answer is the same as in one piece.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduling.simulator.engine import (
    Arrivals,
    House,
    Rooms,
    StaffChanges,
    Tally,
    count_unanswered,
    fresh_house,
    play_until,
)
from scheduling.simulator.floor import TO_END


class Play:
    """One path under way. Hand it the contacts of one piece of time after the other, then call `finish`.

    `tally` holds what has happened so far. O((contacts + changes) x (queues + groups + log people)) time in all,
    O(contacts of the largest piece) memory.
    """

    def __init__(self, rooms: Rooms, changes: StaffChanges, tally: Tally, bin_s: float) -> None:
        self.tally = tally
        self._rooms, self._changes, self._bin_s = rooms, changes, bin_s
        self._house: House = fresh_house(rooms.rank, rooms.concurrency, 0)
        self._waiting = nobody()
        self._moved = 0

    def on(self, arrivals: Arrivals, until_s: float = np.inf) -> None:
        """Play until `until_s` with the contacts that arrive before it."""
        own = joined([self._waiting, arrivals])
        stop = int(np.searchsorted(self._changes.at_s, until_s))
        at_s, group, heads = self._changes
        moved = slice(self._moved, stop)
        changes = StaffChanges(at_s[moved], group[moved], heads[moved])
        self._moved = stop
        house = _with_room(self._house, len(own.at_s))
        waiting = len(self._waiting.at_s)
        answered = play_until(own, waiting, changes, self._rooms, self.tally, self._bin_s, until_s, house)
        self._house = house
        gone = ~answered & (own.at_s + own.patience_s < until_s)
        self._count(part_of(own, gone))
        self._waiting = part_of(own, ~answered & ~gone)

    def finish(self) -> Tally:
        """Nobody comes any more: play to the end and count who was never answered."""
        self.on(nobody())
        self._count(self._waiting)
        self._waiting = nobody()
        return self.tally

    def _count(self, left: Arrivals) -> None:
        nobody = np.zeros(len(left.at_s), dtype=np.bool_)
        end_s = self.tally.offered.shape[1] * self._bin_s
        count_unanswered(left, self._rooms.target_s, nobody, self.tally, end_s, self._bin_s)


def nobody() -> Arrivals:
    """No contacts."""
    return Arrivals(np.empty(0), np.empty(0, dtype=np.int64), np.empty(0), np.empty(0))


def part_of(arrivals: Arrivals, which: slice | NDArray[np.bool_]) -> Arrivals:
    """Some of the contacts."""
    at_s, queue, work_s, patience_s = arrivals
    return Arrivals(at_s[which], queue[which], work_s[which], patience_s[which])


def joined(parts: Sequence[Arrivals]) -> Arrivals:
    """All contacts, one part after the other."""
    return Arrivals(
        np.concatenate([part.at_s for part in parts]),
        np.concatenate([part.queue for part in parts]),
        np.concatenate([part.work_s for part in parts]),
        np.concatenate([part.patience_s for part in parts]),
    )


def _with_room(house: House, contacts: int) -> House:
    """The same house with a heap that can hold the ends of so many more contacts."""
    open_now = int(house.counts[TO_END])
    heap_s, heap_what = np.empty(open_now + contacts + 2), np.empty(open_now + contacts + 2, dtype=np.int64)
    heap_s[:open_now], heap_what[:open_now] = house.heap_s[:open_now], house.heap_what[:open_now]
    return House(house.crew, heap_s, heap_what, house.counts)
