"""Rows of a settings table as words and back: what an edit of a row is kept as, and what a file holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from data.contracts.columns import kind_of
from data.contracts.errors import Fault
from data.contracts.settings import CENTRE_FILES
from data.intake.cells import Sheet
from data.intake.cross_checks import cross_faults
from data.intake.placed import Placed
from data.intake.settings import typed_table

Words = dict[str, str]


def words_of(table: pd.DataFrame, schema: pa.DataFrameSchema) -> list[Words]:
    """Each row as its words; reading them back gives exactly the same rows. No instants. O(cells).

    >>> from data.contracts.settings import EVENT_SHAPES
    >>> words_of(pd.DataFrame({"shape": ["late"], "hour": [20], "share": [0.125]}), EVENT_SHAPES)
    [{'shape': 'late', 'hour': '20', 'share': '0.125'}]
    """
    names = [str(column) for column in schema.columns]
    columns = [[_word(value, kind_of(schema, name)) for value in table[name]] for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _word(value: Any, kind: str) -> str:
    if pd.isna(value):
        return ""
    if kind == "day":
        return str(pd.Timestamp(value).date())
    if kind == "flag":
        return "true" if value else "false"
    if kind == "number":
        return str(int(value)) if float(value).is_integer() and abs(value) < 2**53 else repr(float(value))
    return str(value)


def key_of_words(words: Mapping[str, str], schema: pa.DataFrameSchema) -> str:
    r"""The words of a row's key joined by `|`; a `|` inside a word is written `\|`.

    >>> from data.contracts.settings import EVENTS
    >>> key_of_words({"event": "sale", "queue": "*", "date": "2026-11-11", "note": "big"}, EVENTS)
    'sale|*|2026-11-11'
    """
    key = (schema.metadata or {})["key"]
    return "|".join(words.get(str(name), "").replace("\\", "\\\\").replace("|", "\\|") for name in key)


def rows_of_words(name: str, rows: Sequence[Mapping[str, str]], zone: str) -> tuple[Placed, list[Fault]]:
    """The table `name` of a centre from words, as its file would be read; `Fault.line` is the row, 0 first.

    Rows with faults hold a harmless value in the faulty cells. O(cells).
    """
    schema = CENTRE_FILES[name][0]
    known = [str(column) for column in schema.columns]
    unknown = sorted({column for row in rows for column in row} - set(known))
    words = pd.DataFrame(
        [[str(row.get(column, "")).strip() for column in [*known, *unknown]] for row in rows],
        columns=pd.Index([*known, *unknown], dtype=object),
        dtype=str,
    )
    made = typed_table(schema, Sheet(name, words, np.arange(len(rows))), zone)
    assert made.rows is not None  # every column of the table is given
    return Placed(made.rows, name, made.lines), made.faults


def faults_beside(
    placed: Mapping[str, Placed], tables: Mapping[str, pd.DataFrame], own: Sequence[Fault] = ()
) -> list[Fault]:
    """Faults of changed tables and of the others that refer to them; `own` are those found in their cells. O(rows)."""
    others = {
        name: Placed(rows, name, np.arange(len(rows)))
        for name, rows in tables.items()
        if name in CENTRE_FILES and name not in placed
    }
    told = {(fault.file, fault.line, fault.column) for fault in own}
    across = cross_faults({**others, **placed})
    return [*own, *(fault for fault in across if (fault.file, fault.line, fault.column) not in told)]


def row_fault(fault: Fault, keys: Sequence[str]) -> Fault:
    """The fault of a row that stands in no file: the row is told by its key instead of a line."""
    named = fault.line is not None and fault.line < len(keys)
    return replace(fault, file=f"{fault.file} {keys[fault.line or 0]}" if named else fault.file, line=None)


def csv_of_words(rows: Sequence[Mapping[str, str]], schema: pa.DataFrameSchema) -> bytes:
    """The rows as a file of a centre's folder, with a header even where there are none."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [str(column) for column in schema.columns], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
