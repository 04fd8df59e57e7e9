"""The same inputs are planned once; a stopped run resumes; what-ifs start from what their base was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.contracts.errors import Cancelled, NotAllowed, RefusedInput
from workbench.access import User
from workbench.desk import Desk, open_desk
from workbench.settings import Settings


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


def test_planned_twice_from_nothing_every_table_has_the_same_name(
    planned: Desk, planner: User, settings: Settings, small_folder: Path
) -> None:
    desk = open_desk(settings)
    desk.import_folder(planner, small_folder, desk.check_centre(planner, small_folder))
    made, known = desk.make_plan(planner, small_folder).stored, planned.plans(planner)[0]
    desk.store.close()
    assert made.plan_id == known.plan_id
    assert dict(made.plan.tables) == dict(known.plan.tables)


def test_what_was_not_over_at_as_of_changes_no_plan(planned: Desk, planner: User) -> None:
    folder = planned.settings.var.parent / "small"
    head = folder / "centre.toml"
    text = head.read_text(encoding="utf-8").replace("10-26T00:00", "10-25T11:15").replace("11-08", "11-07")
    head.write_text(text, encoding="utf-8")
    before = planned.make_plan(planner, folder).stored.plan_id
    rows = "".join(f"voice,2026-10-{at}:00+08:00,900,900,0,900\n" for at in ("25T11:00", "25T11:30", "27T10:00"))
    file = folder.parent / "later.csv"
    file.write_text(f"queue,interval_start,offered,handled,abandoned,aht_s\n{rows}", encoding="utf-8")
    planned.import_history(planner, file, folder)
    assert planned.make_plan(planner, folder).stored.plan_id == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('[forecast]\nmodels = ["profet"]\n', "'profet' is not known. Did you mean prophet"),
        ('[staffing]\nsizer = "nix"\n', "Use one of peakcrew, erlang_c, pyworkforce"),
        ('[solver]\nbackend = "gurobi"\n', "Use one of highs, cbc"),
    ],
)
def test_names_that_nothing_answers_to_are_refused(
    desk: Desk, planner: User, small_folder: Path, given: str, said: str
) -> None:
    head = small_folder / "centre.toml"
    text = head.read_text(encoding="utf-8").partition("[forecast]")[0]
    head.write_text(text + "[forecast]\nhorizon_d = 14\n" * ("[forecast]" not in given) + given, encoding="utf-8")
    for deed in (desk.check_centre, desk.make_plan):
        with pytest.raises(RefusedInput) as refused:
            deed(planner, small_folder)
        assert said in str(refused.value)
