"""The choice of the tests' browser: order, memory, and a clear no."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tools import browser


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser remembered from an earlier run, in a folder of this test; nothing asked for by variables."""
    monkeypatch.setattr(browser, "KNOWN_BROWSER", tmp_path / "browser.json")
    monkeypatch.delenv(browser.EXECUTABLE_VARIABLE, raising=False)
    monkeypatch.delenv(browser.ROUTE_VARIABLE, raising=False)
    browser.remember(browser.Browser(sys.executable, "system", {"A": "1"}))
    return tmp_path / "browser.json"


@pytest.mark.usefixtures("known")
def test_a_browser_found_once_is_found_again():
    assert browser.known_browser() == browser.Browser(sys.executable, "system", {"A": "1"})


@pytest.mark.usefixtures("known")
def test_a_browser_that_was_removed_is_forgotten():
    browser.remember(browser.Browser("/nowhere/chromium", "system"))
    assert browser.known_browser() is None


@pytest.mark.usefixtures("known")
def test_a_browser_whose_font_was_removed_is_forgotten():
    browser.remember(browser.Browser(sys.executable, "system", {"FONTCONFIG_FILE": "/nowhere/fonts.conf"}))
    assert browser.known_browser() is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"executable": 1}'])
def test_a_spoilt_memory_counts_as_none(known: Path, text: str):
    known.write_text(text)
    assert browser.known_browser() is None


@pytest.mark.usefixtures("known")
def test_asking_for_another_browser_or_route_overrules_the_memory(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(browser.ROUTE_VARIABLE, "npm")
    assert browser.known_browser() is None
    monkeypatch.delenv(browser.ROUTE_VARIABLE)
    monkeypatch.setenv(browser.EXECUTABLE_VARIABLE, "/opt/other/chrome")
    assert browser.known_browser() is None


@pytest.mark.usefixtures("known")
def test_a_browser_given_by_variable_does_not_outlive_the_variable():
    browser.remember(browser.Browser(sys.executable, "given"))
    assert browser.known_browser() is None


def test_a_given_browser_that_cannot_run_ends_the_search(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(browser.EXECUTABLE_VARIABLE, "/nowhere/chromium")
    with pytest.raises(browser.NoBrowser, match="/nowhere/chromium cannot be run"):
        browser.find_browser()


@pytest.mark.usefixtures("known")
def test_no_browser_is_told_with_every_reason_and_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def none_here():
        yield from ()

    def refused():
        raise browser.NoBrowser("needs root")

    monkeypatch.setattr(browser, "_allowed_routes", lambda: {"system": none_here, "apt": refused})
    browser.KNOWN_BROWSER.unlink()
    assert browser.main() == 1
    told = capsys.readouterr().err
    assert "system: none here" in told
    assert "apt: needs root" in told
    assert browser.EXECUTABLE_VARIABLE in told
    assert not browser.KNOWN_BROWSER.exists()


@pytest.mark.usefixtures("known")
def test_the_first_route_that_leads_to_a_browser_wins(monkeypatch: pytest.MonkeyPatch):
    found = browser.Browser("/usr/bin/chromium", "system")

    def never():
        raise AssertionError("a later route was tried")

    monkeypatch.setattr(browser, "_allowed_routes", lambda: {"system": lambda: iter([found]), "apt": never})
    monkeypatch.setattr(browser, "draws_chinese", lambda _: True)
    assert browser.find_browser() == found


def test_an_unknown_route_is_refused_by_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(browser.EXECUTABLE_VARIABLE, raising=False)
    monkeypatch.setenv(browser.ROUTE_VARIABLE, "pigeon")
    with pytest.raises(browser.NoBrowser, match="pigeon is no route; choose from system, playwright, apt, npm"):
        browser.find_browser()


def test_what_is_remembered_can_be_read_by_other_programs(known: Path):
    told = json.loads(known.read_text())
    assert set(told) == {"executable", "route", "env", "args"}
    assert "--no-sandbox" in told["args"]


def test_a_failing_command_is_told_with_its_last_words():
    with pytest.raises(browser.NoBrowser, match=r"failed: no such parcel"):
        browser.run_or_explain([sys.executable, "-c", "import sys; sys.exit('no such parcel')"])


def test_a_missing_command_is_told():
    with pytest.raises(browser.NoBrowser, match="No such file"):
        browser.run_or_explain(["/nowhere/apt-get"])
