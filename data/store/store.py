"""The store: one object for all that the database keeps, a part per subject."""

from __future__ import annotations

from data.store.adjustments import AdjustmentStore
from data.store.answers import AnswerStore
from data.store.artefacts import ArtefactStore
from data.store.centre_edits import CentreEditStore
from data.store.engine import Database
from data.store.history import HistoryStore
from data.store.imports import ImportStore
from data.store.jobs import JobStore
from data.store.locks import LockStore
from data.store.migrate import migrate
from data.store.plans import PlanStore
from data.store.requests import RequestStore
from data.store.users import UserStore


class Store:
    """A part per subject; safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.history = HistoryStore(database)
        self.imports = ImportStore(database, self.history)
        self.artefacts = ArtefactStore(database)
        self.answers = AnswerStore(database)
        self.plans = PlanStore(database)
        self.adjustments = AdjustmentStore(database)
        self.centre_edits = CentreEditStore(database)
        self.requests = RequestStore(database)
        self.users = UserStore(database)
        self.jobs = JobStore(database)
        self.locks = LockStore(database)

    @property
    def url(self) -> str:
        """The address, password included."""
        return self.database.url

    def close(self) -> None:
        """Close all connections."""
        self.database.close()


def open_store(url: str) -> Store:
    """The store at an address (SQLite or PostgreSQL), brought to the tables of this release.

    Raises `Unavailable` when the database cannot be reached or was made by a newer release.
    """
    database = Database(url)
    try:
        migrate(database)
    except BaseException:
        database.close()
        raise
    return Store(database)
