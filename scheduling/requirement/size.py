"""Forecast volumes become answering positions per queue and interval, with what callers would then meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Queue
from data.contracts.columns import checked
from data.contracts.errors import Unavailable
from data.contracts.grid import QUANTILE_COLUMNS, QUANTILES
from data.contracts.tables import FORECAST, REQUIREMENT, REQUIREMENT_CUTS, SKILL_GROUP
from scheduling.requirement.chat import agent_time_s
from scheduling.requirement.choice import MAY_WAIT, SIZER, STATIONARY, Choice, affordable, choose, everywhere, together
from scheduling.requirement.deferred import PLANNED_SHARE, chance_reserve, open_intervals, plan_deadline
from scheduling.requirement.deferred_overload import late_backlog, waiting_due
from scheduling.requirement.line import Line
from scheduling.requirement.pooling import line_of, pool_sets
from scheduling.requirement.sized_line import SizedLine, size_line
from scheduling.requirement.sizers import SIZERS, Sizer

Floats = NDArray[np.float64]
HOUR_MIN = 60.0
TOLD_BELOW = 0.01  # of the service level: less is not worth a warning
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
    `centre.staffing.sizer` for everything answered at once: peakcrew (by queue and day what the load asks for, see
    `scheduling.requirement.choice`: transient Erlang A, modified offered load, or exact Erlang A or C), plain Erlang C
    for the whole centre (erlang_c), or pyworkforce. Work that may wait is a deadline plan under every sizer: an Erlang
    formula would staff each interval as if nothing could wait. What was used stands in `method`, why in `reason` (a
    code of `choice`). Days of events are those of the centre's table `events`; the planner overrules by
    `staffing_methods`. The days beside the window are sized too where they are forecast, so that it does not begin
    with an empty house. Cuts: least positions of queues that share all their people, where fewer than apart.
    A target no formula can reach gets a generous number and a warning. O(queues x intervals x interval / 15 s x
    sqrt(load)).
    """
    forecast, skills = checked(FORECAST, forecast), checked(SKILL_GROUP, skills)
    if centre.staffing.sizer not in SIZERS:
        raise Unavailable(
            "There is no sizer {sizer}.", "Set staffing.sizer to one of: {known}.",
            sizer=centre.staffing.sizer, known=", ".join(SIZERS),
        )  # fmt: skip
    sizer = SIZERS[centre.staffing.sizer]
    planned = forecast.assign(volume=staffed_volume(forecast, centre.staffing.quantile))
    by_queue = {str(name): rows.sort_values("ts") for name, rows in planned.groupby("queue", sort=False)}
    near = {name: _in_window(rows, centre, 1) for name, rows in by_queue.items() if not centre.queues[name].deferred}
    lines = {name: line_of([rows], [centre.queues[name]], centre) for name, rows in near.items()}
    choices = _choices(lines, centre)
    parts: dict[str, pd.DataFrame] = {}
    warnings: list[str] = []
    for name, rows in by_queue.items():
        if name in lines:
            part, faults = _at_once(near[name], lines[name], choices[name], sizer, centre)
            warnings += faults
        else:
            part = _deferred(rows, centre.queues[name], centre)
            warnings += late_backlog(centre.queues[name], centre)
        parts[name] = part
    cuts = _cuts(parts, choices, skills, sizer, centre)
    inside = [_in_window(part, centre) for part in parts.values()]
    made = pd.concat(inside, ignore_index=True) if parts else _empty(forecast)
    missing = [name for name in centre.queues if name not in parts]
    warnings += [f"Queue {name} has no forecast; nobody is planned for it." for name in missing]
    return RequirementMade(checked(REQUIREMENT, made), checked(REQUIREMENT_CUTS, cuts), tuple(warnings))


def _choices(lines: Mapping[str, Line], centre: Centre) -> dict[str, Choice]:
    """The method of every interval of the queues answered at once."""
    if SIZERS[centre.staffing.sizer] is not SIZERS["peakcrew"]:
        return {name: everywhere(line, STATIONARY, SIZER) for name, line in lines.items()}
    events, wishes = centre.tables.get("events"), centre.tables.get("staffing_methods")
    found = [choose(line, name, events, wishes) for name, line in lines.items()]
    return dict(zip(lines, affordable(list(lines.values()), found), strict=True))


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


def _at_once(
    rows: pd.DataFrame, line: Line, choice: Choice, sizer: Sizer, centre: Centre
) -> tuple[pd.DataFrame, list[str]]:
    """Requirement of a queue whose contacts are answered at once, and what went wrong."""
    sized = size_line(line, choice, sizer)
    made = _table(rows, line.volume, line.aht_s, sized.positions, sized.measures, sized.method, sized.reason, centre)
    return made, _lost(rows, sized, centre) + _below(made, sized, centre)


def _below(made: pd.DataFrame, sized: SizedLine, centre: Centre) -> list[str]:
    """A line for a queue of chats that is told more than a point below its promised service level somewhere."""
    queue = centre.queues[str(made["queue"].iloc[0])]
    level = queue.target.service_level
    if queue.concurrency < 2 or level is None:
        return []
    low = made[(made["service_level"] < level - TOLD_BELOW) & (made["volume"] > 0) & ~sized.lost]
    low = low[low["ts"].isin(centre.grid())]
    if low.empty:
        return []
    worst = low.sort_values("service_level").iloc[0]
    return [
        f"Queue {queue.queue}: {len(low)} intervals are told below the promised service level, the lowest "
        f"{100 * worst['service_level']:.0f} % at {worst['ts']:%Y-%m-%d %H:%M}."
    ]


def _lost(rows: pd.DataFrame, sized: SizedLine, centre: Centre) -> list[str]:
    lost = sized.lost & rows["ts"].isin(centre.grid()).to_numpy()
    if not lost.any():
        return []
    reasons = [str(reason) or "no answer" for reason in sized.trouble[lost]]
    planned = "load + 3 sqrt(load) + 1 positions" if sized.generous else "the positions of the strictest reachable one"
    return [
        f"Queue {rows['queue'].iloc[0]}: {reasons.count(reason)} intervals have no size for their target "
        f"({reason}); {planned} are planned there."
        for reason in sorted(set(reasons))
    ]


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
    agent_s = agent_time_s(aht_s, queue.concurrency_factor)
    waiting = waiting_due(queue, centre, agent_s, reach)
    plan = plan_deadline(load, opened, reach, interval_s, waiting_due=waiting)
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
    method, reason = np.array("deadline_workload"), np.array(MAY_WAIT)
    return _table(rows, volume, aht_s, positions, columns, method, reason, centre)


def _table(
    rows: pd.DataFrame,
    volume: Floats,
    aht_s: Floats,
    positions: Floats,
    measures: Mapping[str, Floats],
    method: NDArray[Any],
    reason: NDArray[Any],
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
            "reason": np.broadcast_to(reason, len(rows)).astype(str),
        }
    )


def _cuts(
    parts: Mapping[str, pd.DataFrame],
    choices: Mapping[str, Choice],
    skills: pd.DataFrame,
    sizer: Sizer,
    centre: Centre,
) -> pd.DataFrame:
    """Rows where queues with the same people need fewer together than apart; together they are sized as one line."""
    sets = pool_sets(skills, {name: centre.queues[name] for name in parts})
    pooled = [line_of([parts[name] for name in members], [centre.queues[n] for n in members], centre)
              for members in sets]  # fmt: skip
    wanted = [together([choices[name] for name in members], line) for members, line in zip(sets, pooled, strict=True)]
    found = []
    for members, line, choice in zip(sets, pooled, affordable(pooled, wanted), strict=True):
        sized = size_line(line, choice, sizer)
        apart = np.sum([parts[name]["positions"].to_numpy(np.float64) for name in members], axis=0)
        saves = ~sized.lost & (sized.positions < apart - 1e-9)
        cut = pd.DataFrame({"cut": "+".join(members), "ts": line.ts, "positions": sized.positions})
        found.append(_in_window(cut[saves], centre))
    empty = pd.DataFrame({"cut": pd.Series([], dtype=str), "ts": centre.grid()[:0], "positions": np.zeros(0)})
    return pd.concat(found, ignore_index=True) if found else empty


def _in_window(rows: pd.DataFrame, centre: Centre, days_beside: int = 0) -> pd.DataFrame:
    """Rows of the planned window, and of so many days before and after it."""
    beside = pd.Timedelta(days=days_beside)
    first = (centre.window.first - beside).tz_localize(centre.zone)
    end = (centre.window.last + beside + pd.Timedelta(days=1)).tz_localize(centre.zone)
    return rows[(rows["ts"] >= first) & (rows["ts"] < end)]


def _empty(forecast: pd.DataFrame) -> pd.DataFrame:
    words = ("queue", "ts", "method", "reason")
    numbers = [name for name in REQUIREMENT.columns if name not in words]
    return pd.DataFrame(
        {"queue": forecast["queue"][:0], "ts": forecast["ts"][:0], **{n: np.zeros(0) for n in numbers},
         "method": pd.Series([], dtype=str), "reason": pd.Series([], dtype=str)}
    )  # fmt: skip
