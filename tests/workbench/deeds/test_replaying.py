"""A stored plan replayed with its edits: nothing is stored, and what cannot be is refused."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.errors import NotAllowed, NotFound, RefusedInput
from scheduling.adjust.cell import Cell
from workbench.access import User
from workbench.desk import Desk, Edit


@pytest.fixture
def plan(planned: Desk, planner: User) -> str:
    stored = planned.latest_plan(planner)
    assert stored is not None
    return stored.plan_id


def test_the_plan_as_it_was_made_gives_the_replay_it_has(planned: Desk, planner: User, plan: str) -> None:
    made = planned.replay(planner, plan)
    pd.testing.assert_frame_equal(made.replay, planned.table(planner, plan, "replay"), check_exact=False)
    pd.testing.assert_frame_equal(made.breaks, planned.table(planner, plan, "replay_breaks"), check_dtype=False)


def test_an_edit_is_replayed(planned: Desk, planner: User, plan: str) -> None:
    before = planned.replay(planner, plan, paths=4)
    roster = planned.table(planner, plan, "roster")
    day = roster.loc[(roster["group"] == "voice-sh"), "date"].iloc[0]
    agents = roster.loc[(roster["group"] == "voice-sh") & (roster["date"] == day), "agent"]
    targets = [f"{agent}|{day.date()}" for agent in agents]
    seen = [planned.cell(planner, plan, target) for target in targets]
    off = Cell().as_json()
    planned.adjust(planner, plan, [Edit(one.target, one.before, off) for one in seen], "all ill")
    after = planned.replay(planner, plan, paths=4)
    assert after.edits == len(targets)

    def level(made):
        days = made.days
        return days.loc[(days["queue"] == "voice") & (days["date"] == day), "service_level"].iloc[0]

    assert level(after) < level(before)


def test_one_day_alone(planned: Desk, planner: User, plan: str) -> None:
    made = planned.replay(planner, plan, paths=3, seed=5, day=pd.Timestamp("2026-11-04"))
    assert made.days["date"].unique().tolist() == [pd.Timestamp("2026-11-04")]
    assert made.centre.replay.seed == 5


def test_all_that_cannot_be_is_told_at_once(planned: Desk, planner: User, plan: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        planned.replay(planner, plan, paths=0, seed=-1, day=pd.Timestamp("2026-12-24"))
    assert [fault.code for fault in refused.value.faults] == ["replay.paths", "replay.seed", "replay.day"]


def test_an_unknown_plan_and_a_stranger_are_refused(planned: Desk, planner: User, plan: str) -> None:
    with pytest.raises(NotFound):
        planned.replay(planner, "nothing")
    with pytest.raises(NotAllowed):
        planned.replay(User("A1", "agent", "A1"), plan)
