"""Tables of plans come as they were saved, adjusted where people edited, and only to who may see them."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.columns import checked
from data.contracts.errors import NotAllowed, NotFound
from data.contracts.tables import STAGE_TABLES, content_hash
from workbench.access import User
from workbench.desk import Desk


def plan_id(desk: Desk, user: User) -> str:
    stored = desk.latest_plan(user)
    assert stored is not None
    return stored.plan_id


def test_every_table_of_a_plan_keeps_its_contract_and_its_hash(planned: Desk, planner: User) -> None:
    stored = planned.plan(planner, plan_id(planned, planner))
    for name, stored_hash in stored.plan.tables.items():
        table = planned.table(planner, stored.plan_id, name)
        checked(STAGE_TABLES[name], table)
        assert content_hash(name, table) == stored_hash, name


def test_the_plan_knows_the_centre_and_history_it_was_made_from(planned: Desk, planner: User) -> None:
    centre = planned.centre(planner, plan_id(planned, planner))
    assert (centre.name, len(centre.tables["agents"])) == ("small", 8)
    assert len(planned.history(planner, plan_id(planned, planner))) == 2464


def test_a_caller_who_changes_a_table_changes_only_his_own(planned: Desk, planner: User) -> None:
    plan = plan_id(planned, planner)
    mine = planned.table(planner, plan, "mix")
    mine["heads"] = 0.0
    mine.loc[0, "group"] = "x"
    assert planned.table(planner, plan, "mix")["heads"].sum() > 0
    assert planned.table(planner, plan, "mix").loc[0, "group"] != "x"


def test_an_agent_sees_own_shifts_and_nothing_else(planned: Desk, planner: User) -> None:
    plan, agent = plan_id(planned, planner), User("a1", "agent", "A1")
    roster = planned.table(agent, plan, "roster")
    assert set(roster["agent"]) == {"A1"}
    assert set(planned.table(agent, plan, "segments")["shift_id"]) == set(roster["shift_id"])
    for deed in (lambda: planned.table(agent, plan, "mix"), lambda: planned.plans(agent)):
        with pytest.raises(NotAllowed):
            deed()


def test_a_partner_sees_own_pools_only_and_a_nobody_sees_nothing(planned: Desk, planner: User) -> None:
    plan = plan_id(planned, planner)
    assert set(planned.table(User("p", "partner", "Partner A"), plan, "roster")["pool"]) == {"pa"}
    assert planned.table(User("p", "partner"), plan, "roster").empty


def test_what_is_not_there_is_told_with_what_is(planned: Desk, planner: User) -> None:
    with pytest.raises(NotFound, match=r"It has: .*mix"):
        planned.table(planner, plan_id(planned, planner), "nix")
    with pytest.raises(NotFound, match="no plan nix"):
        planned.table(planner, "nix", "mix")


def test_an_empty_store_has_no_latest_plan(desk: Desk, planner: User) -> None:
    assert desk.latest_plan(planner) is None
    assert desk.plans(planner) == []


def test_tables_are_remembered_by_content(planned: Desk, planner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_id(planned, planner)
    first = planned.table(planner, plan, "forecast")
    monkeypatch.setattr(planned.store.artefacts, "table", None)  # asking again would fail
    pd.testing.assert_frame_equal(planned.table(planner, plan, "forecast"), first)
