"""Edits of a centre's tables are only ever added, and the second of two writers is told who was first."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pandas as pd
import pytest

from data.contracts.columns import checked
from data.contracts.errors import Conflict
from data.contracts.tables import CENTRE_EDITS
from data.store.store import Store, open_store

NOW = datetime(2026, 10, 26, tzinfo=UTC)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


def edit(edit_id: str, seen: str = "", row: str = "sale|*|2026-11-11", **given: str) -> pd.DataFrame:
    values = {
        "edit_id": edit_id, "centre": "shop", "table_name": "events", "row_key": row, "seen_edit": seen,
        "before": "", "after": '{"size": "3"}', "author": "amy", "reason": "bigger",
    }  # fmt: skip
    return pd.DataFrame([{**values, **given, "made_at": NOW}]).astype({"made_at": "datetime64[us, UTC]"})


def test_edits_come_back_in_their_order_by_table_or_all(store: Store) -> None:
    store.centre_edits.append(edit("b"))
    store.centre_edits.append(edit("a", seen="b"))
    store.centre_edits.append(edit("c", table_name="new_queues"))
    found = checked(CENTRE_EDITS, store.centre_edits.of_centre("shop"))
    assert found["edit_id"].tolist() == ["b", "a", "c"]
    assert store.centre_edits.of_centre("shop", "events")["edit_id"].tolist() == ["b", "a"]


def test_a_centre_without_edits_gives_an_empty_table(store: Store) -> None:
    store.centre_edits.append(edit("a", centre="other"))
    assert checked(CENTRE_EDITS, store.centre_edits.of_centre("shop")).empty
    assert (store.centre_edits.count("shop"), store.centre_edits.count("other")) == (0, 1)


def test_the_second_writer_is_told_who_and_what(store: Store) -> None:
    store.centre_edits.append(edit("a", author="bob", after="theirs"))
    with pytest.raises(Conflict) as conflict:
        store.centre_edits.append(edit("b", after="ours"))
    assert {"author": "bob", "theirs": "theirs", "yours": "ours"}.items() <= conflict.value.values.items()


def test_the_same_key_in_two_tables_or_centres_is_two_rows(store: Store) -> None:
    store.centre_edits.append(edit("a"))
    store.centre_edits.append(edit("b", table_name="event_shapes"))
    store.centre_edits.append(edit("c", centre="other"))
    assert store.centre_edits.count("shop") == 2


def test_a_batch_with_one_conflict_leaves_nothing(store: Store) -> None:
    store.centre_edits.append(edit("a"))
    with pytest.raises(Conflict):
        store.centre_edits.append(pd.concat([edit("b", row="sale|*|2026-11-12"), edit("c")]))
    assert store.centre_edits.of_centre("shop")["edit_id"].tolist() == ["a"]


def test_an_edit_of_an_edit_nobody_made_is_refused(store: Store) -> None:
    with pytest.raises(Conflict, match="does not exist"):
        store.centre_edits.append(edit("a", seen="ghost"))


def test_of_many_writers_at_once_exactly_one_wins(store: Store) -> None:
    def write(number: int) -> bool:
        try:
            store.centre_edits.append(edit(f"e{number}", author=f"w{number}"))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as writers:
        won = list(writers.map(write, range(8)))
    assert sum(won) == 1
    assert store.centre_edits.count("shop") == 1
