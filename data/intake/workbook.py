"""The door to openpyxl: the first sheet of an Excel file as rows of words, formulas only by their saved numbers."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

from data.contracts.errors import Fault, RefusedInput

MAX_UNPACKED_MB = 1500


def excel_rows(path: Path, file: str) -> list[tuple[int, list[str]]]:
    """Line and words of every row of the first sheet. Days and instants come out as ISO words. O(cells).

    A formula counts by the number or day it last gave; one that gives a word or nothing is refused: it might run
    a command in somebody's spreadsheet.
    """
    _check_archive(path, file)
    typed = _cells(path, values=False)
    formulas = [(r, c) for r, row in enumerate(typed) for c, cell in enumerate(row) if _is_formula(cell)]
    if formulas:
        _lay_saved_numbers(typed, _cells(path, values=True), formulas, file)
    rows = [(line, [_word(cell) for cell in row]) for line, row in enumerate(typed, start=1)]
    while rows and not any(rows[-1][1]):
        rows.pop()
    return rows


def _cells(path: Path, *, values: bool) -> list[list[Any]]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=values)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()


def _check_archive(path: Path, file: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked_mb = sum(part.file_size for part in archive.infolist()) / 1e6
            known = "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        known, unpacked_mb = False, 0.0
    if not known:
        remedy = "Open it in a spreadsheet and save it as .xlsx or as CSV UTF-8."
        raise RefusedInput([Fault("intake.no_excel", "the file is no Excel file (.xlsx)", {}, remedy, file)])
    if unpacked_mb > MAX_UNPACKED_MB:
        values = {"size_mb": f"{unpacked_mb:.0f}"}
        remedy = "Cut it into smaller files or save it as CSV UTF-8."
        raise RefusedInput([Fault("intake.too_big", "unpacked, the file has {size_mb} MB", values, remedy, file)])


def _is_formula(cell: Any) -> bool:
    # array formulas come as objects of openpyxl, plain ones as text
    return (isinstance(cell, str) and cell.startswith("=")) or type(cell).__name__ == "ArrayFormula"


def _lay_saved_numbers(typed: list[list[Any]], saved: list[list[Any]], cells: list[tuple[int, int]], file: str) -> None:
    faults = []
    for r, c in cells:
        value = saved[r][c] if r < len(saved) and c < len(saved[r]) else None
        if isinstance(value, (int, float, dt.datetime, dt.date, dt.time)):
            typed[r][c] = value
            continue
        header = _word(typed[0][c]) if r and c < len(typed[0]) else ""
        values = {"value": repr(str(getattr(typed[r][c], "text", typed[r][c])))[:80]}
        template = "{value} is a formula without a number as its result"
        remedy = "Replace the formula by its value (copy, paste as values)."
        faults.append(Fault("intake.formula", template, values, remedy, file, r + 1, header))
    if faults:
        raise RefusedInput(faults)


def _word(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        rounded = cell + dt.timedelta(microseconds=500_000)  # Excel keeps days as floats
        return rounded.replace(microsecond=0).isoformat(sep=" ")
    if isinstance(cell, dt.date):
        return cell.isoformat()
    if isinstance(cell, dt.time):
        return cell.isoformat(timespec="minutes")
    return str(cell).strip()
