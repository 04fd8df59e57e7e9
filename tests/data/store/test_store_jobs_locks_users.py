"""Rows of jobs, locks and users: who holds what, who is who, what has ended stays ended."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from data.contracts.errors import Busy, NotFound
from data.store.store import Store, open_store
from data.store.users import User

NOW = datetime(2026, 10, 26, tzinfo=UTC)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


def test_a_job_changes_until_it_has_ended(store: Store) -> None:
    store.jobs.add("j1", "plan", {"folder": "x"}, "amy", NOW)
    assert store.jobs.change("j1", state="running", progress=0.5, doing="mix")
    assert store.jobs.change("j1", state="done", plan_id="p1")
    assert not store.jobs.change("j1", state="failed", error="late")
    job = store.jobs.get("j1")
    assert (job.state, job.plan_id, job.progress, job.ended, job.made_at) == ("done", "p1", 0.5, True, NOW)


def test_the_newest_jobs_come_first(store: Store) -> None:
    for hour in (1, 3, 2):
        store.jobs.add(f"j{hour}", "plan", {}, "amy", NOW.replace(hour=hour))
    assert [job.job_id for job in store.jobs.recent(2)] == ["j3", "j2"]


def test_a_job_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(NotFound, match="no job nix"):
        store.jobs.get("nix")


def test_a_lock_has_one_owner_who_may_renew_it(store: Store) -> None:
    store.locks.take("nightly", "a", 60)
    store.locks.take("nightly", "a", 60)
    with pytest.raises(Busy) as busy:
        store.locks.take("nightly", "b", 60)
    assert busy.value.values["owner"] == "a"


def test_a_lock_that_ran_out_or_was_given_back_is_free(store: Store) -> None:
    store.locks.take("nightly", "a", -1)
    store.locks.take("nightly", "b", 60)
    store.locks.free("nightly", "a")  # no longer the holder: nothing happens
    with pytest.raises(Busy):
        store.locks.take("nightly", "a", 60)
    store.locks.free("nightly", "b")
    assert store.locks.take("nightly", "a", 60).owner == "a"


def test_of_many_who_ask_for_a_lock_at_once_exactly_one_gets_it(store: Store) -> None:
    def take(number: int) -> bool:
        try:
            store.locks.take("nightly", f"w{number}", 60)
        except Busy:
            return False
        return True

    with ThreadPoolExecutor(4) as askers:
        assert sum(askers.map(take, range(8))) == 1


def test_users_are_added_and_changed(store: Store) -> None:
    store.users.put(User("amy", "agent", "A17"))
    store.users.put(User("amy", "manager"))
    assert store.users.get("amy") == User("amy", "manager")
    with pytest.raises(NotFound, match="no user nix"):
        store.users.get("nix")
