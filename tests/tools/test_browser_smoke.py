"""The browser of the tests shows Chinese and lives in China."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_page_in_chinese_is_drawn_with_a_chinese_font(page: Page):
    page.set_content("<h1 style='font-size:48px'>排班</h1>")
    expect(page.get_by_role("heading", name="排班")).to_be_visible()
    pictures = []
    for character in "双十一":
        page.set_content(f"<p style='font-size:48px'>{character}</p>")
        pictures.append(page.locator("p").screenshot())
    assert len(set(pictures)) == 3


def test_the_page_believes_it_is_in_shanghai_and_reads_chinese(page: Page):
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Shanghai"
    assert page.evaluate("navigator.language") == "zh-CN"
    assert page.viewport_size == {"width": 1440, "height": 900}
