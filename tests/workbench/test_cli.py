"""Commands print what the desk answers, refuse with one clear line and its remedy, and tell by their exit code."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from workbench import cli
from workbench.desk import Desk


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANG", "LC_ALL", "LC_MESSAGES", "PEAKCREW_DATABASE_URL", "PEAKCREW_LANGUAGE", "PEAKCREW_USER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PEAKCREW_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("PEAKCREW_PLACE", "one_by_one")


def test_plan_plans_exports_and_the_second_time_uses_what_is_there(
    small_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["plan", str(small_folder)]) == 0
    said = capsys.readouterr().out
    for words in ("Imported history.csv", "version 1 of small", "80.0%", "Solvers:", "widest gap", "roster.csv"):
        assert words in said
    exports = tmp_path / "var" / "exports" / "small"
    assert (exports / "roster.xlsx").is_file()
    assert len(list((exports / "calendars").glob("*.ics"))) >= 8
    assert cli.main(["plan", str(small_folder), "--out", str(tmp_path / "elsewhere")]) == 0
    said = capsys.readouterr().out
    assert "planned already" in said
    assert "Imported" not in said
    assert (tmp_path / "elsewhere" / "roster.csv").read_bytes() == (exports / "roster.csv").read_bytes()


def test_plans_export_and_nightly_work_on_what_is_stored(
    planned: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PEAKCREW_VAR", str(planned.settings.var))
    assert cli.main(["plans"]) == 0
    head, line = capsys.readouterr().out.splitlines()
    assert head.split() == ["Plan", "Centre", "Version", "Window", "Status", "Made", "at", "By", "What-if"]
    assert line.split()[1:5] == ["small", "v1", "2026-11-02..2026-11-08", "draft"]
    made_at = planned.plans(planned.user("planner"))[0].made_at.astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"{made_at:%Y-%m-%d %H:%M}" in line
    assert cli.main(["export", "--out", str(tmp_path / "out"), "--language", "zh"]) == 0
    assert (tmp_path / "out" / "roster.csv").is_file()
    folder = str(planned.settings.var.parent / "small")
    for words in ("Published: plan", "Already published: plan"):
        assert cli.main(["nightly", folder]) == 0
        assert words in capsys.readouterr().out


def test_import_reads_a_file_into_a_centre(small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["import", str(small_folder / "history" / "history.csv"), "--centre", str(small_folder)]
    assert cli.main(words) == 0
    assert "Imported history.csv: 2,464 intervals" in capsys.readouterr().out
    assert cli.main(words) == 0
    assert "imported before" in capsys.readouterr().out


def test_check_lists_every_fault_of_a_folder(small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(small_folder)]) == 0
    assert "is in order: centre small, 2 queues, 8 agents" in capsys.readouterr().out
    agents = small_folder / "agents.csv"
    agents.write_text(agents.read_text().replace("A1,Agent 1,voice-sh", "A1,Agent 1,nix"))
    (small_folder / "sites.csv").unlink()
    assert cli.main(["check", str(small_folder)]) == 1
    told = capsys.readouterr().err
    assert "sites.csv" in told
    assert "nix" in told


def test_new_makes_a_centre_that_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", str(tmp_path / "mine")]) == 0
    assert "history/ is empty" in capsys.readouterr().out
    assert list((tmp_path / "mine" / "history").iterdir()) == []
    assert cli.main(["check", str(tmp_path / "mine")]) == 0
    assert "centre mine" in capsys.readouterr().out


def test_faults_are_told_in_the_language_asked_for(small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    agents = small_folder / "agents.csv"
    agents.write_text(agents.read_text().replace(",voice-sh,", ",nix,").replace(",chat-sh,", ",nox,"))
    assert cli.main(["check", str(small_folder), "--language", "zh"]) == 1
    head, *lines = capsys.readouterr().err.splitlines()
    assert head == "输入有 2 处错误；什么都没有改动。"
    assert "5 行" in lines[0]


def test_an_invented_history_comes_only_when_asked_for_and_is_called_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["new", str(tmp_path / "mine"), "--history"]) == 0
    assert "invented history" in capsys.readouterr().out
    assert list((tmp_path / "mine" / "history").iterdir())


def test_size_evaluates_and_sizes_in_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "id,model,lambda_per_hour,aht_s,agents,target_s,target_sl,shrinkage\n"
    (tmp_path / "in.csv").write_text(rows + "a,C,200,180,,20,0.8,0.3\nb,C,200,180,5,20,,\n")
    assert cli.main(["size", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv")]) == 0
    header, first, second = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    sized, over = dict(zip(header.split(","), first.split(","))), dict(zip(header.split(","), second.split(",")))  # noqa: B905
    assert (sized["agents"], sized["scheduled"]) == ("14", "20")
    assert 0.8 < float(sized["sl"]) < 0.9
    assert over["asa_s"] == "inf"
    (tmp_path / "bad.csv").write_text(rows + "a,C,-1,x,,20,0.8,0.3\n")
    assert cli.main(["size", str(tmp_path / "bad.csv"), "--out", str(tmp_path / "none.csv")]) == 1
    assert not (tmp_path / "none.csv").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["plan", "nowhere"], "there is no such folder. Give the folder that holds centre.toml."),
        (["plan", "--template", "nix"], "There is no template nix. Choose one of shop"),
        (["export"], "There is no plan yet. Make one with `peakcrew plan`."),
        (["export", "nix"], "There is no plan nix. List the plans with `peakcrew plans`."),
        (["plans", "--user", "bob"], "There is no user bob."),
        (["--language", "tlh", "plans"], "we do not speak tlh. Give en or zh."),
        (["size", "nix.csv", "--out", "x.csv"], "nix.csv: there is no such file."),
        (["plan", "--nix"], "No such option: --nix"),
        (["dance"], "No such command"),
        (["nightly"], "Missing argument 'folder'. See `peakcrew --help`."),
        (["serve", "--port", "99999"], "Invalid value for '--port'"),
    ],
)
def test_what_is_refused_is_one_line_with_its_remedy(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 1
    said = capsys.readouterr()
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""


def test_a_fault_of_ours_is_code_2_and_shows_its_trace_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("workbench.desk.open_desk", lambda settings: 1 / 0)
    assert cli.main(["plans"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert cli.main(["plans", "--verbose"]) == 2
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_database_that_cannot_be_reached_is_code_2_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PEAKCREW_DATABASE_URL", "postgresql://amy:secret@127.0.0.1:1/none?connect_timeout=2")
    assert cli.main(["plans"]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "secret" not in said


def test_help_is_no_error_and_needs_no_database(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["--help"], ["plan", "--help"]):
        assert cli.main(words) == 0
    said = capsys.readouterr().out
    for command in ("plan", "export", "nightly", "import", "serve", "size", "check", "new", "plans"):
        assert command in said
    assert not (tmp_path / "var").exists()


def test_a_setting_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PEAKCREW_WORKERS", "many")
    assert cli.main(["plans"]) == 1
    assert "PEAKCREW_WORKERS" in capsys.readouterr().err


def test_stopping_a_command_is_no_fault_of_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(settings: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("workbench.desk.open_desk", stop)
    assert cli.main(["plans"]) == 1
    assert capsys.readouterr().err.strip().startswith("Stopped.")


def test_a_place_that_cannot_be_written_is_one_line_without_a_trace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.csv").write_text("lambda_per_hour,aht_s,target_s,target_sl\n100,200,20,0.8\n")
    assert cli.main(["size", str(tmp_path / "in.csv"), "--out", str(tmp_path / f"{'x' * 300}.csv")]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert "cannot be used: File name too long. Check that" in line


def test_a_full_disk_is_told_and_is_not_the_fault_of_the_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(settings: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/data/roster.csv")

    monkeypatch.setattr("workbench.desk.open_desk", full)
    assert cli.main(["plans"]) == 2
    assert "/data/roster.csv cannot be used: No space left on device." in capsys.readouterr().err


def test_check_reads_the_history_too(small_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (small_folder / "history" / "more.csv").write_text("queue,interval_start,offered\nnix,2026-10-01 09:00,1\n")
    assert cli.main(["check", str(small_folder)]) == 1
    assert "more.csv, line 2, column queue: queue 'nix' is not known" in capsys.readouterr().err


def test_words_that_the_terminal_cannot_show_do_not_stop_a_command(small_folder: Path) -> None:
    plain = {**os.environ, "PYTHONIOENCODING": "ascii"}
    words = [sys.executable, "-m", "workbench.cli", "check", str(small_folder), "--language", "zh"]
    ended = subprocess.run(words, env=plain, capture_output=True, timeout=120, check=False)
    assert (ended.returncode, b"\\u" in ended.stdout) == (0, True)


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    words = [sys.executable, "-m", "workbench.cli", "export", "--help"]
    ended = subprocess.run(words, stdout=write, stderr=subprocess.PIPE, timeout=120, check=False)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (0, b"")
