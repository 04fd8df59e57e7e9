"""The replay of a tiny centre: what is promised, what is delivered, and that the seed decides."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data.contracts.centre import Centre, PlanWindow, Pool, Queue, ReplaySettings, Target
from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from scheduling.replay.simulate import replay_plan

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


def replayed(heads, the_centre, volume=30.0):
    return replay_plan(forecast(volume), *roster(heads), skills(), the_centre)


def test_ample_staff_keeps_the_promise_in_every_interval():
    made = replayed(20, centre())
    assert made.days["p_target_met"].tolist() == [1.0]
    assert made.replay["service_level"].min() > 0.95


def test_one_more_agent_never_makes_the_day_worse():
    levels = [replayed(heads, centre()).days["service_level"].iloc[0] for heads in (5, 6, 7, 8, 10)]
    assert levels == sorted(levels)


def test_absence_costs_service():
    assert (
        replayed(7, centre(absence=0.3)).days["service_level"].iloc[0]
        < replayed(7, centre()).days["service_level"].iloc[0]
    )


def test_nobody_on_duty_answers_nobody():
    made = replayed(1, replace(centre(absence=0.0)), volume=0.0)
    assert made.replay["service_level"].isna().all()
    assert made.days["offered"].tolist() == [0.0]


def test_the_seed_decides_and_nothing_else():
    pd.testing.assert_frame_equal(replayed(7, centre()).replay, replayed(7, centre()).replay)
    other = replace(centre(), replay=ReplaySettings(paths=6, seed=4))
    assert not replayed(7, centre()).replay.equals(replayed(7, other).replay)


def test_deferred_work_counts_when_done_before_its_deadline():
    made = replayed(6, centre(deadline_h=4.0))
    assert made.days["service_level"].iloc[0] > 0.99
    assert made.days["abandonment"].iloc[0] == 0.0


def test_occupancy_is_work_over_presence():
    made = replayed(10, centre())
    assert made.days["occupancy"].iloc[0] == pytest.approx(30 * 180 / 900 / 10, rel=0.05)
