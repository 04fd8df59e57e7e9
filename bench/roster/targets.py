"""The roster benchmark: each instance in a process of its own, judged by the given checker, beside its bars and aims.

Run `make bench BENCH=roster` (weeks and small published instances) or `BENCH=roster-long` (the rest, restartable: what
ran with this commit and time limit is not run again). Instances, checkers and bars: PEAKCREW_BENCH_DATA.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.ledger import FOLDER, Ledger

MEMORY_MB = 600.0
SLACK_S = 0.5  # a process is told its limit and may end this much later
WEEK_AIMS = {50: (2.0, 90.0), 200: (0.5, 60.0), 1000: (0.15, 60.0), 5000: (0.08, 60.0)}  # gap %, wall s
SMALL = {"1": (607, 60), "2": (828, 60), "4": (1716, 60), "5": (1143, 60)}  # aim and seconds
LONG = {"7": (1060, 240), "8": (1450, 300), "10": (4700, 180), "12": (4400, 300)} | dict.fromkeys(
    ("13", "14", "15", "17", "18", "19", "20", "21", "22", "23", "24"), (None, 600)
)
FIGURES = re.compile(r"cost (\S+) bound (\S+)(?: gap (\S+) %)? seconds (\S+) cpu (\S+) peak (\S+) MB")


@dataclass(frozen=True)
class Run:
    """What one run told and what the checker says of its roster. `gap` in percent."""

    cost: float
    bound: float | None
    gap: float
    seconds: float
    cpu_s: float
    peak_mb: float
    violations: int
    checked: float


def folder() -> Path:
    """Where the instances, checkers and bars lie."""
    return Path(os.environ.get("PEAKCREW_BENCH_DATA", "../shared")) / "bench" / "roster"


def run_small() -> bool:
    """Weeks and the published instances that are proved optimal within a minute."""
    ledger = Ledger("roster")
    bars = _bars(ledger)
    if bars is not None:
        for name, bar in bars["weeks"].items():
            aim = WEEK_AIMS.get(int(name.split("_")[2]), (2.0, 60.0))
            judge_week(ledger, name, bar, aim, ran(folder() / "weeks" / f"{name}.json", aim[1]))
        _published(ledger, bars["curtois_qu"], SMALL, fresh=True)
    ledger.save()
    return ledger.good


def run_long() -> bool:
    """The larger published instances, each once for a commit and time limit."""
    ledger = Ledger("roster-long")
    bars = _bars(ledger)
    if bars is not None:
        _published(ledger, bars["curtois_qu"], LONG, fresh=False)
    ledger.save()
    return ledger.good


def _bars(ledger: Ledger) -> Mapping[str, Any] | None:
    file = folder() / "bars.json"
    if not file.exists():
        ledger.most(f"no such file: {file} (set PEAKCREW_BENCH_DATA)", 1.0, 0.0)
        return None
    found: Mapping[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def judge_week(ledger: Ledger, name: str, bar: Mapping[str, Any], aim: tuple[float, float], made: Run | None) -> None:
    """A week against its bars; the gap is that to the bound the run itself proves."""
    if made is None:
        ledger.most(f"{name}: no roster", 1.0, 0.0)
        return
    ledger.most(f"{name}: violations", float(made.violations), float(bar["bar_hard_violations"]))
    ledger.most(f"{name}: cost", made.checked, float(bar["bar_total"]))
    ledger.most(f"{name}: gap, %", made.gap, 100.0 * float(bar["bar_gap_vs_lb"]), aim[0])
    ledger.most(f"{name}: wall seconds", made.seconds, float(bar["bar_wall_s_2cores"]) + SLACK_S, aim[1] + SLACK_S)
    ledger.most(f"{name}: peak memory, MB", made.peak_mb, MEMORY_MB)
    ledger.tell(f"{name}: bound", made.bound or 0.0)
    ledger.tell(f"{name}: CPU seconds", made.cpu_s)


def _published(
    ledger: Ledger, bars: Mapping[str, Any], aims: Mapping[str, tuple[float | None, float]], *, fresh: bool
) -> None:
    for number, (aim, limit_s) in aims.items():
        name = f"Instance{number}"
        bar = bars.get(name, {})
        made = ran(folder() / "curtois_qu" / f"{name}.txt", limit_s, fresh=fresh)
        if made is None:
            ledger.most(f"{name}: no roster", 1.0, 0.0)
            continue
        ledger.most(f"{name}: violations", float(made.violations), 0.0)
        if "bar_objective" in bar:
            ledger.most(f"{name}: objective", made.checked, float(bar["bar_objective"]), aim)
        else:
            best = f" (best known {bar['best_known']}{'' if aim is None else f', aim {aim}'})" if bar else ""
            ledger.tell(f"{name}: objective", made.checked, best)
        ledger.most(f"{name}: wall seconds", made.seconds, limit_s + SLACK_S)
        ledger.tell(f"{name}: bound", made.bound or 0.0)
        ledger.tell(f"{name}: gap, %", made.gap)
        ledger.tell(f"{name}: CPU seconds", made.cpu_s)
        ledger.tell(f"{name}: peak memory, MB", made.peak_mb)


def ran(instance: Path, limit_s: float, *, fresh: bool = True) -> Run | None:
    """Run the command on an instance, or take what it told before with this commit and limit; None without a roster."""
    kept = FOLDER / "rosters" / f"{instance.stem}-{limit_s:g}-{_commit()}.json"
    if not fresh and kept.exists():
        print(f"       {instance.stem}: as run before ({kept})")
        return Run(**json.loads(kept.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as made:
        out = Path(made) / "roster.json"
        asked = [sys.executable, "-m", "bench.roster", str(instance), "--time-limit", str(limit_s), "--out", str(out)]
        told = _said(asked, limit_s + 120.0)
        figures = FIGURES.search(told)
        if figures is None or not out.exists():
            print(f"       {instance.stem}: {told.strip()[-300:]}")
            return None
        violations, checked = checked_by_others(instance, out)
    cost, bound, gap, seconds, cpu_s, peak = figures.groups()
    found = Run(
        float(cost), None if bound == "none" else float(bound), 100.0 if gap is None else float(gap), float(seconds),
        float(cpu_s), float(peak), violations, checked,
    )  # fmt: skip
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(found.__dict__), encoding="utf-8")
    return found


def checked_by_others(instance: Path, roster: Path) -> tuple[int, float]:
    """Violations and cost by the given checker."""
    week = instance.suffix == ".json"
    checker = folder() / ("check_week.py" if week else "check_cq.py")
    told = _said([sys.executable, str(checker), str(instance), str(roster)], 300.0)
    try:
        found = json.loads(told)
    except ValueError:
        print(f"       the checker says: {told.strip()[-300:]}")
        return 1, float("inf")
    violations = found["violations"]
    return (violations if isinstance(violations, int) else len(violations)), float(
        found["total" if week else "objective"]
    )


def _said(command: Iterable[str], limit_s: float) -> str:
    try:
        ended = subprocess.run(list(command), capture_output=True, text=True, check=False, timeout=limit_s)
    except subprocess.TimeoutExpired:
        return "no end in time"
    return ended.stdout if ended.returncode == 0 else ended.stdout + ended.stderr


def _commit() -> str:
    told = _said(["git", "describe", "--always", "--dirty"], 10.0).strip()
    return re.sub(r"[^0-9A-Za-z-]", "", told) or "unknown"
