"""A tiny centre for one day: a queue, a pool, a group, a flat forecast and people who stay all day."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre, PlanWindow, Pool, Queue, ReplaySettings, Target
from data.contracts.grid import QUANTILE_COLUMNS, interval_grid

ZONE = "Asia/Shanghai"
DAY = pd.Timestamp("2026-11-02")


def centre(absence=0.0, deadline_h=None, service_level=0.8):
    target = Target(service_level, 20.0)
    queue = Queue(
        "voice", "Voice", "语音", "voice", target, 120.0 if deadline_h is None else None, 1, 1.0, deadline_h, 1
    )
    pool = Pool("own", "internal", "", "sh", "Own", "自有", absence, 0, 0, 1, 1)
    return Centre(
        "c", "c", "c", ZONE, "CNY", 15, DAY.tz_localize(ZONE), PlanWindow(DAY, DAY), {"voice": queue}, {"own": pool},
        {}, {}, {}, replay=ReplaySettings(paths=6, seed=3),
    )  # fmt: skip


def forecast(volume=30.0):
    rows = pd.DataFrame({"ts": interval_grid(DAY, DAY, 15, ZONE)})
    return rows.assign(queue="voice", volume=volume, aht_s=180.0, **dict.fromkeys(QUANTILE_COLUMNS, volume))


def roster(heads):
    start = DAY.tz_localize(ZONE)
    end = start + pd.Timedelta(days=1)
    shifts = pd.DataFrame(
        {
            "shift_id": [f"s{n}" for n in range(heads)], "agent": [f"A{n}" for n in range(heads)], "kind": "agent",
            "date": DAY, "start_ts": start, "end_ts": end, "shift": "D", "pool": "own", "site": "sh", "group": "g",
            "paid_min": 1440.0, "cost_cny": 0.0, "locked": False, "origin": "plan",
        }
    )  # fmt: skip
    segments = shifts[["shift_id", "start_ts", "end_ts"]].assign(activity="work")
    return shifts, segments


def skills():
    return pd.DataFrame(
        {"group": ["g"], "pool": ["own"], "site": ["sh"], "queue": ["voice"], "priority": [1], "proficiency": [1.0]}
    )
