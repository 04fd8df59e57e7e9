"""Edits outlive a re-plan: those that fit the next base plan are carried over once, the others are told."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from workbench.access import User
from workbench.deeds.carrying import Carrying
from workbench.deeds.planning import Planned
from workbench.desk import Desk, Edit
from workbench.nightly import run_nightly
from workbench.summary_text import told_carryover

ROOT = User("root", "administrator")


@pytest.fixture
def folder(planned: Desk) -> Path:
    return planned.settings.var.parent / "small"


@pytest.fixture
def first(planned: Desk, planner: User) -> str:
    stored = planned.latest_plan(planner)
    assert stored is not None
    return stored.plan_id


def wish(desk: Desk, plan: str, target: str, **after: object) -> Edit:
    seen = desk.cell(ROOT, plan, target)
    return Edit(target, seen.before, json.dumps(after), seen.seen_edit)


def worked_day(desk: Desk, plan: str, agent: str) -> str:
    """Target of the first shift of an agent."""
    roster = desk.table(ROOT, plan, "roster")
    return f"{agent}|{roster[roster['agent'] == agent]['date'].min().date()}"


def replan(
    folder: Path, desk: Desk, name: str = "centre.toml", old: str = "seed = 11", new: str = "seed = 12"
) -> Planned:
    """Plan again after one input has changed."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return desk.make_plan(User("planner", "planner"), folder)


def test_an_edit_of_the_plan_before_is_an_edit_of_the_next_one(
    planned: Desk, planner: User, folder: Path, first: str
) -> None:
    target = worked_day(planned, first, "A1")
    planned.adjust(User("amy", "planner"), first, [wish(planned, first, target, shift="")], "dentist")
    made = replan(folder, planned)
    second = made.stored.plan_id
    assert (second != first, made.carried, made.dropped) == (True, (target,), ())
    row = planned.adjustments(planner, second).iloc[0]
    assert (row["author"], row["reason"]) == ("amy", f"carried over from {first}: dentist")
    assert planned.cell(planner, second, target).before == json.dumps({"shift": ""})
    assert planned.carryover(planner, second).carried == (target,)
    undone = planned.undo(planner, second, row["edit_id"], "well again")
    assert planned.stale_edits(planner, second) == ()
    assert len(undone.edit_ids) == 1


def test_the_exports_of_the_next_plan_show_the_edit(planned: Desk, planner: User, folder: Path, first: str) -> None:
    target = worked_day(planned, first, "A2")
    planned.adjust(planner, first, [wish(planned, first, target, shift="")], "dentist")
    second = replan(folder, planned).stored.plan_id
    planned.export(planner, second, folder.parent / "out")
    rows = pd.read_csv(folder.parent / "out" / "roster.csv", dtype=str)
    agent, _, day = target.partition("|")
    mine = rows[(rows == agent).any(axis=1)]
    assert len(mine)
    assert not (mine == day).any(axis=None)


def test_run_again_nothing_is_carried_twice(planned: Desk, planner: User, folder: Path, first: str) -> None:
    target = worked_day(planned, first, "A1")
    planned.adjust(planner, first, [wish(planned, first, target, shift="")], "dentist")
    second = replan(folder, planned).stored.plan_id
    before = planned.adjustments(planner, second)
    known = planned.make_plan(planner, folder)
    assert (known.reused, known.carried) == (True, ())
    planned.make_plan(planner, folder, again=True)  # the same tables: its own edits stay
    pd.testing.assert_frame_equal(planned.adjustments(planner, second), before)


def test_what_was_undone_before_or_after_is_not_carried(planned: Desk, planner: User, folder: Path, first: str) -> None:
    one, two = (worked_day(planned, first, agent) for agent in ("A1", "A2"))
    saved = planned.adjust(planner, first, [wish(planned, first, one, shift="")], "sick")
    planned.undo(planner, first, saved.edit_ids[0], "well again")
    planned.adjust(planner, first, [wish(planned, first, two, shift="")], "sick")
    made = replan(folder, planned)
    assert made.carried == (two,)
    edit = planned.adjustments(planner, made.stored.plan_id).iloc[0]
    planned.undo(planner, made.stored.plan_id, edit["edit_id"], "well again")
    assert planned.make_plan(planner, folder).carried == ()
    third = replan(folder, planned, old="seed = 12", new="seed = 13")
    assert (third.carried, third.dropped) == ((), ())


def test_a_mark_names_the_plan_an_edit_was_first_made_on(
    planned: Desk, planner: User, folder: Path, first: str
) -> None:
    target = worked_day(planned, first, "A1")
    planned.adjust(planner, first, [wish(planned, first, target, shift="")], "dentist")
    replan(folder, planned)
    third = replan(folder, planned, old="seed = 12", new="seed = 13").stored.plan_id
    assert planned.adjustments(planner, third)["reason"].tolist() == [f"carried over from {first}: dentist"]


def test_an_edit_that_breaks_a_hard_rule_or_lost_its_agent_or_day_is_told(
    planned: Desk, planner: User, folder: Path, first: str
) -> None:
    early, fine = worked_day(planned, first, "A1"), worked_day(planned, first, "A2")
    gone = worked_day(planned, first, "A5")
    late = "A3|2026-11-08"
    day = str((pd.Timestamp(early.partition("|")[2]) + pd.Timedelta(days=1)).date())
    early = f"A1|{day}"
    wishes = [
        wish(planned, first, early, shift="E", start=f"{day}T00:30", end=f"{day}T09:30", breaks="-"),
        wish(planned, first, gone, shift="M", start=f"{gone[3:]}T10:30", end=f"{gone[3:]}T19:30", breaks="-"),
        wish(planned, first, late, shift="M", start="2026-11-08T10:30", end="2026-11-08T19:30", breaks="-"),
        wish(planned, first, fine, shift=""),
    ]
    planned.adjust(ROOT, first, wishes, "emergency", overrule=True)
    agents = folder / "agents.csv"
    agents.write_text(agents.read_text("utf-8").replace("\nA5,Agent 5,", "\nB5,Agent 5,"), encoding="utf-8")
    made = replan(folder, planned, old="last = 2026-11-08", new="last = 2026-11-07")
    assert made.carried == (fine,)
    codes = {edit.target: {fault.code for fault in edit.faults} for edit in made.dropped}
    assert set(codes) == {early, gone, late}
    assert "rule.min_rest" in codes[early]
    assert codes[gone] & {"edit.stale", "rule.known_agent"}
    assert codes[late] == {"edit.outside"}
    assert planned.make_plan(planner, folder).dropped == made.dropped  # told until somebody settles it
    assert planned.carryover(planner, made.stored.plan_id).dropped == made.dropped
    told = told_carryover(len(made.carried), made.dropped, "en")
    assert told[:2] == ["Edits carried over from the plan before: 1", "Edits that could not be carried over: 3"]
    assert any(line.startswith("  A3 2026-11-08 (root: emergency): 2026-11-08 is not planned") for line in told)
    again = wish(planned, made.stored.plan_id, early, shift="")
    planned.adjust(planner, made.stored.plan_id, [again], "settled")
    assert early not in [edit.target for edit in planned.make_plan(planner, folder).dropped]


def test_cut_off_between_saving_and_carrying_the_next_run_completes_it(
    planned: Desk, planner: User, folder: Path, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(self: Carrying, stored: object) -> None:
        if getattr(stored, "plan_id", "") != first:
            raise KeyboardInterrupt

    target = worked_day(planned, first, "A1")
    planned.adjust(planner, first, [wish(planned, first, target, shift="")], "dentist")
    with monkeypatch.context() as patched:
        patched.setattr(Carrying, "_carry", cut)
        with pytest.raises(KeyboardInterrupt):
            replan(folder, planned)
    second = planned.latest_plan(planner)
    assert second is not None
    assert planned.adjustments(planner, second.plan_id).empty
    other = worked_day(planned, second.plan_id, "A2")
    planned.adjust(planner, second.plan_id, [wish(planned, second.plan_id, other, shift="")], "school")
    third = replan(folder, planned, old="seed = 12", new="seed = 13")  # no run of the second plan in between
    assert set(third.carried) == {target, other}
    assert set(planned.adjustments(planner, second.plan_id)["target"]) == {target, other}


def test_edits_of_one_agent_that_are_lawful_only_together_are_carried_together(
    planned: Desk, planner: User, folder: Path, first: str
) -> None:
    mine = planned.table(planner, first, "roster").query("kind == 'agent'").sort_values(["agent", "date"])
    next_day = mine["date"].shift(-1).eq(mine["date"] + pd.Timedelta(days=1)) & mine["agent"].eq(
        mine["agent"].shift(-1)
    )
    late = mine[next_day & (mine["end_ts"].dt.hour >= 19)].iloc[0]
    agent, days = late["agent"], [str((late["date"] + pd.Timedelta(days=n)).date()) for n in (0, 1)]
    times = {"start": f"{days[1]}T06:30", "end": f"{days[1]}T15:30"}
    moved = wish(planned, first, f"{agent}|{days[1]}", shift="E", breaks="-", **times)
    assert "rule.min_rest" in [fault.code for fault in planned.judge(planner, first, [moved])]
    off = wish(planned, first, f"{agent}|{days[0]}", shift="")
    planned.adjust(planner, first, [off, moved], "swap")
    made = replan(folder, planned)
    assert (set(made.carried), made.dropped) == ({f"{agent}|{days[0]}", f"{agent}|{days[1]}"}, ())


def test_a_what_if_takes_no_edits_and_gives_none(planned: Desk, planner: User, folder: Path, first: str) -> None:
    target = worked_day(planned, first, "A1")
    planned.adjust(planner, first, [wish(planned, first, target, shift="")], "dentist")
    what_if = planned.make_scenario(planner, first, {"price": {"pa": 2.0}})
    assert what_if.carried == ()
    assert planned.adjustments(planner, what_if.stored.plan_id).empty
    own = worked_day(planned, what_if.stored.plan_id, "A2")
    planned.adjust(planner, what_if.stored.plan_id, [wish(planned, what_if.stored.plan_id, own, shift="")], "trial")
    assert replan(folder, planned).carried == (target,)


def test_an_edit_made_on_the_old_plan_after_the_new_one_stays_where_it_is(
    planned: Desk, planner: User, folder: Path, first: str
) -> None:
    second = replan(folder, planned).stored.plan_id
    planned.adjust(planner, first, [wish(planned, first, worked_day(planned, first, "A1"), shift="")], "late")
    assert planned.make_plan(planner, folder).carried == ()
    assert planned.adjustments(planner, second).empty


def test_a_nightly_run_publishes_the_edits_that_it_carried_over(
    planned: Desk, planner: User, folder: Path, first: str
) -> None:
    target = worked_day(planned, first, "A1")
    planned.adjust(planner, first, [wish(planned, first, target, shift="")], "dentist")
    head = folder / "centre.toml"
    head.write_text(head.read_text("utf-8").replace("seed = 11", "seed = 12"), encoding="utf-8")
    manager = User("planner", "planner")
    night = run_nightly(planned, manager, folder)
    assert (night.planned.carried, night.publication.edits) == ((target,), 1)
    assert not run_nightly(planned, manager, folder).published_now
