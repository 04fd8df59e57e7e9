"""Edits of a plan: append-only, and never two that answer to the same edit of the same cell."""

from __future__ import annotations

import pandas as pd

from data.contracts.errors import Conflict
from data.contracts.tables import ADJUSTMENTS
from data.store.edit_log import EditLog, Row
from data.store.engine import Database
from data.store.schema import ADJUSTMENT_ROWS


class AdjustmentStore:
    """Edits in the order in which they were made."""

    def __init__(self, database: Database) -> None:
        self.log = EditLog(database, ADJUSTMENT_ROWS, tuple(ADJUSTMENTS.columns), ("plan", "target"), _refusal)

    def append(self, edits: pd.DataFrame) -> None:
        """Store the rows of an ADJUSTMENTS table, all or none.

        Raises `Conflict`, which tells who changed which cell to what, when the author of an edit had not seen the
        newest one of its cell.
        """
        self.log.append(edits)

    def refuse_unseen(self, edits: pd.DataFrame) -> None:
        """Raise `Conflict` when an edit does not start from the newest one of its cell; `append` asks this itself."""
        self.log.refuse_unseen(edits)

    def of_plan(self, plan_id: str) -> pd.DataFrame:
        """The ADJUSTMENTS table of a plan, oldest edit first; `made_at` in UTC."""
        return self.log.read(ADJUSTMENT_ROWS.c.plan == plan_id)

    def count(self, plan_id: str) -> int:
        """How many edits a plan has; it only grows, so it names the state of the plan."""
        return self.log.count(ADJUSTMENT_ROWS.c.plan == plan_id)


def _refusal(row: Row, newest: Row | None) -> Conflict:
    if newest is None:
        return Conflict(
            "The edit {edit} of {target} that you started from does not exist.",
            "Load the roster again.",
            edit=row["seen_edit"],
            target=row["target"],
        )
    return Conflict(
        "{author} changed {target} at {made_at}, after you had loaded it: {theirs} (yours: {yours}).",
        "Load the roster again and repeat your edit if you still want it.",
        author=newest["author"],
        target=row["target"],
        made_at=newest["made_at"].isoformat(timespec="seconds"),
        theirs=newest["after"],
        yours=row["after"],
        reason=newest["reason"],
        edit=newest["edit_id"],
    )
