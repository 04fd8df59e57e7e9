"""What becomes of work with a deadline when too few people are there: what is late, and when the line is clear."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.contracts.centre import Centre, Queue
from data.contracts.channel_tables import DEFERRED_BACKLOG
from data.contracts.columns import checked
from scheduling.requirement.chat import agent_time_s
from scheduling.requirement.deferred import PLANNED_SHARE, open_intervals, plan_deadline
from scheduling.requirement.deferred_peak import predict_deferred

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOUR_MIN, HOUR_S = 60.0, 3600.0
NOTHING = 1e-6  # contacts
TOLD = 0.005  # of a queue's contacts: fewer late ones are no news


@dataclass(frozen=True)
class OverloadMade:
    """Table DEFERRED_BACKLOG of the planned window, and a line for each queue that falls behind."""

    backlog: pd.DataFrame
    warnings: tuple[str, ...] = ()


def report_overload(
    forecast: pd.DataFrame, requirement: pd.DataFrame, flow: pd.DataFrame, centre: Centre
) -> OverloadMade:
    """Follow each queue with a deadline from `as_of` to the end of the window, in order of arrival, as a flow.

    `flow` (queue, ts, positions; other columns are summed over) says who is there for it in the window; people work
    `max_occupancy` of their time. Before the window the work is done as planned. The backlog of the table `backlogs` is
    there at `as_of`, its ages even from 0 to `oldest_h`. What is still undecided at the end counts as in time.
    O(queues x intervals).
    """
    there = flow.groupby(["queue", "ts"])["positions"].sum()
    parts, warnings = [], []
    for name, queue in centre.queues.items():
        rows = requirement[requirement["queue"] == name].sort_values("ts")
        if not queue.deferred or rows.empty:
            continue
        ahead = forecast[(forecast["queue"] == name) & (forecast["ts"] < rows["ts"].iloc[0])].sort_values("ts")
        keys = pd.MultiIndex.from_arrays([rows["queue"], rows["ts"]])
        part = _followed(queue, ahead, rows, there.reindex(keys).fillna(0.0).to_numpy(np.float64), centre)
        parts.append(part)
        warnings += _told(part, rows, queue)
    made = pd.concat(parts, ignore_index=True) if parts else _none(requirement)
    return OverloadMade(checked(DEFERRED_BACKLOG, made), tuple(warnings))


def _followed(queue: Queue, ahead: pd.DataFrame, rows: pd.DataFrame, there: Floats, centre: Centre) -> pd.DataFrame:
    interval_s = centre.interval_min * 60.0
    deadline_s = float(queue.deadline_h or 0.0) * HOUR_S
    both = pd.concat([ahead[["ts", "volume", "aht_s"]], rows[["ts", "volume", "aht_s"]]])
    volume = both["volume"].to_numpy(np.float64)
    agent_s = agent_time_s(both["aht_s"].to_numpy(np.float64), queue.concurrency_factor)
    before = len(ahead)
    staff = np.concatenate([_as_planned(queue, both, agent_s, centre)[:before],
                            there * (queue.target.max_occupancy or 1.0)])  # fmt: skip
    old, oldest_h = _backlog(queue, centre)
    past = int(np.ceil(oldest_h * HOUR_MIN / centre.interval_min)) if old > 0 else 0
    past = max(past, 1) if old > 0 else 0
    mean_s = float(np.average(agent_s, weights=volume)) if volume.sum() > 0 else 0.0
    volume = np.concatenate([np.full(past, old / max(past, 1)), volume])
    agent_s = np.concatenate([np.full(past, mean_s), agent_s])
    staff = np.concatenate([np.zeros(past), staff])
    rates = volume * HOUR_S / interval_s
    met = predict_deferred(rates, agent_s, staff, interval_s, deadline_s)
    waiting_h, oldest, done_in = _line(volume * agent_s, staff, interval_s)
    inside = slice(past + before, None)
    late = np.nan_to_num(1.0 - met.sl)[inside]
    waiting = np.where(met.queue_end[inside] > NOTHING, met.queue_end[inside], 0.0)
    return pd.DataFrame(
        {
            "queue": queue.queue,
            "ts": rows["ts"].array,
            "positions": there,
            "waiting": waiting,
            "waiting_h": np.where(waiting > 0, waiting_h[inside], 0.0),
            "oldest_h": np.where(waiting > 0, oldest[inside], 0.0),
            "late": late * rows["volume"].to_numpy(np.float64),
            "late_share": late,
            "clears": _clears(pd.DatetimeIndex(rows["ts"]), done_in[inside] - past - before, centre),
        }
    )


def _as_planned(queue: Queue, rows: pd.DataFrame, agent_s: Floats, centre: Centre) -> Floats:
    """Erlangs of work done by the deadline plan where nobody is missing."""
    load = rows["volume"].to_numpy(np.float64) * agent_s / (centre.interval_min * 60.0)
    reach = max(1, int(PLANNED_SHARE * float(queue.deadline_h or 0.0) * HOUR_MIN / centre.interval_min))
    opened = open_intervals(pd.DatetimeIndex(rows["ts"]), queue.queue, centre.tables.get("open_hours"))
    due = waiting_due(queue, centre, agent_s, reach)
    return plan_deadline(load, opened, reach, centre.interval_min * 60.0, waiting_due=due).work


def waiting_due(queue: Queue, centre: Centre, agent_s: Floats, reach: int) -> Floats | None:
    """Work (erlangs x intervals) of the table `backlogs` by the interval at whose end it is due; None without any.

    `agent_s`: time of an agent per contact by interval from `as_of` on. Ages are even from 0 to `oldest_h`. Due within
    75 % of the deadline; where less than 25 % of it is left until then, within these 25 % or at the deadline itself;
    what is late already is due at once. So the older is never due later.
    """
    contacts, oldest_h = _backlog(queue, centre)
    if contacts <= 0.0 or not len(agent_s):
        return None
    interval_h = centre.interval_min / HOUR_MIN
    count = max(1, int(np.ceil(oldest_h / interval_h)))
    age_h = (np.arange(count) + 0.5) * oldest_h / count
    deadline_h = float(queue.deadline_h or 0.0)
    planned, last = PLANNED_SHARE * deadline_h - age_h, deadline_h - age_h
    left = np.maximum(np.maximum(planned, np.minimum(last, (1.0 - PLANNED_SHARE) * deadline_h)), 0.0)
    at = np.minimum(np.maximum(np.floor(left / interval_h + 1e-9).astype(np.int64) - 1, 0), len(agent_s) - 1)
    due = np.zeros(len(agent_s))
    np.add.at(due, at, contacts / count * float(agent_s[: reach + 1].mean()) / (interval_h * HOUR_S))
    return due


def late_backlog(queue: Queue, centre: Centre) -> list[str]:
    """A line where some of what waits at `as_of` is past its deadline already."""
    contacts, oldest_h = _backlog(queue, centre)
    deadline_h = float(queue.deadline_h or 0.0)
    late = contacts * max(0.0, 1.0 - deadline_h / oldest_h) if oldest_h > 0 else 0.0
    if late < 0.5:
        return []
    return [
        f"Queue {queue.queue}: {late:.0f} of {contacts:.0f} contacts that wait at the start are past their deadline "
        "already; they are planned for the first open interval."
    ]


def _backlog(queue: Queue, centre: Centre) -> tuple[float, float]:
    """Contacts that wait at `as_of`, and the age of the oldest in hours."""
    rows = centre.tables.get("backlogs")
    own = rows[rows["queue"] == queue.queue] if rows is not None else None
    return (float(own["contacts"].iloc[0]), float(own["oldest_h"].iloc[0])) if own is not None and len(own) else (0, 0)


def _line(work_s: Floats, staff: Floats, interval_s: float) -> tuple[Floats, Floats, Ints]:
    """At the end of each interval: hours of work waiting, how long the oldest of it has waited (h), and the interval in
    which the last of it will be done (their number: in none).
    """
    arrived = np.concatenate([[0.0], np.cumsum(work_s)])
    backlog, done = 0.0, np.zeros(len(work_s))
    for i in range(len(work_s)):
        backlog += work_s[i]
        done[i] = min(backlog, staff[i] * interval_s)
        backlog -= done[i]
    finished = np.cumsum(done)
    borders_h = np.arange(len(arrived)) * interval_s / HOUR_S
    last = len(arrived) - 1 - np.argmax(arrived[::-1][:, None] <= finished[None, :] + 1e-9, axis=0)
    here, after = arrived[last], arrived[np.minimum(last + 1, len(arrived) - 1)]
    part = np.where(after > here, (finished - here) / np.where(after > here, after - here, 1.0), 0.0)
    since = borders_h[last] + np.clip(part, 0.0, 1.0) * interval_s / HOUR_S
    done_in = np.maximum(np.searchsorted(finished, arrived[1:] - 1e-6), np.arange(len(work_s)))
    return (arrived[1:] - finished) / HOUR_S, np.maximum(borders_h[1:] - since, 0.0), done_in


def _clears(ts: pd.DatetimeIndex, done_in: Ints, centre: Centre) -> pd.Series:
    """End of the interval in which all that waits is done; NaT where that lies beyond the window."""
    ends = ts + pd.Timedelta(minutes=centre.interval_min)
    made = pd.Series(ends[np.minimum(done_in, len(ts) - 1)]).astype(ts.dtype)
    return made.where(done_in < len(ts))


def _told(part: pd.DataFrame, rows: pd.DataFrame, queue: Queue) -> list[str]:
    """A line for a queue of whose contacts more than one in 200 is late."""
    late, total = float(part["late"].sum()), float(rows["volume"].sum())
    if late <= TOLD * total or late < 1.0:
        return []
    first = part.loc[part["late_share"] > TOLD, "ts"].iloc[0]
    worst = part.iloc[int(part["waiting"].to_numpy(np.float64).argmax())]
    return [
        f"Queue {queue.queue}: {late:.0f} of {total:.0f} contacts are done after their deadline, the first ones from "
        f"{first:%Y-%m-%d %H:%M} on; most wait at {worst['ts']:%Y-%m-%d %H:%M}: {worst['waiting']:.0f} contacts, the "
        f"oldest for {worst['oldest_h']:.1f} h."
    ]


def _none(requirement: pd.DataFrame) -> pd.DataFrame:
    numbers = [name for name in DEFERRED_BACKLOG.columns if name not in ("queue", "ts", "clears")]
    zeros = {name: np.zeros(0) for name in numbers}
    return pd.DataFrame(
        {"queue": pd.Series([], dtype=str), "ts": requirement["ts"][:0], **zeros, "clears": requirement["ts"][:0]}
    )
