"""Long work as rows: what was asked, where it is, how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data.contracts.errors import NotFound
from data.store.engine import Database
from data.store.schema import JOBS

LIVE = ("queued", "running")


@dataclass(frozen=True)
class Job:
    """A piece of long work. `state`: queued, running, done, failed or cancelled; `progress` is a share."""

    job_id: str
    kind: str
    arguments: Mapping[str, Any]
    state: str
    progress: float
    doing: str
    error: str
    stop_wanted: bool
    host: str
    pid: int
    heartbeat: datetime
    plan_id: str
    made_at: datetime
    author: str

    @property
    def ended(self) -> bool:
        """It will not change any more."""
        return self.state not in LIVE


class JobStore:
    """Rows of jobs. A job that has ended is never changed again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, job_id: str, kind: str, arguments: Mapping[str, Any], author: str, now: datetime) -> None:
        """A new job, queued."""
        values = {"kind": kind, "arguments": dict(arguments), "author": author, "made_at": now, "heartbeat": now}
        blank = {"progress": 0.0, "doing": "", "error": "", "stop_wanted": False, "host": "", "pid": 0, "plan_id": ""}
        with self._database.write() as connection:
            connection.execute(sa.insert(JOBS).values(job_id=job_id, state="queued", **values, **blank))

    def get(self, job_id: str) -> Job:
        """One job; `NotFound` if there is none."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(JOBS).where(JOBS.c.job_id == job_id)).mappings().one_or_none()
        if row is None:
            raise NotFound("There is no job {job}.", "Start the work again.", job=job_id)
        return Job(**dict(row))

    def recent(self, limit: int = 20) -> list[Job]:
        """The newest jobs first."""
        query = sa.select(JOBS).order_by(JOBS.c.made_at.desc()).limit(limit)
        with self._database.read() as connection:
            return [Job(**dict(row)) for row in connection.execute(query).mappings()]

    def change(self, job_id: str, states: tuple[str, ...] = LIVE, **values: Any) -> bool:
        """Change columns of a job that is in one of the `states`; False when it is in none of them."""
        states = tuple(state for state in states if state in LIVE)
        with self._database.write() as connection:
            changed = connection.execute(
                sa.update(JOBS).where(JOBS.c.job_id == job_id, JOBS.c.state.in_(states)).values(**values)
            )
        return bool(changed.rowcount)
