"""Brings a database to the tables of this release; any number of processes may open it at the same time."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.script.revision import ResolutionError
from alembic.util.exc import CommandError

from data.contracts.errors import Unavailable
from data.store.engine import Database

FOLDER = Path(__file__).parent / "migrations"
LOCK_KEY = 0x7EAC_C4E3  # any number, the same in all processes that migrate the same database


def migrate(database: Database) -> None:
    """Run the steps that are missing, all in one transaction; nothing when the database is up to date.

    Raises `Unavailable` when the database was made by a newer release.
    """
    newest = ScriptDirectory(str(FOLDER)).get_current_head()
    with database.read() as connection:
        if _revision(connection) == newest:
            return
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK_KEY)))
        if _revision(connection) != newest:
            _run(connection, "head", database.shown_url)


def downgrade(database: Database, revision: str) -> None:
    """Take steps back, for tests and for a release that has to be withdrawn."""
    with database.write() as connection:
        command.downgrade(_config(connection), revision)


def _run(connection: sa.Connection, target: str, url: str) -> None:
    try:
        command.upgrade(_config(connection), target)
    except (CommandError, ResolutionError) as error:
        raise Unavailable(
            "The database {url} was made by a newer release of peakcrew.",
            "Install that release, or give another database in PEAKCREW_DATABASE_URL.",
            url=url,
        ) from error


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
