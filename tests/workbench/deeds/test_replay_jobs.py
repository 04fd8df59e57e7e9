"""A replay as a job: kept, told once, and found again by who opens the page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.contracts.errors import NotAllowed, NotFound
from workbench import jobs
from workbench.access import User
from workbench.desk import Desk


def test_a_replay_is_kept_and_found_again(planned: Desk, planner: User):
    stored = planned.latest_plan(planner)
    assert stored is not None
    given = {"plan": stored.plan_id, "paths": 2, "day": "2026-11-03", "edits": 0}
    planned.store.jobs.add("j1", "replay", given, planner.name, datetime.now(UTC))
    assert jobs.run(planned, "j1").state == "done"
    (run,) = planned.replay_runs(planner, stored.plan_id)
    assert (run.day, run.paths, run.author) == ("2026-11-03", 2, "planner")
    tables = planned.replay_run(planner, run.result)
    assert set(tables["replay_days"]["date"].dt.strftime("%Y-%m-%d")) == {"2026-11-03"}
    assert planned.keep_replay(planner, stored.plan_id, paths=2, day="2026-11-03") == run.result


def test_only_who_may_plan_starts_one(planned: Desk):
    stored = planned.latest_plan(User("planner", "planner"))
    assert stored is not None
    with pytest.raises(NotAllowed):
        planned.start_replay(User("amy", "agent", "A1"), stored.plan_id)
    with pytest.raises(NotFound):
        planned.replay_run(User("planner", "planner"), "none")
