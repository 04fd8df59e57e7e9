"""The floor played with outbound calls between inbound ones meets what the formulas of the requirement tell."""

from __future__ import annotations

import numpy as np
import pytest

from scheduling.requirement.blended_line import measure_line
from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, empty_tally
from scheduling.simulator.features import no_features
from scheduling.simulator.rich_play import RichPlay

HOURS, WARM_UP, BATCH = 420, 20, 20


def played(volume, agents, aht_s, reserve, seed=5):
    """Service level within 20 s and erlangs of outbound work, each with its standard error, after a warm-up."""
    rng = np.random.default_rng(seed)
    count = rng.poisson(volume * HOURS)
    at_s = np.sort(rng.random(count) * HOURS * 3600.0)
    arrivals = Arrivals(at_s, np.zeros(count, np.int64), rng.exponential(aht_s, count), np.full(count, 180.0))
    arrivals = arrivals._replace(patience_s=rng.exponential(180.0, count))
    rooms = Rooms(np.ones((1, 1), np.int64), np.ones((1, 1)), np.ones(1, np.int64), np.ones(1), np.array([20.0]))
    asked = no_features(1, 1, HOURS, seed)._replace(
        dial_queue=np.zeros(1, np.int64), dial=np.array([[aht_s, 1.0, 30.0]]), window_s=np.zeros(1),
        window_of=np.zeros(1, np.int64), window_keeps=np.array([float(reserve)]),
        aht_s=np.full((1, HOURS), aht_s), patience_s=np.array([180.0]),
    )  # fmt: skip
    staff = StaffChanges(np.zeros(1), np.zeros(1, np.int64), np.array([agents]))
    play = RichPlay(rooms, staff, empty_tally(1, 1, HOURS), 3600.0, asked, np.array([10_000_000]))
    play.on(arrivals, HOURS * 3600.0)
    offered, within = (part[0][WARM_UP:].reshape(-1, BATCH).sum(axis=1)
                       for part in (play.tally.offered, play.tally.within))  # fmt: skip
    outbound = play.flows.reached[0][WARM_UP:].reshape(-1, BATCH).mean(axis=1) * aht_s / 3600.0
    return within.sum() / offered.sum(), _error(within / offered), outbound.mean(), _error(outbound)


def _error(batches):
    return batches.std(ddof=1) / np.sqrt(len(batches))


@pytest.mark.parametrize("reserve", [0, 4, 10])
def test_a_threshold_leaves_inbound_and_outbound_what_the_chain_tells(reserve):
    told, (work, _) = measure_line(480, 300, 46, 180.0, 20.0, reserve)
    level, level_error, outbound, work_error = played(480, 46, 300.0, reserve)
    assert abs(level - told[1]) <= 3 * level_error
    assert abs(outbound - work) <= 3 * work_error
