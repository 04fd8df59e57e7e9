"""What all deeds share: the store, the settings, and tables remembered by their content."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, cast

import pandas as pd

from data.contracts.centre import Centre
from data.store.plans import StoredPlan
from data.store.store import Store
from workbench.deeds.snapshot import packed_centre
from workbench.levers import pull_centre, read_scenario
from workbench.settings import Settings

CACHE_BYTES = 512 * 2**20


class Remembered:
    """Values by key, the longest unused forgotten first. A key names its content, so nothing goes stale."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self._limit = limit
        self._held = 0
        self._values: OrderedDict[Any, tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        """The value of a key, made if it is not known. Two threads may both make it; the result is the same."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][0]
        value = make()
        with self._lock:
            self._held += self._size(value) - self._values.pop(key, (None, 0))[1]
            self._values[key] = (value, self._size(value))
            while self._held > self._limit and len(self._values) > 1:
                self._held -= self._values.popitem(last=False)[1][1]
        return value

    @staticmethod
    def _size(value: Any) -> int:
        return int(value.memory_usage(index=True, deep=False).sum()) if isinstance(value, pd.DataFrame) else 2**16


class Deeds:
    """The store and the settings, with what was read from them."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store = store
        self.settings = settings
        self._remembered = Remembered()

    def _artefact(self, content_hash: str) -> pd.DataFrame:
        table = self._remembered.get(content_hash, lambda: self.store.artefacts.table(content_hash))
        return cast("pd.DataFrame", table).copy(deep=False)  # a change by the caller stays with the caller

    def _base_centre(self, stored: StoredPlan) -> Centre:
        made = self._remembered.get(
            ("centre", stored.settings), lambda: packed_centre(self.store.artefacts.body(stored.settings))
        )
        return cast("Centre", made)

    def _centre(self, stored: StoredPlan) -> Centre:
        base = self._base_centre(stored)
        return pull_centre(base, read_scenario(stored.plan.scenario, base))
