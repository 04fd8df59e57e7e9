"""Forecasts in full: accuracy and bands against peers, peaks, intraday updates, speed and memory.

Each part is a module of its own and runs alone (python -m bench.accuracy). PEAKCREW_BENCH_PARTS picks parts (comma
list); data from the folder `data/forecasting` under PEAKCREW_BENCH_DATA; figures also in var/bench.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import time

from bench.public_sets import SETS, read_set

__all__ = ["SETS", "read_set", "run"]

PARTS = {
    "accuracy": "bench.accuracy",
    "peaks": "bench.peaks",
    "intraday": "bench.intraday",
    "paths": "bench.paths",
    "speed": "bench.speed",
}


def run() -> bool:
    """Run all parts, one after the other; True when all bars hold."""
    asked = [name for name in os.environ.get("PEAKCREW_BENCH_PARTS", "").split(",") if name] or list(PARTS)
    missed = []
    for name in asked:
        print(f"-- {name}", flush=True)
        if name not in PARTS or importlib.util.find_spec(PARTS[name]) is None:
            print(f"       there is no part {name}")
            missed.append(name)
            continue
        started = time.monotonic()
        if not importlib.import_module(PARTS[name]).run():
            missed.append(name)
        print(f"       {name}: {time.monotonic() - started:.0f} s", flush=True)
    print(f"  parts with a miss: {', '.join(missed)}" if missed else "  all parts hold")
    return not missed
