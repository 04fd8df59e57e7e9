"""Exports hold the edits; what is published appears whole, once for each state of the plan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.contracts.errors import NotAllowed
from workbench.access import User
from workbench.desk import Desk, Edit


@pytest.fixture
def plan(planned: Desk, planner: User) -> str:
    return planned.plans(planner)[0].plan_id


def take_first_shift_out(desk: Desk, user: User, plan: str) -> str:
    row = desk.table(user, plan, "roster").iloc[0]
    seen = desk.cell(user, plan, f"{row['agent']}|{row['date'].date()}")
    desk.adjust(user, plan, [Edit(seen.target, seen.before, json.dumps({"shift": ""}), seen.seen_edit)], "sick")
    return str(row["shift_id"])


def test_exports_hold_the_edits(planned: Desk, planner: User, plan: str, tmp_path: Path) -> None:
    files = planned.export(planner, plan, tmp_path / "out")
    assert {"calendars", "roster.csv", "roster.xlsx"} <= {file.name for file in files}
    before = (tmp_path / "out" / "roster.csv").read_text(encoding="utf-8-sig")
    shift_id = take_first_shift_out(planned, planner, plan)
    planned.export(planner, plan, tmp_path / "out")
    after = (tmp_path / "out" / "roster.csv").read_text(encoding="utf-8-sig")
    assert shift_id in before
    assert shift_id not in after


def test_a_plan_is_published_once_and_again_when_it_was_edited(planned: Desk, planner: User, plan: str) -> None:
    first = planned.publish(planner, plan)
    assert planned.publish(planner, plan) == first
    assert Path(first.folder, "roster.csv").is_file()
    current = Path(first.folder).parent / "current"
    assert current.resolve() == Path(first.folder)
    take_first_shift_out(planned, planner, plan)
    second = planned.publish(planner, plan)
    assert (second.version, second.edits, first.edits) == (1, 1, 0)
    assert current.resolve() == Path(second.folder) != Path(first.folder)
    assert [publication.edits for publication in planned.publications(planner, "small")] == [1, 0]
    assert planned.plan(planner, plan).status == "published"


def test_a_published_plan_is_not_made_again(planned: Desk, planner: User, plan: str) -> None:
    from data.contracts.errors import Conflict

    planned.publish(planner, plan)
    with pytest.raises(Conflict, match="published or edited"):
        planned.make_plan(planner, planned.settings.var.parent / "small", again=True)


@pytest.mark.parametrize("role", ["agent", "partner"])
def test_who_may_not_hand_out_is_refused(planned: Desk, plan: str, tmp_path: Path, role: str) -> None:
    stranger = User("x", role)
    for deed in (lambda: planned.publish(stranger, plan), lambda: planned.export(stranger, plan, tmp_path / "o")):
        with pytest.raises(NotAllowed):
            deed()
    assert not (tmp_path / "o").exists()
