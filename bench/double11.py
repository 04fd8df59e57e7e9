"""The reference day of Double 11: sized in its three cases, and played contact by contact by the replay."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.centre import Centre, PlanWindow, Queue, Target
from data.contracts.grid import QUANTILE_COLUMNS
from scheduling.requirement.deferred_peak import least_flat_peak
from scheduling.requirement.mol import least_staff_mol
from scheduling.requirement.series import size_series
from scheduling.requirement.size import size_requirement
from scheduling.requirement.sizers import Asked
from scheduling.requirement.transient import predict
from scheduling.simulator.engine import Arrivals, Rooms, StaffChanges, Tally, empty_tally, play

FloatArray = npt.NDArray[np.float64]
Part = tuple[str, str, str, bool]

INTERVAL_S, TARGET_S, LEVEL, DAYS = 900.0, 20.0, 0.8, 60
DAYS_JUDGED = 240  # with 60 the worst of 95 quarters is 5 points low by chance alone where contacts are long
SCORED = slice(8, 103)  # 00:00 to 23:45
PAID = slice(8, 104)  # 00:00 to 24:00


def folder() -> Path:
    """Where the benchmark's files are."""
    return Path(os.environ.get("PEAKCREW_BENCH_DATA", "../shared")) / "bench" / "staffing"


@dataclass(frozen=True)
class Day:
    """Arrivals per minute (the truth) and per hour by quarter (what a sizer may know)."""

    per_minute: FloatArray
    aht_s: float
    patience_s: float

    @property
    def lambda_per_hour(self) -> FloatArray:
        return np.asarray(self.per_minute.reshape(-1, 15).sum(axis=1) * 4.0)

    def asked(self, patience_s: float | None = None) -> Asked:
        return Asked(self.lambda_per_hour, self.aht_s, patience_s or self.patience_s, TARGET_S, LEVEL)


def day(base_erl: float, aht_s: float, patience_s: float) -> Day:
    """A case of the reference day."""
    load = pd.read_csv(folder() / "double11_day.csv")["relative_load"].to_numpy(dtype=np.float64)
    return Day(load * base_erl / aht_s * 60.0, aht_s, patience_s)


def played(one: Day, staff: FloatArray, days: int = DAYS, seed: int = 11, target_s: float = TARGET_S) -> Tally:
    """Days drawn from the truth, met by this staff per quarter: Poisson minutes, exponential work and patience."""
    bins = len(staff)
    tally = empty_tally(1, 1, bins)
    rooms = Rooms(np.ones((1, 1), np.int64), np.ones((1, 1)), np.ones(1, np.int64), np.ones(1), np.array([target_s]))
    heads = np.round(staff).astype(np.int64)
    changes = StaffChanges(np.arange(bins, dtype=np.float64) * INTERVAL_S, np.zeros(bins, np.int64), heads)
    for path in range(days):
        rng = np.random.Generator(np.random.PCG64([seed, path]))
        drawn = rng.poisson(one.per_minute)
        minute = np.repeat(np.arange(drawn.size), drawn)
        at_s = np.sort((minute + rng.random(minute.size)) * 60.0)
        patience_s = np.full(at_s.size, np.inf)
        if one.patience_s < np.inf:
            patience_s = rng.exponential(one.patience_s, at_s.size)
        work_s = rng.exponential(one.aht_s, at_s.size)
        play(Arrivals(at_s, np.zeros(at_s.size, np.int64), work_s, patience_s), changes, rooms, tally, INTERVAL_S)
    return tally


def level_of(tally: Tally) -> FloatArray:
    """Answered within the target / offered, by quarter."""
    return np.asarray(tally.within[0] / np.maximum(tally.offered[0], 1))


def parts() -> list[Part]:
    """All lines about the reference day."""
    if not (folder() / "double11_day.csv").exists():
        return [("Double-11 day", "no such file", f"{folder()} (set PEAKCREW_BENCH_DATA)", False)]
    lines: list[Part] = []
    for name, case, bar in (
        ("large", (400, 300, 180), 0.03),
        ("small", (40, 300, 180), 0.05),
        ("long contacts", (400, 900, 300), 0.03),
    ):
        lines += _sized(name, day(*case), bar)
    return lines + _capped() + _deferred()


def centre_of(one: Day, interval_min: int = 15) -> tuple[Centre, pd.DataFrame]:
    """A centre of one queue whose event day is 11 November, and its forecast from 22:00 the day before."""
    promise = Target(service_level=LEVEL, target_s=TARGET_S)
    patience_s = one.patience_s if one.patience_s < np.inf else None
    queue = Queue("calls", "calls", "calls", "voice", promise, patience_s, 1, 1.0, None, 1)
    first, zone = pd.Timestamp("2026-11-10"), "Asia/Shanghai"
    as_of = pd.Timestamp("2026-10-26", tz=zone)
    event = {"event": "double11", "queue": "*", "date": first + pd.Timedelta(days=1), "kind": "double11", "offset_d": 0}
    centre = Centre("bench", "", "", zone, "CNY", interval_min, as_of, PlanWindow(first, first + pd.Timedelta(days=1)),
                    {"calls": queue}, {}, {}, {}, {"events": pd.DataFrame([event])})  # fmt: skip
    volume = one.per_minute.reshape(-1, interval_min).sum(axis=1)
    ts = pd.date_range("2026-11-10 22:00", periods=len(volume), freq=f"{interval_min}min", tz=zone)
    bands = dict.fromkeys(QUANTILE_COLUMNS, volume)
    return centre, pd.DataFrame({"queue": "calls", "ts": ts, "volume": volume, **bands, "aht_s": one.aht_s})


def planned(centre: Centre, forecast: pd.DataFrame) -> tuple[FloatArray, str]:
    """Whole people by interval as the plan sizes them, and the methods used."""
    skills = {"group": ["all"], "pool": ["own"], "site": ["here"], "queue": ["calls"]}
    made = size_requirement(forecast, centre, pd.DataFrame({**skills, "priority": 1, "proficiency": 1.0})).requirement
    return np.ceil(made["positions"].to_numpy() - 1e-9), "+".join(sorted(set(made["method"])))


def _sized(name: str, one: Day, bar: float) -> list[Part]:
    centre, forecast = centre_of(one)
    planned(centre, forecast)
    start, clock = time.process_time(), time.perf_counter()
    staff, method = planned(centre, forecast)
    spent, wall = time.process_time() - start, time.perf_counter() - clock
    level = level_of(played(one, staff, DAYS_JUDGED))[SCORED]
    worst, error, hours = float(level.min()), float(np.abs(level - LEVEL).mean()), float(staff[PAID].sum() / 4)
    lines = [
        (f"Double 11 {name}: worst interval ({method})", f"{worst:.1%}", ">= 72 %", worst >= 0.72),
        (f"Double 11 {name}: mean error of the service level", f"{error:.2%}", f"<= {bar:.0%}", error <= bar),
        (f"Double 11 {name}: sized in (wall {wall:.2f} s)", f"{spent:.2f} s", "<= 0.5 s", spent <= 0.5),
    ]
    asked = "<= 8,250" if name == "large" else "(told only)"
    lines.append((f"Double 11 {name}: agent-hours", f"{hours:,.0f}", asked, name != "large" or hours <= 8250))
    return lines + (_others(one) if name == "large" else [])


def _others(one: Day) -> list[Part]:
    """The same day by the other methods, for comparison."""
    lines = []
    for method, asked in (("sipp", one.asked(np.inf)), ("sipp", one.asked()), ("mol", one.asked())):
        staff = size_series(asked, INTERVAL_S, method).agents
        level = level_of(played(one, staff))[SCORED]
        formula = "Erlang C" if asked.patience_s == np.inf else "Erlang A"
        figures = f"{level.min():.0%} / {staff[PAID].sum() / 4:,.0f} h"
        lines.append((f"  for comparison {method}, {formula}: worst, hours", figures, "(told only)", True))
    return lines


def _capped() -> list[Part]:
    """Predicted against played service level when no more than 900 seats are there."""
    lines = []
    large = day(400, 300, 180)
    staff = np.minimum(least_staff_mol(large.asked(), INTERVAL_S), 900.0)
    for words, patience_s, bar in (("180 s", 180.0, 0.03), ("30 min", 1800.0, 0.04), ("none", np.inf, 0.04)):
        one = Day(large.per_minute, large.aht_s, patience_s)
        told = predict(one.lambda_per_hour, staff, one.aht_s, patience_s, INTERVAL_S, TARGET_S).sl
        error = float(np.abs(told - level_of(played(one, staff)))[SCORED].mean())
        lines.append((f"900 seats, patience {words}: error of prediction", f"{error:.4f}", f"<= {bar}", error <= bar))
    return lines


def _deferred() -> list[Part]:
    """Everything within four hours: the flat peak, and its play (what is due after the day ends is not judged)."""
    one = day(120, 360, np.inf)
    peak = least_flat_peak(one.lambda_per_hour, one.aht_s, INTERVAL_S, 4 * 3600.0)
    tally = played(one, np.full(104, peak), target_s=4 * 3600.0)
    due = slice(0, 104 - 16)
    share = float(tally.within[0, due].sum() / tally.offered[0, due].sum())
    return [
        ("deferred work: least flat peak", f"{peak:.0f}", "<= 105", peak <= 105),
        ("deferred work: answered within 4 h, of what is due", f"{share:.2%}", ">= 99.5 %", share >= 0.995),
    ]
