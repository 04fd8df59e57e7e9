"""Forecast volumes become answering positions per queue and interval, with what callers would then meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Queue
from data.contracts.columns import checked
from data.contracts.errors import Unavailable
from data.contracts.grid import QUANTILE_COLUMNS, QUANTILES
from data.contracts.tables import FORECAST, REQUIREMENT, REQUIREMENT_CUTS, SKILL_GROUP
from scheduling.requirement.chat import agent_time_s
from scheduling.requirement.deferred import PLANNED_SHARE, chance_reserve, open_intervals, plan_deadline
from scheduling.requirement.pooling import asked_of, pool_sets, pooled_positions
from scheduling.requirement.sizers import SIZERS, Asked, Sized, Sizer

Floats = NDArray[np.float64]
HOUR_MIN = 60.0
_MEASURES = ("service_level", "asa_s", "abandonment", "occupancy")


@dataclass(frozen=True)
class RequirementMade:
    """Tables REQUIREMENT and REQUIREMENT_CUTS of the planned window."""

    requirement: pd.DataFrame
    cuts: pd.DataFrame
    warnings: tuple[str, ...] = ()


def size_requirement(forecast: pd.DataFrame, centre: Centre, skills: pd.DataFrame) -> RequirementMade:
    """Positions of every queue and interval of the window, never rounded, shrinkage not yet counted.

    Planned volume: `centre.staffing.quantile` of the forecast; 0.5 means the expected volume. Formula by
    `centre.staffing.sizer` for everything answered at once: exact Erlang A or C (peakcrew), Erlang C for the whole
    centre (erlang_c), or pyworkforce. Chats enter it by their share of an agent's time. Work that may wait is a
    deadline plan under every sizer: an Erlang formula would staff each interval as if nothing could wait. The formula
    used stands in `method`. Cuts: least positions of queues that share all their people, where fewer than apart.
    A target no formula can reach gets a generous number and a warning. O(queues x intervals x sqrt(load)).
    """
    forecast, skills = checked(FORECAST, forecast), checked(SKILL_GROUP, skills)
    if centre.staffing.sizer not in SIZERS:
        raise Unavailable(
            "There is no sizer {sizer}.", "Set staffing.sizer to one of: {known}.",
            sizer=centre.staffing.sizer, known=", ".join(SIZERS),
        )  # fmt: skip
    sizer = SIZERS[centre.staffing.sizer]
    grid = centre.grid()
    planned = forecast.assign(volume=staffed_volume(forecast, centre.staffing.quantile))
    parts: dict[str, pd.DataFrame] = {}
    warnings: list[str] = []
    for name, rows in planned.groupby("queue", sort=False):
        queue = centre.queues[str(name)]
        if queue.deferred:
            part = _deferred(rows.sort_values("ts"), queue, centre)
        else:
            part, faults = _at_once(_in_window(rows, grid), queue, sizer, centre)
            warnings += faults
        parts[str(name)] = _in_window(part, grid)
    made = pd.concat(parts.values(), ignore_index=True) if parts else _empty(forecast)
    cuts = _cuts(parts, skills, sizer, centre)
    missing = [name for name in centre.queues if name not in parts]
    warnings += [f"Queue {name} has no forecast; nobody is planned for it." for name in missing]
    return RequirementMade(checked(REQUIREMENT, made), checked(REQUIREMENT_CUTS, cuts), tuple(warnings))


def staffed_volume(forecast: pd.DataFrame, quantile: float) -> Floats:
    """Volume to staff for; between two known quantiles on the straight line, outside them the outermost.

    >>> row = {name: 10.0 * i for i, name in enumerate(QUANTILE_COLUMNS)}
    >>> float(staffed_volume(pd.DataFrame([{"volume": 41.0, **row}]), 0.825)[0])
    55.0
    """
    if abs(quantile - 0.5) < 1e-9:
        return forecast["volume"].to_numpy(np.float64)
    table = forecast[list(QUANTILE_COLUMNS)].to_numpy(np.float64)
    at = float(np.interp(quantile, QUANTILES, np.arange(len(QUANTILES))))
    low = int(np.floor(at))
    high = min(low + 1, len(QUANTILES) - 1)
    return np.asarray(table[:, low] + (at - low) * (table[:, high] - table[:, low]))


def _at_once(rows: pd.DataFrame, queue: Queue, sizer: Sizer, centre: Centre) -> tuple[pd.DataFrame, list[str]]:
    """Requirement of a queue whose contacts are answered at once, and what went wrong."""
    volume, aht_s = rows["volume"].to_numpy(np.float64), rows["aht_s"].to_numpy(np.float64)
    asked = asked_of(volume, agent_time_s(aht_s, queue.concurrency_factor), queue, centre.interval_min)
    sized = sizer(asked)
    lost = ~np.isfinite(sized.positions)
    warnings = []
    if lost.any():
        sized = _generous(asked, sized, lost, sizer)
        reasons = sorted({str(reason) for reason in sized.reason[lost] if reason}) or ["no answer"]
        warnings.append(
            f"Queue {queue.queue}: {int(lost.sum())} intervals have no size for their target ({'; '.join(reasons)}); "
            "load + 3 sqrt(load) + 1 positions are planned there."
        )
    measures = sized.measures
    method = np.where(queue.concurrency_factor > 1.0, "chat_factor", sized.method.astype(str))
    columns = {
        "service_level": np.nan_to_num(measures.service_level(queue.target.sl_definition), nan=1.0),
        "asa_s": np.nan_to_num(measures.asa_s, nan=0.0, posinf=np.inf),
        "abandonment": np.nan_to_num(measures.p_abandon, nan=0.0),
        "occupancy": np.nan_to_num(measures.occupancy, nan=0.0),
    }
    return _table(rows, volume, aht_s, sized.positions, columns, method, centre), warnings


def _generous(asked: Asked, sized: Sized, lost: NDArray[np.bool_], sizer: Sizer) -> Sized:
    """The sizing with load + 3 sqrt(load) + 1 positions, and no measure promised, where the sizer has no answer."""
    load = np.asarray(asked.lambda_per_hour, dtype=np.float64) * np.asarray(asked.aht_s, dtype=np.float64) / 3600.0
    positions = np.where(lost, load + 3.0 * np.sqrt(load) + 1.0, sized.positions)
    from scheduling.requirement import erlang

    patience = np.nan_to_num(np.asarray(asked.patience_s, dtype=np.float64), nan=np.inf)
    patience = patience if sizer is SIZERS["peakcrew"] else np.full_like(patience, np.inf)
    measures = erlang.measure(asked.lambda_per_hour, asked.aht_s, positions, asked.target_s, patience)
    return replace(sized, positions=positions, measures=measures)


def _deferred(rows: pd.DataFrame, queue: Queue, centre: Centre) -> pd.DataFrame:
    """Requirement of a queue whose contacts may wait: over the whole forecast, so that nothing is forgotten before it.

    Positions = (level work + reserve for chance) / highest occupancy; nothing is held back for a lost caller.
    """
    interval_s = centre.interval_min * 60.0
    volume, aht_s = rows["volume"].to_numpy(np.float64), rows["aht_s"].to_numpy(np.float64)
    load = volume * agent_time_s(aht_s, queue.concurrency_factor) / interval_s
    deadline_h = float(queue.deadline_h or 0.0)
    reach = max(1, int(PLANNED_SHARE * deadline_h * HOUR_MIN / centre.interval_min))
    opened = open_intervals(pd.DatetimeIndex(rows["ts"]), queue.queue, centre.tables.get("open_hours"))
    plan = plan_deadline(load, opened, reach, interval_s)
    agent_s = agent_time_s(aht_s, queue.concurrency_factor)
    reserve = chance_reserve(volume, agent_s, reach, interval_s, queue.target.service_level)
    busy = plan.work > 1e-9
    positions = np.where(busy, (plan.work + reserve) / (queue.target.max_occupancy or 1.0), 0.0)
    occupancy = np.divide(plan.work, positions, out=np.zeros_like(positions), where=positions > 0)
    columns = {
        "service_level": (plan.wait_s <= deadline_h * 3600.0).astype(np.float64),
        "asa_s": plan.wait_s,
        "abandonment": np.zeros(len(rows)),
        "occupancy": occupancy,
    }
    return _table(rows, volume, aht_s, positions, columns, np.array("deadline_workload"), centre)


def _table(
    rows: pd.DataFrame,
    volume: Floats,
    aht_s: Floats,
    positions: Floats,
    measures: Mapping[str, Floats],
    method: NDArray[np.str_],
    centre: Centre,
) -> pd.DataFrame:
    shares = {name: np.clip(measures[name], 0.0, 1.0) if name != "asa_s" else measures[name] for name in _MEASURES}
    return pd.DataFrame(
        {
            "queue": rows["queue"].to_numpy(),
            "ts": rows["ts"].array,
            "volume": volume,
            "aht_s": aht_s,
            "load_erl": volume * aht_s / (centre.interval_min * 60.0),
            "positions": np.maximum(positions, 0.0),
            **shares,
            "method": np.broadcast_to(method, len(rows)).astype(str),
        }
    )


def _cuts(parts: Mapping[str, pd.DataFrame], skills: pd.DataFrame, sizer: Sizer, centre: Centre) -> pd.DataFrame:
    """Rows where queues with the same people need fewer together than apart."""
    found = []
    for members in pool_sets(skills, {name: centre.queues[name] for name in parts}):
        tables = [parts[name].sort_values("ts") for name in members]
        volume, aht_s, apart = (np.stack([t[c].to_numpy(np.float64) for t in tables])
                                for c in ("volume", "aht_s", "positions"))  # fmt: skip
        together = pooled_positions(volume, aht_s, [centre.queues[n] for n in members], sizer, centre.interval_min)
        saves = np.isfinite(together) & (together < apart.sum(axis=0) - 1e-9)
        cut = pd.DataFrame({"cut": "+".join(members), "ts": tables[0]["ts"].array, "positions": together})
        found.append(cut[saves])
    empty = pd.DataFrame({"cut": pd.Series([], dtype=str), "ts": centre.grid()[:0], "positions": np.zeros(0)})
    return pd.concat(found, ignore_index=True) if found else empty


def _in_window(rows: pd.DataFrame, grid: pd.DatetimeIndex) -> pd.DataFrame:
    if len(grid) == 0:
        return rows.iloc[:0]
    step = grid[1] - grid[0] if len(grid) > 1 else pd.Timedelta(0)
    return rows[(rows["ts"] >= grid[0]) & (rows["ts"] < grid[-1] + max(step, pd.Timedelta(1, "us")))]


def _empty(forecast: pd.DataFrame) -> pd.DataFrame:
    numbers = [name for name in REQUIREMENT.columns if name not in ("queue", "ts", "method")]
    return pd.DataFrame(
        {"queue": forecast["queue"][:0], "ts": forecast["ts"][:0], **{n: np.zeros(0) for n in numbers},
         "method": pd.Series([], dtype=str)}
    )  # fmt: skip
