"""One database behind an address: connections, their settings, and transactions that read or write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.contracts.errors import Unavailable

BUSY_MS = 15_000  # how long a SQLite writer waits for the one before it


class UtcInstant(sa.types.TypeDecorator[datetime]):
    """A moment: zoned in Python, UTC in the database (SQLite knows no zones).

    Raises ValueError for a moment without a zone.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """A pool of connections to one database. `read()` and `write()` each give one transaction.

    A writing transaction of SQLite takes its lock at the start (BEGIN IMMEDIATE): one that reads first and writes later
    would fail at once instead of waiting for its turn.
    """

    def __init__(self, url: str) -> None:
        self.url = with_driver(url)
        self.engine = _engine(self.url)
        self._writing = self.engine.execution_options(immediate=True)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that only looks."""
        with self._reached(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction that changes: everything in it happens, or nothing."""
        with self._reached(), self._writing.begin() as connection:
            yield connection

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.InterfaceError, sa.exc.DatabaseError) as error:
            # Of the kinds of DatabaseError, breaches of keys and mistakes in queries are not the database's state; of
            # no kind at all is a file that is none or is torn.
            if not isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError) and (
                type(error) is not sa.exc.DatabaseError
            ):
                raise
            reason = str(error.orig or error).strip().splitlines()[0]
            raise _unusable(self.shown_url, reason) from error

    @property
    def shown_url(self) -> str:
        """The address without its password."""
        return self.engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def with_driver(url: str) -> str:
    """The address with the driver we ship, so that the usual spellings of PostgreSQL work.

    >>> with_driver("postgres://amy:x@db/peakcrew")
    'postgresql+psycopg://amy:x@db/peakcrew'
    """
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url[len(prefix) :]
    return url


def _engine(url: str) -> sa.Engine:
    try:
        parsed = _parsed(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise ValueError("it is neither SQLite nor PostgreSQL")
    except (sa.exc.ArgumentError, ValueError) as error:
        raise Unavailable(
            "{url} is no address of a database: {reason}.",
            "Give sqlite:///path/to/file.db or postgresql://user:password@host/database.",
            url=url.rsplit("@", maxsplit=1)[-1],
            reason=str(error),
        ) from error
    if parsed.get_backend_name() == "postgresql":
        return sa.create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        _make_folder(Path(parsed.database).parent, url)
    engine = sa.create_engine(parsed)
    sa.event.listen(engine, "connect", _sqlite_settings)
    sa.event.listen(engine, "begin", _sqlite_begin)
    return engine


def _parsed(url: str) -> sa.URL:
    """The address in parts. All of a SQLite address is the path: folders may be called `what?` or `50%`."""
    plain = "sqlite:///"
    return sa.URL.create("sqlite", database=url[len(plain) :]) if url.startswith(plain) else sa.make_url(url)


def _make_folder(folder: Path, url: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(url, error.strerror or str(error)) from error


def _unusable(url: str, reason: str) -> Unavailable:
    return Unavailable(
        "The database {url} cannot be used: {reason}.",
        "Check the address in PEAKCREW_DATABASE_URL and that the database runs and may be written.",
        url=url,
        reason=reason.rstrip("."),
    )


def _sqlite_settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that changes of tables are transactions too
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _sqlite_begin(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
