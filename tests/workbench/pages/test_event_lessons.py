"""What an event taught: told once history has arrived for its days."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.workbench.conftest import write_history
from workbench.access import User
from workbench.desk import Desk, open_desk
from workbench.settings import Settings

PLANNER = User("planner", "planner")


@pytest.fixture
def desk(planned_home: Path) -> Desk:
    return open_desk(Settings(planned_home / "var", f"sqlite:///{planned_home / 'var' / 'peakcrew.db'}"))


def texts(app: Any) -> str:
    return "\n".join(str(one.value) for one in (*app.error, *app.warning, *app.info, *app.success, *app.caption))


def seed_event(desk: Desk) -> None:
    table = desk.centre_table(PLANNER, "small", "events")
    row = {"event": "show", "queue": "*", "date": "2026-11-03", "kind": "live", "offset_d": "0", "size": "1.5"}
    desk.edit_centre(PLANNER, "small", [table.edit(None, row)], "launch")


def test_an_event_that_is_over_teaches_something(desk: Desk, planned_home: Path, open_page):
    assert "Nothing yet: once history has arrived" in texts(open_page("forecast", tab="events"))
    seed_event(desk)
    desk.replan(PLANNER, desk.plans(PLANNER)[0].plan_id)
    later = write_history(planned_home / "later.csv", weeks=1, factor=2.0, last="2026-11-08")
    desk.import_history(PLANNER, later, planned_home / "small")
    app = open_page("forecast", tab="events", queue="voice")
    app.selectbox(key="lesson_event").set_value("show")
    app.run()
    assert not app.exception
    assert [error.value for error in app.error] == []
    listed = next(table.value for table in app.dataframe if "believed_after" in table.value)
    assert len(listed) == 1
    assert any("contacts came" in one.value for one in app.markdown)
