"""What stages answered, remembered in the store: a stopped run resumes, a what-if shares what it leaves alone."""

from __future__ import annotations

from dataclasses import asdict

from data.contracts.plan import SolveReport, SolveStatus
from data.store.store import Store
from workbench.pipeline import StageAnswer


class StoreMemory:
    """The chain's memory. With `fresh` nothing is recalled, and what is made takes the place of what was known."""

    def __init__(self, store: Store, *, fresh: bool = False) -> None:
        self._store = store
        self._fresh = fresh

    def recall(self, key: str) -> StageAnswer | None:
        found = None if self._fresh else self._store.answers.find(key)
        if found is None:
            return None
        tables = {name: self._store.artefacts.table(content_hash) for name, content_hash in found.tables.items()}
        reports = tuple(SolveReport(**{**r, "status": SolveStatus(r["status"])}) for r in found.reports)
        return StageAnswer(tables, reports, tuple(found.warnings))

    def remember(self, key: str, answer: StageAnswer) -> None:
        self._store.answers.remember(key, answer.tables, [asdict(report) for report in answer.reports], answer.warnings)
