"""Every page in both languages: on a plan, and on an empty store."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.store.store import open_store
from workbench.access import User

PAGES = ("overview", "forecast", "staffing", "roster", "whatif", "calculator", "exports")
HEADS = {
    "overview": ("Overview", "总览"),
    "forecast": ("Forecast", "预测"),
    "staffing": ("Staffing", "人力配置"),
    "roster": ("Roster", "班表"),
    "whatif": ("What if", "情景推演"),
    "calculator": ("Calculator", "计算器"),
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


CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME_IN_BOTH = {"English", "中文", "Excel", "CSV", "–"}


@pytest.mark.parametrize("name", PAGES)
def test_no_word_of_a_chinese_page_is_left_in_english(name: str, planned_home: Path, open_page):
    app = open_page(name, "zh")
    told = [one.value for one in (*app.header, *app.subheader, *app.caption, *app.info, *app.warning, *app.success)]
    told += [
        one.label for one in (*app.metric, *app.button, *app.selectbox, *app.multiselect, *app.tabs, *app.text_input)
    ]
    english = [text for text in told if re.search(r"[A-Za-z]{3}", text) and not CHINESE.search(text)]
    assert [text for text in english if text not in SAME_IN_BOTH] == []


def test_a_link_to_a_plan_that_is_gone_says_so(planned_home: Path, open_page):
    app = open_page("overview", plan="0123456789ab")
    assert not app.exception
    assert "There is no plan 0123456789ab" in app.warning[0].value


def test_somebody_without_the_right_is_told_whom_to_ask(planned_home: Path, open_page, monkeypatch):
    store = open_store(f"sqlite:///{planned_home / 'var' / 'peakcrew.db'}")
    store.users.put(User("amy", "agent", "A1"))
    store.close()
    monkeypatch.setenv("PEAKCREW_USER", "amy")
    app = open_page("overview", "zh")
    assert not app.exception
    assert "amy（坐席）无权 查看计划" in app.error[0].value


def test_a_stranger_and_a_lost_database_are_told(planned_home: Path, open_page, monkeypatch):
    monkeypatch.setenv("PEAKCREW_USER", "nobody")
    assert "There is no user nobody" in open_page("overview").error[0].value
    monkeypatch.setenv("PEAKCREW_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    app = open_page("overview")
    assert not app.exception
    assert "cannot be used" in app.error[0].value
