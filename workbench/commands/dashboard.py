"""The dashboard's process: this one turns into the web server, so that stopping it stops the dashboard."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from data.contracts.errors import NotFound, Unavailable
from workbench.commands.terminal import say
from workbench.i18n import translate
from workbench.settings import Settings

FIRST_PORT, PORTS = 8501, 20


def serve_dashboard(settings: Settings, port: int | None, address: str) -> NoReturn:
    """Print the address and serve app.py there; without a port, at the first free one from 8501 on."""
    page = importlib.util.find_spec("app")
    if page is None or page.origin is None:
        raise NotFound("The dashboard (app.py) is not installed.", "Run `make run` in the folder of peakcrew.")
    chosen = port if port is not None else _free_port(address)
    if not _is_free(address, chosen):
        raise Unavailable("Port {port} is taken.", "Choose another: peakcrew serve --port 8600.", port=chosen)
    _ = translate(settings.language)
    say(_("Dashboard: {url} (stop it with Ctrl+C)").format(url=f"http://{address}:{chosen}"))
    home = Path(page.origin).parent  # .streamlit/config.toml lies beside it
    os.chdir(home)
    options = [f"--server.port={chosen}", f"--server.address={address}", "--server.headless=true"]
    command = [sys.executable, "-m", "streamlit", "run", page.origin, *options]
    os.execve(sys.executable, command, {**os.environ, **settings.environment()})


def _free_port(address: str) -> int:
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        if _is_free(address, port):
            return port
    raise Unavailable(
        "No port from {first} to {last} is free.",
        "Choose one: peakcrew serve --port 8600.",
        first=FIRST_PORT,
        last=FIRST_PORT + PORTS - 1,
    )


def _is_free(address: str, port: int) -> bool:
    with socket.socket(_family(address)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _family(address: str) -> socket.AddressFamily:
    try:
        return socket.getaddrinfo(address, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
    except OSError as error:
        raise NotFound(
            "{address} is no address of this machine.", "Give 127.0.0.1, or 0.0.0.0 for all.", address=address
        ) from error
