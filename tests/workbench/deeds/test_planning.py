"""The same inputs are planned once; a stopped run resumes; what-ifs start from what their base was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.contracts.errors import Cancelled, NotAllowed, RefusedInput
from workbench.access import User
from workbench.desk import Desk


def test_the_same_inputs_are_planned_once(planned: Desk, planner: User) -> None:
    folder = planned.settings.var.parent / "small"
    made = planned.make_plan(planner, folder)
    assert made.reused
    assert len(planned.plans(planner)) == 1


def test_made_again_a_draft_is_still_one_version(planned: Desk, planner: User) -> None:
    folder = planned.settings.var.parent / "small"
    first = planned.plans(planner)[0]
    made = planned.make_plan(planner, folder, again=True)
    assert not made.reused
    assert (made.stored.plan_id, made.stored.version) == (first.plan_id, 1)


def test_a_what_if_is_a_plan_of_its_own_from_the_inputs_of_its_base(planned: Desk, planner: User) -> None:
    base = planned.plans(planner)[0]
    (planned.settings.var.parent / "small" / "agents.csv").unlink()  # the folder does not matter any more
    made = planned.make_scenario(planner, base.plan_id, {"price": {"pa": 2.0}})
    assert (made.stored.version, made.stored.plan.scenario) == (2, {"price": {"pa": 2.0}})
    assert made.stored.plan.tables["forecast"] == base.plan.tables["forecast"]
    dear = planned.centre(planner, made.stored.plan_id).tables["rates"].set_index("pool")["cost_cny_per_h"]
    assert (dear["pa"], dear["own"]) == (104, 45)
    latest = planned.latest_plan(planner)
    assert latest is not None
    assert latest.plan_id == base.plan_id
    assert planned.make_scenario(planner, base.plan_id, {}).reused


def test_a_stopped_run_leaves_no_plan_and_the_next_resumes(
    desk: Desk, planner: User, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop_at_mix(share: float, doing: str) -> None:
        if doing.startswith("mix"):
            raise Cancelled("stopped")

    desk.import_folder(planner, small_folder, desk.check_centre(planner, small_folder))
    with pytest.raises(Cancelled):
        desk.make_plan(planner, small_folder, progress=stop_at_mix)
    assert desk.plans(planner) == []
    monkeypatch.setattr("workbench.pipeline.make_forecast", None)  # making it anew would fail
    assert desk.make_plan(planner, small_folder).stored.version == 1


def test_a_centre_without_history_is_refused_with_the_remedy(desk: Desk, planner: User, small_folder: Path) -> None:
    with pytest.raises(RefusedInput, match=r"no history before .* peakcrew import"):
        desk.make_plan(planner, small_folder)


def test_nonsense_in_a_what_if_is_refused_before_a_job_starts(planned: Desk, planner: User) -> None:
    base = planned.plans(planner)[0].plan_id
    with pytest.raises(RefusedInput, match="no lever weather"):
        planned.start_scenario(planner, base, {"weather": {"*": 1}})
    assert planned.jobs(planner) == []


def test_who_may_not_plan_is_refused(planned: Desk, small_folder: Path) -> None:
    agent = User("a", "agent", "A1")
    for deed in (lambda: planned.make_plan(agent, small_folder), lambda: planned.start_plan(agent, small_folder)):
        with pytest.raises(NotAllowed):
            deed()
