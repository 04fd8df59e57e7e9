"""The forecast page: its tabs keep their place, and what a planner saves on them is asked of the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from data.store.store import open_store
from tests.workbench.conftest import write_history
from workbench.access import User
from workbench.desk import Desk, open_desk
from workbench.pages.forecast_events import NEW
from workbench.settings import Settings

PLANNER = User("planner", "planner")
TABS = ("outlook", "today", "events", "adjust", "data", "models", "accuracy")


@pytest.fixture
def desk(planned_home: Path) -> Desk:
    return open_desk(Settings(planned_home / "var", f"sqlite:///{planned_home / 'var' / 'peakcrew.db'}"))


def button(app: Any, key: str) -> Any:
    return next(one for one in app.button if one.key == key)


def texts(app: Any) -> str:
    return "\n".join(str(one.value) for one in (*app.error, *app.warning, *app.info, *app.success, *app.caption))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("tab", TABS)
def test_a_tab_opens_by_its_address_in_both_languages(tab: str, language: str, planned_home: Path, open_page):
    app = open_page("forecast", language, tab=tab, queue="chat")
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert app.session_state["chosen_tab"] == tab
    assert app.selectbox[0].value == "chat"


def test_a_change_of_language_keeps_the_tab(planned_home: Path, open_page):
    app = open_page("forecast", "en", tab="models")
    app.session_state["language_switch"] = "zh"
    app.run()
    assert app.session_state["chosen_tab"] == "models"
    assert "模型" in [tab.label for tab in app.tabs]


def test_an_adjustment_is_seen_before_it_is_saved_and_stands_in_the_list(desk: Desk, open_page):
    app = open_page("forecast", tab="adjust", queue="voice")
    app.number_input(key="adjust_pct_0").set_value(20)
    app.run()
    shown = next(tile for tile in app.metric if tile.label == "Contacts of these days")
    assert shown.delta == "+20.0 %"
    assert desk.centre_table(PLANNER, "small", "forecast_adjustments").words == ()
    app.text_input(key="adjust_reason_0").set_value("live show")
    button(app, "save_adjustment").click()
    app.run()
    assert "The adjustment is saved." in texts(app)
    (row,) = desk.centre_table(PLANNER, "small", "forecast_adjustments").words
    assert (row["queue"], row["kind"], row["value"], row["author"]) == ("voice", "factor", "1.2", "planner")
    assert "Not in this plan yet: adjustments: 1." in texts(app)
    listed = next(table.value for table in app.dataframe if "state" in table.value)
    assert listed.iloc[0]["what"] == "Contacts +20 %"
    assert listed.iloc[0]["state"] == "from the next plan on"


def test_without_a_reason_no_adjustment_is_saved(desk: Desk, open_page):
    app = open_page("forecast", tab="adjust", queue="voice")
    button(app, "save_adjustment").click()
    app.run()
    assert "the adjustment has no reason" in texts(app)
    assert desk.centre_edits(PLANNER, "small").empty


def test_an_adjustment_is_taken_back(desk: Desk, open_page):
    table = desk.centre_table(PLANNER, "small", "forecast_adjustments")
    row = {"adjustment": "a", "queue": "*", "start_date": "2026-11-03", "end_date": "2026-11-03", "quantity": "aht_s",
           "kind": "factor", "value": "0.9", "reason": "script"}  # fmt: skip
    desk.edit_centre(PLANNER, "small", [table.edit(None, row)], "script")
    app = open_page("forecast", tab="adjust")
    app.text_input(key="undo_reason_0").set_value("it was too much")
    button(app, "undo_adjustment").click()
    app.run()
    assert "taken back" in texts(app)
    assert desk.centre_table(PLANNER, "small", "forecast_adjustments").words == ()


def seed_event(desk: Desk) -> None:
    table = desk.centre_table(PLANNER, "small", "events")
    row = {"event": "show", "queue": "*", "date": "2026-11-03", "kind": "live", "offset_d": "0", "size": "1.5"}
    desk.edit_centre(PLANNER, "small", [table.edit(None, row)], "launch")


def test_a_new_event_has_a_row_for_each_day(desk: Desk, open_page):
    seed_event(desk)
    app = open_page("forecast", tab="events")
    app.selectbox(key="event_choice_0").set_value(NEW)
    app.run()
    app.text_input(key="event_name_0").set_value("second show")
    app.selectbox(key="event_kind_0").set_value("live")
    app.number_input(key="event_after_0").set_value(1)
    app.number_input(key="event_size_0").set_value(1.5)
    app.text_input(key="event_reason_0").set_value("launch")
    next(one for one in app.button if one.label == "Add the event").click()
    app.run()
    assert "The event is saved." in texts(app)
    words = desk.centre_table(PLANNER, "small", "events").words
    assert [(row["date"], row["offset_d"], row["size"]) for row in words[1:]] == [
        ("2026-11-02", "0", "1.5"), ("2026-11-03", "1", ""),
    ]  # fmt: skip


def test_a_grid_that_is_changed_becomes_edits(desk: Desk, open_page):
    seed_event(desk)
    app = open_page("forecast", tab="events")
    edited = {"edited_rows": {0: {"size": 2.0}}, "added_rows": [{"date": "2026-11-04", "queue": "voice"}]}
    app.session_state["event_grid_show_0_1"] = {**edited, "deleted_rows": []}
    app.run()
    app.text_input(key="known_reason_0").set_value("more guests")
    assert button(app, "save_event").label == "Save 2 changes"
    button(app, "save_event").click()
    app.run()
    words = desk.centre_table(PLANNER, "small", "events").words
    assert [(row["date"], row["queue"], row["size"]) for row in words] == [
        ("2026-11-03", "*", "2"), ("2026-11-04", "voice", ""),
    ]  # fmt: skip


def test_a_word_on_a_day_is_saved_for_the_next_plan(desk: Desk, open_page):
    app = open_page("forecast", tab="data", queue="voice")
    key = next(one.key for one in app.text_input if str(one.key).startswith("why_aside_voice"))
    app.text_input(key=key).set_value("fire drill")
    button(app, key.replace("why_", "save_")).click()
    app.run()
    assert "Your word is saved." in texts(app)
    (row,) = desk.centre_table(PLANNER, "small", "hygiene_decisions").words
    assert (row["queue"], row["date"], row["decision"]) == ("voice", "2026-10-25", "accept")


@pytest.mark.parametrize("tab", ["events", "adjust", "data"])
def test_a_manager_may_look_but_not_edit(tab: str, planned_home: Path, open_page, monkeypatch):
    store = open_store(f"sqlite:///{planned_home / 'var' / 'peakcrew.db'}")
    store.users.put(User("max", "manager"))
    store.close()
    monkeypatch.setenv("PEAKCREW_USER", "max")
    app = open_page("forecast", tab=tab)
    assert not app.exception
    assert "As manager you may look, but not change anything here. Ask: planner, administrator." in texts(app)
    saving = [one for one in app.button if one.key and ("save" in one.key or "undo" in one.key)]
    assert all(one.disabled for one in saving)


def test_a_backtest_is_started_as_a_job(desk: Desk, open_page, monkeypatch):
    app = open_page("forecast", tab="models", queue="voice")
    app.multiselect(key="backtest_models").set_value(["seasonal_naive"])
    app.number_input(key="backtest_origins").set_value(1)
    app.number_input(key="backtest_days").set_value(7)
    next(one for one in app.button if one.label == "Start the backtest").click()
    app.run()
    assert not app.exception
    (job,) = desk.jobs(PLANNER)
    assert (job.kind, job.arguments["models"], job.arguments["queues"]) == ("backtest", ["seasonal_naive"], ["voice"])
    desk.cancel(PLANNER, job.job_id)


def test_the_rest_of_the_day_follows_what_has_arrived(desk: Desk, planned_home: Path, open_page):
    assert "Nothing has arrived for a day of this plan yet." in texts(open_page("forecast", tab="today"))
    later = write_history(planned_home / "later.csv", weeks=1, factor=2.0, last="2026-11-02")
    part = planned_home / "part.csv"
    lines = later.read_text(encoding="utf-8").splitlines(keepends=True)
    part.write_text("".join(line for line in lines if "2026-11-02T1" not in line and "2026-11-02T2" not in line))
    desk.import_history(PLANNER, part, planned_home / "small")
    app = open_page("forecast", tab="today", queue="voice")
    assert str(app.time_input(key="today_time").value) == "10:00:00"
    button(app, "today_go").click()
    app.run()
    assert not app.exception
    assert [error.value for error in app.error] == []
    moved = next(tile for tile in app.metric if tile.label == "Rest of the day")
    assert 0.0 <= float(moved.value.removesuffix(" %")) <= 110.0  # twice as much came; days of mere chance teach little
    arrived = next(tile for tile in app.metric if tile.label == "Arrived by 10:00")
    assert int(arrived.value) > 0
