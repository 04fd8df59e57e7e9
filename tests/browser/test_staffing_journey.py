"""A planner who wants proof: a queue's line is calculated, and the roster is played again as a job."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import Served, settled

pytestmark = pytest.mark.browser


def test_a_line_is_calculated_as_it_is_typed(page: Page, served: Served):
    page.goto(f"{served.url}/calculator?lang=en&calculator_from=own")
    settled(page)
    expect(page.get_by_text("21 people must answer at the same time.")).to_be_visible(timeout=120_000)
    shrinkage = page.get_by_label("Shrinkage, %", exact=True)
    shrinkage.fill("30")
    shrinkage.press("Enter")
    expect(page.get_by_text("On the schedule: 30.")).to_be_visible()
    page.get_by_role("tab", name="A table of lines").click()
    expect(page.get_by_text("3 rows are answered.")).to_be_visible()
    expect(page.get_by_role("button", name="Result, CSV")).to_be_visible()


def test_the_roster_is_played_again_as_a_job(page: Page, served: Served):
    page.goto(f"{served.url}/staffing?lang=zh&staffing=proof")
    settled(page)
    page.get_by_role("button", name="再次仿真").click()
    expect(page.get_by_text("仿真完成，结果见上。")).to_be_visible(timeout=120_000)
    expect(page.get_by_text("这不会写入计划")).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_text("承诺在哪里落空")).to_be_visible()
