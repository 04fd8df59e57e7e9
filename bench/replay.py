"""Replay: the event loops' speed and truth against exact Erlang A; a day of many queues; the sample fortnight.

Run `make bench BENCH=replay` or `python -m bench.replay`. Times of the loops are processor time without the draws. The
fortnight is replayed from the newest plan of the sample in the run-time folder, as `peakcrew replay --paths 100` does;
without one it is planned first (some minutes). The huge queue runs in a process of its own, so that its memory is told.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.centre import Centre, PlanWindow, Pool, Queue, ReplaySettings, Target
from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from scheduling.replay.simulate import replay_plan
from scheduling.requirement import erlang
from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, Tally, empty_tally, play
from scheduling.simulator.features import no_features
from scheduling.simulator.rich_play import RichPlay
from workbench.desk import open_desk
from workbench.settings import read_settings

FloatArray = npt.NDArray[np.float64]
Part = tuple[str, str, str, bool]

AGENTS, LAMBDA, AHT_S, PATIENCE_S, TARGET_S = 100, 1200.0, 300.0, 300.0, 20.0
QUARTER_S = 900.0
PATHS = 100
HUGE, HUGE_DAYS, HUGE_MB = 1_000_000.0, 3, 1_000


def run() -> bool:
    """All parts; prints each figure with its target and tells whether all hold."""
    held = True
    parts: tuple[Callable[[], list[Part]], ...] = (single, rich, centre, huge, fortnight)
    for part in parts:
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


def rich(customers: int = 1_000_000) -> list[Part]:
    """The loop with features, where none is asked for: its speed, and the same answer; half of them come again."""
    rooms = Rooms(np.ones((1, 1), np.int64), np.ones((1, 1)), np.ones(1, np.int64), np.ones(1), np.array([TARGET_S]))
    staff = StaffChanges(np.zeros(1), np.zeros(1, np.int64), np.array([AGENTS]))
    _played_rich(_steady(1000, 0), staff, rooms, 0.0)
    arrivals = _steady(customers, 0)
    plain = _play_one(arrivals, staff, rooms)
    lines: list[Part] = []
    for words, share in (("nothing asked for", 0.0), ("half of who hang up come again", 0.5)):
        start = time.process_time()
        tally = _played_rich(arrivals, staff, rooms, share)
        rate = float(tally.offered.sum()) / (time.process_time() - start)
        lines.append((f"loop with features, {words}, a second", f"{rate:,.0f}", ">= 1,000,000", rate >= 1e6))
        if share == 0.0:
            same = all(np.array_equal(mine, theirs) for mine, theirs in zip(tally, plain, strict=True))
            lines.append(("loop with features answers as the plain one", str(same), "bit for bit", same))
    return lines


def _played_rich(arrivals: Arrivals, staff: StaffChanges, rooms: Rooms, redial: float) -> Tally:
    tally = empty_tally(1, 1, int(arrivals.at_s[-1] / QUARTER_S) + 1)
    asked = no_features(1, 1, tally.offered.shape[1])._replace(
        redial=np.array([[redial, 1800.0]]),
        aht_s=np.full(tally.offered.shape, AHT_S),
        patience_s=np.array([PATIENCE_S]),
    )
    one = RichPlay(rooms, staff, tally, QUARTER_S, asked)
    one.on(arrivals)
    return one.finish()


def huge() -> list[Part]:
    """One queue of a million contacts a day, a few days, replayed whole: seconds of a path and memory."""
    words = [sys.executable, "-m", "bench.replay", "huge"]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    seconds, megabytes, level = (float(word) for word in told)
    name = f"{HUGE_DAYS} days of {HUGE:,.0f} contacts, 2 paths ({level:.0%} in time)"
    return [
        (f"{name}, s", f"{seconds:.1f}", "<= 60", seconds <= 60),
        ("most memory of that process, MB", f"{megabytes:,.0f}", f"<= {HUGE_MB:,}", megabytes <= HUGE_MB),
    ]


def _huge() -> None:
    """Print seconds, megabytes and the service level of the huge queue."""
    first = pd.Timestamp("2026-11-10")
    last, zone, aht_s = first + pd.Timedelta(days=HUGE_DAYS - 1), "Asia/Shanghai", 180.0
    queue = Queue("voice", "", "", "voice", Target(0.8, TARGET_S), 120.0, 1, 1.0, None, 1)
    pool = Pool("own", "internal", "", "sh", "", "", 0.05, 0, 0, 1, 1)
    shop = Centre(
        "huge", "", "", zone, "CNY", 15, first.tz_localize(zone), PlanWindow(first, last), {"voice": queue},
        {"own": pool}, {}, {}, {}, replay=ReplaySettings(paths=2, seed=1),
    )  # fmt: skip
    grid = interval_grid(first, last, 15, zone)
    volume = np.tile(np.repeat(_shape(), 4) / 4.0, HUGE_DAYS) * HUGE
    forecast = pd.DataFrame({"queue": "voice", "ts": grid, "volume": volume, "aht_s": aht_s})
    forecast = forecast.assign(**dict.fromkeys(QUANTILE_COLUMNS, volume))
    hours = pd.date_range(grid[0], periods=HUGE_DAYS * 24, freq="h")
    heads = np.ceil(np.tile(_shape(), HUGE_DAYS) * HUGE * aht_s / 3600.0 / 0.95 * 1.01).astype(int)
    start = hours.repeat(heads)
    count = len(start)
    roster = pd.DataFrame({
        "shift_id": [f"s{n}" for n in range(count)], "agent": [f"a{n}" for n in range(count)], "kind": "seat",
        "date": start.tz_localize(None).normalize(), "start_ts": start, "end_ts": start + pd.Timedelta(hours=1),
        "shift": "H", "pool": "own", "site": "sh", "group": "g", "paid_min": 60.0, "cost_cny": 0.0, "locked": False,
        "origin": "plan",
    })  # fmt: skip
    segments = roster[["shift_id", "start_ts", "end_ts"]].assign(activity="work")
    skills = pd.DataFrame({"group": ["g"], "pool": "own", "site": "sh", "queue": "voice", "priority": 1,
                           "proficiency": 1.0})  # fmt: skip
    begun = time.perf_counter()
    made = replay_plan(forecast, roster, segments, skills, shop)
    seconds = time.perf_counter() - begun
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(seconds, megabytes, float(made.days["service_level"].mean()))


def fortnight() -> list[Part]:
    """The sample's fortnight, a hundred paths with breaks and what one more person buys, by the clock."""
    desk = open_desk(read_settings())
    user = desk.user("planner")
    stored = desk.latest_plan(user, "shop")
    if stored is None:
        folder = desk.make_sample(user, "shop", desk.settings.centres / "shop")
        desk.import_folder(user, folder, desk.check_centre(user, folder))
        stored = desk.make_plan(user, folder).stored
    desk.replay(user, stored.plan_id, paths=1, seed=1)  # compiled and read
    begun = time.perf_counter()
    made = desk.replay(user, stored.plan_id, paths=PATHS, seed=2)
    seconds = time.perf_counter() - begun
    desk.store.close()
    contacts = made.replay["offered"].sum()
    words = f"sample fortnight ({contacts:,.0f} contacts), {PATHS} paths, {len(made.breaks)} stretches"
    return [(f"{words}, s", f"{seconds:.1f}", "<= 60", seconds <= 60)]


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
    if sys.argv[1:] == ["huge"]:
        _huge()
        sys.exit(0)
    sys.exit(0 if run() else 1)
