"""Edits of a centre's tables: append-only, and never two that answer to the same edit of the same row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.contracts.errors import Conflict
from data.contracts.tables import CENTRE_EDITS
from data.store.engine import Database
from data.store.schema import CENTRE_EDIT_ROWS

COLUMNS = list(CENTRE_EDITS.columns)
ROW = ("centre", "table_name", "row_key")


class CentreEditStore:
    """Edits in the order in which they were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, edits: pd.DataFrame) -> None:
        """Store the rows of a CENTRE_EDITS table, all or none.

        Raises `Conflict`, which tells who changed which row to what, when the author of an edit had not seen the
        newest one of its row.
        """
        rows = _records(edits)
        try:
            with self._database.write() as connection:
                for row in rows:  # one by one: an edit of a batch may follow another of the same row
                    _refuse_unseen(row, _newest(connection, row))
                    connection.execute(sa.insert(CENTRE_EDIT_ROWS).values(**row))
        except sa.exc.IntegrityError:  # another writer was between our look and our insert
            self.refuse_unseen(edits)
            raise

    def refuse_unseen(self, edits: pd.DataFrame) -> None:
        """Raise `Conflict` when an edit does not start from the newest one of its row; `append` asks this itself."""
        newest: dict[tuple[Any, ...], Any] = {}
        with self._database.read() as connection:
            for row in _records(edits):
                place = tuple(row[name] for name in ROW)
                _refuse_unseen(row, newest[place] if place in newest else _newest(connection, row))
                newest[place] = row

    def of_centre(self, centre: str, table_name: str | None = None) -> pd.DataFrame:
        """The CENTRE_EDITS table of a centre, of one of its tables or of all, oldest edit first; `made_at` in UTC."""
        query = sa.select(*[CENTRE_EDIT_ROWS.c[name] for name in COLUMNS]).where(CENTRE_EDIT_ROWS.c.centre == centre)
        if table_name is not None:
            query = query.where(CENTRE_EDIT_ROWS.c.table_name == table_name)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(CENTRE_EDIT_ROWS.c.number)).mappings().all()
        table = pd.DataFrame([dict(row) for row in rows], columns=COLUMNS)
        return table.astype({name: "datetime64[us, UTC]" if name == "made_at" else "str" for name in COLUMNS})

    def count(self, centre: str) -> int:
        """How many edits a centre has; it only grows, so it names the state of the centre's tables."""
        query = sa.select(sa.func.count()).where(CENTRE_EDIT_ROWS.c.centre == centre)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())


def _records(edits: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: value.to_pydatetime() if name == "made_at" else value for name, value in zip(COLUMNS, row, strict=True)}
        for row in edits[COLUMNS].itertuples(index=False)
    ]


def _newest(connection: sa.Connection, row: Mapping[str, Any]) -> sa.RowMapping | None:
    same = [CENTRE_EDIT_ROWS.c[name] == row[name] for name in ROW]
    query = sa.select(CENTRE_EDIT_ROWS).where(*same).order_by(CENTRE_EDIT_ROWS.c.number.desc()).limit(1)
    return connection.execute(query).mappings().one_or_none()


def _refuse_unseen(row: Mapping[str, Any], newest: Mapping[Any, Any] | None) -> None:
    newest_id = "" if newest is None else newest["edit_id"]
    if newest_id == row["seen_edit"]:
        return
    if newest is None:
        raise Conflict(
            "The edit {edit} of {row} in {table} that you started from does not exist.",
            "Load the table again.",
            edit=row["seen_edit"],
            row=row["row_key"],
            table=row["table_name"],
        )
    made_at: datetime = newest["made_at"]
    raise Conflict(
        "{author} changed {row} in {table} at {made_at}, after you had loaded it.",
        "Load the table again and repeat your edit if you still want it.",
        author=newest["author"],
        row=row["row_key"],
        table=row["table_name"],
        made_at=made_at.isoformat(timespec="seconds"),
        theirs=newest["after"],
        yours=row["after"],
        reason=newest["reason"],
        edit=newest["edit_id"],
    )
