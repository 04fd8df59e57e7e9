"""Contacts drawn from a forecast: when they come, how long they take, how long they wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scheduling.path_rates import AHT_CV
from scheduling.simulator.engine import Arrivals, Floats, Ints

if TYPE_CHECKING:
    import pandas as pd

    from data.contracts.centre import Centre


@dataclass(frozen=True)
class ContactLaw:
    """How contacts are drawn from the rows of a forecast: second at which the row starts, queue, handling time."""

    start_s: Floats
    queue: Ints
    aht_s: Floats
    patience_s: Floats
    interval_s: float

    @staticmethod
    def of(forecast: pd.DataFrame, centre: Centre) -> ContactLaw:
        """The law of a FORECAST; seconds count from its first interval. O(rows)."""
        names = {name: number for number, name in enumerate(centre.queues)}
        return ContactLaw(
            (forecast["ts"] - forecast["ts"].min()).dt.total_seconds().to_numpy(),
            np.asarray(forecast["queue"].map(names), dtype=np.int64),
            forecast["aht_s"].to_numpy(dtype=float),
            np.array([queue.patience_s or np.inf for queue in centre.queues.values()]),
            centre.interval_min * 60.0,
        )

    def draw(self, rates: Floats, rng: np.random.Generator, rows: Ints) -> Arrivals:
        """Contacts of some rows: Poisson counts at `rates` (of all rows), even within the interval, in order.

        Handling times are log-normal around the row's mean, patience is exponential. O(contacts log contacts).
        """
        row = np.repeat(rows, rng.poisson(rates[rows]).astype(np.int64))
        at_s = self.start_s[row] + rng.uniform(0.0, self.interval_s, len(row))
        queue = self.queue[row]
        sigma = np.sqrt(np.log1p(AHT_CV**2))
        work_s = self.aht_s[row] * rng.lognormal(-(sigma**2) / 2, sigma, len(row))
        patience_s = self.patience_s[queue] * rng.exponential(1.0, len(row))
        order = np.argsort(at_s, kind="stable")
        return Arrivals(at_s[order], queue[order], work_s[order], patience_s[order])

    def pieces(self, volume: Floats, most: float) -> list[tuple[float, Ints]]:
        """Rows in pieces of time that expect at most `most` contacts (one interval at least), and where each ends.

        The last piece has no end. O(rows log rows).
        """
        starts, place = np.unique(self.start_s, return_inverse=True)
        expected = np.bincount(place, weights=volume, minlength=len(starts))
        piece, held = np.zeros(len(starts), dtype=np.int64), expected[0]
        for at in range(1, len(starts)):
            full = held + expected[at] > most
            piece[at] = piece[at - 1] + full
            held = expected[at] + (0.0 if full else held)
        of_row = piece[place]
        ends = [float(starts[np.searchsorted(piece, number + 1)]) for number in range(int(piece[-1]))]
        return [(end, np.flatnonzero(of_row == number)) for number, end in enumerate([*ends, np.inf])]
