"""What every test may ask for: a database of either kind, and a browser that speaks Chinese."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tools import browser, postgres

settings.register_profile("peakcrew", derandomize=True, deadline=None, database=None)
settings.load_profile("peakcrew")

PATIENCE_MS = 20_000  # a first page on a busy machine; the default of 5 s is too short for it


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Address of a fresh, empty database for this one test: once SQLite, once PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Address of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'peakcrew.db'}"


@pytest.fixture(scope="session")
def postgres_server_url() -> str:
    """Address of the PostgreSQL server, all workers share one; to be used through `postgres_url`."""
    return postgres.server_url()


@pytest.fixture
def postgres_url(postgres_server_url: str) -> Iterator[str]:
    """Address of a PostgreSQL database made for this test and dropped after it, even if somebody is still connected."""
    import sqlalchemy as sa

    name = f"peakcrew_test_{uuid.uuid4().hex}"
    engine = sa.create_engine(postgres_server_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    yield sa.make_url(postgres_server_url).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser that `make browser` found; without one the tests fail and say so, they are never skipped."""
    found = browser.known_browser()
    if found is None:
        pytest.fail("No browser for the tests is known: run `make browser`, or `make test`, which does.", pytrace=False)
    return {
        **browser_type_launch_args,
        "executable_path": found.executable,
        "args": list(found.args),
        "env": {**os.environ, **found.env},
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A planner's screen in China."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1440, "height": 900},
    }


@pytest.fixture(scope="session", autouse=True)
def _patient_expectations() -> None:
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE_MS)
