"""Run the benchmarks: all, or those named as arguments or in BENCH (comma list); exit code 1 when one misses."""

from __future__ import annotations

import importlib
import os
import sys

TARGETS = {
    "forecast": "bench.forecast",
    "aht": "bench.aht",
    "staffing": "bench.staffing",
    "replay": "bench.replay",
    "mix": "bench.mix",
    "channels": "bench.channels",
    "capacity": "bench.capacity",
    "month": "bench.month",
    "roster": "bench.roster",
    "repair": "bench.repair",
}
PARTS = {name: f"bench.{name}" for name in ("accuracy", "peaks", "intraday", "paths", "speed")}  # of the forecast
LONG = {"calibration": "bench.calibration", "roster-long": "bench.roster.long"}  # an hour and more: only when named
KNOWN = TARGETS | PARTS | LONG


def main(names: list[str]) -> int:
    """Run the named benchmarks; the `run() -> bool` of each prints its figures and tells whether all hold."""
    asked = names or [name for name in os.environ.get("BENCH", "").split(",") if name] or list(TARGETS)
    unknown = [name for name in asked if name not in KNOWN]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(KNOWN)}", file=sys.stderr)
        return 1
    missed = []
    for name in asked:
        print(f"== {name}")
        if not importlib.import_module(KNOWN[name]).run():
            missed.append(name)
    print(f"missed: {', '.join(missed)}" if missed else "all targets met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main([name for word in sys.argv[1:] for name in word.split(",")]))
