"""Replay: the event loop's speed and its truth against exact Erlang A; a day of many queues and pools.

Run `make bench BENCH=replay` or `python -m bench.replay`. Times are processor time; the draws are not timed.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import numpy.typing as npt

from scheduling.requirement import erlang
from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, Tally, empty_tally, play

FloatArray = npt.NDArray[np.float64]
Part = tuple[str, str, str, bool]

AGENTS, LAMBDA, AHT_S, PATIENCE_S, TARGET_S = 100, 1200.0, 300.0, 300.0, 20.0
QUARTER_S = 900.0


def run() -> bool:
    """All parts; prints each figure with its target and tells whether all hold."""
    held = True
    for part in (single, centre):
        for name, figure, target, fine in part():
            print(f"{'ok  ' if fine else 'MISS'} {name:<62} {figure:>16}   target {target}", flush=True)
            held = held and fine
    return held


def single(customers: int = 1_000_000, paths: int = 20) -> list[Part]:
    """M/M/100+M: customers a second, and the mean over independent paths against the exact formula."""
    rooms = Rooms(np.ones((1, 1), np.int64), np.ones((1, 1)), np.ones(1, np.int64), np.ones(1), np.array([TARGET_S]))
    staff = StaffChanges(np.zeros(1), np.zeros(1, np.int64), np.array([AGENTS]))
    _play_one(_steady(1000, 0), staff, rooms)
    spent, got = [], []
    for path in range(paths):
        arrivals = _steady(customers, path)
        start = time.process_time()
        tally = _play_one(arrivals, staff, rooms)
        spent.append(time.process_time() - start)
        settled = slice(8, tally.offered.shape[1] - 8)  # neither the empty start nor the end
        offered = tally.offered[0, settled].sum()
        figures = (tally.within, tally.abandoned, tally.wait_s)
        level, gone, waited = (float(figure[0, settled].sum() / offered) for figure in figures)
        got.append((level, gone, waited / (1.0 - gone)))
    truth = erlang.measure(LAMBDA, AHT_S, AGENTS, TARGET_S, PATIENCE_S)
    exact = (float(truth.sl), float(truth.p_abandon), float(truth.asa_s))
    rate = customers / min(spent)
    lines: list[Part] = [("M/M/100+M, customers a second", f"{rate:,.0f}", ">= 3,000,000", rate >= 3e6)]
    for name, own, want in zip(("service level", "abandonment", "ASA, s"), np.array(got).T, exact, strict=True):
        error = (float(own.mean()) - want) / (float(own.std(ddof=1)) / np.sqrt(paths))
        words = f"M/M/100+M {name} {own.mean():.5f}, exact {want:.5f}"
        lines.append((words, f"{error:+.1f} s.e.", "within 3", abs(error) <= 3))
    return lines


def _steady(customers: int, seed: int) -> Arrivals:
    rng = np.random.Generator(np.random.PCG64([7, seed]))
    at_s = np.cumsum(rng.exponential(3600.0 / LAMBDA, customers))
    return Arrivals(
        at_s,
        np.zeros(customers, np.int64),
        rng.exponential(AHT_S, customers),
        rng.exponential(PATIENCE_S, customers),
    )


def _play_one(arrivals: Arrivals, staff: StaffChanges, rooms: Rooms) -> Tally:
    tally = empty_tally(1, 1, int(arrivals.at_s[-1] / QUARTER_S) + 1)
    play(arrivals, staff, rooms, tally, QUARTER_S)
    return tally


def centre() -> list[Part]:
    """100,000 contacts of one day in six queues (one of chats), three pools that overflow into each other."""
    rng = np.random.Generator(np.random.PCG64(3))
    count, queues = 100_000, 6
    hour = rng.choice(24, count, p=_shape())
    arrivals = Arrivals(
        np.sort((hour + rng.random(count)) * 3600.0),
        rng.choice(queues, count, p=[0.4, 0.2, 0.15, 0.1, 0.1, 0.05]),
        rng.lognormal(np.log(280.0) - 0.35, 0.83, count),
        rng.exponential(240.0, count),
    )
    rank = np.array([[1, 1, 2, 0, 2, 3], [2, 0, 1, 1, 0, 2], [3, 2, 0, 2, 1, 1]])
    rooms = Rooms(
        rank,
        np.full(rank.shape, 0.95),
        np.array([1, 1, 1, 3, 1, 1]),
        np.array([1.0, 1.0, 1.0, 2.5, 1.0, 1.0]),
        np.full(queues, TARGET_S),
    )
    quarters = np.arange(96)
    need = np.repeat(_shape(), 4) * count * 280.0 / 3600.0
    heads = np.round(need[:, None] * np.array([0.5, 0.3, 0.25])).astype(np.int64)
    changes = StaffChanges(np.repeat(quarters * QUARTER_S, 3), np.tile(np.arange(3), 96), heads.ravel())
    spent = []
    for _ in range(5):
        tally = empty_tally(queues, 3, 96)
        start = time.process_time()
        play(arrivals, changes, rooms, tally, QUARTER_S)
        spent.append(time.process_time() - start)
    counted = int(tally.answered.sum() + tally.abandoned.sum() + tally.pending.sum())
    level = f"{tally.within.sum() / count:.0%} in time"
    return [
        (f"a day of 100,000 contacts, 6 queues, 3 pools ({level})", f"{min(spent):.3f} s", "<= 1 s", min(spent) <= 1),
        ("every contact of it counted once", f"{counted:,}", "100,000", counted == count),
    ]


def _shape() -> FloatArray:
    """Share of the day by hour, with peaks at midnight and at ten."""
    shape = np.array([6, 3, 2, 1, 1, 1, 2, 3, 5, 7, 12, 8, 6, 6, 6, 6, 6, 5, 5, 6, 7, 7, 6, 5], dtype=float)
    return np.asarray(shape / shape.sum())


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
