"""Who works with the plans, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from data.contracts.errors import NotFound
from data.store.engine import Database
from data.store.schema import USERS

ROLES = ("planner", "manager", "agent", "partner", "administrator")


@dataclass(frozen=True)
class User:
    """A user. `subject` is the agent or the partner that the user is; empty for the others."""

    name: str
    role: str
    subject: str = ""


class UserStore:
    """Users by name; a new database has one, `planner`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> User:
        """One user; `NotFound` if there is none."""
        query = sa.select(USERS.c.name, USERS.c.role, USERS.c.subject).where(USERS.c.name == name)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound("There is no user {user}.", "Ask an administrator to add the user.", user=name)
        return User(**dict(row))

    def all(self) -> list[User]:
        """All users by name."""
        query = sa.select(USERS.c.name, USERS.c.role, USERS.c.subject).order_by(USERS.c.name)
        with self._database.read() as connection:
            return [User(**dict(row)) for row in connection.execute(query).mappings()]

    def put(self, user: User) -> None:
        """Add a user or change the role of one."""
        values = {"role": user.role, "subject": user.subject}
        with self._database.write() as connection:
            changed = connection.execute(sa.update(USERS).where(USERS.c.name == user.name).values(**values))
            if not changed.rowcount:
                connection.execute(sa.insert(USERS).values(name=user.name, made_at=datetime.now(UTC), **values))
