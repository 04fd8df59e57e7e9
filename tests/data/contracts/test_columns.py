"""A broken table is told in words: what, where and what to do."""

from __future__ import annotations

import pandas as pd
import pytest

from data.contracts.columns import checked, kind_of
from data.contracts.errors import RefusedInput
from data.contracts.settings import AGENTS, QUEUES
from data.contracts.tables import HISTORY

TS = pd.to_datetime(["2026-11-02 08:00", "2026-11-02 08:00", "2026-11-02 08:15"]).tz_localize("UTC").as_unit("us")


def history(**columns: object) -> pd.DataFrame:
    rows = {"queue": ["a", "a", "b"], "ts": TS, "offered": 1.0, "handled": 1.0, "abandoned": 0.0, "aht_s": 200.0}
    return pd.DataFrame({**rows, **columns})


def texts(table: pd.DataFrame, lines: list[int] | None = None) -> list[str]:
    with pytest.raises(RefusedInput) as caught:
        checked(HISTORY, table, "h.csv", lines)
    return [f"{fault.text}. {fault.advice}" for fault in caught.value.faults]


def test_a_duplicate_key_names_the_first_row():
    (said,) = texts(history())
    assert said == (
        "h.csv, line 3, column queue+ts: queue a, ts 2026-11-02 08:00:00+00:00 stands already in line 2. "
        "Keep one of the two rows."
    )


def test_lines_of_the_file_are_told_when_known():
    (said,) = texts(history(queue=["a", "b", "b"], offered=[1.0, -2.0, 1.0]), lines=[2, 9, 10])
    assert said == "h.csv, line 9, column offered: -2.0 is below 0. Give 0 or more."


def test_a_word_in_a_number_column_is_one_fault():
    (said,) = texts(history(queue=["a", "b", "b"], offered=["ten", 1, 2]))
    assert said == "h.csv, line 2, column offered: 'ten' is no number. Write a number such as 12.5."


def test_a_misspelt_column_is_told_its_name():
    said = texts(history(queue=["a", "b", "b"]).rename(columns={"handled": "handeld"}))
    assert said[0].endswith("handeld is not known. Rename it to handled.")
    assert "column handled is missing" in said[1]


def test_naive_instants_are_refused():
    (said,) = texts(history(queue=["a", "b", "b"], ts=TS.tz_localize(None)))
    assert "no time zone" in said


def test_every_column_tells_its_kind():
    kinds = {kind_of(AGENTS, column) for column in AGENTS.columns} | {
        kind_of(QUEUES, column) for column in QUEUES.columns
    }
    assert kinds == {"word", "number", "whole", "flag", "instant"}
