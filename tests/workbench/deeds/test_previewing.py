"""Adjustments are seen before they are saved, on top of those that are saved already."""

from __future__ import annotations

import pytest

from data.contracts.errors import NotAllowed, RefusedInput
from workbench.access import User
from workbench.desk import Desk

ROW = {"adjustment": "a", "queue": "voice", "start_date": "2026-11-03", "end_date": "2026-11-03",
       "quantity": "volume", "kind": "factor", "value": "1.5", "reason": "show"}  # fmt: skip


def total(desk: Desk, user: User, rows: list[dict[str, str]]) -> tuple[float, float]:
    plan = desk.plans(user)[0].plan_id
    made = desk.preview_adjustments(user, plan, rows)
    day = made.before["ts"].dt.strftime("%Y-%m-%d").eq("2026-11-03") & made.before["queue"].eq("voice")
    return float(made.before.loc[day, "volume"].sum()), float(made.after.loc[day, "volume"].sum())


def test_nothing_is_saved_by_looking(planned: Desk, planner: User) -> None:
    before, after = total(planned, planner, [ROW])
    assert after == pytest.approx(1.5 * before)
    assert planned.centre_edits(planner, "small").empty


def test_it_starts_from_what_is_saved(planned: Desk, planner: User) -> None:
    table = planned.centre_table(planner, "small", "forecast_adjustments")
    planned.edit_centre(planner, "small", [table.edit(None, ROW)], "show")
    first = total(planned, planner, [])[0]
    before, after = total(planned, planner, [{**ROW, "adjustment": "b", "value": "2"}])
    assert before == pytest.approx(first)
    assert after == pytest.approx(2 * first)


def test_nonsense_is_refused_and_the_right_is_asked(planned: Desk, planner: User) -> None:
    with pytest.raises(RefusedInput, match="before it starts"):
        total(planned, planner, [{**ROW, "end_date": "2026-11-01"}])
    with pytest.raises(NotAllowed):
        planned.preview_adjustments(User("amy", "agent", "A1"), planned.plans(planner)[0].plan_id, [ROW])
