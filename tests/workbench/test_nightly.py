"""A nightly run ends in the same state however often it runs and wherever it was cut off before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.contracts.errors import Busy, NotAllowed
from workbench.access import User
from workbench.desk import Desk, open_desk
from workbench.nightly import DIE_AT, DIED, POINTS, run_nightly
from workbench.settings import Settings


def state(desk: Desk, user: User) -> tuple[object, ...]:
    """All that a run leaves behind, but for moments."""
    plans = [(p.plan_id, p.version, p.status, tuple(p.plan.tables)) for p in desk.plans(user)]
    handed = [(p.plan_id, p.version, p.edits, Path(p.folder).name) for p in desk.publications(user, "small")]
    imports = [(i.file, i.rows) for i in desk.imports(user, "small")]
    home = desk.settings.var / "published" / "small"
    files = sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file())
    return plans, handed, imports, files, (home / "current").resolve().name


@pytest.fixture(scope="module")
def whole(planned_var: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """What a run that nobody cut off leaves behind."""
    home = tmp_path_factory.mktemp("whole") / "home"
    shutil.copytree(planned_var, home)
    settings = Settings(home / "var", f"sqlite:///{home / 'var' / 'peakcrew.db'}", place="one_by_one", workers=1)
    desk, user = open_desk(settings), User("planner", "planner")
    run_nightly(desk, user, home / "small")
    left = state(desk, user)
    desk.store.close()
    return left


def cut_off(settings: Settings, folder: Path, point: str) -> None:
    """Run the command in a process that ends without a word at the point."""
    process = subprocess.run(
        [sys.executable, "-m", "workbench.cli", "nightly", str(folder)],
        env={**os.environ, **settings.environment(), DIE_AT: point},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert process.returncode == DIED, process.stderr


@pytest.mark.parametrize("point", POINTS[:3])
def test_cut_off_before_the_plan_is_saved_the_next_run_completes(
    settings: Settings, desk: Desk, planner: User, small_folder: Path, point: str, whole: tuple[object, ...]
) -> None:
    cut_off(settings, small_folder, point)
    assert desk.publications(planner, "small") == []
    run_nightly(desk, planner, small_folder)
    assert state(desk, planner) == whole


@pytest.mark.parametrize("point", POINTS[3:])
def test_cut_off_after_the_plan_is_saved_the_next_run_completes(
    planned: Desk, planner: User, point: str, whole: tuple[object, ...]
) -> None:
    folder = planned.settings.var.parent / "small"
    cut_off(planned.settings, folder, point)
    night = run_nightly(planned, planner, folder)
    assert night.planned.reused
    assert state(planned, planner) == whole


def test_run_twice_it_says_so_and_leaves_one_version(planned: Desk, planner: User, whole: tuple[object, ...]) -> None:
    folder = planned.settings.var.parent / "small"
    assert run_nightly(planned, planner, folder).published_now
    again = run_nightly(planned, planner, folder)
    assert (again.published_now, again.planned.reused, again.imported) == (False, True, ())
    assert state(planned, planner) == whole


def test_a_second_run_at_the_same_time_is_told_of_the_first(planned: Desk, planner: User) -> None:
    planned.store.locks.take("nightly:small", "elsewhere:1", 60)
    with pytest.raises(Busy, match="held by elsewhere:1"):
        run_nightly(planned, planner, planned.settings.var.parent / "small")


def test_who_may_not_publish_starts_nothing(planned: Desk) -> None:
    with pytest.raises(NotAllowed):
        run_nightly(planned, User("a", "agent", "A1"), planned.settings.var.parent / "small")
