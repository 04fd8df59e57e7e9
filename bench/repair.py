"""Repair on the day: 1,000 agents with 20 sick in 3 s, 5,000 with 100 sick in 10 s, one gap answered within a second.

Centres are drawn here, seeded: eight skill groups that share four queues, shifts around the clock with drawn breaks, a
plan that covers what it wants on the day but for noise. Run alone: python -m bench.repair.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from bench.ledger import Ledger
from data.contracts.centre import BreakRule, Centre, LabourLimits, PlanWindow, Pool, Queue, ShiftPattern, Target
from data.contracts.settings import CENTRE_FILES
from scheduling.adjust.repair.happened import Absent, Happened
from scheduling.adjust.repair.repair import Repaired, State, laid_over, repair
from scheduling.adjust.repair.suggest import suggest
from scheduling.breaks import PlacedBreak, breaks_text, offsets_of, segments_of
from scheduling.clock import shift_starts
from scheduling.roster.rules.judge import judge

ZONE, FIRST, DAYS = "Asia/Shanghai", pd.Timestamp("2026-11-02").as_unit("us"), 14
TODAY = pd.Timestamp("2026-11-11")
GROUPS, QUEUES = 8, 4
STARTS = (6, 7, 8, 9, 10, 12, 14, 15, 16, 22)
BREAKS = (BreakRule("break", 15, 90, 165), BreakRule("meal", 60, 210, 300), BreakRule("break", 15, 375, 465))
ABSENCE, COST = 0.08, 58.0
CASES = ((1_000, 20, 3.0), (5_000, 100, 10.0))
SUGGEST_S = 1.0


def run() -> bool:
    """Seconds, gaps and what is won back; True when all bars hold."""
    ledger = Ledger("repair")
    for agents, sick, bar_s in CASES:
        centre, state = drawn(agents)
        now = pd.Timestamp("2026-11-11 08:00", tz=ZONE)
        happened = Happened(tuple(Absent(a, now, now + pd.Timedelta(hours=16)) for a in sick_of(state, sick)))
        worked = time.process_time()
        made = repair(state, happened, now, centre)
        name = f"{agents} agents, {sick} sick"
        ledger.most(f"{name}: s", made.seconds, bar_s)
        ledger.tell(f"{name}: CPU s", time.process_time() - worked)
        _tell(ledger, name, made)
        ledger.most(f"{name}: hard faults caused", float(_caused(state, made, centre)), 0.0)
        facts = laid_over(state.roster, state.segments, made.facts, centre)
        gap = State(*facts, state.flow, state.shortage, state.skills)
        low, high = now + pd.Timedelta(hours=3), now + pd.Timedelta(hours=5)
        started = time.perf_counter()
        found = suggest(gap, now, centre, queue="queue-0", from_ts=low, to_ts=high)
        ledger.most(f"{name}: suggestions for one gap, s", time.perf_counter() - started,
                    SUGGEST_S if agents <= 1_000 else 10.0)  # fmt: skip
        ledger.tell(f"{name}: suggestions", float(len(found)))
    ledger.save()
    return ledger.good


def _tell(ledger: Ledger, name: str, made: Repaired) -> None:
    promise = made.promise
    ledger.tell(f"{name}: price of empty positions as planned", promise.cost_cny["planned"], " CNY")
    ledger.tell(f"{name}: after the sick calls", promise.cost_cny["before"], " CNY")
    ledger.tell(f"{name}: after the repair", promise.cost_cny["after"], " CNY")
    ledger.tell(f"{name}: empty position hours won back", promise.empty_h["before"] - promise.empty_h["after"], " h")
    ledger.tell(f"{name}: price of the changes", made.cost_cny, " CNY")
    ledger.tell(f"{name}: changes", float(len(made.changes)))
    for report in made.reports:
        ledger.tell(f"{name}: proved gap", 100.0 * (report.gap or 0.0), " %")
        ledger.tell(f"{name}: solver", report.seconds, " s")


def _caused(state: State, made: Repaired, centre: Centre) -> int:
    """Hard faults of the whole roster after the repair, less those before."""
    hard = [sum(fault.severity == "hard" for fault in judge(rows, centre)) for rows in (state.roster, made.roster)]
    return max(0, hard[1] - hard[0])


def sick_of(state: State, count: int) -> list[str]:
    """So many of the named people of the day, evenly over their ids."""
    today = state.roster[(state.roster["date"] == TODAY) & (state.roster["kind"] == "agent")]
    agents = sorted(today["agent"])
    return [agents[i * len(agents) // count] for i in range(count)]


def drawn(agents: int, seed: int = 5) -> tuple[Centre, State]:
    """A centre with a plan: every agent works one start in the one week, five days."""
    draw = np.random.Generator(np.random.PCG64(seed))
    centre = _centre(agents)
    rows, texts = [], []
    people = centre.tables["agents"]
    for i, (agent, group) in enumerate(zip(people["agent"], people["group"], strict=True)):
        start = STARTS[int(draw.integers(len(STARTS)))]
        for day in range(DAYS):
            if (day + i) % 7 >= 2:
                rows.append((agent, group, FIRST + pd.Timedelta(days=day), f"S{start:02d}"))
                placed = [
                    PlacedBreak(int(draw.choice(offsets_of(rule, start * 60, 15))), rule.length_min, rule.activity)
                    for rule in BREAKS
                ]
                texts.append(breaks_text(placed))
    roster = _roster(rows, centre)
    segments = segments_of(roster, texts)
    return centre, _state(roster, segments, centre, draw)


def _roster(rows: list[tuple[str, str, pd.Timestamp, str]], centre: Centre) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["agent", "group", "date", "shift"])
    table["date"] = pd.DatetimeIndex(table["date"]).as_unit("us")
    start_min = [centre.shifts[shift].start_min for shift in table["shift"]]
    table["start_ts"] = shift_starts(pd.DatetimeIndex(table["date"]), start_min, ZONE)
    table["end_ts"] = table["start_ts"] + pd.Timedelta(minutes=540)
    table["shift_id"] = table["agent"] + "-" + table["date"].dt.strftime("%Y%m%d")
    table = table.assign(kind="agent", pool="own", site="sh", paid_min=480.0, cost_cny=COST * 8.0, locked=False,
                         origin="plan")  # fmt: skip
    order = ["shift_id", "agent", "kind", "date", "start_ts", "end_ts", "shift", "pool", "site", "group", "paid_min",
             "cost_cny", "locked", "origin"]  # fmt: skip
    words = ["shift_id", "agent", "kind", "shift", "pool", "site", "group", "origin"]
    return table[order].astype(dict.fromkeys(words, "str"))


def _state(roster: pd.DataFrame, segments: pd.DataFrame, centre: Centre, draw: np.random.Generator) -> State:
    """What is wanted: the positions that the heads at work fill, or would over two hours, with noise of 2 %."""
    grid = centre.grid()
    work = segments[segments["activity"] == "work"].merge(roster[["shift_id", "group"]], on="shift_id")
    edges = (grid.asi8 - grid.asi8[0]) // 60_000_000
    heads = np.zeros((GROUPS, len(grid)))
    for g in range(GROUPS):
        own = work[work["group"] == f"g{g}"]
        low, high = (
            (pd.DatetimeIndex(own[c]).as_unit("us").asi8 - grid.asi8[0]) // 60_000_000 for c in ("start_ts", "end_ts")
        )
        heads[g] = np.searchsorted(np.sort(low), edges, "right") - np.searchsorted(np.sort(high), edges, "right")
    kernel = np.ones(9) / 9.0
    parts = []
    for g in range(GROUPS):
        smooth = np.minimum(np.convolve(heads[g], kernel, mode="same"), heads[g]) * (1.0 - ABSENCE)
        for k, queue in enumerate((g % QUEUES, (g + 1) % QUEUES)):
            share = 0.6 if k == 0 else 0.4
            noise = draw.normal(1.0, 0.02, len(grid))
            parts.append(pd.DataFrame({"group": f"g{g}", "queue": f"queue-{queue}", "ts": grid,
                                       "positions": np.maximum(smooth * share * noise, 0.0)}))  # fmt: skip
    shortage = pd.DataFrame({"queue": pd.Series(dtype=str), "ts": grid[:0], "positions": np.zeros(0)})
    return State(roster, segments, pd.concat(parts, ignore_index=True), shortage, centre.tables["skills"])


def _centre(agents: int) -> Centre:
    """Own people in eight groups, each for two of four queues, and a backup pool that comes at once."""
    pairs = [(f"g{g}", "own", q % QUEUES, 1 + k) for g in range(GROUPS) for k, q in enumerate((g, g + 1))]
    pairs += [("backup", "helpers", q, 1) for q in range(QUEUES)]
    skills = pd.DataFrame([(g, p, "sh", f"queue-{q}", rank, 0.8 if p == "helpers" else 1.0) for g, p, q, rank in pairs],
                          columns=["group", "pool", "site", "queue", "priority", "proficiency"])  # fmt: skip
    people = pd.DataFrame({"agent": [f"A{i:05d}" for i in range(agents)]})
    people = people.assign(
        name=people["agent"], group=[f"g{i % GROUPS}" for i in range(agents)], contract="standard", week_h=40.0,
        night_ok=True, preference="", days_worked_before=0, nights_worked_before=0,
        last_shift_end=pd.Series(pd.NaT, index=people.index).dt.tz_localize(ZONE),
    )  # fmt: skip
    rates = pd.DataFrame([("own", COST, 1.0, 1.3, 3.0, 0.0), ("helpers", 82.0, 1.0, 1.3, 3.0, 0.0)],
                         columns=list(CENTRE_FILES["rates"][0].columns))  # fmt: skip
    limits = {"*": LabourLimits("*", {"min_rest_h": 11.0, "max_days_in_row": 6.0, "max_week_h": 44.0}, {})}
    shifts = {
        f"S{h:02d}": ShiftPattern(f"S{h:02d}", frozenset({"internal"}), h * 60, 540, 480, BREAKS, "#888888")
        for h in STARTS
    }
    shifts |= {f"H{h:02d}": ShiftPattern(f"H{h:02d}", frozenset({"backup"}), h * 60, 240, 240, (), "#888888")
               for h in range(8, 20, 2)}  # fmt: skip
    queues = {
        f"queue-{q}": Queue(f"queue-{q}", "", "", "voice", Target(0.8, 20.0), 120.0, 1, 1.0, None, q + 1)
        for q in range(QUEUES)
    }
    pools = {
        "own": Pool("own", "internal", "", "sh", "", "", ABSENCE, 0, 0, 1, 1),
        "helpers": Pool("helpers", "backup", "", "sh", "", "", 0.05, 0, agents // 100, 1, 1),
    }
    window = PlanWindow(FIRST, FIRST + pd.Timedelta(days=DAYS - 1))
    tables = {"agents": people, "skills": skills, "rates": rates}
    as_of = FIRST.tz_localize(ZONE)
    return Centre("bench", "", "", ZONE, "CNY", 15, as_of, window, queues, pools, shifts, limits, tables)


if __name__ == "__main__":
    sys.exit(0 if run() else 1)
