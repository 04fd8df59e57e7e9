"""The section on accuracy: empty until history arrives, then figures of models and planners, in both languages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.workbench.pages.conftest import PATIENCE_S

SCRIPT = (
    "from workbench import state\n"
    "from workbench.pages import accuracy, frame\n"
    "frame.show(lambda: accuracy.render(state.view(), 'voice'), state.language())\n"
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def drawn(language: str) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=PATIENCE_S)
    app.query_params["lang"] = language
    app = app.run()
    st.cache_resource.clear()
    st.cache_data.clear()
    assert not app.exception
    assert [error.value for error in app.error] == []
    return app


@pytest.fixture
def judged_home(judged_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    shutil.copytree(judged_var, home)
    monkeypatch.setenv("PEAKCREW_VAR", str(home / "var"))
    monkeypatch.setenv("PEAKCREW_DATABASE_URL", f"sqlite:///{home / 'var' / 'peakcrew.db'}")
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")
    monkeypatch.setenv("PEAKCREW_USER", "planner")
    return home


@pytest.mark.parametrize(("language", "words"), [("en", "peakcrew import"), ("zh", "peakcrew import")])
def test_until_history_arrives_it_says_what_to_do(planned_home: Path, language: str, words: str) -> None:
    app = drawn(language)
    assert words in app.info[0].value
    assert bool(CHINESE.search(app.info[0].value)) == (language == "zh")


def test_models_and_planners_stand_side_by_side(judged_home: Path) -> None:
    app = drawn("en")
    tiles = {one.label: one.value for one in app.metric}
    assert tiles["Error of intervals (WAPE)"].endswith("%")
    assert "points" in tiles["Won by adjustments"]
    assert float(tiles["Hours too few"].replace(",", "")) > 0
    assert any("mailing" in frame.value.to_string() for frame in app.dataframe)


def test_no_word_is_left_in_english_on_the_chinese_page(judged_home: Path) -> None:
    app = drawn("zh")
    told = [one.value for one in (*app.subheader, *app.caption)] + [one.label for one in app.metric]
    told += [option for one in (*app.selectbox,) for option in one.options]
    assert [text for text in told if re.search(r"[A-Za-z]{3}", text) and not CHINESE.search(text)] == []
