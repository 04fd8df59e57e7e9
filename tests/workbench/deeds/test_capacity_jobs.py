"""Capacity plans of a centre's plan: made from its settings, listed by centre."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from workbench import jobs
from workbench.access import User
from workbench.desk import Desk


def test_the_settings_of_the_plan_are_planned_and_the_run_is_listed(
    planned: Desk, planner: User, monkeypatch: pytest.MonkeyPatch
):
    seen: list[Any] = []

    class Made:
        key = "cap1"

    def plan_capacity(user: User, folder: Path, months: int, quantile: float, **_: object) -> Made:
        seen.append((planned.check_centre(user, folder).name, months, quantile))
        return Made()

    monkeypatch.setattr(planned, "plan_capacity", plan_capacity)
    stored = planned.latest_plan(planner)
    assert stored is not None
    given = {"plan": stored.plan_id, "centre": "small", "months": 6, "quantile": 0.8}
    planned.store.jobs.add("j1", "capacity_of_plan", given, planner.name, datetime.now(UTC))
    assert jobs.run(planned, "j1").state == "done"
    assert seen == [("small", 6, 0.8)]
    (run,) = planned.capacity_runs(planner, "small")
    assert (run.key, run.months, run.quantile) == ("cap1", 6, 0.8)
    assert planned.capacity_runs(planner, "other") == []
