"""Events: the coming ones first, sizes with their source, and edits found by comparing rows."""

from __future__ import annotations

import math

import pandas as pd

from workbench.figures import event_list

AS_OF = pd.Timestamp("2026-10-26", tz="Asia/Shanghai")


def events() -> pd.DataFrame:
    rows = [
        ("d25", "2025-11-11", "double11", 5.0), ("d26", "2026-11-11", "double11", math.nan),
        ("d26", "2026-11-12", "double11", math.nan), ("bill", "2026-11-01", "bill", math.nan),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["event", "date", "kind", "size"])
    return table.assign(queue="*", date=pd.to_datetime(table["date"]))


def test_the_next_event_comes_first_and_the_past_last() -> None:
    effects = pd.DataFrame({"event": ["d26", "d26"], "size": [4.0, 2.0], "source": ["learned", "analogue"]})
    rows = event_list.occurrences(events(), effects, AS_OF)
    assert rows["event"].tolist() == ["bill", "d26", "d25"]
    assert rows["coming"].tolist() == [True, True, False]
    assert rows["source"].tolist() == ["", "learned", "planner"]
    assert (rows.loc[1, "size"], rows.loc[1, "last"]) == (4.0, pd.Timestamp("2026-11-12"))


def test_no_events_are_an_empty_list() -> None:
    assert event_list.occurrences(events().iloc[:0], None, AS_OF).empty


def test_a_new_event_gives_its_size_to_the_main_day_only() -> None:
    rows = event_list.new_event("e", "k", ["*"], pd.Timestamp("2026-11-11"), 1, 1, 2.5, "why")
    assert [(row["date"], row["offset_d"], row["size"]) for row in rows] == [
        ("2026-11-10", "-1", ""), ("2026-11-11", "0", "2.5"), ("2026-11-12", "1", ""),
    ]  # fmt: skip


def test_the_grid_turns_into_words_and_blank_days_are_none() -> None:
    grid = pd.DataFrame(
        {"date": [pd.Timestamp("2026-11-11"), pd.NaT], "queue": ["voice", None], "offset_d": [float("nan"), 1],
         "size": [2.0, None], "shape": [None, ""], "note": [float("nan"), "x"]}
    )  # fmt: skip
    (row,) = event_list.event_words(grid, "e", "k")
    assert row == {"event": "e", "queue": "voice", "date": "2026-11-11", "kind": "k", "offset_d": "0", "size": "2",
                   "shape": "", "note": ""}  # fmt: skip


def test_a_row_whose_key_changes_is_one_gone_and_one_added() -> None:
    old, new = {"d": "1", "x": "a"}, {"d": "2", "x": "a"}
    assert event_list.changes([old], [new], ["d"]) == [(old, None), (None, new)]
    assert event_list.changes([old], [old], ["d"]) == []


def test_what_the_calendar_has_or_is_over_is_not_proposed() -> None:
    rows = events().assign(offset_d=0, shape="", note="")
    proposed = pd.concat([rows, rows.tail(1).assign(date=pd.Timestamp("2026-12-01"))], ignore_index=True)
    found = event_list.not_yet(proposed, events(), AS_OF)
    assert found["date"].tolist() == [pd.Timestamp("2026-12-01")]
    assert event_list.as_words(found)[0]["kind"] == "bill"


def test_only_shapes_that_are_named_and_missing_are_taken_along() -> None:
    shapes = pd.DataFrame({"shape": ["night", "day"], "hour": [22, 10], "share": [1.0, 1.0]})
    named = pd.DataFrame({"shape": ["night", "day", ""]})
    assert event_list.shapes_needed(named, shapes, shapes[shapes["shape"] == "day"]) == [
        {"shape": "night", "hour": "22", "share": "1"}
    ]


def test_a_row_for_all_queues_stands_for_each_of_them() -> None:
    both = pd.concat([events().tail(1), events().tail(1).assign(queue="voice")])
    assert event_list.occurrences(both, None, AS_OF).loc[0, "queues"] == ["*"]
