"""A planner edits one shift in Chinese, is warned, saves a lawful edit with a reason, and finds it in the Excel."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import PLANNER, Grid, Served, grid_day, settled

pytestmark = pytest.mark.browser


def test_from_a_breach_of_rest_to_the_excel_with_the_edit(page: Page, served: Served, tmp_path: Path):
    agent, date = served.two_late_days()
    day = grid_day(date, "zh")
    page.goto(f"{served.url}/roster")
    settled(page)
    expect(page.get_by_role("heading", name="班表")).to_be_visible()
    grid = Grid(page)
    assert grid.cell(agent, day) == "L"

    grid.choose(agent, day, "E")
    expect(page.get_by_text("只休息 11 小时，要求 12 小时")).to_be_visible()
    expect(page.get_by_role("button", name="保存")).to_be_disabled()

    grid.choose(agent, day, "M")
    expect(page.get_by_text("符合全部劳动规则。")).to_be_visible()
    page.get_by_label("原因（必填）").fill("家长会")
    page.get_by_label("原因（必填）").press("Tab")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存 1 次调整。")).to_be_visible()
    edits = served.desk.adjustments(PLANNER, served.plan_id)
    assert list(edits["reason"]) == ["家长会"]

    page.get_by_role("link", name="导出").click()
    expect(page.get_by_role("heading", name="导出")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载 Excel").click()
    file = tmp_path / "roster.xlsx"
    waiting.value.save_as(file)
    assert code_in_excel(file, agent, f"{date:%m-%d}") == "M"


def code_in_excel(file: Path, agent: str, day: str) -> object:
    """The code of an agent's day on the first sheet."""
    rows = list(openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True))
    column = rows[0].index(day)
    return next(row[column] for row in rows if row[0] == agent)
