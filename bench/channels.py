"""Channels: chats over a whole plan, the strict reading of deferred work, blended calls as published, call-backs.

Run `make bench BENCH=channels`; data folder: PEAKCREW_BENCH_DATA (default ../shared). Lines "(told only)" have no bar.
"""

from __future__ import annotations

import heapq
import sys
import time

import numpy as np
import numpy.typing as npt

from bench import double11
from scheduling.requirement.blended_line import measure_line
from scheduling.requirement.chat_positions import size_chats
from scheduling.requirement.sizers import Asked, size_peakcrew
from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, empty_tally, play

FloatArray = npt.NDArray[np.float64]
Part = tuple[str, str, str, bool]

GAINS = np.array([1.0, 1.75, 2.5])
CHAT_S, TARGET_S, LEVEL, PATIENCE_S = 600.0, 30.0, 0.8, 180.0
WITHIN_S, DAYS = 4 * 3600.0, 20


def run() -> bool:
    """All parts; prints each figure with its target and tells whether all hold."""
    parts = [*chat_speed(), *chat_day(40), *chat_day(400), *blended(), *strict_deadline()]
    for name, figure, target, fine in parts:
        print(f"{'ok  ' if fine else 'MISS'} {name:<72} {figure:>16}   target {target}", flush=True)
    return all(fine for *_, fine in parts)


def chat_speed() -> list[Part]:
    """5,000 different intervals with real positions and all measures, each by itself and followed through time."""
    volume = np.exp(np.random.Generator(np.random.PCG64(5)).uniform(np.log(10.0), np.log(20_000.0), 5000))
    asked = Asked(volume, CHAT_S, PATIENCE_S, TARGET_S, LEVEL)
    size_chats(asked, GAINS, 900.0)
    lines = []
    for words, interval_s in (("each by itself", None), ("followed through time", 900.0)):
        start = time.process_time()
        size_chats(asked, GAINS, interval_s)
        spent = time.process_time() - start
        lines.append((f"5,000 chat intervals, {words}", f"{spent:.2f} s", "<= 2 s", spent <= 2.0))
    return lines


def chat_day(base_erl: float) -> list[Part]:
    """Double 11 in chats (600 s, three at once, factor 2.5): hours and worst interval of three ways to size it."""
    if not (double11.folder() / "double11_day.csv").exists():
        return [("Double-11 chats", "no such file", f"{double11.folder()} (set PEAKCREW_BENCH_DATA)", False)]
    one = double11.day(base_erl, CHAT_S, PATIENCE_S)
    asked = Asked(one.lambda_per_hour, CHAT_S, PATIENCE_S, TARGET_S, LEVEL)
    by_factor = Asked(one.lambda_per_hour, CHAT_S / GAINS[-1], PATIENCE_S, TARGET_S, LEVEL)
    lines = []
    for words, positions in (
        ("factor", size_peakcrew(by_factor).positions),
        ("chain", size_chats(asked, GAINS).positions),
        ("chain, followed", size_chats(asked, GAINS, 900.0).positions),
    ):
        staff = np.ceil(positions - 1e-9)
        level = _chat_levels(one, staff)
        figure = f"{level.min():.0%} / {staff[double11.PAID].sum() / 4:,.0f} h"
        bar = words == "chain, followed"
        fine = not bar or float(level.min()) >= 0.72
        lines.append((f"Double-11 chats, {base_erl:.0f} erlangs, {words}: worst interval, hours", figure,
                      ">= 72 %" if bar else "(told only)", fine))  # fmt: skip
    return lines


def _chat_levels(one: double11.Day, staff: FloatArray, days: int = 60) -> FloatArray:
    bins = len(staff)
    tally = empty_tally(1, 1, bins)
    rooms = Rooms(np.ones((1, 1), np.int64), np.ones((1, 1)), np.array([GAINS.size]), GAINS[-1:], np.array([TARGET_S]))
    changes = StaffChanges(np.arange(bins, dtype=np.float64) * 900.0, np.zeros(bins, np.int64), staff.astype(np.int64))
    for path in range(days):
        rng = np.random.Generator(np.random.PCG64([11, path]))
        at_s = _arrivals(one, rng)
        patience_s, work_s = rng.exponential(one.patience_s, at_s.size), rng.exponential(one.aht_s, at_s.size)
        play(Arrivals(at_s, np.zeros(at_s.size, np.int64), work_s, patience_s), changes, rooms, tally, 900.0)
    return double11.level_of(tally)[double11.SCORED]


def _arrivals(one: double11.Day, rng: np.random.Generator) -> FloatArray:
    """Seconds of the arrivals of a day, in order."""
    drawn = rng.poisson(one.per_minute)
    minute = np.repeat(np.arange(drawn.size), drawn)
    return np.sort((minute + rng.random(minute.size)) * 60.0)


def blended() -> list[Part]:
    """Service level and outbound erlangs of the threshold rule (100 erlangs, 115 agents) against the published ones."""
    lines = []
    for reserve, level, outbound in ((0, 0.632, 15.0), (4, 0.787, 13.9), (6, 0.835, 12.9), (10, 0.895, 10.5)):
        got, (work, _) = measure_line(1200, 300, 115, reserve=reserve)
        fine = abs(got[1] - level) < 0.001 and abs(work - outbound) < 0.06
        lines.append((f"blended, {reserve} kept back: service level, outbound erlangs", f"{got[1]:.3f} / {work:.1f}",
                      f"{level} / {outbound}", fine))  # fmt: skip
    return lines


def strict_deadline() -> list[Part]:
    """Deferred work, strictly: what is due after midnight counts too, the same people staying on until it is done.

    A flat crew that does all in time has at least work / (length + deadline) people for every stretch of arrivals:
    the bound. Played in order of arrival (which is the order of the deadlines), and with what is late anyway put last.
    """
    if not (double11.folder() / "double11_day.csv").exists():
        return []
    one = double11.day(120, 360, np.inf)
    work_h = np.concatenate([[0.0], np.cumsum(one.lambda_per_hour * one.aht_s / 3600.0 / 4.0)])
    first, last = np.triu_indices(work_h.size, 1)
    bound = float(((work_h[last] - work_h[first]) / ((last - first) / 4.0 + WITHIN_S / 3600.0)).max())
    lines = [("deferred work, strict: least flat crew of any plan (fluid)", f"{bound:.1f}", "(told only)", True)]
    for late_last, crews in ((False, (105, 106, 107, 108)), (True, (105, 106))):
        for crew in crews:
            days = [_in_time(one, crew, late_last, seed) for seed in range(DAYS)]
            words = "late ones last" if late_last else "in order"
            lines.append((f"deferred work, strict, {crew} agents, {words}: within 4 h", f"{np.mean(days):.2%}",
                          "(told only)", True))  # fmt: skip
    return lines


def _in_time(one: double11.Day, crew: int, late_last: bool, seed: int) -> float:
    """Share of a day's contacts begun within the deadline by a crew that stays; first come first served."""
    rng = np.random.Generator(np.random.PCG64([12, seed]))
    at_s = _arrivals(one, rng)
    work_s = rng.exponential(one.aht_s, at_s.size)
    free = [0.0] * crew
    within = 0
    for came_s, lasts_s in zip(at_s.tolist(), work_s.tolist(), strict=True):
        begin_s = max(came_s, free[0])
        if begin_s - came_s <= WITHIN_S:
            within += 1
        elif late_last:
            continue  # done when nothing else waits
        heapq.heapreplace(free, begin_s + lasts_s)
    return within / at_s.size


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
