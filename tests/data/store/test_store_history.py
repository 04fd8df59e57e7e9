"""History comes back as it was written; a second import of an interval replaces the first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from data.contracts.columns import checked
from data.contracts.tables import HISTORY
from data.store.history import Written, differing
from data.store.imports import Import
from data.store.store import Store, open_store

NOW = datetime(2026, 10, 26, tzinfo=UTC)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = open_store(database_url)
    yield opened
    opened.close()


def history(queue: str, start: str, offered: list[float], zone: str = "Asia/Shanghai") -> pd.DataFrame:
    ts = pd.date_range(start, periods=len(offered), freq="15min", tz=zone, unit="us")
    values = np.array(offered, dtype=float)
    rows = {"queue": queue, "ts": ts, "offered": values, "handled": values, "abandoned": 0.0, "aht_s": np.nan}
    return pd.DataFrame(rows).astype({"queue": "str"})


def put(store: Store, rows: pd.DataFrame, centre: str = "shop", file_hash: str = "h") -> Written:
    return store.imports.add(Import(centre, file_hash, "h.csv", len(rows), NOW, "planner"), rows)


def test_history_comes_back_as_it_was_written(store: Store) -> None:
    rows = pd.concat([history("chat", "2026-01-01", [1, 2, 3]), history("voice", "2026-01-01", [4, 5])])
    rows = rows.reset_index(drop=True)
    put(store, rows.sample(frac=1, random_state=1))
    found = store.history.read("shop", "Asia/Shanghai")
    pd.testing.assert_frame_equal(found, rows)
    checked(HISTORY, found)


def test_a_second_import_replaces_its_intervals_and_keeps_the_others(store: Store) -> None:
    put(store, history("voice", "2026-01-01", [1, 2, 3]))
    put(store, history("voice", "2026-01-01T00:15", [9, 8, 7]))
    put(store, history("voice", "2026-01-01T00:15", [9, 8, 7]))
    assert store.history.read("shop", "Asia/Shanghai")["offered"].tolist() == [1, 9, 8, 7]


def test_an_import_tells_what_is_new_changed_and_known(store: Store) -> None:
    first = pd.concat([history("voice", "2026-01-01", [1, np.nan, 3]), history("chat", "2026-01-01", [4])])
    assert put(store, first) == Written(new=4)
    assert put(store, first) == Written(same=4)
    late = pd.concat([history("voice", "2026-01-01T00:15", [2, 3, 5]), history("mail", "2026-01-01", [6])])
    assert put(store, late) == Written(new=2, changed=1, same=1)
    assert put(store, late, centre="other") == Written(new=4)
    assert put(store, late.iloc[:0]) == Written()


def test_two_histories_are_compared_interval_by_interval() -> None:
    before = history("voice", "2026-01-01", [1, np.nan, 3])
    assert differing(before, before) == Written(same=3)
    assert differing(before, history("voice", "2026-01-01", [1, 2, 3, 4])) == Written(new=1, changed=1, same=2)


def test_missing_stays_missing_and_replaces_a_number(store: Store) -> None:
    put(store, history("voice", "2026-01-01", [1, 2]))
    put(store, history("voice", "2026-01-01", [np.nan]))
    assert store.history.read("shop", "Asia/Shanghai")["offered"].isna().tolist() == [True, False]


def test_the_hour_that_happens_twice_is_two_hours(store: Store) -> None:
    rows = history("voice", "2026-10-25", list(range(100)), zone="Europe/Berlin")
    put(store, rows)
    pd.testing.assert_frame_equal(store.history.read("shop", "Europe/Berlin"), rows)


def test_centres_do_not_mix(store: Store) -> None:
    put(store, history("voice", "2026-01-01", [1]), centre="one")
    put(store, history("voice", "2026-01-01", [2]), centre="two")
    assert store.history.read("two", "Asia/Shanghai")["offered"].tolist() == [2]
    assert store.history.span("two") == (1, 1767196800, 1767196800)


def test_nothing_after_the_day_of_the_plan_is_seen(store: Store) -> None:
    put(store, history("voice", "2026-01-01", [1, 2, 3]))
    until = pd.Timestamp("2026-01-01T00:30", tz="Asia/Shanghai")
    assert store.history.read("shop", "Asia/Shanghai", until)["offered"].tolist() == [1, 2]


def test_a_centre_without_history_gives_an_empty_table(store: Store) -> None:
    empty = store.history.read("shop", "Asia/Shanghai")
    assert len(empty) == 0
    checked(HISTORY, empty)
    assert store.history.span("shop") is None


def test_an_import_that_fails_leaves_nothing(store: Store) -> None:
    with pytest.raises(Exception, match=r"NOT NULL|null value"):
        store.imports.add(
            Import("shop", None, "h.csv", 1, NOW, "planner"),  # type: ignore[arg-type]
            history("voice", "2026-01-01", [1]),
        )
    assert store.history.span("shop") is None
    assert store.imports.all("shop") == []


def test_imports_are_found_by_content(store: Store) -> None:
    put(store, history("voice", "2026-01-01", [1]), file_hash="abc")
    found = store.imports.find("shop", "abc")
    assert found is not None
    assert (found.rows, found.made_at) == (1, NOW)
    assert store.imports.find("other", "abc") is None
