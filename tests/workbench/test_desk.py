"""The desk from a folder to a published roster, on both databases."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from workbench.access import User
from workbench.desk import Edit, open_desk
from workbench.settings import Settings
from workbench.summary import summarise
from workbench.summary_text import told_summary


def test_from_a_folder_to_a_published_roster(
    database_url: str, small_folder: Path, tmp_path: Path, planner: User
) -> None:
    desk = open_desk(Settings(tmp_path / "var", database_url, place="one_by_one", workers=1))
    desk.import_folder(planner, small_folder, desk.check_centre(planner, small_folder))
    made = desk.make_plan(planner, small_folder)
    assert desk.make_plan(planner, small_folder).reused
    plan = made.stored.plan_id
    row = desk.table(planner, plan, "roster").iloc[0]
    seen = desk.cell(planner, plan, f"{row['agent']}|{row['date'].date()}")
    desk.adjust(planner, plan, [Edit(seen.target, seen.before, json.dumps({"shift": ""}), seen.seen_edit)], "sick")
    assert desk.publish(planner, plan).edits == 1
    other = open_desk(desk.settings)
    pd.testing.assert_frame_equal(other.table(planner, plan, "roster"), desk.table(planner, plan, "roster"))
    other.store.close()
    desk.store.close()


def test_the_summary_adds_up(tmp_path: Path, planned, planner: User) -> None:
    stored = planned.plans(planner)[0]
    summary = summarise(planned, planner, stored.plan_id)
    roster = planned.table(planner, stored.plan_id, "roster")
    assert sum(pool.shifts for pool in summary.pools) == len(roster)
    assert abs(summary.cost - roster["cost_cny"].sum()) < 1e-6
    assert [line.queue for line in summary.queues] == ["voice", "chat"]
    voice = summary.queues[0]
    assert voice.target == 0.8
    assert voice.replayed is not None
    assert 0 < voice.replayed <= 1
    days = planned.table(planner, stored.plan_id, "replay_days").query("queue == 'voice'")
    assert voice.days_short == (days["service_level"] < 0.8).sum()
    heads = planned.table(planner, stored.plan_id, "orders").groupby("date")["heads"].sum().max()
    assert max(order.heads for order in summary.orders) == heads
    seats = roster[roster["kind"] == "seat"].groupby(["pool", "date"])["agent"].nunique().groupby("pool").max()
    assert {pool.pool: pool.seats for pool in summary.pools if pool.seats} == seats.to_dict()
    assert {pool.people for pool in summary.pools if pool.seats} == {0}
    for language, title in (("en", "Orders"), ("zh", "订单热线")):
        said = told_summary(summary, language)
        assert any(line.startswith(f"  {title} ") for line in said)
        assert any(stored.plan_id in line for line in said)
        assert any("80.0%" in line for line in said)
