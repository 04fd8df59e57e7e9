"""Every page in both languages: on a plan, and on an empty store."""

from __future__ import annotations

from pathlib import Path

import pytest

PAGES = ("overview", "forecast", "staffing", "roster", "whatif", "exports")
HEADS = {
    "overview": ("Overview", "总览"),
    "forecast": ("Forecast", "预测"),
    "staffing": ("Staffing mix", "人力组合"),
    "roster": ("Roster", "班表"),
    "whatif": ("What if", "情景推演"),
    "exports": ("Exports", "导出"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_the_plan(name: str, language: str, planned_home: Path, open_page):
    app = open_page(name, language)
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert app.header[0].value == HEADS[name][language == "zh"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_an_empty_store_says_what_to_do(name: str, language: str, empty_home: Path, open_page):
    app = open_page(name, language)
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert any("peakcrew plan" in text.value for text in app.markdown)
