"""Outbound campaigns: calls made in their hours, few people added, nothing above the day's peak, the rest is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scheduling.requirement.blend_room import room_at
from scheduling.requirement.blended_line import measure_line
from scheduling.requirement.outbound import MISSED_S, plan_outbound
from scheduling.requirement.size import size_requirement
from tests.scheduling.mix.kit import FIRST, centre, forecast, pattern, pool, queue

CALLS = queue("calls", patience_s=120.0)
VOLUME = [5.0] * 8 + [30, 60, 120, 120, 100, 60, 60, 80, 100, 100, 120, 90, 60, 30, 10, 5]
NONE = np.nan


def campaign(**changes):
    row = {"campaign": "win", "queue": "calls", "contacts": 400.0, "aht_s": 300.0, "reach_share": 0.5,
           "start_date": FIRST, "end_date": FIRST, "calling_from": "", "calling_until": "",
           "reserve_agents": np.nan}  # fmt: skip
    return {**row, **changes}


def planned(*rows):
    made = centre([CALLS], [pool("own")], {"home": ("own", {"calls": 1.0})}, [], [pattern("D", 9)])
    made = replace(made, tables={**made.tables, "outbound": pd.DataFrame(list(rows))})
    sized = size_requirement(forecast(made, {"calls": [float(v) for v in VOLUME]}), made, made.tables["skills"])
    return sized.requirement, plan_outbound(sized.requirement, made)


def test_every_call_is_made_in_the_calling_hours():
    _, made = planned(campaign())
    hours = made.plan["ts"].dt.hour
    assert made.plan["contacts"].sum() == pytest.approx(400.0)
    assert (hours.min(), hours.max()) == (9, 20)  # 09:00 to 21:00
    assert made.plan["left"].iloc[-1] == pytest.approx(0.0, abs=1e-6)
    assert made.warnings == ()


def test_idle_time_between_calls_spares_positions():
    requirement, made = planned(campaign())
    work = 400 * (0.5 * 300 + 0.5 * MISSED_S) / 3600
    assert 0 < made.extra["calls"].sum() < 0.75 * work
    total = requirement["positions"].to_numpy() + made.extra["calls"]
    assert total.max() <= requirement["positions"].max() + 1e-9


def test_the_line_keeps_its_promise_beside_the_outbound_calls():
    requirement, made = planned(campaign())
    total = requirement["positions"].to_numpy() + made.extra["calls"]
    reserve = made.plan.set_index("ts")["reserve_agents"].reindex(requirement["ts"]).to_numpy()
    for volume, people, kept in zip(requirement["volume"], total, reserve, strict=True):
        if not np.isnan(kept):
            got, _ = measure_line(volume, 300.0, int(np.ceil(people - 1e-9)), 120.0, 20.0, int(kept))
            assert got[1] >= 0.8 - 1e-9


def test_what_does_not_fit_is_told():
    _, made = planned(campaign(contacts=5000.0))
    left = made.plan["left"].iloc[-1]
    assert left > 1000
    assert made.plan["contacts"].sum() + left == pytest.approx(5000.0)
    (told,) = made.warnings
    assert told.startswith("Campaign win:")


def test_a_campaign_outside_the_planned_days_is_planned_for_its_share():
    _, made = planned(campaign(end_date=FIRST + pd.Timedelta(days=3)))
    assert made.plan["contacts"].sum() == pytest.approx(100.0)
    assert "25 %" in made.warnings[0]


def test_two_campaigns_share_the_room_and_a_stated_reserve_is_kept():
    _, made = planned(campaign(contacts=150.0), campaign(campaign="call", contacts=150.0, reserve_agents=4.0))
    assert made.plan.groupby("campaign")["contacts"].sum().tolist() == pytest.approx([150.0, 150.0])
    assert set(made.plan["reserve_agents"]) == {4.0}


def test_no_hours_no_calls():
    _, made = planned(campaign(start_date=FIRST + pd.Timedelta(days=9), end_date=FIRST + pd.Timedelta(days=9)))
    assert made.extra["calls"].sum() == 0.0
    assert made.plan.empty


def test_the_least_reserve_keeps_the_target_and_one_less_does_not():
    wanted = (0.8, NONE, NONE, NONE)
    work, kept = room_at(1200 / 3600, 115, 300.0, np.inf, 20.0, 0, wanted, NONE)
    assert (
        measure_line(1200, 300, 115, reserve=kept)[0][1] >= 0.8 > measure_line(1200, 300, 115, reserve=kept - 1)[0][1]
    )
    assert work == pytest.approx(measure_line(1200, 300, 115, reserve=kept)[1][0])
    assert room_at(1200 / 3600, 101, 300.0, np.inf, 20.0, 0, wanted, NONE)[0] == 0.0
    assert room_at(0.0, 10, 300.0, np.inf, 20.0, 0, wanted, NONE) == (10.0, 0)
