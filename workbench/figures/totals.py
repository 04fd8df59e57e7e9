"""The figures that stand for a whole plan: promise, cost, gaps; and two plans side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.plan import Plan, SolveReport, SolveStatus
from workbench.figures import money, promise, staffing


@dataclass(frozen=True)
class Totals:
    """One plan in numbers. Shares from 0 to 1.

    `queues_below`: queues that miss their promise on a day at least; `asa_s`: of queues answered at once; `gap`:
    largest solver gap, `cost_gap`: that of the mix, which weighs the money; None where a solve has no number.
    """

    queues: int
    queues_kept: int
    queues_below: int
    service_level: float
    promised: float
    days_met: float
    asa_s: float
    abandonment: float
    occupancy: float
    contacts: float
    cost_cny: float
    own_share: float
    cost_of_pools: Mapping[str, float]
    shifts: int
    hours: float
    peak_heads: int
    peak_date: pd.Timestamp | None
    shortage_h: float
    unfilled: int
    gap: float | None
    cost_gap: float | None
    unproved: int


def totals(tables: Mapping[str, pd.DataFrame], centre: Centre, reports: Sequence[SolveReport]) -> Totals:
    """Sum up a plan from its tables (replay_days, roster, shortage, unfilled). O(rows)."""
    queues = promise.by_queue(tables["replay_days"], centre)
    roster = tables["roster"]
    pools = money.cost_by_pool(roster, centre)
    total = float(pools["cost_cny"].sum())
    own = float(pools.loc[pools["kind"] == "internal", "cost_cny"].sum())
    a_day = roster.groupby("date")["agent"].nunique()
    with_promise = queues.dropna(subset=["promised"])
    weight = with_promise["offered"].sum()
    return Totals(
        queues=len(queues),
        queues_kept=int(queues["kept"].sum()),
        queues_below=int((queues["days_below"] > 0).sum()),
        service_level=promise.weighted(tables["replay_days"], "service_level"),
        promised=float((with_promise["promised"] * with_promise["offered"]).sum() / weight) if weight else float("nan"),
        days_met=float(queues["days_met"].mean()) if len(queues) else float("nan"),
        asa_s=promise.live_wait_s(queues, centre),
        abandonment=promise.weighted(tables["replay_days"], "abandonment"),
        occupancy=promise.weighted(tables["replay_days"], "occupancy"),
        contacts=float(queues["offered"].sum()),
        cost_cny=total,
        own_share=own / total if total else float("nan"),
        cost_of_pools=dict(zip(pools["pool"], pools["cost_cny"], strict=True)),
        shifts=len(roster),
        hours=float(roster["paid_min"].sum() / 60.0),
        peak_heads=int(a_day.max()) if len(a_day) else 0,
        peak_date=pd.Timestamp(str(a_day.idxmax())) if len(a_day) else None,
        shortage_h=float(staffing.shortage_hours(tables["shortage"], centre.interval_min)["hours"].sum()),
        unfilled=int(tables["unfilled"]["heads"].sum()),
        gap=_largest([report.gap for report in reports]),
        cost_gap=_largest([report.gap for report in reports if report.stage == "mix"]),
        unproved=sum(report.status not in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE) for report in reports),
    )


def _largest(gaps: Sequence[float | None]) -> float | None:
    known = [gap for gap in gaps if gap is not None]
    return max(known) if known and len(known) == len(gaps) else None


def solves(plan: Plan) -> pd.DataFrame:
    """The solver reports of a plan: stage, part, status, objective, bound, gap, seconds, solver, note."""
    rows = [
        (r.stage, r.part, r.status.value, r.objective, r.bound, r.gap, r.seconds, r.solver, r.note)
        for r in plan.reports
    ]
    columns = ["stage", "part", "status", "objective", "bound", "gap", "seconds", "solver", "note"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype(dict.fromkeys(("objective", "bound", "gap", "seconds"), float))


def unanswered(plan: Plan) -> list[SolveReport]:
    """Solves that ended without an answer: what they should have planned is missing in the plan."""
    return [report for report in plan.reports if report.status not in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE)]


def side_by_side(base: Totals, other: Totals) -> pd.DataFrame:
    """Two plans: measure, base, other, change (other less base)."""
    names = (
        "cost_cny", "hours", "peak_heads", "service_level", "days_met", "asa_s", "abandonment", "occupancy",
        "queues_kept", "shortage_h", "unfilled",
    )  # fmt: skip
    rows = [(name, float(getattr(base, name)), float(getattr(other, name))) for name in names]
    table = pd.DataFrame(rows, columns=["measure", "base", "other"])
    return table.assign(change=table["other"] - table["base"])


def seats_side_by_side(base: pd.DataFrame, other: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Shifts, hours and cost of the pools in two rosters: pool, and each measure with _base and _other."""
    left, right = money.cost_by_pool(base, centre), money.cost_by_pool(other, centre)
    made = left.drop(columns="kind").merge(
        right.drop(columns="kind"), on="pool", how="outer", suffixes=("_base", "_other")
    )
    numbers = [name for name in made.columns if name != "pool"]
    order = {name: place for place, name in enumerate(centre.pools)}
    made[numbers] = made[numbers].fillna(0.0)
    return made.sort_values("pool", key=lambda pools: pools.map(order)).reset_index(drop=True)


def levels_side_by_side(base: pd.DataFrame, other: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Service of the queues in two plans, from their REPLAY_DAYS: queue, promised, base, other, change.

    Mean wait and verdict of each plan: asa_s_base, asa_s_other, kept_base, kept_other.
    """
    left = promise.by_queue(base, centre)[["queue", "promised", "service_level", "asa_s", "kept"]]
    right = promise.by_queue(other, centre)[["queue", "service_level", "asa_s", "kept"]]
    made = left.merge(right, on="queue", how="outer", suffixes=("_base", "_other"))
    made = made.rename(columns={"service_level_base": "base", "service_level_other": "other"})
    order = {name: place for place, name in enumerate(centre.queues)}
    made = made.sort_values("queue", key=lambda queues: queues.map(order)).reset_index(drop=True)
    return made.assign(change=made["other"] - made["base"])
