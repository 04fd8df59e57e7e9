"""A tiny plan to repair: one group on one queue, hours as intervals, so that every answer can be tried by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from data.contracts.centre import Centre, Queue, RepairSettings, Target
from scheduling.adjust.repair.repair import State
from scheduling.breaks import breaks_text, default_breaks, segments_of
from tests.scheduling.roster.kit import agent, centre, roster

QUEUE = "q-voice"
NOW = pd.Timestamp("2026-11-03 06:00", tz="Asia/Shanghai")
PLAIN = RepairSettings(short_cny_per_h=300.0, step_min=60, max_extend_min=60, gap=0.0, limit_s=20.0, accept_offer=1.0)


def tiny(agents: Sequence[str], settings: RepairSettings = PLAIN, **changes: Any) -> Centre:
    """A centre of some agents of the group voice, planned by the hour."""
    of = centre([agent(code) for code in agents], interval_min=60, **changes)
    queue = Queue(QUEUE, "", "", "voice", Target(0.8, 20.0), 120.0, 1, 1.0, None, 1)
    return replace(of, queues={QUEUE: queue}, repair=settings)


def state_of(of: Centre, shifts: Sequence[tuple[str, int, str]], wanted: Mapping[int, float], day: int = 1) -> State:
    """A plan with these shifts that wants so many positions in these hours of a day of the window."""
    rows = roster(of, *shifts)
    breaks = [breaks_text(default_breaks(of.shifts[code], of.interval_min)) for code in rows["shift"]]
    midnight = (of.window.first + pd.Timedelta(days=day)).tz_localize(of.zone)
    hours = sorted(wanted)
    flow = pd.DataFrame(
        {
            "group": "voice",
            "queue": QUEUE,
            "ts": pd.DatetimeIndex([midnight + pd.Timedelta(hours=h) for h in hours]).as_unit("us"),
            "positions": [float(wanted[h]) for h in hours],
        }
    )
    empty = flow.iloc[:0][["queue", "ts", "positions"]]
    return State(rows, segments_of(rows, breaks), flow, empty, of.tables["skills"])


def short_cny(of: Centre, heads: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any]) -> float:
    """Price of empty positions, written down apart: the first tenth at 1.5 times (priority 1), the rest at 2.25."""
    empty = np.maximum(wanted - 0.95 * heads, 0.0)
    first = np.minimum(empty, 0.1 * wanted)
    return float((first + 1.5 * (empty - first)).sum()) * of.repair.short_cny_per_h * 1.5
