"""The app as a session of a test sees it: on a planned small centre of its own, or on an empty store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60

Open = Callable[..., AppTest]


@pytest.fixture
def planned_home(planned_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the planned installation, and the environment that leads the app to it."""
    home = tmp_path / "home"
    shutil.copytree(planned_var, home)
    _lead_to(home, monkeypatch)
    return home


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that has planned nothing yet."""
    _lead_to(tmp_path, monkeypatch)
    return tmp_path


def _lead_to(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEAKCREW_VAR", str(home / "var"))
    monkeypatch.setenv("PEAKCREW_DATABASE_URL", f"sqlite:///{home / 'var' / 'peakcrew.db'}")
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")
    monkeypatch.setenv("PEAKCREW_USER", "planner")
    monkeypatch.setenv("PEAKCREW_LANGUAGE", "en")


@pytest.fixture
def open_page() -> Iterator[Open]:
    """Opens a page of the app by name, in a session of its own."""

    def opened(name: str, language: str = "en", **query: str) -> AppTest:
        script = (
            "from workbench import state\n"
            f"from workbench.pages import frame, {name}\n"
            f"frame.show({name}.render, state.language())\n"
        )
        app = AppTest.from_string(script, default_timeout=PATIENCE_S)
        app.query_params["lang"] = language
        for key, value in query.items():
            app.query_params[key] = value
        return app.run()

    yield opened
    st.cache_resource.clear()
    st.cache_data.clear()
