"""Cells of the files of a backtest: headers however written, dates and times of the wall clock, their faults."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from data.contracts.errors import Fault
from data.intake.aliases import plain
from data.intake.cells import Sheet

STAMP = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", re.ASCII)
ZONED = re.compile(STAMP.pattern + r" ?(?:Z|[+-]\d\d(?::?\d\d)?)", re.ASCII)
FIRST, LAST = pd.Timestamp("1970-01-01"), pd.Timestamp("2199-12-31 23:59:59")
STAMP_REMEDY = "Write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS."
DAY_REMEDY = "Write a day, YYYY-MM-DD."


def plain_headers(sheet: Sheet, names: tuple[str, ...]) -> tuple[Sheet, list[Fault]]:
    """The sheet with columns called as we call them (`Start date` is start_date); a name meant twice is a fault."""
    ours = {plain(name): name for name in names}
    theirs: dict[str, list[str]] = {}
    for header in map(str, sheet.words.columns):
        if plain(header) in ours:
            theirs.setdefault(ours[plain(header)], []).append(header)
    faults = [
        Fault("intake.repeated_column", "column {name} stands twice in the header", {"name": name},
              "Keep one of them.", sheet.file, 1, name)
        for name, headers in theirs.items() if len(headers) > 1
    ]  # fmt: skip
    if faults:
        return sheet, faults
    renamed = {headers[0]: name for name, headers in theirs.items()}
    return replace(sheet, words=sheet.words.rename(columns=renamed)), []


def missing_columns(sheet: Sheet, columns: list[str]) -> list[Fault]:
    """A fault for each column that is not there."""
    have = ", ".join(sheet.words.columns)
    return [
        Fault("intake.no_column", "there is no column {name}; there are: {have}", {"name": name, "have": have},
              "Name the column {name} in the first line.", sheet.file, 1, name)
        for name in columns if name not in sheet.words
    ]  # fmt: skip


def stamps_of(
    sheet: Sheet, column: str, words: pd.Series | None = None, *, whole_days: bool = False
) -> tuple[pd.DatetimeIndex, list[Fault]]:
    """Wall-clock labels (NaT where a cell is none) and a fault for each such cell. ISO 8601 only. O(rows).

    A cell with a zone, outside 1970 to 2199, or with a time of day where `whole_days` are asked for is none.
    """
    given = sheet.words[column] if words is None else words
    codes, distinct = pd.factorize(given)
    texts = [str(word) for word in distinct]
    found = [parsed(text) for text in texts]
    zoned = np.array([bool(ZONED.fullmatch(text)) for text in texts], dtype=bool)
    stamps = pd.DatetimeIndex(found, dtype="datetime64[us]")
    blank = np.asarray(stamps.isna())
    late = np.asarray(stamps != stamps.normalize()) & ~blank & whole_days
    none = blank & ~zoned
    faults = []
    if zoned.any():
        remedy = "Write wall-clock times without zone: 2026-11-11T09:30:00."
        faults += each_fault(sheet, column, zoned[codes], "times carry a zone", remedy, given)
    remedy = DAY_REMEDY if whole_days else STAMP_REMEDY
    faults += each_fault(sheet, column, none[codes], "{value} is no date", remedy, given)
    faults += each_fault(sheet, column, late[codes], "{value} is a time of day, not a day", DAY_REMEDY, given)
    return stamps[codes], faults


def parsed(text: str) -> pd.Timestamp | None:
    """The moment of an ISO 8601 label without zone from 1970 to 2199, else None.

    >>> parsed("2025-02-06"), parsed("06/02/2025"), parsed("today"), parsed("9999-12-31")
    (Timestamp('2025-02-06 00:00:00'), None, None, None)
    """
    if not STAMP.fullmatch(text) or not str(FIRST.year) <= text[:4] <= str(LAST.year):
        return None
    try:
        return pd.Timestamp(text)
    except ValueError:
        return None


def each_fault(
    sheet: Sheet, column: str, bad: np.ndarray, template: str, remedy: str, words: pd.Series | None = None
) -> list[Fault]:
    """A fault for each marked cell of a column."""
    given = words if words is not None else sheet.words.get(column)
    return [
        Fault("backtest.cell", template, {"value": "" if given is None else given.iloc[i]}, remedy, sheet.file,
              int(sheet.lines[i]), column)
        for i in np.flatnonzero(bad)
    ]  # fmt: skip
