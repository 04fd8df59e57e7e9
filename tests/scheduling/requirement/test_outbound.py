"""Outbound campaigns: calls made in their hours, few people added, nothing above the day's peak, the rest is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from scheduling.requirement.blend_room import room_at, stated_room
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
    assert set(made.plan["reserve_agents"]) <= {2.0, 3.0, 4.0}  # no more than there are people


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


@pytest.mark.parametrize("reserve", [0.0, 1.0, 2.0, 3.0])
def test_a_small_stated_reserve_makes_no_more_calls_than_the_promise_bears(reserve):
    requirement, made = planned(campaign(contacts=600.0, calling_from="00:00", calling_until="24:00",
                                         reserve_agents=reserve))  # fmt: skip
    total = requirement["positions"].to_numpy() + made.extra["calls"]
    work = (made.plan["contacts"] * (0.5 * 300 + 0.5 * MISSED_S) / 3600.0).to_numpy()
    for volume, people, done in zip(requirement["volume"], total, work, strict=True):
        calm, blended, room = 0.0, 0.0, 0.0
        for whole, weight in ((int(np.ceil(people)) - 1, np.ceil(people) - people),
                              (int(np.ceil(people)), 1 - np.ceil(people) + people)):  # fmt: skip
            calm += weight * measure_line(volume, 300.0, whole, 120.0)[0][1]
            got, (erl, _) = measure_line(volume, 300.0, whole, 120.0, reserve=min(whole, int(reserve)))
            blended, room = blended + weight * got[1], room + weight * erl
        part = done / room if done > 1e-9 else 0.0
        assert part == 0.0 or (1 - part) * calm + part * blended >= 0.8 - 0.005


def test_a_flat_day_makes_no_calls_at_a_reserve_that_breaks_the_promise_and_says_so():
    room, kept = stated_room(60 / 3600, 6.614, 300.0, 120.0, 20.0, 0, (0.8, NONE, NONE, NONE), 0.0)
    assert (round(room, 1), kept) == (0.0, 0)
    made = centre([CALLS], [pool("own")], {"home": ("own", {"calls": 1.0})}, [], [pattern("D", 9)])
    table = pd.DataFrame([campaign(contacts=600.0, reserve_agents=0.0)])
    made = replace(made, tables={**made.tables, "outbound": table})
    sized = size_requirement(forecast(made, {"calls": [60.0] * 24}), made, made.tables["skills"])
    (told,) = plan_outbound(sized.requirement, made).warnings
    assert "with reserve_agents 0 more calls would break the promise" in told


def test_the_warning_names_the_campaign_whose_reserve_starves_another():
    _, made = planned(campaign(contacts=100.0), campaign(campaign="call", contacts=100.0, reserve_agents=90.0))
    assert "because campaign call of the same queue keeps 90 people back" in made.warnings[0]
    assert "because reserve_agents keeps 90 people back" in made.warnings[1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"calling_from": "09:10", "calling_until": "09:50"}, "no whole interval of 60 min"),
        ({"start_date": FIRST + pd.Timedelta(days=9), "end_date": FIRST + pd.Timedelta(days=9)}, "none of its days"),
        ({"reach_share": 0.0}, "reach_share is 0"),
    ],
)
def test_a_campaign_that_calls_or_reaches_nobody_is_told_why(changes, words):
    _, made = planned(campaign(**changes))
    assert len(made.warnings) == 1
    assert words in made.warnings[0]
