"""Artefacts: tables and files stored once under the hash of their content, shared by all plans that hold them."""

from __future__ import annotations

import io

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from data.contracts.errors import NotFound
from data.store.engine import Database
from data.store.schema import ARTEFACTS


class ArtefactStore:
    """Bodies by content hash; a body that is there is never written again and never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def table(self, content_hash: str) -> pd.DataFrame:
        """The table with this hash, zones and kinds as they were saved. O(cells)."""
        return pd.read_parquet(io.BytesIO(self.body(content_hash)))

    def body(self, content_hash: str) -> bytes:
        """The bytes stored under this hash."""
        query = sa.select(ARTEFACTS.c.body).where(ARTEFACTS.c.content_hash == content_hash)
        with self._database.read() as connection:
            body = connection.execute(query).scalar_one_or_none()
        if body is None:
            raise NotFound("There is no stored table {content}.", "Plan again.", content=content_hash[:12])
        return bytes(body)

    def has(self, content_hash: str) -> bool:
        """Is there a body under this hash?"""
        query = sa.select(sa.func.count()).where(ARTEFACTS.c.content_hash == content_hash)
        with self._database.read() as connection:
            return bool(connection.execute(query).scalar_one())


def put_artefact(connection: sa.Connection, content_hash: str, stage: str, rows: int, body: bytes) -> None:
    """Store a body under its hash as part of the caller's transaction; nothing happens when it is there already."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(
        insert(ARTEFACTS)
        .values(content_hash=content_hash, stage=stage, rows=rows, body=body)
        .on_conflict_do_nothing(index_elements=["content_hash"])
    )


def missing_artefacts(connection: sa.Connection, hashes: set[str]) -> set[str]:
    """Which of these hashes have no body yet."""
    found = connection.execute(sa.select(ARTEFACTS.c.content_hash).where(ARTEFACTS.c.content_hash.in_(hashes)))
    return hashes - set(found.scalars())


def parquet(table: pd.DataFrame) -> bytes:
    """The table as Parquet; the index does not count."""
    body = io.BytesIO()
    table.reset_index(drop=True).to_parquet(body, compression="zstd", index=False)
    return body.getvalue()
