"""A CSV or Excel file as a sheet of words: every cell a string, every row with its line in the file."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.intake.workbook import excel_rows

MAX_MB = 200
THREE_BYTES = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")  # a Chinese character in UTF-8
FORMULA = re.compile(r"^[=@\t\r]|^[+\-](?:[A-Za-z@=]|.*[(|!])")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True)
class Sheet:
    """Words of a file: the header is the columns of `words`, `lines[i]` is the line of row i."""

    file: str
    words: pd.DataFrame
    lines: np.ndarray


def read_sheet(path: Path, file: str = "") -> Sheet:
    """The words of a CSV (UTF-8 with or without BOM, GB18030; comma, semicolon or tab) or XLSX file.

    Cells and header are stripped; blank lines are skipped. Raises `RefusedInput` when the file is no such file, is
    empty, mixes encodings, has rows longer than its header or repeats a column. O(bytes).
    """
    file = file or path.name
    if not path.is_file():
        raise _refused("intake.no_file", "there is no such file", "Check the path and the name.", file)
    size_mb = path.stat().st_size / 1e6
    if size_mb > MAX_MB:
        remedy = "Cut it into files of up to {max_mb} MB, for example one a quarter year."
        values = {"size_mb": f"{size_mb:.0f}", "max_mb": MAX_MB}
        raise RefusedInput([Fault("intake.too_big", "the file has {size_mb} MB", values, remedy, file)])
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        sheet = _from_rows(excel_rows(path, file), file)
    elif path.suffix.lower() == ".xls":
        raise _refused("intake.old_excel", "the old Excel format .xls cannot be read", "Save it as .xlsx or CSV.", file)
    else:
        sheet = _from_csv(decoded(path.read_bytes(), file), file)
    _check_header(sheet)
    return sheet


def formula_faults(sheet: Sheet, columns: list[str]) -> list[Fault]:
    """Cells of word columns that a spreadsheet would run as a formula (`=cmd...`, `@...`, `+cmd...`), or that hold
    line breaks and other control characters, which split lists and exports. O(rows).
    """
    faults = []
    for column in columns:
        codes, words = pd.factorize(sheet.words[column])
        bad = np.array([bool(FORMULA.match(word)) for word in words], dtype=bool)
        template = "{value} looks like a formula, and a spreadsheet would run it"
        remedy = "Write a plain word that starts with a letter, digit or Chinese character."
        faults += _word_faults(sheet, column, bad[codes], "intake.formula", template, remedy)
        broken = np.array([bool(CONTROL.search(word)) for word in words], dtype=bool) & ~bad
        template = "{value} holds a line break or another control character"
        remedy = "Write it in one line of plain characters."
        faults += _word_faults(sheet, column, broken[codes], "intake.control", template, remedy)
    return faults


def _word_faults(sheet: Sheet, column: str, at: np.ndarray, code: str, template: str, remedy: str) -> list[Fault]:
    words = sheet.words[column]
    return [
        Fault(code, template, {"value": repr(words.iloc[row])}, remedy, sheet.file, int(sheet.lines[row]), column)
        for row in np.flatnonzero(at)
    ]


def decoded(body: bytes, file: str) -> str:
    """The text of a file; mixed encodings are refused with the first line that breaks the rest. O(bytes)."""
    remedy = "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8)."
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return body.decode("utf-16")
        except UnicodeDecodeError:
            raise _refused("intake.encoding", "the file is UTF-16 that breaks off", remedy, file) from None
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    _refuse_mixed(body, file)
    try:
        return body.decode("gb18030")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        template = "the line is neither UTF-8 nor GB18030"
        raise RefusedInput([Fault("intake.encoding", template, {}, remedy, file, line)]) from None


def _refuse_mixed(body: bytes, file: str) -> None:
    # two bytes may be both a UTF-8 letter and a Chinese character: only three-byte sequences prove UTF-8
    utf8, other = [], []
    for line, raw in enumerate(body.split(b"\n"), start=1):
        if raw.isascii():
            continue
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            other.append(line)
        else:
            if THREE_BYTES.search(raw):
                utf8.append(line)
    if utf8 and other:
        minority, name = (other, "not UTF-8") if len(other) <= len(utf8) else (utf8, "UTF-8")
        values = {"name": name, "example": utf8[0] if minority is other else other[0], "count": len(minority)}
        template = "this line is {name}, but line {example} is not: the file mixes encodings ({count} such lines)"
        remedy = "Save the whole file in one encoding, best as CSV UTF-8."
        raise RefusedInput([Fault("intake.mixed_encodings", template, values, remedy, file, minority[0])])


def _from_csv(text: str, file: str) -> Sheet:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    header_end = text.find("\n")
    first = text if header_end < 0 else text[:header_end]
    delimiter = max(",;\t", key=first.count)
    try:
        table = pd.read_csv(
            io.StringIO(text), sep=delimiter, dtype=str, header=None, keep_default_na=False, na_filter=False,
            skip_blank_lines=False, quoting=csv.QUOTE_MINIMAL if '"' in text else csv.QUOTE_NONE,
        )  # fmt: skip
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return _from_rows(_csv_rows(text, delimiter, file), file)  # tells which lines are too long
    if len(table) != text.count("\n") + (not text.endswith("\n")):
        return _from_rows(_csv_rows(text, delimiter, file), file)  # cells with line breaks: rows are no longer lines
    words = table.iloc[1:].fillna("")
    words.columns = pd.Index([str(name).strip() for name in table.iloc[0].fillna("")])
    return _without_blank_rows(file, words, np.arange(2, len(table) + 1))


def _csv_rows(text: str, delimiter: str, file: str) -> list[tuple[int, list[str]]]:
    rows, line = [], 1
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:  # a quote that never closes swallows the rest of the file
        template, remedy = "the line is no CSV: {reason}", "Look for a double quote that is never closed."
        raise RefusedInput([Fault("intake.no_csv", template, {"reason": str(error)}, remedy, file, line)]) from None
    return rows


def _from_rows(rows: list[tuple[int, list[str]]], file: str) -> Sheet:
    if not rows:
        raise _refused("intake.empty", "the file is empty", "Give a file with a header and rows.", file)
    header = [name.strip() for name in rows[0][1]]
    while header and not header[-1]:
        header.pop()
    width = len(header)
    long = [(line, row) for line, row in rows[1:] if any(cell.strip() for cell in row[width:])]
    if long:
        template = "the row has {cells} cells, the header {width}"
        remedy = "Put cells that hold the separator into double quotes, or remove the extra cells."
        raise RefusedInput(
            [Fault("intake.long_row", template, {"cells": len(row), "width": width}, remedy, file, line)
             for line, row in long]
        )  # fmt: skip
    cells = [[*row[:width], *[""] * (width - len(row))] for _, row in rows[1:]]
    words = pd.DataFrame(cells, columns=pd.Index(header, dtype=object), dtype=str)
    return _without_blank_rows(file, words, np.array([line for line, _ in rows[1:]], dtype=int))


def _without_blank_rows(file: str, words: pd.DataFrame, lines: np.ndarray) -> Sheet:
    named: pd.DataFrame = words.loc[:, [bool(name) for name in words.columns]]
    if named.columns.is_unique:
        named = pd.DataFrame({name: named[name].str.strip() for name in named.columns}, columns=named.columns)
    filled = (named != "").to_numpy().any(axis=1) if len(named.columns) else np.zeros(len(named), dtype=bool)
    keep = np.flatnonzero(filled)
    return Sheet(file, named.iloc[keep].reset_index(drop=True), lines[keep])


def _check_header(sheet: Sheet) -> None:
    names = list(sheet.words.columns)
    if not names:
        raise _refused("intake.empty", "the file has no header", "Give a file with a header and rows.", sheet.file)
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        template = "column {name} stands twice in the header"
        raise RefusedInput(
            [Fault("intake.repeated_column", template, {"name": name}, "Keep one of them.", sheet.file, 1, name)
             for name in repeated]
        )  # fmt: skip


def _refused(code: str, template: str, remedy: str, file: str) -> RefusedInput:
    return RefusedInput([Fault(code, template, {}, remedy, file)])
