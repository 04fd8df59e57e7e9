"""The published figures of the file, each computed anew from the set-up its source names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from scheduling.requirement import erlang

Part = tuple[str, str, str, bool]


def _garnett(patience_s: float) -> erlang.Measures:
    return erlang.measure(2880, 60, 50, 20, patience_s)


def _late_quantile(patience_s: float) -> float:
    """Wait that 10 % exceed, by bisection on P(wait <= t)."""
    low, high = 0.0, 3600.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        reached = float(erlang.measure(2880, 60, 50, middle, patience_s).p_wait_le_target) >= 0.9
        low, high = (low, middle) if reached else (middle, high)
    return high


def _blocking(load: float, lines: float) -> float:
    return float(erlang.measure(load * 3600, 1, lines, model="B").p_block)


def _load_for(lines: int) -> float:
    """Load that `lines` lines carry at 1 % blocking."""
    low, high = 0.0, float(lines)
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _blocking(middle, lines) < 0.01 else (low, middle)
    return low


def _call(agents: float, name: str, target_s: float = 20, volume: float = 200, aht_s: float = 180) -> float:
    return float(getattr(erlang.measure(volume, aht_s, agents, target_s), name))


def _a13(name: str) -> float:
    return float(getattr(erlang.measure(200, 180, 13, 20, 300), name))


def _overload(name: str, share: float) -> float:
    return float(getattr(erlang.measure(1200 * share, 300, 100, 20, 300), name))


def _halfin_whitt(beta: float, agents: float = 9e6) -> float:
    """P(wait) of a huge team with beta sqrt(n) agents to spare: it nears the limit as 1 / sqrt(n)."""
    return float(erlang.measure((agents - beta * agents**0.5) * 3600, 1, agents).p_wait)


BRONSON = (300.0 / 8760, 3600 * 8760 / 182.5, 3)  # per hour, s, servers


def _bronson(name: str) -> float:
    return float(getattr(erlang.measure(*BRONSON, 0), name))


ANSWERS: tuple[Callable[[], float], ...] = (
    lambda: float(_garnett(np.inf).ew_all_s),
    lambda: float(_garnett(120).ew_all_s),
    lambda: float(_garnett(120).p_abandon),
    lambda: float(_garnett(np.inf).occupancy),
    lambda: float(_garnett(120).occupancy),
    lambda: _late_quantile(np.inf),
    lambda: _late_quantile(120),
    lambda: float(_garnett(np.inf).ew_all_s) * 0.8,
    lambda: float(_garnett(120).ew_all_s) * 0.8,
    lambda: _call(14, "p_wait"),
    lambda: _call(14, "sl"),
    lambda: _call(11, "p_wait"),
    lambda: _call(11, "sl"),
    lambda: _call(14, "asa_s"),
    lambda: float(erlang.size(200, 180, target_s=20, service_level=0.8, max_occupancy=0.85).agents),
    lambda: float(np.ceil(round(float(erlang.size(200, 180, target_s=20, service_level=0.8).agents) / 0.7, 9))),
    lambda: _a13("sl"),
    lambda: _a13("p_abandon"),
    lambda: _a13("occupancy"),
    lambda: _a13("p_wait"),
    lambda: _a13("ew_all_s") / 60,
    lambda: _blocking(10, 17),
    lambda: _load_for(15),
    lambda: float(erlang.size(33.333 * 3600, 1, max_blocking=0.01, model="B").agents),
    *(lambda lines=lines: _load_for(lines) for lines in (5, 10, 20, 50, 100)),
    lambda: _blocking(20, 10),
    lambda: _blocking(200, 190),
    lambda: _blocking(123, 132),
    lambda: float(erlang.measure(123 * 3600, 1, 132).p_wait),
    lambda: float(erlang.measure(12345 * 3600, 1, 12421).p_wait),
    lambda: _blocking(180, 200),
    lambda: float(erlang.size(200, 180, max_asa_s=120).agents),
    lambda: _bronson("ew_all_s") / 3600 * BRONSON[0],
    lambda: _bronson("ew_all_s") / 86400,
    lambda: _bronson("ew_all_s") / 3600 * BRONSON[0] + BRONSON[0] * BRONSON[1] / 3600,
    lambda: _call(55, "p_wait", 15, 720, 240),
    lambda: _call(55, "asa_s", 15, 720, 240),
    lambda: _call(55, "sl", 15, 720, 240),
    lambda: _overload("sl", 1.0),
    lambda: _overload("p_abandon", 1.0),
    lambda: _overload("p_abandon", 1.5),
    lambda: _halfin_whitt(0.506),
)


def parts(file: Path) -> list[Part]:
    """How many figures of sources that do not err we meet, to the digits of the exact column."""
    if not file.exists():
        return [("published figures", "no such file", f"{file} (set PEAKCREW_BENCH_DATA)", False)]
    table = pd.read_csv(file)
    right = table["matches_printed_rounding"].to_numpy(dtype=bool)
    got = np.array([answer() for answer in ANSWERS])
    if len(got) != len(table):
        return [("published figures", f"{len(table)} rows", f"{len(got)} are known here", False)]
    error = np.abs(got - table["exact"].to_numpy(dtype=float)) / np.maximum(1.0, np.abs(table["exact"]))
    bar = np.where(table["source"].str.startswith("Halfin-Whitt"), 1e-3, 1e-9)  # a limit, not a queue
    met = int((error <= bar)[right].sum())
    bad = ", ".join(table["quantity"][right & ~(error <= bar)])
    name = f"published figures that do not err {bad}".strip()
    return [(name, f"{met} of {right.sum()}", "all, to 1e-9", met == int(right.sum()))]
