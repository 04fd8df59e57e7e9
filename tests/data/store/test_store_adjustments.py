"""Edits are only ever added, and the second of two writers is told who was first and what they did."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pandas as pd
import pytest

from data.contracts.columns import checked
from data.contracts.errors import Conflict
from data.contracts.plan import Plan
from data.contracts.tables import ADJUSTMENTS
from data.store.plans import PlanInputs
from data.store.store import Store, open_store

NOW = datetime(2026, 10, 26, tzinfo=UTC)
PLAN = Plan("shop", "2026-10-26", ("2026-11-02", "2026-11-15"), {}, "s", "h", {})


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    opened.plans.save(PLAN, {}, PlanInputs("s", b"", pd.DataFrame({"a": [1]})), author="amy", made_at=NOW)
    yield opened
    opened.close()


def edit(
    edit_id: str, seen: str = "", target: str = "A1|2026-11-02", after: str = "N", author: str = "amy"
) -> pd.DataFrame:
    row = [edit_id, PLAN.plan_id, target, seen, "D", after, NOW, author, "swap"]
    return pd.DataFrame([row], columns=list(ADJUSTMENTS.columns)).astype({"made_at": "datetime64[us, UTC]"})


def test_edits_come_back_in_their_order(store: Store) -> None:
    store.adjustments.append(edit("b"))
    store.adjustments.append(edit("a", seen="b"))
    found = store.adjustments.of_plan(PLAN.plan_id)
    assert found["edit_id"].tolist() == ["b", "a"]
    checked(ADJUSTMENTS, found)


def test_a_plan_without_edits_gives_an_empty_table(store: Store) -> None:
    checked(ADJUSTMENTS, store.adjustments.of_plan(PLAN.plan_id))
    assert store.adjustments.count(PLAN.plan_id) == 0


def test_the_second_writer_is_told_who_and_what(store: Store) -> None:
    store.adjustments.append(edit("a", after="N", author="bob"))
    with pytest.raises(Conflict) as conflict:
        store.adjustments.append(edit("b", after="C"))
    assert {"author": "bob", "theirs": "N", "yours": "C"}.items() <= conflict.value.values.items()


def test_edits_of_different_cells_do_not_meet(store: Store) -> None:
    store.adjustments.append(edit("a"))
    store.adjustments.append(edit("b", target="A2|2026-11-02"))
    assert store.adjustments.count(PLAN.plan_id) == 2


def test_a_batch_with_one_conflict_leaves_nothing(store: Store) -> None:
    store.adjustments.append(edit("a"))
    with pytest.raises(Conflict):
        store.adjustments.append(pd.concat([edit("b", target="A2|2026-11-02"), edit("c")]))
    assert store.adjustments.of_plan(PLAN.plan_id)["edit_id"].tolist() == ["a"]


def test_an_edit_of_an_edit_nobody_made_is_refused(store: Store) -> None:
    with pytest.raises(Conflict, match="does not exist"):
        store.adjustments.append(edit("a", seen="ghost"))


def test_of_many_writers_at_once_exactly_one_wins(store: Store) -> None:
    def write(number: int) -> bool:
        try:
            store.adjustments.append(edit(f"e{number}", author=f"w{number}"))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as writers:
        won = list(writers.map(write, range(8)))
    assert sum(won) == 1
    assert store.adjustments.count(PLAN.plan_id) == 1
