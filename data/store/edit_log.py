"""An append-only log of edits: never two that answer to the same edit of the same thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.contracts.errors import Conflict
from data.store.engine import Database

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class EditLog:
    """Rows of `table` in the order of its `number`. `columns` are those of the contract, `thing` the ones that name
    what is edited, `refusal` the words of the Conflict for an edit and the newest one of its thing (None: there is
    none).
    """

    database: Database
    table: sa.Table
    columns: tuple[str, ...]
    thing: tuple[str, ...]
    refusal: Callable[[Row, Row | None], Conflict]

    def append(self, edits: pd.DataFrame) -> None:
        """Store the edits, all or none; raises Conflict when the author of one had not seen the newest of its thing."""
        append_together((self, edits))

    def insert(self, connection: sa.Connection, edits: pd.DataFrame) -> None:
        """Add edits within a transaction that somebody else ends."""
        for row in self._records(edits):  # one by one: an edit of a batch may follow another of the same thing
            self._refuse_unseen(row, self._newest(connection, row))
            connection.execute(sa.insert(self.table).values(**row))

    def refuse_unseen(self, edits: pd.DataFrame) -> None:
        """Raise Conflict when an edit does not start from the newest one of its thing; `append` asks this itself."""
        newest: dict[tuple[Any, ...], Any] = {}
        with self.database.read() as connection:
            for row in self._records(edits):
                thing = tuple(row[name] for name in self.thing)
                self._refuse_unseen(row, newest[thing] if thing in newest else self._newest(connection, row))
                newest[thing] = row

    def read(self, *where: sa.ColumnElement[bool]) -> pd.DataFrame:
        """The edits that meet the conditions, oldest first; `made_at` in UTC. O(their number)."""
        query = sa.select(*[self.table.c[name] for name in self.columns]).where(*where).order_by(self.table.c.number)
        with self.database.read() as connection:
            rows = connection.execute(query).mappings().all()
        table = pd.DataFrame([dict(row) for row in rows], columns=list(self.columns))
        return table.astype({name: "datetime64[us, UTC]" if name == "made_at" else "str" for name in self.columns})

    def count(self, *where: sa.ColumnElement[bool]) -> int:
        """How many edits meet the conditions; it only grows, so it names a state."""
        query = sa.select(sa.func.count()).select_from(self.table).where(*where)
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def _records(self, edits: pd.DataFrame) -> list[dict[str, Any]]:
        return [
            {name: value.to_pydatetime() if name == "made_at" else value
             for name, value in zip(self.columns, row, strict=True)}
            for row in edits[list(self.columns)].itertuples(index=False)
        ]  # fmt: skip

    def _newest(self, connection: sa.Connection, row: Row) -> sa.RowMapping | None:
        same = [self.table.c[name] == row[name] for name in self.thing]
        query = sa.select(self.table).where(*same).order_by(self.table.c.number.desc()).limit(1)
        return connection.execute(query).mappings().one_or_none()

    def _refuse_unseen(self, row: Row, newest: Row | None) -> None:
        if ("" if newest is None else newest["edit_id"]) != row["seen_edit"]:
            raise self.refusal(row, newest)


def append_together(*parts: tuple[EditLog, pd.DataFrame]) -> None:
    """Store edits of several logs of one database in one transaction: all of them or none; Conflict as in `append`."""
    try:
        with parts[0][0].database.write() as connection:
            for log, edits in parts:
                log.insert(connection, edits)
    except sa.exc.IntegrityError:  # another writer was between our look and our insert
        for log, edits in parts:
            log.refuse_unseen(edits)
        raise
