"""A year's events are proposed from templates; the planner takes some and leaves others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbench.access import User
from workbench.desk import Desk, open_desk
from workbench.settings import Settings

PLANNER = User("planner", "planner")


@pytest.fixture
def desk(planned_home: Path) -> Desk:
    return open_desk(Settings(planned_home / "var", f"sqlite:///{planned_home / 'var' / 'peakcrew.db'}"))


def texts(app: Any) -> str:
    return "\n".join(str(one.value) for one in (*app.error, *app.warning, *app.info, *app.success, *app.caption))


def test_proposed_events_are_taken_or_left(desk: Desk, open_page):
    app = open_page("forecast", tab="events")
    app.multiselect(key="proposed_kinds").set_value(["double11", "618"])
    app.selectbox(key="proposed_year").set_value(2027)
    app.run()
    app.session_state["proposed_grid_0_2027_double11-618_"] = {
        "edited_rows": {0: {"take": False}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.text_input(key="proposed_reason_0").set_value("calendar of the year")
    app.run()
    next(one for one in app.button if one.key == "save_proposed").click()
    app.run()
    assert "The events are added." in texts(app)
    words = desk.centre_table(PLANNER, "small", "events").words
    assert len({row["kind"] for row in words}) == 1
    shapes = {row["shape"] for row in desk.centre_table(PLANNER, "small", "event_shapes").words}
    assert {row["shape"] for row in words} - {""} <= shapes
