"""Adjustments from the command line: added, listed, removed, undone, and in the next plan."""

from __future__ import annotations

import pytest

from workbench import cli
from workbench.desk import Desk


@pytest.fixture
def folder(planned: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(planned.settings.var))
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")
    return str(planned.settings.var.parent / "small")


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["adjust", *words]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert cli.main(["adjust", *words]) == 1
    return capsys.readouterr().err


def test_an_adjustment_is_added_listed_removed_and_brought_back(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = ("--from", "2026-11-03", "--factor", "120%", "--queue", "voice", "--reason", "live show")
    assert "Adjustment voice-2026-11-03 is saved" in told(capsys, "add", folder, *more)
    assert "voice-2026-11-03-2 is saved" in told(capsys, "add", "small", *more)  # by name: it has a plan
    head, first, second = told(capsys, "list", folder).splitlines()
    assert head.split()[0] == "Adjustment"
    assert first.split() == [
        "voice-2026-11-03", "Orders", "2026-11-03", "2026-11-03", "00:00-24:00", "Contacts", "x", "1.2", "planner",
        "live", "show",
    ]  # fmt: skip
    assert second.startswith("voice-2026-11-03-2")
    assert "is removed" in told(capsys, "remove", folder, "voice-2026-11-03-2", "--reason", "twice")
    assert len(told(capsys, "list", folder).splitlines()) == 2
    told(capsys, "undo", folder, "voice-2026-11-03-2", "--reason", "not twice")
    assert len(told(capsys, "list", folder).splitlines()) == 3


def test_the_next_plan_is_made_with_it_and_its_summary_minds_what_it_does_not_reach(
    folder: str, planned: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "add", folder, "--from", "2026-11-03", "--to", "2026-11-04", "--absolute", "900", "--queue", "voice",
         "--from-time", "18:00", "--reason", "show")  # fmt: skip
    told(capsys, "add", folder, "--from", "2027-11-03", "--factor", "2", "--reason", "next year", "--name", "far")
    assert cli.main(["plan", folder]) == 0
    out, _ = capsys.readouterr()
    assert "Adjustment far changes nothing" in out
    plan = planned.plans(planned.user("planner"))[0]
    effects = planned.table(planned.user("planner"), plan.plan_id, "adjustment_effects")
    assert effects["volume_after"].tolist() == pytest.approx([900])


def test_nonsense_is_refused_with_its_place(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    reason = ("--reason", "why")
    day = ("--from", "2026-11-03")
    assert "--factor or --absolute" in refused(capsys, "add", folder, *day, *reason)
    assert "--factor or --absolute" in refused(capsys, "add", folder, *day, "--factor", "2", "--absolute", "3", *reason)
    assert "no queue 'fax'" in refused(capsys, "add", folder, *day, "--factor", "2", "--queue", "fax", *reason)
    assert "--from: 'soon' is no date" in refused(capsys, "add", folder, "--from", "soon", "--factor", "2", *reason)
    assert "There is no adjustment ghost" in refused(capsys, "remove", folder, "ghost", *reason)
    assert "There is no adjustment ghost" in refused(capsys, "undo", folder, "ghost", *reason)
    assert "no plan yet" in refused(capsys, "list", "nowhere")
    assert told(capsys, "list", folder) == "There are no adjustments.\n"


@pytest.mark.parametrize("queue", ["voice", "Orders", "orders", "订单热线"])
def test_a_queue_is_named_by_id_or_title(folder: str, capsys: pytest.CaptureFixture[str], queue: str) -> None:
    told(capsys, "add", folder, "--from", "2026-11-03", "--factor", "2", "--queue", queue, "--reason", "show")
    assert told(capsys, "list", folder).splitlines()[1].startswith("voice-2026-11-03 ")


def test_contacts_before_and_after_are_told_where_there_is_a_plan(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out = told(capsys, "add", folder, "--from", "2026-11-03", "--absolute", "900", "--queue", "voice", "--reason", "x")
    assert "Orders: " in out
    assert "900 now" in out


def test_days_beyond_the_forecast_are_minded(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["adjust", "add", folder, "--from", "2027-11-03", "--factor", "2", "--name", "far",
                     "--reason", "next year"]) == 0  # fmt: skip
    assert "Adjustment far changes nothing" in capsys.readouterr().err


def test_advice_fits_the_command(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("add", folder, "--from", "2026-11-03", "--factor", "2", "--reason", "why")
    err = refused(capsys, *words, "--from-time", "10:00", "--to-time", "10:00")
    assert "Leave --from-time and --to-time out" in err
    assert "line" not in err


def test_the_list_speaks_chinese(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    told(capsys, "add", folder, "--from", "2026-11-03", "--factor", "2", "--reason", "大促直播")
    assert told(capsys, "list", folder, "--language", "zh").splitlines()[0].split()[0] == "调整"


def test_what_is_wrong_with_an_adjustment_is_told_at_once_and_once(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    err = refused(capsys, "add", folder, "--from", "2026-11-03", "--factor", "abc", "--from-time", "25:00",
                  "--reason", " ")  # fmt: skip
    assert err.count("abc") == 1
    assert "25:00" in err
    assert err.count("Say in a few words why") == 1


def test_a_taken_name_a_value_that_is_none_and_a_time_off_the_grid_are_refused(
    folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    day = ("--from", "2026-11-03", "--reason", "why", "--name", "zz")
    told(capsys, "add", folder, *day, "--factor", "2")
    err = refused(capsys, "add", folder, *day, "--factor", "nan", "--from-time", "10:07")
    assert "the name zz is taken" in err
    assert "'nan' is no number" in err
    assert "10:07 is not the start of an interval" in err


def test_an_automatic_name_that_another_writer_took_meanwhile_gives_way(
    folder: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    more = ("--from", "2026-11-03", "--factor", "2", "--reason", "why")
    old = Desk.centre_table
    raced: list[str] = []

    def overtaken(desk: Desk, *words: object) -> object:
        table = old(desk, *words)  # type: ignore[arg-type]
        if not raced:
            raced.append("once")
            assert cli.main(["adjust", "add", folder, *more]) == 0
        return table

    monkeypatch.setattr(Desk, "centre_table", overtaken)
    assert "all-2026-11-03-2 is saved" in told(capsys, "add", folder, *more)
