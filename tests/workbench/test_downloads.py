"""Downloads hold what is saved at the moment of asking."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from data.contracts.errors import NotFound
from workbench.access import User
from workbench.desk import Desk, Edit
from workbench.downloads import export_file


def plan_of(desk: Desk, user: User) -> str:
    stored = desk.latest_plan(user)
    assert stored is not None
    return stored.plan_id


def test_an_edit_is_in_the_next_download(planned: Desk, planner: User):
    plan = plan_of(planned, planner)
    before = export_file(planned, planner, plan, "en", "roster.csv")
    row = planned.table(planner, plan, "roster").query("kind == 'agent'").iloc[0]
    target = f"{row['agent']}|{row['date']:%Y-%m-%d}"
    cell = planned.cell(planner, plan, target)
    planned.adjust(planner, plan, [Edit(target, cell.before, json.dumps({"shift": ""}), cell.seen_edit)], "ill")
    after = export_file(planned, planner, plan, "en", "roster.csv")
    assert len(after.splitlines()) == len(before.splitlines()) - 1


def test_a_folder_comes_as_one_zip(planned: Desk, planner: User):
    body = export_file(planned, planner, plan_of(planned, planner), "en", "calendars")
    names = zipfile.ZipFile(io.BytesIO(body)).namelist()
    assert names
    assert all(name.endswith(".ics") for name in names)


def test_an_unknown_export_says_so(planned: Desk, planner: User):
    with pytest.raises(NotFound, match="no export nix"):
        export_file(planned, planner, plan_of(planned, planner), "en", "nix")
