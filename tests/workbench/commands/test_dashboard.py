"""The dashboard is served at the port that was asked for, or at the first free one; a taken port is told."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.contracts.errors import NotFound, Unavailable
from workbench.commands import dashboard
from workbench.settings import Settings


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    calls: list[Any] = []
    monkeypatch.setattr(os, "execve", lambda *call: calls.append(call))
    monkeypatch.setattr(os, "chdir", lambda folder: None)
    return calls


def test_a_taken_port_is_told(taken: int, settings: Settings) -> None:
    with pytest.raises(Unavailable, match=f"Port {taken} is taken"):
        dashboard.serve_dashboard(settings, taken, "127.0.0.1")


def test_without_a_port_the_first_free_one_is_used(
    taken: int,
    settings: Settings,
    started: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dashboard, "FIRST_PORT", taken)
    dashboard.serve_dashboard(settings, None, "127.0.0.1")
    ((_, command, environment),) = started
    port = next(word for word in command if word.startswith("--server.port=")).partition("=")[2]
    assert taken < int(port) <= taken + dashboard.PORTS
    assert f"http://127.0.0.1:{port}" in capsys.readouterr().out
    assert Path(command[4]).name == "app.py"
    assert environment["PEAKCREW_VAR"] == str(settings.var)


def test_an_address_that_is_none_is_told(settings: Settings) -> None:
    with pytest.raises(NotFound, match=r"no.such.host.invalid is no address"):
        dashboard.serve_dashboard(settings, None, "no.such.host.invalid")
