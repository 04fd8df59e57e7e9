"""Planners edit a centre's tables; the next plan is made with the edits and keeps them as its inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.contracts.errors import Conflict, NotAllowed, NotFound, RefusedInput
from workbench.access import User
from workbench.desk import Desk

MORE = {
    "adjustment": "more", "queue": "voice", "start_date": "2026/11/3", "end_date": "2026-11-03",
    "quantity": "volume", "kind": "factor", "value": "150%", "reason": "",
}  # fmt: skip
BOB = User("bob", "planner")


@pytest.fixture
def folder(planned: Desk) -> Path:
    return planned.settings.var.parent / "small"


def add(desk: Desk, user: User, row: dict[str, str], table: str = "forecast_adjustments") -> tuple[str, ...]:
    return desk.edit_centre(user, "small", [desk.centre_table(user, "small", table).edit(None, row)], "live show")


def test_a_row_is_added_in_one_form_signed_and_with_its_reason(planned: Desk, planner: User) -> None:
    (edit_id,) = add(planned, planner, MORE)
    table = planned.centre_table(planner, "small", "forecast_adjustments")
    assert table.keys == ("more",)
    assert table.seen == {"more": edit_id}
    row = table.rows.iloc[0]
    assert (str(row["start_date"].date()), row["value"], row["author"], row["reason"]) == (
        "2026-11-03", 1.5, "planner", "live show",
    )  # fmt: skip
    history = planned.centre_edits(planner, "small", "forecast_adjustments")
    assert history[["edit_id", "author", "reason", "before"]].to_numpy().tolist() == [
        [edit_id, "planner", "live show", ""]
    ]


def test_wrong_words_are_named_by_table_row_and_column_and_nothing_is_saved(planned: Desk, planner: User) -> None:
    with pytest.raises(RefusedInput) as refused:
        add(planned, planner, {**MORE, "queue": "vioce", "value": "0", "end_date": "2026-11-01"})
    assert {(fault.file, fault.column) for fault in refused.value.faults} == {
        ("forecast_adjustments more", name) for name in ("queue", "value", "end_date")
    }
    with pytest.raises(RefusedInput, match="column value: 'lots' is not a number"):
        add(planned, planner, {**MORE, "value": "lots"})
    with pytest.raises(RefusedInput, match="column reason: the cell has more than 500"):
        add(planned, planner, {**MORE, "reason": "x" * 501})
    with pytest.raises(RefusedInput, match="no reason"):
        planned.edit_centre(planner, "small", [], " ")
    assert planned.centre_edits(planner, "small").empty


def test_the_second_of_two_writers_is_told(planned: Desk, planner: User) -> None:
    add(planned, planner, MORE)
    mine = planned.centre_table(planner, "small", "forecast_adjustments")
    wish = mine.edit(mine.words[0], {"value": "2"})
    planned.edit_centre(BOB, "small", [mine.edit(mine.words[0], {"value": "3"})], "more still")
    with pytest.raises(Conflict, match="bob changed more in forecast_adjustments"):
        planned.edit_centre(planner, "small", [wish], "twice")


def test_a_row_whose_key_changes_is_one_removed_and_one_added(planned: Desk, planner: User) -> None:
    add(planned, planner, MORE)
    table = planned.centre_table(planner, "small", "forecast_adjustments")
    assert len(planned.edit_centre(planner, "small", [table.edit(table.words[0], {"adjustment": "b"})], "name")) == 2
    assert planned.centre_table(planner, "small", "forecast_adjustments").keys == ("b",)
    add(planned, planner, MORE)  # the old name is free again
    assert planned.centre_table(planner, "small", "forecast_adjustments").keys == ("more", "b")


def test_a_row_that_is_there_cannot_be_added(planned: Desk, planner: User) -> None:
    add(planned, planner, MORE)
    with pytest.raises(Conflict):
        add(planned, planner, MORE)


def test_undo_is_a_counter_edit_and_only_of_the_newest(planned: Desk, planner: User) -> None:
    (first,) = add(planned, planner, MORE)
    table = planned.centre_table(planner, "small", "forecast_adjustments")
    (second,) = planned.edit_centre(planner, "small", [table.edit(table.words[0], {"value": "2"})], "more")
    with pytest.raises(Conflict, match="Undo the newer edit first"):
        planned.undo_centre_edit(planner, "small", first, "oops")
    (third,) = planned.undo_centre_edit(planner, "small", second, "oops")
    assert planned.centre_table(planner, "small", "forecast_adjustments").rows["value"].tolist() == [1.5]
    planned.undo_centre_edit(planner, "small", third, "yes, more")
    assert planned.centre_table(planner, "small", "forecast_adjustments").rows["value"].tolist() == [2.0]
    with pytest.raises(NotFound):
        planned.undo_centre_edit(planner, "small", "ghost", "oops")


def test_only_planners_edit_and_only_tables_that_are_theirs(planned: Desk, planner: User) -> None:
    manager = User("max", "manager")
    table = planned.centre_table(manager, "small", "forecast_adjustments")
    with pytest.raises(NotAllowed):
        planned.edit_centre(manager, "small", [table.edit(None, MORE)], "no right")
    with pytest.raises(NotAllowed):
        planned.undo_centre_edit(manager, "small", "any", "no right")
    with pytest.raises(NotFound, match="forecast_adjustments"):
        planned.centre_table(planner, "small", "agents")
    with pytest.raises(NotFound, match="holds the centre small"):
        planned.centre_table(planner, "large", "events", planned.settings.var.parent / "small")
    with pytest.raises(NotFound, match="has no plan yet"):
        planned.centre_table(planner, "nowhere", "events")


def test_a_plan_is_made_with_the_edits_and_keeps_them(planned: Desk, planner: User, folder: Path) -> None:
    base = planned.plans(planner)[0]
    (edit_id,) = add(planned, planner, MORE)
    made = planned.replan(planner, base.plan_id).stored
    assert made.plan_id != base.plan_id
    assert planned.make_plan(planner, folder).stored.plan_id == made.plan_id  # the folder and its edits say the same
    assert planned.centre(planner, made.plan_id).tables["forecast_adjustments"]["adjustment"].tolist() == ["more"]
    assert planned.make_scenario(planner, base.plan_id, {}).stored.plan_id == base.plan_id
    assert planned.centre_table(planner, "small", "forecast_adjustments").left_out == ()
    planned.undo_centre_edit(planner, "small", edit_id, "show is off")
    assert planned.make_plan(planner, folder).stored.plan_id == base.plan_id
    assert planned.replan(planner, made.plan_id).stored.plan_id == base.plan_id


def test_an_edit_that_no_longer_fits_is_told_by_the_plan(planned: Desk, planner: User, folder: Path) -> None:
    events = "event,queue,date,kind,offset_d,size,shape,note\nsale,voice,2026-11-03,sale,0,{size},,\n"
    (folder / "events.csv").write_text(events.format(size=2))
    table = planned.centre_table(planner, "small", "events", folder)
    planned.edit_centre(planner, "small", [table.edit(table.words[0], {"size": "3"})], "bigger", folder)
    (folder / "events.csv").write_text(events.format(size=4))
    made = planned.make_plan(planner, folder)
    assert [edit.row_key for edit in made.left_out] == ["sale|voice|2026-11-03"]
    assert made.stored.plan.warnings[0].startswith("The edit of sale|voice|2026-11-03 in events by planner")
    assert planned.centre(planner, made.stored.plan_id).tables["events"]["size"].tolist() == [4.0]
    planned.undo_centre_edit(planner, "small", made.left_out[0].edit_id, "dismissed", folder)
    assert planned.centre_table(planner, "small", "events", folder).left_out == ()
