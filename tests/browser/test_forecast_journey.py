"""A planner who knows better: a day is raised by a fifth, seen, saved, planned again, and both forecasts are told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import PLANNER, Served, settled

pytestmark = pytest.mark.browser

DAY = "2026-11-04"


def test_a_day_is_raised_seen_saved_and_planned(page: Page, served: Served):
    base = served.plan_id
    page.goto(f"{served.url}/forecast?lang=en&plan={base}&tab=adjust&queue=voice&day={DAY}")
    settled(page)
    change = page.get_by_label("Change, %", exact=True)
    change.fill("20")
    change.press("Enter")
    seen = page.get_by_test_id("stMetric").filter(has_text="Contacts of these days")
    expect(seen).to_contain_text("+20.0 %")
    reason = page.get_by_label("Reason (required)").first
    reason.fill("live show at eight")
    reason.press("Tab")
    page.get_by_role("button", name="Save the adjustment").click()
    expect(page.get_by_text("The adjustment is saved.")).to_be_visible()
    expect(page.get_by_text("Not in this plan yet: adjustments: 1.")).to_be_visible()
    page.get_by_role("button", name="Plan again with these").click()
    expect(page.get_by_text("Planned again; this is the new plan.")).to_be_visible(timeout=120_000)
    page.get_by_role("tab", name="What comes").click()
    total = page.get_by_test_id("stMetric").filter(has_text="Contacts, 14 days")
    expect(total).to_contain_text("% against the models")
    expect(page.get_by_text("models, before adjustments")).to_be_visible()
    made = served.plan_id
    assert made != base
    tables = [served.desk.table(PLANNER, made, name) for name in ("forecast_system", "forecast")]
    of_day = [t[(t["queue"] == "voice") & t["ts"].dt.strftime("%Y-%m-%d").eq(DAY)]["volume"].sum() for t in tables]
    assert of_day[1] == pytest.approx(1.2 * of_day[0])


def test_models_are_tested_on_the_stored_history_as_a_job(page: Page, served: Served):
    page.goto(f"{served.url}/forecast?lang=zh&tab=models&queue=chat")
    settled(page)
    page.get_by_role("button", name="开始回测").click()
    expect(page.get_by_text("回测已完成。")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("落入 80% 区间").first).to_be_attached()
    expect(page.get_by_role("button", name="评分（CSV）")).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name="评分（CSV）")).to_be_visible()
