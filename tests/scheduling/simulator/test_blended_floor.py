"""The floor played with outbound calls and call-backs meets what the formulas of the requirement tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scheduling.requirement.blended_line import measure_line
from scheduling.requirement.planned import plan_requirement
from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, empty_tally
from scheduling.simulator.features import no_features
from scheduling.simulator.rich_play import RichPlay
from tests.scheduling.mix.kit import centre, forecast, pattern, pool, queue

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


VOLUME = [60.0] * 8 + [200, 400, 800, 800, 700, 400, 400, 500, 600, 600, 700, 600, 400, 200, 100, 60]


def day_played(positions, above_s, accept, within_h, days=12):
    """Offered, within 20 s, called back and called back in time, summed over days of VOLUME."""
    total, hours = np.zeros(4), len(VOLUME)
    for seed in range(days):
        rng = np.random.default_rng(seed)
        at_s = np.sort(np.concatenate([h * 3600 + rng.random(rng.poisson(v)) * 3600 for h, v in enumerate(VOLUME)]))
        count = len(at_s)
        arrivals = Arrivals(
            at_s, np.zeros(count, np.int64), rng.exponential(300.0, count), rng.exponential(180.0, count)
        )
        rooms = Rooms(np.ones((1, 1), np.int64), np.ones((1, 1)), np.ones(1, np.int64), np.ones(1), np.array([20.0]))
        asked = no_features(1, 1, hours, seed)._replace(
            aht_s=np.full((1, hours), 300.0), patience_s=np.array([180.0]),
            callback=np.array([[above_s, accept, within_h * 3600.0]]),
        )  # fmt: skip
        heads = np.ceil(positions - 1e-9).astype(np.int64)
        staff = StaffChanges(np.arange(hours) * 3600.0, np.zeros(hours, np.int64), heads)
        play = RichPlay(rooms, staff, empty_tally(1, 1, hours), 3600.0, asked)
        play.on(arrivals, hours * 3600.0)
        parts = (play.tally.offered, play.tally.within, play.flows.callbacks, play.flows.kept)
        total += [part.sum() for part in parts]
    return total


def test_a_plan_with_callbacks_keeps_both_promises_when_it_is_played():
    line = queue("calls", patience_s=180.0)
    made = centre([line], [pool("own")], {"home": ("own", {"calls": 1.0})}, [], [pattern("D", 9)])
    rows = pd.DataFrame([{"queue": "calls", "offered_above_wait_s": 20.0, "accept_share": 0.5, "within_h": 2.0,
                          "keep_share": 0.95}])  # fmt: skip
    asked = replace(made, tables={**made.tables, "callbacks": rows})
    ahead = forecast(made, {"calls": [float(v) for v in VOLUME]})
    plain, planned = (plan_requirement(ahead, one, made.tables["skills"]).requirement for one in (made, asked))
    offered, within, called, kept = day_played(planned["positions"].to_numpy(), 20.0, 0.5, 2.0)
    assert within / (offered - called) >= 0.8
    assert kept / called >= 0.95
    assert planned["positions"].sum() < plain["positions"].sum()
