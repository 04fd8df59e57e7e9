"""Speed and memory of the default: a thousand series of a year of half hours through the product's own backtest.

Series are made here, seeded. Memory is the peak of the sum over this run's processes, proportional where the system
tells it (pages shared by forked workers count once). Run alone: python -m bench.speed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd

from bench.ledger import FOLDER, Ledger
from forecasting.models.boosting import boosting_trouble

SERIES, FEW = 1000, 100
DAYS, SLOTS, HORIZON_D, JOBS = 365, 48, 14, 2
OPEN_SLOTS = 30  # 07:00 to 22:00
ROW_BYTES = 20  # of a history in memory: queue 4, timestamp 8, offered 8
FIRST = pd.Timestamp("2025-01-06")
WALL_MIN, MEMORY_GB, FLAT = 8.0, 2.0, 1.15
CPU_S, CPU_BOOSTED_S = 0.5, 1.0
POLL_S = 0.25


def run() -> bool:
    """Time, memory and flatness; True when all bars hold."""
    ledger = Ledger("speed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    peaks = {}
    for number in (FEW, SERIES):
        file, scores = FOLDER / f"speed_{number}.csv", FOLDER / f"speed_{number}_scores.csv"
        write_series(file, number)
        wall_s, peaks[number] = _backtest(file, scores, "default")
        table_gb = number * DAYS * OPEN_SLOTS * ROW_BYTES / 2**30
        ledger.tell(f"{number} series, size of the history as a table, GB", table_gb)
        if number == FEW:
            ledger.tell(f"{number} series, wall min", wall_s / 60)
        else:
            ledger.most(f"{number} series, wall min", wall_s / 60, WALL_MIN)
        ledger.most(f"{number} series, peak memory of all processes, GB", peaks[number], MEMORY_GB)
        own = pd.read_csv(scores).query("queue != 'ALL'")
        boosted = not boosting_trouble()
        ledger.most(f"{number} series, default, CPU s a series-origin{' with boosting' if boosted else ''}",
                    float(own["seconds"].mean()), CPU_BOOSTED_S if boosted else CPU_S)  # fmt: skip
        if number == FEW:
            _backtest(file, scores, "top_down")
            own = pd.read_csv(scores).query("queue != 'ALL'")
            ledger.most(
                f"{number} series, without boosting, CPU s a series-origin", float(own["seconds"].mean()), CPU_S
            )
        file.unlink()
    extra_gb = (SERIES - FEW) * DAYS * OPEN_SLOTS * ROW_BYTES / 2**30
    ledger.most("memory beyond the history itself, 1000 over 100 series", (peaks[SERIES] - extra_gb) / peaks[FEW], FLAT)
    ledger.save()
    return ledger.good


def write_series(file: Path, number: int) -> None:
    """A CSV queue,timestamp,offered: open 07:00 to 22:00, a weekly pattern, a season, level noise, Poisson counts."""
    draw = np.random.Generator(np.random.PCG64(17))
    stamps = pd.date_range(FIRST, periods=DAYS * SLOTS, freq="30min")
    hour = stamps.hour.to_numpy() + stamps.minute.to_numpy() / 60
    is_open = (hour >= 7) & (hour < 22)
    text = stamps[is_open].strftime("%Y-%m-%dT%H:%M:%S").to_numpy()
    shape = np.exp(-(((hour - 10.5) / 2.5) ** 2)) + 0.8 * np.exp(-(((hour - 16) / 3) ** 2)) + 0.05
    weekday = np.array([1.2, 1.1, 1.0, 1.0, 0.9, 0.5, 0.3])[stamps.day_of_week]
    with file.open("w", encoding="utf-8", newline="") as out:
        out.write("queue,timestamp,offered\n")
        for i in range(number):
            season = 1 + 0.2 * np.sin(2 * np.pi * (np.arange(DAYS) / 365 + draw.random()))
            level = np.repeat(season * draw.gamma(100, 0.01, DAYS), SLOTS)
            counts = draw.poisson(draw.lognormal(2.0, 1.0) * level * weekday * shape)[is_open]
            out.writelines(f"q{i:04d},{at},{count}\n" for at, count in zip(text, counts, strict=True))


def _backtest(file: Path, scores: Path, model: str) -> tuple[float, float]:
    """Wall seconds and peak memory in GB of `peakcrew backtest` on a file, in processes of its own."""
    options = f"--origins 1 --horizon-days {HORIZON_D} --models {model} --jobs {JOBS}".split()
    command = [
        sys.executable,
        "-m",
        "workbench.cli",
        "backtest",
        "--history",
        str(file),
        "--out",
        str(scores),
        *options,
    ]
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ | {"OMP_NUM_THREADS": "1"}) as process:
        watch = _Watch(process.pid)
        watch.start()
        if process.wait() != 0:
            raise RuntimeError(f"the backtest ended with {process.returncode}")
        watch.stop()
    return time.monotonic() - started, watch.peak_bytes / 2**30


class _Watch(threading.Thread):
    """Sums the memory of a process and its descendants until stopped, and keeps the largest sum."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak_bytes = 0
        self._pid = pid
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(POLL_S):
            self.peak_bytes = max(self.peak_bytes, sum(_memory(pid) for pid in _family(self._pid)))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _family(pid: int) -> list[int]:
    found, fresh = [pid], [pid]
    while fresh:
        parent = fresh.pop()
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                own = [int(child) for child in children.read_text().split()]
            except OSError:
                continue
            found += own
            fresh += own
    return list(dict.fromkeys(found))


def _memory(pid: int) -> int:
    """Bytes of a process: its share of every page (Pss) or, where that is not told, its resident pages."""
    for name, key in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            lines = Path(f"/proc/{pid}/{name}").read_text().splitlines()
        except OSError:
            continue
        found = [int(line.split()[1]) for line in lines if line.startswith(key)]
        if found:
            return found[0] * 1024
    return 0


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
