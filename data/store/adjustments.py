"""Edits of a plan: append-only, and never two that answer to the same edit of the same cell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.contracts.errors import Conflict
from data.contracts.tables import ADJUSTMENTS
from data.store.engine import Database
from data.store.schema import ADJUSTMENT_ROWS

COLUMNS = list(ADJUSTMENTS.columns)


class AdjustmentStore:
    """Edits in the order in which they were made."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, edits: pd.DataFrame) -> None:
        """Store the rows of an ADJUSTMENTS table, all or none.

        Raises `Conflict`, which tells who changed which cell to what, when the author of an edit had not seen the
        newest one of its cell.
        """
        rows = _records(edits)
        try:
            with self._database.write() as connection:
                for row in rows:  # one by one: an edit of a batch may follow another of the same cell
                    _refuse_unseen(row, _newest(connection, row["plan"], row["target"]))
                    connection.execute(sa.insert(ADJUSTMENT_ROWS).values(**row))
        except sa.exc.IntegrityError:  # another writer was between our look and our insert
            self.refuse_unseen(edits)
            raise

    def refuse_unseen(self, edits: pd.DataFrame) -> None:
        """Raise `Conflict` when an edit does not start from the newest one of its cell; `append` asks this itself."""
        newest: dict[tuple[str, str], Any] = {}
        with self._database.read() as connection:
            for row in _records(edits):
                cell = (row["plan"], row["target"])
                _refuse_unseen(row, newest[cell] if cell in newest else _newest(connection, *cell))
                newest[cell] = row

    def of_plan(self, plan_id: str) -> pd.DataFrame:
        """The ADJUSTMENTS table of a plan, oldest edit first; `made_at` in UTC."""
        query = sa.select(*[ADJUSTMENT_ROWS.c[name] for name in COLUMNS]).where(ADJUSTMENT_ROWS.c.plan == plan_id)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(ADJUSTMENT_ROWS.c.number)).mappings().all()
        table = pd.DataFrame([dict(row) for row in rows], columns=COLUMNS)
        for name in COLUMNS:
            table[name] = table[name].astype("datetime64[us, UTC]" if name == "made_at" else "str")
        return table

    def count(self, plan_id: str) -> int:
        """How many edits a plan has; it only grows, so it names the state of the plan."""
        query = sa.select(sa.func.count()).where(ADJUSTMENT_ROWS.c.plan == plan_id)
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())


def _records(edits: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: value.to_pydatetime() if name == "made_at" else value for name, value in zip(COLUMNS, row, strict=True)}
        for row in edits[COLUMNS].itertuples(index=False)
    ]


def _newest(connection: sa.Connection, plan_id: str, target: str) -> sa.RowMapping | None:
    query = (
        sa.select(ADJUSTMENT_ROWS)
        .where(ADJUSTMENT_ROWS.c.plan == plan_id, ADJUSTMENT_ROWS.c.target == target)
        .order_by(ADJUSTMENT_ROWS.c.number.desc())
        .limit(1)
    )
    return connection.execute(query).mappings().one_or_none()


def _refuse_unseen(row: dict[str, Any], newest: Mapping[Any, Any] | None) -> None:
    newest_id = "" if newest is None else newest["edit_id"]
    if newest_id == row["seen_edit"]:
        return
    if newest is None:
        raise Conflict(
            "The edit {edit} of {target} that you started from does not exist.",
            "Load the roster again.",
            edit=row["seen_edit"],
            target=row["target"],
        )
    made_at: datetime = newest["made_at"]
    raise Conflict(
        "{author} changed {target} at {made_at}, after you had loaded it: {theirs} (yours: {yours}).",
        "Load the roster again and repeat your edit if you still want it.",
        author=newest["author"],
        target=row["target"],
        made_at=made_at.isoformat(timespec="seconds"),
        theirs=newest["after"],
        yours=row["after"],
        reason=newest["reason"],
        edit=newest["edit_id"],
    )
