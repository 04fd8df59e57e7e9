"""Locks with an owner and an end: one writer at a time across processes and machines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from data.contracts.errors import Busy
from data.store.engine import Database
from data.store.schema import LOCKS


@dataclass(frozen=True)
class Lock:
    """Who holds what until when."""

    name: str
    owner: str
    expires_at: datetime


class LockStore:
    """Locks end by themselves: a holder that died blocks nobody for longer than it had asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, name: str, owner: str, seconds: float) -> Lock:
        """Take or renew a lock; `Busy` tells who holds it and until when."""
        now = datetime.now(UTC)
        mine = Lock(name, owner, now + timedelta(seconds=seconds))
        try:
            with self._database.write() as connection:
                gone = sa.or_(LOCKS.c.owner == owner, LOCKS.c.expires_at <= now)
                connection.execute(sa.delete(LOCKS).where(LOCKS.c.name == name, gone))
                connection.execute(sa.insert(LOCKS).values(**vars(mine)))
        except sa.exc.IntegrityError:
            holder = self.holder(name)
            raise Busy(
                "{name} is held by {owner} until {expires_at}.",
                "Wait for it to end, or for its lock to run out.",
                name=name,
                owner=holder.owner if holder else "?",
                expires_at=holder.expires_at.isoformat(timespec="seconds") if holder else "?",
            ) from None
        return mine

    def free(self, name: str, owner: str) -> None:
        """Give a lock back; nothing happens when somebody else holds it by now."""
        with self._database.write() as connection:
            connection.execute(sa.delete(LOCKS).where(LOCKS.c.name == name, LOCKS.c.owner == owner))

    def holder(self, name: str) -> Lock | None:
        """Who holds the lock, if anybody, run out or not."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(LOCKS).where(LOCKS.c.name == name)).mappings().one_or_none()
        return None if row is None else Lock(**dict(row))
