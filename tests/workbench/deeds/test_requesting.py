"""Swaps and offers through the desk: each step is kept, edits land with the step or not at all, undo works."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.errors import Conflict, NotAllowed, RefusedInput
from workbench.access import User
from workbench.desk import Absent, Desk, Happened, Offer, Swap


def pair(desk: Desk, user: User, plan: str) -> Swap:
    """A shift that somebody of its group who is off that day can take."""
    roster = desk.table(user, plan, "roster")
    people = desk.centre(user, plan).tables["agents"]
    for row in roster[roster["kind"] == "agent"].to_dict("records"):
        busy = set(roster.loc[roster["date"] == row["date"], "agent"])
        for other in people.loc[people["group"] == row["group"], "agent"]:
            swap = Swap(str(row["agent"]), row["date"], str(other))
            if other not in busy and not desk.judge_swap(user, plan, swap).hard:
                return swap
    raise AssertionError("nobody can take any shift")


def newest_plan(desk: Desk, user: User) -> str:
    stored = desk.latest_plan(user)
    assert stored is not None
    return stored.plan_id


def test_a_swap_is_asked_agreed_approved_and_undone(planned: Desk, planner: User):
    plan = newest_plan(planned, planner)
    swap = pair(planned, planner, plan)
    before = planned.table(planner, plan, "roster")
    request = planned.ask_swap(planner, plan, swap, "a wedding")
    planned.answer_swap(User(swap.other, "agent", swap.other), plan, request, True, "fine")
    edits = planned.decide_swap(planner, plan, request, True, "fine")
    after = planned.table(planner, plan, "roster")
    assert ((after["agent"] == swap.other) & (after["date"] == swap.date)).any()
    assert not ((after["agent"] == swap.agent) & (after["date"] == swap.date)).any()
    assert planned.request_steps(planner, plan, request)["state"].tolist() == ["asked", "agreed", "approved"]
    for edit in reversed(edits):
        planned.undo(planner, plan, edit, "no wedding")
    again = planned.table(planner, plan, "roster")
    assert again["agent"].tolist() == before["agent"].tolist()


def test_the_second_of_two_decisions_hears_of_the_first(planned: Desk, planner: User):
    plan = newest_plan(planned, planner)
    request = planned.ask_swap(planner, plan, pair(planned, planner, plan), "a wedding")
    planned.decide_swap(planner, plan, request, False, "short of people")
    with pytest.raises(Conflict):
        planned.decide_swap(planner, plan, request, False, "again")
    steps = planned.store.requests.of_plan(plan)
    late = steps.iloc[[0]].assign(edit_id="late", seen_edit=steps["edit_id"].iloc[0], state="agreed")
    with pytest.raises(Conflict):
        planned.store.requests.append(late)


def test_agents_speak_for_themselves_only(planned: Desk, planner: User):
    plan = newest_plan(planned, planner)
    swap = pair(planned, planner, plan)
    with pytest.raises(NotAllowed):
        planned.ask_swap(User("x", "agent", swap.other), plan, swap, "mine now")


def test_an_offer_is_filled_by_those_who_accept(planned: Desk, planner: User):
    plan = newest_plan(planned, planner)
    swap = pair(planned, planner, plan)
    people = planned.centre(planner, plan).tables["agents"].set_index("agent")
    group = str(people.loc[swap.other, "group"])
    offer = next(
        Offer("overtime", group, swap.date, shift, 1)
        for shift in planned.centre(planner, plan).shifts
    )  # fmt: skip
    asked = planned.open_offer(planner, plan, offer, "live show")
    assert asked.candidates
    who = asked.candidates[0].agent
    assert planned.answer_offer(planner, plan, asked.request, who, True, "gladly") == "closed"
    roster = planned.table(planner, plan, "roster")
    assert ((roster["agent"] == who) & (roster["date"] == swap.date)).any()
    with pytest.raises(Conflict):
        planned.answer_offer(planner, plan, asked.request, who, True, "again")


def test_a_repair_is_saved_whole_and_refused_where_the_roster_moved_on(planned: Desk, planner: User):
    plan = newest_plan(planned, planner)
    roster = planned.table(planner, plan, "roster")
    first = roster[roster["kind"] == "agent"].sort_values("start_ts").iloc[0]
    now = first["start_ts"] - pd.Timedelta(hours=1)
    happened = Happened((Absent(str(first["agent"]), now, now + pd.Timedelta(days=1)),))
    made = planned.repair(planner, plan, happened, now)
    saved = planned.apply_changes(planner, plan, [*made.facts, *made.changes], "ill")
    assert len(saved.edit_ids) == len(made.facts) + len(made.changes)
    after = planned.table(planner, plan, "roster")
    assert not ((after["agent"] == first["agent"]) & (after["date"] == first["date"])).any()
    with pytest.raises((Conflict, RefusedInput)):
        planned.apply_changes(planner, plan, made.facts, "twice")
