"""A small roster: two named agents, a night shift and a partner's seat."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.centre import Centre
from data.contracts.columns import checked
from data.contracts.tables import ROSTER, SEGMENTS
from data.export.breaks import pauses_of, segment_rows

SHIFTS = [
    ("A01|2026-11-02", "A01", "agent", "2026-11-02 08:00", 540, "E", "own", "own-a", "meal@240:60 break@90:15", "plan"),
    ("A01|2026-11-03", "A01", "agent", "2026-11-03 09:00", 480, "E", "own", "own-a", "meal@240:60", "planner"),
    ("A02|2026-11-02", "A02", "agent", "2026-11-02 22:00", 480, "N", "own", "own-b", "", "plan"),
    (
        "pa-voice-1|2026-11-02",
        "pa-voice-1",
        "seat",
        "2026-11-02 22:00",
        480,
        "N",
        "pa",
        "pa-voice",
        "break@120:30",
        "plan",
    ),
]


def made(
    shifts: list[tuple[str, str, str, str, int, str, str, str, str, str]], zone: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows, parts = [], []
    for shift_id, agent, kind, start, span, code, pool, group, breaks, origin in shifts:
        start_ts = pd.Timestamp(start, tz=zone).as_unit("us")
        end_ts = start_ts + pd.Timedelta(minutes=span)
        rows.append(
            {"shift_id": shift_id, "agent": agent, "kind": kind, "date": pd.Timestamp(start).normalize(),
             "start_ts": start_ts, "end_ts": end_ts, "shift": code, "pool": pool, "site": "sh", "group": group,
             "paid_min": 480.0, "cost_cny": 1 / 3, "locked": origin == "planner", "origin": origin}
        )  # fmt: skip
        parts += segment_rows(shift_id, start_ts, end_ts, pauses_of(breaks, span)[0])
    units = {"start_ts": f"datetime64[us, {zone}]", "end_ts": f"datetime64[us, {zone}]"}
    roster = checked(ROSTER, pd.DataFrame(rows).astype({**units, "date": "datetime64[us]"}))
    segments = checked(SEGMENTS, pd.DataFrame(parts).astype(units))
    return (
        roster.sort_values(["date", "group", "agent", "start_ts"], ignore_index=True),
        segments.sort_values(["shift_id", "start_ts"], ignore_index=True),
    )


@pytest.fixture
def tables(centre: Centre) -> tuple[pd.DataFrame, pd.DataFrame]:
    return made(SHIFTS, centre.zone)
