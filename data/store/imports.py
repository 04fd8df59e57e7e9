"""Imports of history: file and rows go in together, and each is on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import sqlalchemy as sa

from data.store.engine import Database
from data.store.history import HistoryStore, Written
from data.store.schema import IMPORTS


@dataclass(frozen=True)
class Import:
    """A file that was read into the history of a centre."""

    centre: str
    file_hash: str
    file: str
    rows: int
    made_at: datetime
    author: str


class ImportStore:
    """What was imported, when and by whom."""

    def __init__(self, database: Database, history: HistoryStore) -> None:
        self._database = database
        self._history = history

    def add(self, record: Import, history: pd.DataFrame) -> Written:
        """Write the rows and the record in one transaction: both or none; returns what the rows changed. O(rows)."""
        with self._database.write() as connection:
            written = self._history.write(connection, record.centre, history)
            connection.execute(sa.insert(IMPORTS).values(**vars(record)))
        return written

    def find(self, centre: str, file_hash: str) -> Import | None:
        """The newest import of a file with this content into this centre."""
        same = sa.and_(IMPORTS.c.centre == centre, IMPORTS.c.file_hash == file_hash)
        found = self._select(same, limit=1)
        return found[0] if found else None

    def all(self, centre: str) -> list[Import]:
        """All imports of a centre, newest first."""
        return self._select(IMPORTS.c.centre == centre)

    def _select(self, condition: sa.ColumnElement[bool], limit: int | None = None) -> list[Import]:
        columns = [IMPORTS.c[name] for name in Import.__dataclass_fields__]
        query = sa.select(*columns).where(condition).order_by(IMPORTS.c.import_id.desc()).limit(limit)
        with self._database.read() as connection:
            return [Import(**dict(row)) for row in connection.execute(query).mappings()]
