"""A lock for the time of a `with`, renewed while the work tells its progress, taken over from holders that died."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from data.contracts.errors import Busy
from data.contracts.progress import Progress
from data.store.store import Store
from workbench.processes import is_dead, owner_name

SECONDS = 600.0  # after which a lock of a silent holder runs out
RENEW_AFTER = 30.0


@contextmanager
def held(store: Store, name: str, progress: Progress, seconds: float = SECONDS) -> Iterator[Progress]:
    """Hold the lock `name`; gives a progress that renews it. Raises `Busy` when somebody else holds it.

    A holder that was a process of this machine and is no more loses its lock at once, any other when it runs out.
    """
    owner = owner_name()
    try:
        store.locks.take(name, owner, seconds)
    except Busy:
        holder = store.locks.holder(name)
        if holder is None or not is_dead(holder.owner):
            raise
        store.locks.free(name, holder.owner)
        store.locks.take(name, owner, seconds)
    renewed = time.monotonic()

    def told(share: float, doing: str) -> None:
        nonlocal renewed
        if time.monotonic() - renewed > RENEW_AFTER:
            store.locks.take(name, owner, seconds)
            renewed = time.monotonic()
        progress(share, doing)

    try:
        yield told
    finally:
        store.locks.free(name, owner)
