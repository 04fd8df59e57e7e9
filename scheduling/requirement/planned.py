"""The requirement of a plan: sizes of all queues, with contacts that come back, call-backs and outbound calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.grid import QUANTILE_COLUMNS
from data.contracts.tables import FORECAST, REQUIREMENT, REQUIREMENT_CUTS
from scheduling.requirement.callback import Callbacks, plan_callbacks
from scheduling.requirement.feedback import Echo, echoes_of, feed_back
from scheduling.requirement.outbound import plan_outbound
from scheduling.requirement.size import RequirementMade, size_requirement

Floats = NDArray[np.float64]

ROUNDS = 4  # sizes and what comes back of them, in turn
SETTLED = 0.001  # of a queue's contacts


@dataclass(frozen=True)
class RequirementPlanned:
    """Tables REQUIREMENT, REQUIREMENT_CUTS, CALLBACK_PLAN and OUTBOUND_PLAN of the planned window."""

    requirement: pd.DataFrame
    cuts: pd.DataFrame
    callbacks: pd.DataFrame
    outbound: pd.DataFrame
    warnings: tuple[str, ...] = ()


def plan_requirement(
    forecast: pd.DataFrame, centre: Centre, skills: pd.DataFrame, first_attempts: frozenset[str] = frozenset()
) -> RequirementPlanned:
    """Size every queue, then again with the contacts that come back at that service, until they no longer change; then
    shorten lines by call-backs and add call-backs and outbound calls to the positions.

    `first_attempts`: queues whose forecast counts first attempts only. `positions` of the result holds all work of the
    queue's people: calls, call-backs and outbound calls are each counted once, in the cuts too; the other columns stay
    those of the line. Centres without tables for these are sized once. O(rounds x `size_requirement`).
    """
    forecast = checked(FORECAST, forecast)
    made, notes = _settled(forecast, centre, skills, first_attempts)
    callbacks = plan_callbacks(made.requirement, centre)
    with_calls = _with(made.requirement, callbacks.positions)
    outbound = plan_outbound(_as_one_line(with_calls, callbacks), centre)
    added = {name: _positions(with_calls, name) + extra for name, extra in outbound.extra.items()}
    requirement = _with(with_calls, added)
    cuts = _raised(made.cuts, made.requirement, requirement)
    return RequirementPlanned(
        checked(REQUIREMENT, requirement), checked(REQUIREMENT_CUTS, cuts), callbacks.plan, outbound.plan,
        (*made.warnings, *notes, *outbound.warnings),
    )  # fmt: skip


def _settled(
    forecast: pd.DataFrame, centre: Centre, skills: pd.DataFrame, first_attempts: frozenset[str]
) -> tuple[RequirementMade, tuple[str, ...]]:
    """The sizes that go with the contacts which come back at their service."""
    made = size_requirement(forecast, centre, skills)
    mean_s = made.requirement.groupby("queue")["aht_s"].mean().to_dict()
    echoes = echoes_of(centre, first_attempts, {str(name): float(s) for name, s in mean_s.items()}, skills)
    if not echoes or made.requirement.empty:
        return made, ()
    first = _grids(made.requirement, "volume")
    notes: tuple[str, ...] = ()
    before: Mapping[str, Floats] = first
    for _ in range(ROUNDS):
        total, notes = feed_back(first, _grids(made.requirement, "abandonment"), echoes)
        total = _while_open(total, first, echoes)
        if all(np.abs(total[name] - before[name]).sum() <= SETTLED * before[name].sum() for name in total):
            break
        more = {name: total[name] - first[name] for name in total}
        made = size_requirement(_fed(forecast, made.requirement, more), centre, skills)
        before = total
    return made, notes


def _grids(requirement: pd.DataFrame, column: str) -> dict[str, Floats]:
    rows = requirement.sort_values(["queue", "ts"])
    return {str(name): own[column].to_numpy(np.float64) for name, own in rows.groupby("queue", sort=False)}


def _while_open(total: dict[str, Floats], first: Mapping[str, Floats], echoes: tuple[Echo, ...]) -> dict[str, Floats]:
    """Nobody comes back while the queue is closed (nothing is forecast for it there)."""
    fed = {echo.queue for echo in echoes}
    return {name: np.where(first[name] > 0, values, 0.0) if name in fed else first[name]
            for name, values in total.items()}  # fmt: skip


def _fed(forecast: pd.DataFrame, requirement: pd.DataFrame, more: Mapping[str, Floats]) -> pd.DataFrame:
    """The forecast with so many more contacts in the planned intervals, its band moved along."""
    rows = requirement.sort_values(["queue", "ts"])[["queue", "ts"]]
    order = list(dict.fromkeys(rows["queue"]))
    added = rows.assign(more=np.concatenate([more[name] for name in order]))
    fed = forecast.merge(added, on=["queue", "ts"], how="left")
    extra = fed["more"].fillna(0.0).to_numpy(np.float64)
    columns = ["volume", *QUANTILE_COLUMNS]
    fed[columns] = fed[columns].to_numpy(np.float64) + extra[:, None]
    return fed.drop(columns="more")


def _positions(requirement: pd.DataFrame, queue: str) -> Floats:
    return requirement.loc[requirement["queue"] == queue].sort_values("ts")["positions"].to_numpy(np.float64)


def _with(requirement: pd.DataFrame, positions: Mapping[str, Floats]) -> pd.DataFrame:
    """The requirement with other positions of some queues, given in order of time."""
    made = requirement.copy()
    for name, values in positions.items():
        at = made.index[made["queue"] == name]
        made.loc[made.loc[at].sort_values("ts").index, "positions"] = values
    return made


def _as_one_line(requirement: pd.DataFrame, callbacks: Callbacks) -> pd.DataFrame:
    """The requirement as outbound calls see it: call-backs are contacts of the interval in which they are made."""
    made = requirement.copy()
    for name, plan in callbacks.plan.groupby("queue", sort=False):
        rows = made[made["queue"] == name].sort_values("ts")
        work = np.cumsum(plan["callback_positions"].to_numpy(np.float64))
        gone = plan["accepted"].to_numpy(np.float64)
        moved = np.diff(work, prepend=0.0) * gone.sum() / work[-1] if work[-1] > 0 else np.zeros(len(gone))
        made.loc[rows.index, "volume"] = np.maximum(rows["volume"].to_numpy(np.float64) - gone, 0.0) + moved
    return made


def _raised(cuts: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The cuts with what their queues need more or less than they were cut for; never below 0."""
    if cuts.empty:
        return cuts
    change = before.merge(after[["queue", "ts", "positions"]], on=["queue", "ts"], suffixes=("", "_after"))
    change = change.assign(more=change["positions_after"] - change["positions"])
    wide = change.pivot(index="ts", columns="queue", values="more").fillna(0.0)
    if not wide.to_numpy().any():
        return cuts
    made = cuts.copy()
    for cut, rows in cuts.groupby("cut", sort=False):
        members = [name for name in str(cut).split("+") if name in wide.columns]
        more = wide[members].sum(axis=1).reindex(rows["ts"]).fillna(0.0).to_numpy(np.float64)
        made.loc[rows.index, "positions"] = np.maximum(rows["positions"].to_numpy(np.float64) + more, 0.0)
    return made
