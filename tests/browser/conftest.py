"""The dashboard as people meet it: a server of its own on a planned small centre."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.hands import PLANNER, Served
from tests.workbench.conftest import write_small_centre
from workbench.desk import open_desk
from workbench.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
START_S = 60.0


@pytest.fixture(scope="session")
def planned_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation that has planned the small centre."""
    home = tmp_path_factory.mktemp("planned")
    folder = write_small_centre(home / "small")
    desk = open_desk(_settings(home))
    desk.import_folder(PLANNER, folder, desk.check_centre(PLANNER, folder))
    desk.make_plan(PLANNER, folder)
    desk.store.close()
    return home


def _settings(home: Path) -> Settings:
    return Settings(home / "var", f"sqlite:///{home / 'var' / 'peakcrew.db'}", place="one_by_one", workers=1)


@pytest.fixture(scope="session")
def served(planned_home: Path) -> Iterator[Served]:
    """One server for all journeys: each is a session of its own, as those of a team are."""
    settings = _settings(planned_home)
    port = _free_port()
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    with (planned_home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            env={**os.environ, **settings.environment(), "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    desk = open_desk(settings)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield Served(f"http://127.0.0.1:{port}", desk)
    finally:
        server.terminate()
        server.wait(timeout=20)
        desk.store.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert server.poll() is None, "the dashboard ended; see server.log"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the dashboard does not answer")
