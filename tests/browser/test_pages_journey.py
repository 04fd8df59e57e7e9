"""Pages in a browser: the language is the reader's and can be switched, dark is dark, a what-if runs as a job."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.hands import PLANNER, Served, settled

pytestmark = pytest.mark.browser

PAGES = {
    "forecast": "预测",
    "staffing": "人力配置",
    "roster": "班表",
    "whatif": "情景推演",
    "calculator": "计算器",
    "exports": "导出",
}


def test_every_page_opens_by_its_address_in_the_browsers_language(page: Page, served: Served):
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.goto(served.url)
    settled(page)
    expect(page.get_by_role("heading", name="总览")).to_be_visible()
    for address, head in PAGES.items():
        page.goto(f"{served.url}/{address}")
        settled(page)
        expect(page.get_by_role("heading", name=head, exact=True)).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    assert [url for url in failed if not url.startswith(served.url)] == [], "the dashboard asks nobody on the internet"


def test_the_language_is_switched_and_stays_through_pages_and_a_reload(page: Page, served: Served):
    page.goto(served.url)
    settled(page)
    page.get_by_test_id("stSidebar").get_by_text("English").click()
    expect(page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    page.get_by_role("link", name="Staffing").click()
    expect(page.get_by_role("heading", name="Staffing", exact=True)).to_be_visible()
    page.wait_for_url("**/staffing?*lang=en*")
    page.reload()
    settled(page)
    expect(page.get_by_role("heading", name="Staffing", exact=True)).to_be_visible()


def test_a_what_if_is_planned_beside_its_base(page: Page, served: Served):
    page.goto(f"{served.url}/whatif?lang=en")
    settled(page)
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")
    expect(slider).to_have_value("120")
    page.get_by_role("button", name="Plan this scenario").click()
    expect(page.get_by_text("The scenario is planned.")).to_be_visible(timeout=90_000)
    expect(page.get_by_role("tab", name="Seats and cost by pool")).to_be_visible()
    (made,) = [stored.plan for stored in served.desk.plans(PLANNER) if stored.plan.scenario]
    assert made.scenario == {"volume": {"*": 1.2}}


def test_a_dark_browser_gets_a_dark_page(browser: Browser, browser_context_args, served: Served):
    context = browser.new_context(**{**browser_context_args, "color_scheme": "dark"})
    page = context.new_page()
    page.goto(served.url)
    settled(page)
    colour = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert colour == "rgb(20, 25, 31)"
    context.close()
