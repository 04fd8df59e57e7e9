"""An edit is judged before it is saved, carries a reason, and never overwrites what its author has not seen."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from data.contracts.errors import Conflict, NotAllowed, NotFound, RefusedInput
from workbench.access import User
from workbench.desk import Desk, Edit


@pytest.fixture
def plan(planned: Desk, planner: User) -> str:
    stored = planned.latest_plan(planner)
    assert stored is not None
    return stored.plan_id


def shift_of(desk: Desk, user: User, plan: str, agent: str) -> pd.Series:
    roster = desk.table(user, plan, "roster")
    return roster[roster["agent"] == agent].sort_values("start_ts").iloc[0]


def day_off(desk: Desk, user: User, plan: str, agent: str = "A1") -> Edit:
    """Take the first shift of an agent out."""
    target = f"{agent}|{shift_of(desk, user, plan, agent)['date'].date()}"
    seen = desk.cell(user, plan, target)
    return Edit(target, seen.before, json.dumps({"shift": ""}), seen.seen_edit)


def too_early(desk: Desk, user: User, plan: str, agent: str = "A1") -> Edit:
    """Let the second of two shifts on neighbouring days start a few hours after the first."""
    first = shift_of(desk, user, plan, agent)
    target = f"{agent}|{(first['date'] + pd.Timedelta(days=1)).date()}"
    seen = desk.cell(user, plan, target)
    day = target.partition("|")[2]
    after = {"shift": "E", "start": f"{day}T00:30", "end": f"{day}T09:30", "breaks": "-"}
    return Edit(target, seen.before, json.dumps(after), seen.seen_edit)


def test_a_saved_edit_is_in_the_roster_with_its_author_and_reason(planned: Desk, planner: User, plan: str) -> None:
    edit = day_off(planned, planner, plan)
    before = planned.table(planner, plan, "roster")
    saved = planned.adjust(planner, plan, [edit], "dentist")
    assert len(planned.table(planner, plan, "roster")) == len(before) - 1
    row = planned.adjustments(planner, plan).iloc[0]
    assert (row["edit_id"], row["author"], row["reason"]) == (saved.edit_ids[0], "planner", "dentist")


def test_a_breach_of_a_hard_rule_is_told_at_once_and_not_saved(planned: Desk, planner: User, plan: str) -> None:
    edit = too_early(planned, planner, plan)
    assert "rule.min_rest" in [fault.code for fault in planned.judge(planner, plan, [edit])]
    with pytest.raises(RefusedInput) as refused:
        planned.adjust(planner, plan, [edit], "swap")
    assert refused.value.faults[0].values["agent"] == "A1"
    assert planned.adjustments(planner, plan).empty


def test_only_who_has_the_right_overrules_a_rule(planned: Desk, planner: User, plan: str) -> None:
    edit = too_early(planned, planner, plan)
    with pytest.raises(NotAllowed, match="overrule"):
        planned.adjust(planner, plan, [edit], "emergency", overrule=True)
    saved = planned.adjust(User("root", "administrator"), plan, [edit], "emergency", overrule=True)
    assert "rule.min_rest" in [fault.code for fault in saved.warnings]


def test_the_second_of_two_planners_is_told_of_the_first(planned: Desk, planner: User, plan: str) -> None:
    edit = day_off(planned, planner, plan)
    planned.adjust(User("amy", "planner"), plan, [edit], "sick")
    with pytest.raises(Conflict) as conflict:
        planned.adjust(planner, plan, [edit], "swap")
    assert conflict.value.values["author"] == "amy"
    assert conflict.value.values["reason"] == "sick"


def test_an_undo_is_a_counter_edit(planned: Desk, planner: User, plan: str) -> None:
    before = planned.table(planner, plan, "roster")
    saved = planned.adjust(planner, plan, [day_off(planned, planner, plan)], "sick")
    planned.undo(planner, plan, saved.edit_ids[0], "well again")
    same = ["agent", "date", "start_ts", "end_ts", "shift"]
    after = planned.table(planner, plan, "roster")
    pd.testing.assert_frame_equal(
        after[same].sort_values(["agent", "date"], ignore_index=True),
        before[same].sort_values(["agent", "date"], ignore_index=True),
    )
    assert len(planned.adjustments(planner, plan)) == 2
    with pytest.raises(Conflict, match="newer edit first"):
        planned.undo(planner, plan, saved.edit_ids[0], "again")
    with pytest.raises(NotFound):
        planned.undo(planner, plan, "nix", "")


def test_an_edit_without_a_reason_is_refused(planned: Desk, planner: User, plan: str) -> None:
    with pytest.raises(RefusedInput, match="no reason"):
        planned.adjust(planner, plan, [day_off(planned, planner, plan)], "  ")


@pytest.mark.parametrize("role", ["manager", "agent", "partner"])
def test_who_may_not_edit_is_refused_before_anything_else(planned: Desk, planner: User, plan: str, role: str) -> None:
    with pytest.raises(NotAllowed):
        planned.adjust(User("x", role), plan, [day_off(planned, planner, plan)], "because")


def test_edits_belong_to_their_plan_and_outlive_the_desk(planned: Desk, planner: User, plan: str) -> None:
    from workbench.desk import open_desk

    planned.adjust(planner, plan, [day_off(planned, planner, plan)], "sick")
    other = open_desk(planned.settings)
    pd.testing.assert_frame_equal(other.table(planner, plan, "roster"), planned.table(planner, plan, "roster"))
    other.store.close()


def test_a_reason_is_one_line_of_plain_words_and_no_essay(planned: Desk, planner: User, plan: str) -> None:
    planned.adjust(planner, plan, [day_off(planned, planner, plan)], " dentist\x00\n  at ten ")
    assert planned.adjustments(planner, plan)["reason"].tolist() == ["dentist at ten"]
    with pytest.raises(RefusedInput, match="1001 characters"):
        planned.adjust(planner, plan, [day_off(planned, planner, plan, "A2")], "x" * 1001)
