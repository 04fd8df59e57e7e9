"""Figures of the Erlang calculator: the line of a plan's busiest interval, and what one more or fewer people change."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Queue
from workbench.desk import OneLine

CALLS, CHATS, LATER = "calls", "chats", "later"
NEAR = 2  # rows shown on either side of the chosen number of people


@dataclass(frozen=True)
class FromPlan:
    """A queue's busiest interval of a plan as a line, and what the plan asks for there; no line where it is silent."""

    line: OneLine
    ts: pd.Timestamp
    positions: float
    method: str


def busiest_line(
    requirement: pd.DataFrame, queue: Queue, interval_min: int, chat_times: pd.DataFrame | None = None
) -> FromPlan | None:
    """The interval of a queue's requirement with the largest load, with the queue's own targets. O(rows).

    `chat_times` (CHAT_TIMES): how long chats of a queue last, where it was measured.
    """
    rows = requirement[(requirement["queue"] == queue.queue) & (requirement["volume"] > 0)]
    if rows.empty:
        return None
    busiest = rows.iloc[int(rows["load_erl"].argmax())]
    return FromPlan(
        line_of(queue, float(busiest["volume"]), float(busiest["aht_s"]), interval_min, chat_times),
        busiest["ts"],
        float(busiest["positions"]),
        str(busiest["method"]),
    )


def line_of(
    queue: Queue, contacts: float, aht_s: float, interval_min: int, chat_times: pd.DataFrame | None = None
) -> OneLine:
    """A queue's contacts and targets as a line; its shrinkage is not told, a queue has none."""
    target = queue.target
    kind = LATER if queue.deferred else CHATS if queue.concurrency > 1 else CALLS
    return OneLine(
        contacts=contacts,
        interval_min=float(interval_min),
        aht_s=aht_s,
        kind=kind,
        patience_s=_given(queue.patience_s),
        target_s=_given(target.target_s) if kind != LATER else float(queue.deadline_h or 0.0) * 3600.0,
        service_level=_given(target.service_level),
        sl_definition=target.sl_definition,
        max_asa_s=_given(target.max_asa_s),
        max_occupancy=_given(target.max_occupancy),
        max_abandon=_given(target.max_abandon),
        at_once=queue.concurrency,
        slowdown=_measured(queue, chat_times),
    )


def _measured(queue: Queue, chat_times: pd.DataFrame | None) -> float:
    """Slow-down between one chat and a full hand, from the lengths measured, else from the queue's factor."""
    rows = None if chat_times is None else chat_times[chat_times["queue"] == queue.queue].sort_values("open_chats")
    if rows is None or rows.empty or queue.concurrency == 1:
        return slowdown_of(queue.concurrency, queue.concurrency_factor)
    longest = rows["aht_s"].iloc[min(queue.concurrency, len(rows)) - 1]
    return max(0.0, float(longest / rows["aht_s"].iloc[0] - 1.0) / (queue.concurrency - 1))


def slowdown_of(at_once: int, factor: float) -> float:
    """By which share a chat lasts longer per further open one, when `at_once` of them finish `factor` times as fast.

    >>> slowdown_of(2, 1.6), slowdown_of(1, 1.0)
    (0.25, 0.0)
    """
    return max(0.0, (at_once / factor - 1.0) / (at_once - 1)) if at_once > 1 else 0.0


def near(curve: pd.DataFrame, agents: float) -> pd.DataFrame:
    """The rows of the curve around a number of people, with `change`: people more or fewer than it. O(rows)."""
    rows = curve[(curve["agents"] >= agents - NEAR) & (curve["agents"] <= agents + NEAR)]
    return rows.assign(change=rows["agents"] - agents).reset_index(drop=True)


def surrounded(curve: pd.DataFrame, agents: float) -> bool:
    """Whether the curve holds a number of people and those next to it."""
    wanted = {agents + more for more in range(-NEAR, NEAR + 1) if agents + more >= 1}
    return wanted <= set(curve["agents"])


def point(curve: pd.DataFrame, agents: float) -> dict[str, float]:
    """The measures at a number of people; empty where the curve does not hold it."""
    rows = curve[curve["agents"] == agents]
    return {str(name): float(value) for name, value in rows.iloc[0].items()} if len(rows) else {}


def _given(value: float | None) -> float:
    return math.nan if value is None else float(value)
