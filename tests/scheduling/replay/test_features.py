"""Tables of a centre become features of the event loop, and the replay reports what they do."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from scheduling.replay.simulate import replay_plan
from tests.scheduling.replay.conftest import DAY, centre, forecast, roster, skills


def with_tables(**tables: pd.DataFrame):
    shop = centre()
    return replace(shop, tables={**shop.tables, **tables})


def played(shop, heads=6, **options):
    rows = options.pop("skills", skills())
    return replay_plan(forecast(options.pop("volume", 30.0)), *roster(heads), rows, shop, **options)


def flows(made) -> pd.Series:
    return made.flows.groupby("flow")["contacts"].sum()


def redialling(share: float = 0.8):
    shop = centre()
    return replace(shop, queues={"voice": replace(shop.queues["voice"], redial_share=share, redial_within_min=30.0)})


def test_who_hangs_up_comes_again_only_where_the_forecast_counts_first_attempts():
    plain, first = played(redialling()), played(redialling(), first_attempts=frozenset({"voice"}))
    assert "redial" not in flows(plain)
    assert flows(first)["redial"] == pytest.approx(0.8 * first.replay.eval("offered * abandonment").sum(), rel=0.05)
    assert first.days["service_level"][0] < plain.days["service_level"][0]


def test_repeats_follow_the_served_unless_the_history_holds_them():
    row = {"queue": "voice", "share": 0.2, "within_h": 1.0, "in_history": False}
    made = played(with_tables(repeats=pd.DataFrame([row])), heads=20)
    assert flows(made)["repeat"] == pytest.approx(0.2 / 0.8 * flows(made)["first"], rel=0.1)
    held = played(with_tables(repeats=pd.DataFrame([{**row, "in_history": True}])), heads=20)
    assert "repeat" not in flows(held)


def test_a_partner_hands_on_after_three_unsolved_contacts():
    shop = centre()
    desk = replace(shop.queues["voice"], queue="desk")
    row = {"from_queue": "voice", "pool": "own", "to_queue": "desk", "share": 0.5, "attempts": 3.0, "within_h": 0.5,
           "in_history": False}  # fmt: skip
    shop = replace(shop, queues={**shop.queues, "desk": desk}, tables={"transfers": pd.DataFrame([row])})
    both = pd.concat([skills(), skills().assign(queue="desk", priority=2)], ignore_index=True)
    made = flows(played(shop, heads=20, volume=20.0, skills=both))
    assert made["handed_on"] == pytest.approx(0.125 * made["first"], rel=0.15)
    assert made["repeat"] == pytest.approx(0.75 * made["first"], rel=0.15)
    assert made["handed_in"] == made["handed_on"]


def test_an_overflow_delay_beyond_the_target_is_named_as_the_cause():
    late = pd.concat([skills(), skills().assign(group="far", priority=2, after_s=60.0)], ignore_index=True)
    shifts, segments = roster(8)
    shifts["group"] = ["g"] * 4 + ["far"] * 4
    made = replay_plan(forecast(), shifts, segments, late, centre())
    assert set(made.breaks["cause"]) == {"overflow"}
    at_once = replay_plan(forecast(), shifts, segments, late.assign(after_s=float("nan")), centre())
    assert at_once.days["service_level"][0] > made.days["service_level"][0] + 0.2


def test_call_backs_take_callers_out_of_the_line():
    row = {"queue": "voice", "offered_above_wait_s": 20.0, "accept_share": 0.7, "within_h": 4.0, "keep_share": 0.95}
    made, plain = played(with_tables(callbacks=pd.DataFrame([row])), heads=7), played(centre(), heads=7)
    assert made.days["service_level"][0] > plain.days["service_level"][0]
    parts = flows(made)
    assert parts["callback"] == pytest.approx(
        sum(parts.get(f"callback_{fate}", 0.0) for fate in ("kept", "late", "open"))
    )


def test_a_campaign_calls_inside_its_hours_only():
    row = {
        "campaign": "survey", "queue": "voice", "contacts": 500.0, "aht_s": 120.0, "reach_share": 0.5,
        "start_date": DAY, "end_date": DAY, "calling_from": "10:00", "calling_until": "", "reserve_agents": 2.0,
    }  # fmt: skip
    made = played(with_tables(outbound=pd.DataFrame([row])), heads=12)
    parts = flows(made)
    assert parts["dialled"] == pytest.approx(500.0)
    assert parts["reached"] == pytest.approx(250.0, rel=0.2)
    busy = made.replay.set_index(made.replay["ts"].dt.hour)["occupancy"].groupby(level=0).mean()
    assert busy[10] > busy[8] + 0.03


def test_a_campaign_with_a_plan_dials_each_day_what_is_planned():
    row = {
        "campaign": "survey", "queue": "voice", "contacts": 500.0, "aht_s": 120.0, "reach_share": 0.5,
        "start_date": DAY, "end_date": DAY, "calling_from": "10:00", "calling_until": "", "reserve_agents": 2.0,
    }  # fmt: skip
    ts = forecast()["ts"][lambda rows: rows.dt.hour == 11]
    plan = pd.DataFrame({"campaign": "survey", "ts": ts, "contacts": 40.2 / len(ts), "reserve_agents": 2.0})
    shop = with_tables(outbound=pd.DataFrame([row]))
    assert flows(played(shop, heads=12, outbound_plan=plan))["dialled"] == pytest.approx(40.0)
    assert "dialled" not in flows(played(shop, heads=12, outbound_plan=plan.assign(contacts=0.0)))


def test_measured_chat_times_slow_agents_down():
    shop = centre()
    chat = replace(shop.queues["voice"], channel="chat", concurrency=3, concurrency_factor=2.5)
    shop = replace(shop, queues={"voice": chat})
    times = pd.DataFrame({"queue": "voice", "open_chats": [1, 2, 3], "aht_s": [180.0, 340.0, 500.0]})
    slow = played(replace(shop, tables={"chat_times": times}), heads=4)
    assert slow.days["service_level"][0] < played(shop, heads=4).days["service_level"][0]


def test_a_backlog_keeps_people_busy_and_is_counted_nowhere():
    row = {"queue": "voice", "contacts": 800.0, "oldest_h": 3.0}
    shop = centre(deadline_h=4.0)
    full = replay_plan(forecast(), *roster(7), skills(), replace(shop, tables={"backlogs": pd.DataFrame([row])}))
    none = replay_plan(forecast(), *roster(7), skills(), shop)
    assert full.days["offered"][0] == none.days["offered"][0]
    assert full.days["service_level"][0] < none.days["service_level"][0]
    busy = [made.replay["occupancy"].head(8).mean() for made in (full, none)]
    assert busy[0] > busy[1]
