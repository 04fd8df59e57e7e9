"""The main job, end to end, by the command line: the sample centre from nothing to a lawful roster and its exports."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from data.intake.centre import read_centre
from workbench.desk import Desk, open_desk
from workbench.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [pytest.mark.xdist_group("main job"), pytest.mark.timeout(1200)]


def checker():
    """The independent checker of the roster tests, loaded by its path."""
    spec = importlib.util.spec_from_file_location("checker", ROOT / "tests/scheduling/roster/checker.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def peakcrew(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, in a process of its own."""
    environment = {**os.environ, "PEAKCREW_VAR": str(var), "PEAKCREW_LANGUAGE": "en"}
    environment.pop("PEAKCREW_DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "workbench.cli", *words], env=environment, capture_output=True, text=True, check=False
    )


def desk_of(var: Path) -> Desk:
    return open_desk(read_settings({"PEAKCREW_VAR": str(var)}))


@pytest.fixture(scope="session")
def planned(tmp_path_factory):
    """The sample centre planned once for all tests of this file: (var, what the command printed, seconds)."""
    var = tmp_path_factory.mktemp("main_job") / "var"
    started = time.monotonic()
    done = peakcrew(var, "plan")
    assert done.returncode == 0, done.stderr
    return var, done.stdout, time.monotonic() - started


@pytest.fixture(scope="session")
def tables(planned):
    desk = desk_of(planned[0])
    user = desk.user("planner")
    plan = desk.latest_plan(user)
    names = ("requirement", "mix", "mix_flow", "orders", "shortage", "roster", "segments", "unfilled", "replay_days")
    return plan, {name: desk.table(user, plan.plan_id, name) for name in names}, desk.centre(user, plan.plan_id)


def test_no_hard_rule_is_broken_by_the_independent_checker(tables):
    _, made, centre = tables
    assert len(made["roster"]) > 2000
    assert checker().breaches(made["roster"], made["segments"], centre) == []


def test_every_solver_answer_carries_status_bound_and_gap(tables):
    plan, _, _ = tables
    reports = plan.plan.reports
    assert {report.stage for report in reports} == {"mix", "shifts", "roster"}
    for report in reports:
        assert report.status in {"optimal", "feasible"}, report
        assert report.bound is not None, report
        assert report.gap is not None, report
        assert report.bound <= report.objective + 1e-6, report


def test_no_pool_is_booked_beyond_its_seats(tables):
    _, made, centre = tables
    for name in ("orders", "roster"):
        rows = made[name]
        rows = rows if name == "orders" else rows.assign(heads=1)
        booked = rows.groupby(["pool", "date"])["heads"].sum()
        over = [
            (pool, date, heads) for (pool, date), heads in booked.items() if heads > centre.pools[pool].max_heads > 0
        ]
        assert over == []


def test_nobody_is_called_before_the_lead_time_has_passed(tables):
    _, made, centre = tables
    as_of = centre.as_of.tz_localize(None).normalize()
    assert (made["orders"]["order_by"] >= as_of).all()


def test_vip_callers_are_never_served_by_a_partner(tables):
    _, made, centre = tables
    skills = centre.tables["skills"]
    outside = set(skills.loc[skills["pool"].map(lambda name: centre.pools[name].kind) == "outsourced", "group"])
    served = set(made["mix_flow"].loc[made["mix_flow"]["queue"] == "vip_voice", "group"])
    assert served.isdisjoint(outside)


def test_the_replay_keeps_most_of_what_was_promised(tables):
    _, made, centre = tables
    days = made["replay_days"]
    promise = days["queue"].map({name: queue.target.service_level for name, queue in centre.queues.items()})
    short = (promise - days["service_level"]).clip(lower=0.0)
    assert float(short.mean()) < 0.02
    assert float(short.max()) < 0.25


def test_the_exports_hold_the_roster(planned, tables):
    var, _, _ = planned
    _, made, _ = tables
    listed = pd.read_csv(var / "exports" / "roster.csv", encoding="utf-8-sig")
    assert len(listed) == len(made["roster"])
    assert openpyxl.load_workbook(var / "exports" / "roster.xlsx", read_only=True).sheetnames
    people = made["roster"].loc[made["roster"]["kind"] == "agent", "agent"].nunique()
    assert len(list((var / "exports" / "calendars").glob("*.ics"))) >= people


def test_a_second_run_reuses_the_plan(planned):
    var, first, _ = planned
    again = peakcrew(var, "plan")
    assert again.returncode == 0, again.stderr
    assert "planned already" in again.stdout + again.stderr
    desk = desk_of(var)
    assert len(desk.plans(desk.user("planner"))) == 1
    assert first.split("Window", 1)[1].splitlines()[0] in again.stdout


def _quick(folder: Path, **staffing: str) -> Path:
    """A copy of a sample with settings that plan fast: the plainest model, few paths, short searches."""
    lines = (folder / "centre.toml").read_text(encoding="utf-8").splitlines()
    quick = {"models": '["seasonal_mean"]', "paths": "2", "shifts_limit_s": "5", "roster_limit_s": "8", **staffing}
    changed = [
        f"{key} = {quick[key]}" if (key := line.split("=")[0].strip()) in quick and "=" in line else line
        for line in lines
    ]
    (folder / "centre.toml").write_text("\n".join(changed) + "\n", encoding="utf-8")
    tomllib.loads("\n".join(changed))
    return folder


@pytest.mark.parametrize(
    ("template", "sizer", "methods"),
    [("shop", '"erlang_c"', {"erlang_c"}), ("shop20", '"peakcrew"', {"transient", "chat_mol", "deadline_workload"})],
)
def test_the_whole_chain_runs_with_another_sizer_and_another_template(tmp_path, template, sizer, methods):
    folder = tmp_path / "own"
    assert peakcrew(tmp_path / "var", "new", str(folder), "--history", "--template", template).returncode == 0
    _quick(folder, sizer=sizer)
    done = peakcrew(tmp_path / "var", "plan", str(folder))
    assert done.returncode == 0, done.stderr
    desk = desk_of(tmp_path / "var")
    user = desk.user("planner")
    plan = desk.latest_plan(user)
    requirement = desk.table(user, plan.plan_id, "requirement")
    assert methods <= set(requirement["method"])
    centre = read_centre(folder)
    roster, segments = (desk.table(user, plan.plan_id, name) for name in ("roster", "segments"))
    assert checker().breaches(roster, segments, centre) == []
