"""Answers of stages, remembered by the hash of everything they depend on; their tables are artefacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa

from data.contracts.tables import content_hash
from data.store.artefacts import missing_artefacts, parquet, put_artefact
from data.store.engine import Database
from data.store.schema import STAGE_ANSWERS


@dataclass(frozen=True)
class RememberedAnswer:
    """Tables by content hash, in the order they were made; reports as JSON-able values."""

    tables: Mapping[str, str]
    reports: Sequence[Mapping[str, Any]]
    warnings: Sequence[str]


class AnswerStore:
    """A remembered answer is written once and never changed, except by `remember` with `again`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, key: str) -> RememberedAnswer | None:
        """What was answered to these inputs, if anything."""
        with self._database.read() as connection:
            row = (
                connection.execute(sa.select(STAGE_ANSWERS).where(STAGE_ANSWERS.c.key == key)).mappings().one_or_none()
            )
        if row is None:
            return None
        return RememberedAnswer(dict(row["tables"]), row["reports"], row["warnings"])

    def remember(
        self,
        key: str,
        tables: Mapping[str, pd.DataFrame],
        reports: Sequence[Mapping[str, Any]],
        warnings: Sequence[str],
    ) -> None:
        """Keep an answer, its tables included, in one transaction; it takes the place of an earlier one. O(cells)."""
        hashes = {name: content_hash(name, table) for name, table in tables.items()}
        with self._database.read() as connection:
            missing = missing_artefacts(connection, set(hashes.values()))
        bodies = {name: parquet(tables[name]) for name, content_hash in hashes.items() if content_hash in missing}
        values = {"tables": hashes, "reports": list(reports), "warnings": list(warnings), "made_at": datetime.now(UTC)}
        with self._database.write() as connection:
            for name, body in bodies.items():
                put_artefact(connection, hashes[name], name, len(tables[name]), body)
            connection.execute(sa.delete(STAGE_ANSWERS).where(STAGE_ANSWERS.c.key == key))
            connection.execute(sa.insert(STAGE_ANSWERS).values(key=key, **values))
