"""Chats that come at one rate, played by the event loop."""

from __future__ import annotations

import numpy as np

from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, empty_tally, play

HOURS, WARM_UP, BATCH = 800, 20, 20


def played_chats(volume, agents, aht_s, places, factor, patience_s, target_s, seed=3):
    """Service level, its standard error (from batches of 20 hours) and the share abandoned, after a warm-up."""
    rng = np.random.default_rng(seed)
    count = rng.poisson(volume * HOURS)
    at_s = np.sort(rng.random(count) * HOURS * 3600.0)
    arrivals = Arrivals(
        at_s, np.zeros(count, np.int64), rng.exponential(aht_s, count), rng.exponential(patience_s, count)
    )
    rooms = Rooms(np.ones((1, 1), np.int64), np.ones((1, 1)), np.array([places]), np.array([factor]),
                  np.array([target_s]))  # fmt: skip
    tally = empty_tally(1, 1, HOURS)
    play(arrivals, StaffChanges(np.zeros(1), np.zeros(1, np.int64), np.array([agents])), rooms, tally, 3600.0)
    offered, within, left = (part[0][WARM_UP:].reshape(-1, BATCH).sum(axis=1)
                             for part in (tally.offered, tally.within, tally.abandoned))  # fmt: skip
    level = within / offered
    return within.sum() / offered.sum(), level.std(ddof=1) / np.sqrt(len(level)), left.sum() / offered.sum()
