"""A lock is held while its work runs, renewed by progress, and lost at once by a holder that died."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from data.contracts.errors import Busy
from data.contracts.progress import silent
from data.store.store import open_store
from workbench import locking
from workbench.locking import held
from workbench.processes import host_name


def test_a_lock_is_held_for_the_time_of_the_work(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'x.db'}")
    with held(store, "nightly:shop", silent):
        with pytest.raises(Busy):
            store.locks.take("nightly:shop", "elsewhere:1", 60)
        store.locks.take("nightly:other", "elsewhere:1", 60)
    store.locks.take("nightly:shop", "elsewhere:1", 60)
    with pytest.raises(Busy, match=r"held by elsewhere:1 until"), held(store, "nightly:shop", silent):
        pass
    store.close()


def test_a_holder_that_died_loses_its_lock_at_once(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'x.db'}")
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    store.locks.take("nightly:shop", f"{host_name()}:{process.pid}", 3600)
    with held(store, "nightly:shop", silent):
        holder = store.locks.holder("nightly:shop")
        assert holder is not None
        assert holder.owner != f"{host_name()}:{process.pid}"
    assert store.locks.holder("nightly:shop") is None
    store.close()


def test_progress_renews_the_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "RENEW_AFTER", -1.0)
    store = open_store(f"sqlite:///{tmp_path / 'x.db'}")
    with held(store, "nightly:shop", silent) as told:
        before = store.locks.holder("nightly:shop")
        told(0.5, "mix")
        after = store.locks.holder("nightly:shop")
        assert before is not None
        assert after is not None
        assert after.expires_at > before.expires_at
    store.close()
