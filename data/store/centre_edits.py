"""Edits of a centre's tables: append-only, and never two that answer to the same edit of the same row."""

from __future__ import annotations

import pandas as pd

from data.contracts.errors import Conflict
from data.contracts.tables import CENTRE_EDITS
from data.store.edit_log import EditLog, Row
from data.store.engine import Database
from data.store.schema import CENTRE_EDIT_ROWS

ROW = ("centre", "table_name", "row_key")


class CentreEditStore:
    """Edits in the order in which they were made."""

    def __init__(self, database: Database) -> None:
        self._log = EditLog(database, CENTRE_EDIT_ROWS, tuple(CENTRE_EDITS.columns), ROW, _refusal)

    def append(self, edits: pd.DataFrame) -> None:
        """Store the rows of a CENTRE_EDITS table, all or none.

        Raises `Conflict`, which tells who changed which row to what, when the author of an edit had not seen the
        newest one of its row.
        """
        self._log.append(edits)

    def refuse_unseen(self, edits: pd.DataFrame) -> None:
        """Raise `Conflict` when an edit does not start from the newest one of its row; `append` asks this itself."""
        self._log.refuse_unseen(edits)

    def of_centre(self, centre: str, table_name: str | None = None) -> pd.DataFrame:
        """The CENTRE_EDITS table of a centre, of one of its tables or of all, oldest edit first; `made_at` in UTC."""
        where = [CENTRE_EDIT_ROWS.c.centre == centre]
        if table_name is not None:
            where.append(CENTRE_EDIT_ROWS.c.table_name == table_name)
        return self._log.read(*where)

    def count(self, centre: str) -> int:
        """How many edits a centre has; it only grows, so it names the state of the centre's tables."""
        return self._log.count(CENTRE_EDIT_ROWS.c.centre == centre)


def _refusal(row: Row, newest: Row | None) -> Conflict:
    if newest is None:
        return Conflict(
            "The edit {edit} of {row} in {table} that you started from does not exist.",
            "Load the table again.",
            edit=row["seen_edit"],
            row=row["row_key"],
            table=row["table_name"],
        )
    return Conflict(
        "{author} changed {row} in {table} at {made_at}, after you had loaded it.",
        "Load the table again and repeat your edit if you still want it.",
        author=newest["author"],
        row=row["row_key"],
        table=row["table_name"],
        made_at=newest["made_at"].isoformat(timespec="seconds"),
        theirs=newest["after"],
        yours=row["after"],
        reason=newest["reason"],
        edit=newest["edit_id"],
    )
