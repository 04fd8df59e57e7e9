"""Rows become words and words the same rows, and words that are wrong are named by their row."""

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data.contracts.settings import CENTRE_FILES, EVENTS
from data.intake.cells import read_sheet
from data.intake.row_words import csv_of_words, key_of_words, row_fault, rows_of_words, words_of
from data.intake.settings import typed_table

WORD = st.text("abc*|\\,\" '订单-", min_size=1, max_size=6).map(str.strip).filter(bool).map(lambda w: "x" + w)
EVENT = st.fixed_dictionaries(
    {
        "event": WORD,
        "queue": WORD,
        "date": st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(str),
        "kind": WORD,
        "offset_d": st.integers(-400, 400).map(str),
        "size": st.floats(0, 1e9).map(repr) | st.just(""),
        "shape": st.just(""),
        "note": WORD | st.just(""),
    }
)


@given(st.lists(EVENT, unique_by=lambda row: (row["event"], row["queue"], row["date"]), max_size=4))
def test_words_of_rows_read_back_are_the_same_rows(rows):
    placed, faults = rows_of_words("events", rows, "UTC")
    assert not faults
    again, _ = rows_of_words("events", words_of(placed.rows, EVENTS), "UTC")
    pd.testing.assert_frame_equal(again.rows, placed.rows)


@given(st.lists(EVENT, unique_by=lambda row: (row["event"], row["queue"], row["date"]), max_size=4))
def test_a_file_of_the_words_reads_back_as_the_same_rows(tmp_path_factory, rows):
    placed, _ = rows_of_words("events", rows, "UTC")
    file = tmp_path_factory.mktemp("events") / "events.csv"
    file.write_bytes(csv_of_words(words_of(placed.rows, EVENTS), EVENTS))
    read = typed_table(EVENTS, read_sheet(file), "UTC")
    pd.testing.assert_frame_equal(read.rows, placed.rows)


@given(EVENT, EVENT)
def test_different_keys_have_different_names(one, other):
    same = all(one[name] == other[name] for name in ("event", "queue", "date"))
    assert (key_of_words(one, EVENTS) == key_of_words(other, EVENTS)) == same


def test_a_wrong_word_is_named_by_the_key_of_its_row_and_its_column():
    row = {"queue": "voice", "like": "chat", "volume_per_day": "many", "confidence_d": "7"}
    _, faults = rows_of_words("new_queues", [row], "UTC")
    assert [row_fault(fault, ["voice"]).text for fault in faults] == [
        "new_queues voice, column volume_per_day: 'many' is not a number such as 12.5"
    ]


def test_a_column_nobody_knows_is_refused():
    _, faults = rows_of_words("new_queues", [{"queue": "voice", "colour": "red"}], "UTC")
    assert "table.unknown_column" in {fault.code for fault in faults}


def test_a_table_without_rows_keeps_its_kinds():
    for name in ("events", "forecast_adjustments", "hygiene_decisions", "new_queues"):
        placed, faults = rows_of_words(name, [], "UTC")
        assert not faults
        assert list(placed.rows.columns) == list(CENTRE_FILES[name][0].columns)
