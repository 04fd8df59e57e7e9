"""Staffing: exactness, speed against pyworkforce in the same run, and the reference day of Double 11.

Run `make bench BENCH=staffing` or `python -m bench.staffing`; data folder: PEAKCREW_BENCH_DATA (default ../shared).
Times are processor time of one core, children included, so that a busy machine does not blur them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from bench import double11, published
from scheduling.requirement import chat_chain, erlang
from scheduling.requirement.calculator import RESULTS, size_table
from scheduling.requirement.pyworkforce_sizer import positions_pyworkforce

FloatArray = npt.NDArray[np.float64]

AHT_S, TARGET_S, LEVEL = 300.0, 20.0, 0.8


def run() -> bool:
    """All parts; prints each figure with its target and tells whether all hold."""
    folder = Path(os.environ.get("PEAKCREW_BENCH_DATA", "../shared")) / "bench" / "staffing"
    held = True
    parts: list[Callable[[], list[Part]]] = [
        lambda: [golden(folder / "golden_erlang.csv")],
        lambda: published.parts(folder / "published_values.csv"),
        lambda: [mixed(), *speed(), memory(), chat()],
        double11.parts,
    ]
    for part in parts:
        for name, figure, target, fine in part():
            print(f"{'ok  ' if fine else 'MISS'} {name:<62} {figure:>16}   target {target}", flush=True)
            held = held and fine
    return held


Part = tuple[str, str, str, bool]


def memory() -> Part:
    """Most memory of a process of its own that sizes a million intervals of Erlang C, above one that sizes none."""
    used = [_peak_mb(rows) for rows in (1, 1_000_000)]
    name = f"a million Erlang C intervals, memory (process {used[1]:.0f} MB)"
    return name, f"{used[1] - used[0]:.0f} MB", "<= 300 MB", used[1] - used[0] <= 300


def _peak_mb(rows: int) -> float:
    code = f"from bench.staffing import loads, _size; _size(loads({rows})); print(open('/proc/self/status').read())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    (peak,) = [line for line in told.splitlines() if line.startswith("VmHWM")]  # ru_maxrss would be the parent's
    return float(peak.split()[1]) / 1024.0


def chat() -> Part:
    """Worst difference of the chat chain (300/400/520 s, patience 180 s) from one solve of its balance equations."""
    chat_s, patience_s, worst = np.array([300.0, 400.0, 520.0]), 180.0, 0.0
    for agents in (1, 5, 10, 20):
        for share in (0.5, 0.9, 1.2):
            arriving = share * agents * 3 / 520.0
            truth = _balance(arriving, agents, chat_s, patience_s)
            lo, got = chat_chain.chances(arriving, float(agents), chat_s, 1 / patience_s)
            full = np.zeros(max(truth.size, lo + got.size))
            full[lo : lo + got.size] = got
            worst = max(worst, float(np.abs(full[: truth.size] - truth).max()))
    return "chat chain against its balance equations, worst difference", f"{worst:.1e}", "<= 1e-9", worst <= 1e-9


def _balance(arriving: float, agents: int, chat_s: FloatArray, patience_s: float) -> FloatArray:
    """Steady state by elimination; every agent's open chats counted one by one."""
    places = agents * chat_s.size
    states = places + 300
    matrix = np.zeros((states, states))
    for state in range(states):
        here = min(state, places)
        open_at = [here // agents + (agent < here % agents) for agent in range(agents)]
        leaving = sum(count / chat_s[count - 1] for count in open_at if count) + max(0, state - places) / patience_s
        for to, rate in ((state + 1, arriving), (state - 1, leaving)):
            if 0 <= to < states:
                matrix[to, state] += rate
                matrix[state, state] -= rate
    matrix[-1] = 1.0
    right = np.zeros(states)
    right[-1] = 1.0
    return np.asarray(np.linalg.solve(matrix, right))


def golden(file: Path) -> Part:
    """Worst error of the calculator over all golden rows and columns, relative to max(1, |x|)."""
    name = "golden rows, worst error of the calculator"
    if not file.exists():
        return name, "no such file", f"{file} (set PEAKCREW_BENCH_DATA)", False
    table = pd.read_csv(file, dtype=str, keep_default_na=False)
    out = size_table(table[["id", "model", "lambda_per_hour", "aht_s", "patience_s", "agents", "target_s"]])
    worst, cells = 0.0, 0
    for column in RESULTS:
        for truth, got in zip(table[column], out[column], strict=True):
            if truth:
                want = float(truth)
                error = 0.0 if got == want else abs(got - want) / max(1.0, abs(want))
                worst, cells = max(worst, error if error == error else np.inf), cells + 1
    return f"{name} ({len(table)} rows, {cells} cells)", f"{worst:.1e}", "<= 1e-9", worst <= 1e-9


def loads(count: int, seed: int = 11) -> FloatArray:
    """Log-uniform loads from 5 to 2,000 erlangs."""
    draw = np.random.Generator(np.random.PCG64(seed))
    return np.exp(draw.uniform(np.log(5.0), np.log(2000.0), count))


def best_of(work: Callable[[], object], times: int = 5, clock: Callable[[], float] = time.process_time) -> float:
    """Least time in seconds after one warm-up."""
    work()
    spent = []
    for _ in range(times):
        start = clock()
        work()
        spent.append(clock() - start)
    return min(spent)


def children_s() -> float:
    """Processor time of the finished child processes, in seconds."""
    used = os.times()
    return used.children_user + used.children_system


def _size(load: FloatArray, patience_s: npt.ArrayLike = np.inf, fractional: bool = False) -> FloatArray:
    volume = load * 3600.0 / AHT_S
    return erlang.size(
        volume, AHT_S, target_s=TARGET_S, service_level=LEVEL, patience_s=patience_s, fractional=fractional
    ).agents


def mixed() -> Part:
    """1,000 intervals, half Erlang C and half Erlang A with patience 30 to 600 s, with real positions."""
    draw = np.random.Generator(np.random.PCG64(12))
    patience_s = np.where(draw.random(1000) < 0.5, np.inf, draw.uniform(30.0, 600.0, 1000))
    load = loads(1000)
    spent = best_of(lambda: _size(load, patience_s, fractional=True), clock=time.perf_counter)
    return "1,000 mixed intervals, positions and agents", f"{spent * 1e3:.2f} ms", "< 20 ms", spent < 0.020


def speed() -> list[Part]:
    """Least-agent solves a second on one core, log-uniform loads, and against pyworkforce on the same rows."""
    many, some, few = loads(1_000_000), loads(20_000), loads(1000)
    spent_c = best_of(lambda: _size(many), 3)
    c_rate = many.size / spent_c
    a_rate = some.size / best_of(lambda: _size(some, 60.0), 3)
    peer_rate, too_many = peer(few)
    times_c, times_a = c_rate / peer_rate, a_rate / peer_rate
    return [
        ("Erlang C, least agents a second", f"{c_rate:,.0f}", ">= 2,000,000", c_rate >= 2e6),
        ("a million Erlang C intervals", f"{spent_c:.2f} s", "<= 1 s", spent_c <= 1.0),
        ("Erlang A (patience 60 s), least agents a second", f"{a_rate:,.0f}", ">= 60,000", a_rate >= 6e4),
        ("pyworkforce Erlang C, same rows, a second", f"{peer_rate:,.0f}", f"({too_many} of 1,000 differ)", True),
        ("Erlang C, times pyworkforce", f"{times_c:,.0f} x", ">= 1,000 x", times_c >= 1000),
        ("Erlang A, times pyworkforce's Erlang C (it has no A here)", f"{times_a:,.0f} x", "(told only)", True),
    ]


def peer(load: FloatArray) -> tuple[float, int]:
    """pyworkforce's solves a second, start of its process taken off, and how many of its answers differ from ours."""
    volume = load * 3600.0 / AHT_S
    aht_s, target_s, level, cap = (np.full(load.size, value) for value in (AHT_S, TARGET_S, LEVEL, 1.0))

    def ask(count: int) -> FloatArray:
        part = slice(0, count)
        return positions_pyworkforce(volume[part], aht_s[part], target_s[part], level[part], cap[part])[0]

    start_up = best_of(lambda: ask(1), 3, children_s)
    spent = best_of(lambda: ask(load.size), 3, children_s) - start_up
    return load.size / max(spent, 1e-9), int((ask(load.size) != _size(load)).sum())


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
