"""Requests about a plan, step by step: append-only, and never two steps that answer to the same one."""

from __future__ import annotations

import pandas as pd

from data.contracts.errors import Conflict
from data.contracts.request_tables import REQUEST_STEPS
from data.store.edit_log import EditLog, Row, append_together
from data.store.engine import Database
from data.store.schema import REQUEST_ROWS


class RequestStore:
    """Steps in the order in which they were made."""

    def __init__(self, database: Database) -> None:
        self._log = EditLog(database, REQUEST_ROWS, tuple(REQUEST_STEPS.columns), ("plan", "request"), _refusal)

    def append(self, steps: pd.DataFrame) -> None:
        """Store the rows of a REQUEST_STEPS table, all or none; `Conflict` where a newer step was not seen."""
        self._log.append(steps)

    def append_with(self, steps: pd.DataFrame, log: EditLog, edits: pd.DataFrame) -> None:
        """Store steps and the edits of another log in one transaction: both or none."""
        append_together((self._log, steps), (log, edits))

    def of_plan(self, plan_id: str) -> pd.DataFrame:
        """The REQUEST_STEPS table of a plan, oldest step first; `made_at` in UTC."""
        return self._log.read(REQUEST_ROWS.c.plan == plan_id)


def _refusal(row: Row, newest: Row | None) -> Conflict:
    if newest is None:
        return Conflict("The request {request} that you answer does not exist.", "Load the requests again.",
                        request=row["request"])  # fmt: skip
    return Conflict(
        "{author} brought the request {request} to {state} at {made_at}, after you had loaded it.",
        "Load the requests again.",
        author=newest["author"],
        request=row["request"],
        state=newest["state"],
        made_at=newest["made_at"].isoformat(timespec="seconds"),
    )
