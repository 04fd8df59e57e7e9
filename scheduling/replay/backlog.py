"""Who waits when the window begins: the backlog of queues with a deadline, as the centre states it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduling.path_rates import AHT_CV
from scheduling.simulator.engine import Arrivals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.contracts.centre import Centre

STREAM = 17  # of random numbers, so that those of the contacts stay as they are


@dataclass(frozen=True)
class Backlog:
    """By entry: queue, contacts, seconds the oldest has waited, mean handling time in seconds."""

    queue: NDArray[np.int64]
    contacts: NDArray[np.int64]
    oldest_s: NDArray[np.float64]
    aht_s: NDArray[np.float64]

    def draw(self, seed: int, path: int) -> Arrivals:
        """The waiting contacts of a path, the oldest first: they came evenly up to the beginning, at second 0."""
        rng = np.random.Generator(np.random.PCG64([seed, path, STREAM]))
        entry = np.repeat(np.arange(len(self.contacts)), self.contacts)
        at_s = -self.oldest_s[entry] * rng.uniform(size=len(entry))
        sigma = np.sqrt(np.log1p(AHT_CV**2))
        work_s = self.aht_s[entry] * rng.lognormal(-(sigma**2) / 2, sigma, len(entry))
        order = np.argsort(at_s, kind="stable")
        endless = np.full(len(entry), np.inf)
        return Arrivals(np.minimum(at_s, -1e-9)[order], self.queue[entry][order], work_s[order], endless)


def backlog_of(centre: Centre, aht_s: NDArray[np.float64]) -> Backlog:
    """The table `backlogs` of the centre; `aht_s` (queues, intervals). O(rows)."""
    names = {name: number for number, name in enumerate(centre.queues)}
    rows = centre.tables.get("backlogs")
    given = [] if rows is None else [row for row in rows.to_dict("records") if row["queue"] in names]
    queue = np.array([names[row["queue"]] for row in given], dtype=np.int64)
    return Backlog(
        queue,
        np.array([round(row["contacts"]) for row in given], dtype=np.int64),
        np.array([row["oldest_h"] * 3600.0 for row in given], dtype=float),
        aht_s[queue, 0],
    )
