"""The staffing page: each section in both languages, older plans told what to do, deeds asked of the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.store.store import open_store
from workbench.access import User
from workbench.desk import Desk, open_desk
from workbench.settings import Settings
from workbench.state import View

PLANNER = User("planner", "planner")
SECTIONS = ("need", "mix", "short", "sure", "proof", "capacity", "channels")
OLD = ("requirement", "requirement_cuts", "mix", "orders", "shortage", "replay", "replay_days", "roster")


@pytest.fixture
def desk(planned_home: Path) -> Desk:
    return open_desk(Settings(planned_home / "var", f"sqlite:///{planned_home / 'var' / 'peakcrew.db'}"))


def texts(app: Any) -> str:
    told = (*app.error, *app.warning, *app.info, *app.success, *app.caption, *app.markdown)
    return "\n".join(str(one.value) for one in told)


def button(app: Any, key: str) -> Any:
    return next(one for one in app.button if one.key == key)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_opens_by_its_address(section: str, language: str, planned_home: Path, open_page):
    app = open_page("staffing", language, staffing=section, queue="voice", day="2026-11-03")
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert app.session_state["chosen_staffing"] == section


@pytest.mark.parametrize("section", SECTIONS)
def test_an_older_plan_says_what_to_do(section: str, planned_home: Path, open_page, monkeypatch):
    monkeypatch.setattr(View, "has", lambda _self, name: name in OLD)
    app = open_page("staffing", "en", staffing=section)
    assert not app.exception
    assert [error.value for error in app.error] == []
    assert "made by an earlier release" in texts(app)
    if section in ("sure", "proof", "channels"):
        assert "Plan again to see it." in texts(app)


def test_the_requirement_tells_its_stretches(planned_home: Path, open_page):
    app = open_page("staffing", staffing="need", queue="voice", day="2026-11-03")
    stretches = next(table.value for table in app.dataframe if "how" in table.value)
    assert len(stretches) >= 1
    assert stretches["how"].iloc[0] in ("each interval by itself", "followed through time", "by the load of the moment")


def test_a_method_is_chosen_with_a_reason_and_taken_back(desk: Desk, open_page):
    app = open_page("staffing", staffing="need", queue="voice", day="2026-11-03")
    button(app, "save_method").click()
    app.run()
    assert "no reason" in texts(app)
    app.text_input(key="method_reason_0").set_value("calls last long on this day")
    button(app, "save_method").click()
    app.run()
    assert "The method is saved." in texts(app)
    (row,) = desk.centre_table(PLANNER, "small", "staffing_methods").words
    assert (row["queue"], row["start_date"], row["end_date"], row["method"]) == (
        "voice", "2026-11-03", "2026-11-03", "transient",
    )  # fmt: skip
    assert "Not in this plan yet: 1." in texts(app)
    app.text_input(key="method_undo_1").set_value("not needed")
    button(app, "undo_method").click()
    app.run()
    assert "The row is taken back" in texts(app)
    assert desk.centre_table(PLANNER, "small", "staffing_methods").words == ()


def chances(view: View) -> dict[str, pd.DataFrame]:
    days = pd.date_range(view.centre.window.first, periods=2, tz=view.centre.zone)
    rows = [("voice", "day", days[0], 0.9), ("voice", "day", days[1], 0.4), ("voice", "window", days[0], 0.6)]
    chance = pd.DataFrame(rows, columns=["queue", "scope", "ts", "p_target_met"])
    chance = chance.assign(offered=10.0, position_hours=5.0, expected_sl=0.8, sl_p10=0.7)
    prices = pd.DataFrame({"queue": "voice", "date": days.tz_localize(None), "p_target_met": [0.9, 0.4]})
    prices = prices.assign(expected_sl=0.8, price_cny_per_h=50.0, hours_per_sl_point=0.5, cost_cny_per_sl_point=25.0)
    prices = prices.assign(hours_per_p_point=1.0, cost_cny_per_p_point=50.0)
    return {"chance": chance, "chance_prices": prices}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_chosen_probability_tells_what_it_would_take(language: str, planned_home: Path, open_page, monkeypatch):
    has, table = View.has, View.table
    monkeypatch.setattr(View, "has", lambda self, name: name in ("chance", "chance_prices") or has(self, name))
    monkeypatch.setattr(View, "table", lambda self, name: chances(self)[name] if name.startswith("chance")
                        else table(self, name))  # fmt: skip
    app = open_page("staffing", language, staffing="sure")
    assert not app.exception
    hours = "小时" if language == "zh" else "h"
    assert [tile.value for tile in app.metric][1:3] == ["1 / 2", f"40 {hours}"]
    app.slider(key="chance_wished").set_value(95)
    app.run()
    assert [tile.value for tile in app.metric][1:3] == ["2 / 2", f"60 {hours}"]


def test_a_replay_is_started_as_a_job(desk: Desk, open_page):
    app = open_page("staffing", staffing="proof")
    app.selectbox(key="replay_day").set_value("2026-11-03")
    app.number_input(key="replay_paths").set_value(1)
    button(app, "replay_again").click()
    app.run()
    assert not app.exception
    (job,) = desk.jobs(PLANNER)
    assert (job.kind, job.arguments["day"], job.arguments["paths"]) == ("replay", "2026-11-03", 1)
    desk.cancel(PLANNER, job.job_id)


def test_a_capacity_plan_is_started_as_a_job(desk: Desk, open_page):
    app = open_page("staffing", staffing="capacity")
    assert "No capacity plan of this centre yet." in texts(app)
    app.slider(key="capacity_months").set_value(3)
    next(one for one in app.button if one.label == "Make the capacity plan").click()
    app.run()
    assert not app.exception
    (job,) = desk.jobs(PLANNER)
    assert (job.kind, job.arguments["months"], job.arguments["centre"]) == ("capacity_of_plan", 3, "small")
    desk.cancel(PLANNER, job.job_id)


@pytest.mark.parametrize("section", ["proof", "capacity", "need"])
def test_a_manager_may_start_runs_but_not_edit(section: str, planned_home: Path, open_page, monkeypatch):
    store = open_store(f"sqlite:///{planned_home / 'var' / 'peakcrew.db'}")
    store.users.put(User("max", "manager"))
    store.close()
    monkeypatch.setenv("PEAKCREW_USER", "max")
    app = open_page("staffing", staffing=section)
    assert not app.exception
    assert [error.value for error in app.error] == []
    saving = [one for one in app.button if one.key in ("save_method", "undo_method")]
    assert all(one.disabled for one in saving)
