"""Roster one instance: a week of a call centre (JSON) or a published instance (text), told apart by their content.

Run `python -m bench.roster INSTANCE --time-limit 60 --out roster.json`; prints cost, bound, gap, seconds, peak memory.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BEFORE_S = 1.0  # start of the interpreter where the system does not tell when the process began
AFTER_S = 0.4  # to write the answer and end
Solved = tuple[list[Any], float, float | None, str]


def running_s() -> float:
    """Wall seconds since this process began."""
    try:
        ticks = float(Path("/proc/self/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError, ValueError, IndexError):
        return BEFORE_S + time.process_time()


def main(arguments: list[str]) -> int:
    """Solve, write, print; exit code 1 when no roster could be written."""
    parser = argparse.ArgumentParser(prog="python -m bench.roster", description=__doc__)
    parser.add_argument("instance", type=Path)
    parser.add_argument("--time-limit", type=float, default=60.0, help="wall seconds, the start of Python included")
    parser.add_argument("--out", type=Path, default=Path("roster.json"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args(arguments)
    text = asked.instance.read_text(encoding="utf-8")
    solve: Callable[[argparse.Namespace, str], Solved] = _week if text.lstrip().startswith("{") else _published
    rows, cost, bound, note = solve(asked, text)
    asked.out.write_text(json.dumps(rows), encoding="utf-8")
    gap = "" if bound is None else f" gap {100.0 * max(0.0, cost - bound) / max(abs(cost), 1e-9):.4f} %"
    shown = "none" if bound is None else f"{bound:.2f}"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(f"cost {cost:.2f} bound {shown}{gap} seconds {running_s():.1f} cpu {time.process_time():.1f} "
          f"peak {peak:.0f} MB {note}".rstrip())  # fmt: skip
    return 0


def _left(asked: argparse.Namespace) -> float:
    return max(0.1, float(asked.time_limit) - running_s() - AFTER_S)


def _week(asked: argparse.Namespace, text: str) -> Solved:
    from bench.roster.weeks import problem_of, rows_of
    from scheduling.tours.solve import solve_tours

    week = json.loads(text)
    problem = problem_of(week)
    tours = solve_tours(problem, limit_s=_left(asked), seed=asked.seed, threads=asked.threads)
    note = f"{tours.status}, {tours.method}, seed {asked.seed}" + "".join(f"; {one}" for one in tours.notes)
    bound = None if tours.notes else tours.bound  # a bound says nothing of a roster that breaks a law
    return rows_of(week, problem, tours), tours.cost.total, bound, note


def _published(asked: argparse.Namespace, _: str) -> Solved:
    from bench.roster.published import read_published
    from scheduling.lines.solve import solve_lines

    problem = read_published(asked.instance)
    lines = solve_lines(problem, limit_s=_left(asked), seed=asked.seed, threads=asked.threads)
    note = f"{lines.status}, {len(lines.breaches)} breaches, seed {asked.seed}" + (
        f"; {lines.note}" if lines.note else ""
    )
    return [[int(kind) for kind in line] for line in lines.kinds], lines.cost, lines.bound, note


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
