"""Jobs run in processes of their own, tell where they are, can be stopped, and never end unnoticed."""

from __future__ import annotations

import os
import signal
import time
from datetime import UTC, datetime, timedelta

import pytest

from data.contracts.errors import NotAllowed
from data.store.jobs import Job
from workbench import jobs
from workbench.access import User
from workbench.desk import Desk
from workbench.processes import alive, host_name

NOW = datetime.now(UTC)


def wait_for(desk: Desk, user: User, job_id: str, *states: str, seconds: float = 90) -> Job:
    until = time.monotonic() + seconds
    while (job := desk.job(user, job_id)).state not in states:
        assert time.monotonic() < until, job
        time.sleep(0.05)
    return job


def test_a_job_makes_a_plan_in_a_process_of_its_own(planned: Desk, planner: User) -> None:
    base = planned.plans(planner)[0].plan_id
    job_id = planned.start_scenario(planner, base, {"price": {"pa": 3.0}})
    job = wait_for(planned, planner, job_id, "done", "failed")
    assert (job.state, job.error, job.progress) == ("done", "", 1.0)
    assert job.pid != os.getpid()
    while alive(job.pid):  # it closes its store and goes
        time.sleep(0.05)
    planned.job(planner, job_id)
    assert planned.plan(planner, job.plan_id).plan.scenario == {"price": {"pa": 3.0}}


def test_a_job_plans_again_with_what_was_edited_since(planned: Desk, planner: User) -> None:
    base = planned.plans(planner)[0].plan_id
    planned.store.jobs.add("same", "replan", {"base": base}, "planner", NOW)
    assert jobs.run(planned, "same").plan_id == base
    sale = {"event": "sale", "queue": "*", "date": "2026-11-05", "kind": "sale", "offset_d": "0", "size": "2"}
    wish = planned.centre_table(planner, "small", "events").edit(None, sale)
    planned.edit_centre(planner, "small", [wish], "a sale nobody had told us of")
    planned.store.jobs.add("new", "replan", {"base": base}, "planner", NOW)
    made = jobs.run(planned, "new")
    assert (made.state, made.error) == ("done", "")
    assert planned.centre(planner, made.plan_id).tables["events"]["event"].tolist() == ["sale"]


def test_a_job_whose_process_is_killed_is_told_as_failed(planned: Desk, planner: User) -> None:
    base = planned.plans(planner)[0].plan_id
    job_id = planned.start_scenario(planner, base, {"price": {"pa": 4.0}})
    os.kill(planned.store.jobs.get(job_id).pid, signal.SIGKILL)
    job = wait_for(planned, planner, job_id, "done", "failed")
    assert job.state == "failed"
    assert "ended without a result" in job.error


def test_a_queued_job_is_cancelled_at_once(desk: Desk, planner: User) -> None:
    desk.store.jobs.add("j", "plan", {}, "planner", NOW)
    assert desk.cancel(planner, "j").state == "cancelled"
    assert jobs.run(desk, "j").state == "cancelled"  # its process comes too late and does nothing


def test_a_running_job_stops_at_its_next_word(planned: Desk, planner: User) -> None:
    base = planned.plans(planner)[0].plan_id
    wishes = {"volume": {"*": 1.1}}
    planned.store.jobs.add("j", "scenario", {"base": base, "wishes": wishes}, "planner", NOW)
    planned.store.jobs.change("j", stop_wanted=True)
    assert jobs.run(planned, "j").state == "cancelled"
    assert len(planned.plans(planner)) == 1


@pytest.mark.parametrize(
    ("kind", "author", "error"),
    [
        ("scenario", "planner", "There is no plan nix"),
        ("scenario", "stranger", "There is no user stranger"),
        ("dance", "planner", "Internal error (ValueError)"),
    ],
)
def test_a_job_that_fails_says_why(
    desk: Desk, kind: str, author: str, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.store.jobs.add("j", kind, {"base": "nix", "wishes": {}}, author, NOW)
    job = jobs.run(desk, "j")
    assert job.state == "failed"
    assert error in job.error
    assert ("Traceback" in capsys.readouterr().err) == (kind == "dance")


def test_a_silent_job_of_another_machine_is_told_as_failed(desk: Desk, planner: User) -> None:
    desk.store.jobs.add("j", "plan", {}, "planner", NOW)
    now = datetime.now(UTC)
    desk.store.jobs.change("j", state="running", host="elsewhere", pid=1, heartbeat=now)
    assert desk.job(planner, "j").state == "running"
    desk.store.jobs.change("j", heartbeat=now - timedelta(seconds=jobs.SILENT_S + 60))
    assert desk.job(planner, "j").state == "failed"


def test_a_job_that_lives_is_left_alone(desk: Desk, planner: User) -> None:
    desk.store.jobs.add("j", "plan", {}, "planner", NOW)
    long_ago = NOW - timedelta(hours=1)
    desk.store.jobs.change("j", state="running", host=host_name(), pid=os.getpid(), heartbeat=long_ago)
    assert desk.job(planner, "j").state == "running"


def test_who_may_not_plan_may_not_cancel(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        desk.cancel(User("a", "agent"), "j")
