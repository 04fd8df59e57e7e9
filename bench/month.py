"""A month: shifts and roster of four weeks for 1,000 people, week by week, every rule kept across the Sundays.

Run `make bench BENCH=month`. People, contracts, shifts and limits are those of the sample, its 220 agents taken over
and over; the work of each skill group is drawn (seeded) so that its people nearly cover it. Only shifts and roster are
timed; the whole month is then judged by the rules.
"""

from __future__ import annotations

import resource
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from bench.ledger import Ledger
from data.contracts.centre import Centre, PlanWindow
from data.contracts.tables import ORDERS
from data.intake.centre import read_centre
from data.samples.shop import write_sample
from scheduling.roster.rules.judge import judge
from workbench.pipeline import name_people
from workbench.weeks import plan_weeks

PEOPLE, DAYS, SECONDS, MEMORY_MB = 1000, 28, 300.0, 1500.0
ON_WORK = 0.52  # heads on queue work at the peak, as a share of the people of a group
SEED = 7


def run() -> bool:
    """Print each figure against its bar; True when all hold."""
    ledger = Ledger("month")
    with tempfile.TemporaryDirectory() as folder:
        centre = month_of(read_centre(write_sample(Path(folder) / "shop")), PEOPLE, DAYS)
    mix = work_of(centre, SEED)
    started, cpu = time.perf_counter(), time.process_time()
    made = plan_weeks(mix, _no_orders(), centre, name_people)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    roster = made.tables["roster"]
    faults = [fault for fault in judge(roster, centre) if fault.severity == "hard"]
    ledger.tell(f"shifts of {PEOPLE} people on {DAYS} days", float(len(roster)))
    ledger.tell("shifts nobody may lawfully work", float(made.tables["unfilled"]["heads"].sum()))
    ledger.tell("processor time", cpu, " s")
    ledger.most("seconds", seconds, SECONDS)
    ledger.most("breaches of hard rules", float(len(faults)), 0.0)
    ledger.most("memory, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0, MEMORY_MB)
    for report in made.reports:
        told = "" if report.gap is None else f"gap {100 * report.gap:.2f} %"
        print(f"  {report.stage:7s} {report.part:24s} {report.status!s:9s} {told} {report.seconds:.1f} s")
    ledger.save()
    return ledger.good


def month_of(centre: Centre, people: int, days: int) -> Centre:
    """The centre with so many people, copies of its own, and a window of so many days."""
    agents = centre.tables["agents"]
    copies = -(-people // len(agents))
    more = pd.concat([agents.assign(agent=agents["agent"] + f"-{n}") for n in range(copies)], ignore_index=True)
    leave = centre.tables["leave"]
    off = pd.concat([leave.assign(agent=leave["agent"] + f"-{n}") for n in range(copies)], ignore_index=True)
    order = more.sort_values(["group", "agent"], kind="stable").iloc[np.linspace(0, len(more) - 1, people).astype(int)]
    window = PlanWindow(centre.window.first, centre.window.first + pd.Timedelta(days=days - 1))
    tables = {**centre.tables, "agents": order.reset_index(drop=True), "leave": off}
    return replace(centre, window=window, tables=tables)


def work_of(centre: Centre, seed: int) -> pd.DataFrame:
    """Heads wanted of each named group: two humps a day, busier Mondays, quieter nights, a little noise."""
    grid = centre.grid()
    hour = np.asarray(grid.hour + grid.minute / 60.0)
    day = np.exp(-(((hour - 11.0) / 3.5) ** 2)) + 0.9 * np.exp(-(((hour - 20.0) / 2.5) ** 2)) + 0.06
    week = np.array([1.1, 1.0, 1.0, 0.95, 1.0, 0.9, 0.85])[np.asarray(grid.weekday)]
    dice = np.random.default_rng(seed)
    parts = []
    for group, count in centre.tables["agents"].groupby("group").size().items():
        noise = np.exp(0.05 * dice.standard_normal(len(grid)))
        heads = ON_WORK * float(count) * day * week * noise
        rows = {"group": str(group), "ts": grid, "positions": heads, "heads": heads, "cost_cny": 0.0}
        parts.append(pd.DataFrame(rows))
    return pd.concat(parts, ignore_index=True)


def _no_orders() -> pd.DataFrame:
    rows = pd.DataFrame({str(column): [] for column in ORDERS.columns})
    rows["date"] = pd.DatetimeIndex([]).as_unit("us")
    return rows
