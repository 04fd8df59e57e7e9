"""A path with features under way: the same door as the plain `Play`, with flows beside the tally."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, Tally
from scheduling.simulator.features import Features, Flows, empty_flows, is_plain
from scheduling.simulator.pieces import Play, nobody
from scheduling.simulator.rich import play_rich
from scheduling.simulator.yard import ARRIVAL, IN_LINE, QUEUE, SINCE, STATE, fresh_yard, with_places


class RichPlay:
    """One path under way with Features; `stock` people to dial by campaign. See `Play`.

    `tally` and `flows` hold what has happened so far. Those called back count as offered in the tally, and neither as
    answered nor abandoned: their fate is in the flows.
    """

    def __init__(
        self, rooms: Rooms, changes: StaffChanges, tally: Tally, bin_s: float, features: Features,
        stock: NDArray[np.int64] | None = None,
    ) -> None:  # fmt: skip
        queues, bins = tally.offered.shape
        campaigns = len(features.dial_queue)
        self.tally, self.flows = tally, empty_flows(queues, campaigns, bins)
        self._rooms, self._changes, self._features, self._bin_s = rooms, changes, features, bin_s
        self._yard = fresh_yard(rooms, features, np.zeros(campaigns, dtype=np.int64) if stock is None else stock)

    def on(self, arrivals: Arrivals, until_s: float = np.inf) -> None:
        """Play until `until_s` with the contacts that arrive before it."""
        self._yard.counts[ARRIVAL] = 0
        about = (self._rooms, self._features, self.tally, self.flows)
        while not play_rich(arrivals, self._changes, *about, self._yard, self._bin_s, until_s):
            self._yard = with_places(self._yard, len(self._yard.keys))

    def finish(self) -> Tally:
        """Nobody new comes any more: play to the end and count who may still be answered in time."""
        self.on(nobody())
        waits = self._yard.marks[:, STATE] == IN_LINE
        queue, since_s = self._yard.marks[waits, QUEUE], self._yard.figures[waits, SINCE]
        bins = self.tally.offered.shape[1]
        place = np.minimum((since_s / self._bin_s).astype(np.int64), bins - 1)
        in_time = (since_s >= 0) & (since_s + self._rooms.target_s[queue] > bins * self._bin_s)
        np.add.at(self.tally.pending, (queue[in_time], place[in_time]), 1)
        return self.tally


def open_play(
    rooms: Rooms, changes: StaffChanges, tally: Tally, bin_s: float, features: Features | None = None,
    stock: NDArray[np.int64] | None = None,
) -> Play | RichPlay:  # fmt: skip
    """A path about to begin, in the loop that it needs: the plain one where no feature is asked for."""
    if features is None or is_plain(features):
        return Play(rooms, changes, tally, bin_s)
    return RichPlay(rooms, changes, tally, bin_s, features, stock)


__all__ = ["Flows", "RichPlay", "open_play"]
