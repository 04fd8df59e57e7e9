"""Editing shifts: judged at once, refused where a hard rule forbids, saved with a reason, never over somebody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbench.access import User
from workbench.desk import Desk, Edit, open_desk
from workbench.settings import Settings

PLANNER = User("planner", "planner")


@pytest.fixture
def desk(planned_home: Path) -> Desk:
    return open_desk(Settings(planned_home / "var", f"sqlite:///{planned_home / 'var' / 'peakcrew.db'}"))


def plan_of(desk: Desk) -> str:
    stored = desk.latest_plan(PLANNER)
    assert stored is not None
    return stored.plan_id


def grid_of(app: Any) -> Any:
    """The editor's key and table."""
    grids = app.session_state["draft"].grids
    key = list(grids)[-1]
    return key, grids[key]


def edit(app: Any, *cells: tuple[str, str, str]) -> Any:
    """Pick shifts in the grid as a browser would: (agent, day, word of the shift)."""
    key, grid = grid_of(app)
    rows: dict[int, dict[str, str]] = {}
    for agent, day, word in cells:
        rows.setdefault(list(grid.index).index(agent), {})[day] = word
    app.session_state[key] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return app.run()


def two_days(desk: Desk) -> tuple[str, str, str]:
    """Somebody, a day with a shift on it, and the day after."""
    roster = desk.table(PLANNER, plan_of(desk), "roster")
    named = roster[(roster["kind"] == "agent") & (roster["date"] < roster["date"].max())]
    row = named.sort_values(["agent", "date"]).iloc[0]
    day = row["date"]
    return str(row["agent"]), f"{day:%Y-%m-%d}", f"{day + pd.Timedelta(days=1):%Y-%m-%d}"


def breach(desk: Desk) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """A late shift followed by an early one: 11 hours of rest where 12 are required."""
    agent, first, second = two_days(desk)
    return (agent, first, "L"), (agent, second, "E")


def button(app: Any, key: str) -> Any:
    return next(one for one in app.button if one.key == key)


def texts(app: Any) -> str:
    return "\n".join(str(one.value) for one in (*app.error, *app.warning, *app.info, *app.success, *app.markdown))


def test_a_breach_of_rest_is_told_at_once_in_chinese_and_blocks_saving(desk: Desk, open_page):
    app = edit(open_page("roster", "zh"), *breach(desk))
    assert not app.exception
    assert "只休息 11 小时，要求 12 小时" in app.error[0].value
    assert button(app, "save_edits").disabled
    assert desk.adjustments(PLANNER, plan_of(desk)).empty


def test_a_lawful_edit_is_saved_with_its_reason(desk: Desk, open_page):
    agent, first, _second = two_days(desk)
    app = edit(open_page("roster"), (agent, first, "off"))
    assert "All labour rules are kept." in texts(app)
    next(one for one in app.text_input if str(one.key).startswith("reason_")).set_value("dentist")
    button(app, "save_edits").click()
    app.run()
    assert "Edits saved: 1." in texts(app)
    saved = desk.adjustments(PLANNER, plan_of(desk))
    assert list(saved["reason"]) == ["dentist"]
    assert list(saved["target"]) == [f"{agent}|{first}"]


def test_without_a_reason_nothing_is_saved(desk: Desk, open_page):
    agent, first, _second = two_days(desk)
    app = edit(open_page("roster"), (agent, first, "off"))
    button(app, "save_edits").click()
    app.run()
    assert "the edit has no reason" in app.error[0].value
    assert desk.adjustments(PLANNER, plan_of(desk)).empty


def test_a_cell_put_back_is_no_edit(desk: Desk, open_page):
    agent, first, _second = two_days(desk)
    app = open_page("roster")
    before = str(grid_of(app)[1].loc[agent, first])
    app = edit(app, (agent, first, "off"))
    assert "Not saved yet: 1" in texts(app)
    app = edit(app, (agent, first, before))
    assert "Not saved yet" not in texts(app)


def test_edits_of_two_people_meet_and_nothing_is_overwritten(desk: Desk, open_page):
    agent, first, _second = two_days(desk)
    app = edit(open_page("roster"), (agent, first, "off"))
    target = f"{agent}|{first}"
    seen = desk.cell(PLANNER, plan_of(desk), target)
    theirs = Edit(target, seen.before, json.dumps({"shift": "M"}), seen.seen_edit)
    desk.adjust(PLANNER, plan_of(desk), [theirs], "swap with Amy")
    app.run()
    told = texts(app)
    assert button(app, "save_edits").disabled
    assert "swap with Amy" in told
    assert "Nothing was saved" in told
    assert len(desk.adjustments(PLANNER, plan_of(desk))) == 1
    button(app, f"put_mine_{target}").click()
    app.run()
    assert "Not saved yet: 1" in texts(app)
    next(one for one in app.text_input if str(one.key).startswith("reason_")).set_value("dentist, agreed")
    button(app, "save_edits").click()
    app.run()
    assert list(desk.adjustments(PLANNER, plan_of(desk))["reason"]) == ["swap with Amy", "dentist, agreed"]


def test_an_edit_can_be_undone(desk: Desk, open_page):
    agent, first, _second = two_days(desk)
    plan, target = plan_of(desk), f"{agent}|{first}"
    seen = desk.cell(PLANNER, plan, target)
    saved = desk.adjust(PLANNER, plan, [Edit(target, seen.before, json.dumps({"shift": ""}), seen.seen_edit)], "ill")
    app = open_page("roster")
    app.session_state["roster_tabs"] = "Edits"
    app.run()
    button(app, f"undo_{saved.edit_ids[0]}").click()
    app.run()
    assert "The edit was undone." in texts(app)
    assert desk.cell(PLANNER, plan, target).before == seen.before


def test_a_filter_keeps_what_is_not_saved(desk: Desk, open_page):
    agent, first, _second = two_days(desk)
    app = edit(open_page("roster"), (agent, first, "off"))
    next(one for one in app.text_input if one.key == "roster_search").set_value("A8")
    app.run()
    assert "Not saved yet: 1" in texts(app)


def test_nobody_found_says_so(planned_home: Path, open_page):
    app = open_page("roster")
    next(one for one in app.text_input if one.key == "roster_search").set_value("nobody of this name")
    app.run()
    assert "Nobody fits these filters" in app.info[0].value


def test_the_answer_of_the_rules_stands_above_the_grid(desk: Desk, open_page):
    agent, first, _second = two_days(desk)
    app = edit(open_page("roster"), (agent, first, "off"))
    editor = next(tab for tab in app.tabs if tab.label == "Edit shifts")
    drawn = list(_elements(editor))
    saved = next(place for place, one in enumerate(drawn) if getattr(one, "key", "") == "save_edits")
    grid = next(place for place, one in enumerate(drawn) if "Shifts of people by day" in str(getattr(one, "proto", "")))
    assert saved < grid


def _elements(block: Any) -> Any:
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from _elements(child)
        else:
            yield child
