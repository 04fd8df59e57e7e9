"""A centre of two queues, an own pool and a partner, small enough to reckon by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.centre import Centre, PlanWindow, Pool, Queue, ShiftPattern, Target

ZONE = "Asia/Shanghai"
FIRST, LAST = pd.Timestamp("2026-11-10").as_unit("us"), pd.Timestamp("2026-11-11").as_unit("us")


def at(text: str) -> pd.Timestamp:
    """An instant in the centre's zone."""
    return pd.Timestamp(text, tz=ZONE).as_unit("us")


@pytest.fixture
def centre() -> Centre:
    target = Target(service_level=0.8, target_s=20.0)
    queue = {
        name: Queue(name, name.title(), f"{name}中", "voice", target, None, 1, 1.0, None, 1)
        for name in ("voice", "vip")
    }
    pools = {
        "own": Pool("own", "internal", "", "sh", "Own", "自有", 0.1, 0, 0, 1, 1),
        "pa": Pool("pa", "outsourced", "A", "sh", "Partner", "外包", 0.05, 3, 10, 1, 1),
    }
    shifts = {
        "E": ShiftPattern("E", frozenset({"internal"}), 480, 540, 480, (), "#4C78A8"),
        "N": ShiftPattern("N", frozenset({"internal"}), 1320, 540, 480, (), "#5A4E8C"),
    }
    skills = pd.DataFrame({"group": ["g-own", "g-pa"], "pool": ["own", "pa"], "site": ["sh", "sh"]})
    agents = pd.DataFrame(
        {"agent": ["A1", "A2"], "name": ["王芳", "Li Na"], "group": ["g-own", "g-own"], "contract": ["", ""]}
    )
    leave = pd.DataFrame({"agent": ["A2"], "date": [LAST], "kind": ["annual"]})
    tables = {"skills": skills, "agents": agents, "leave": leave}
    return Centre(
        "c", "C", "中", ZONE, "CNY", 60, at("2026-11-01"), PlanWindow(FIRST, LAST), queue, pools, shifts, {}, tables
    )


@pytest.fixture
def roster() -> pd.DataFrame:
    """A1 early and then at night, A2 early, a seat early on the second day."""
    rows = [
        ("s1", "A1", "agent", FIRST, at("2026-11-10 08:00"), at("2026-11-10 17:00"), "E", "own", 480.0, 400.0),
        ("s2", "A1", "agent", LAST, at("2026-11-11 22:00"), at("2026-11-12 07:00"), "N", "own", 480.0, 500.0),
        ("s3", "A2", "agent", FIRST, at("2026-11-10 08:00"), at("2026-11-10 17:00"), "E", "own", 480.0, 400.0),
        ("s4", "pa-1", "seat", LAST, at("2026-11-11 08:00"), at("2026-11-11 17:00"), "E", "pa", 480.0, 300.0),
    ]
    names = ["shift_id", "agent", "kind", "date", "start_ts", "end_ts", "shift", "pool", "paid_min", "cost_cny"]
    table = pd.DataFrame(rows, columns=names).assign(site="sh")
    return table.assign(group="g-" + table["pool"])
