"""Rows of the Erlang calculator read as numbers, with every fault told at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from scheduling.requirement.calculator_rows import CellFaults, FloatArray, Rows
from scheduling.requirement.calculator_series import check_series, read_lengths, split_lengths

SHARES = ("target_sl", "max_occupancy", "max_abandon", "max_blocking", "shrinkage")
MOST = 1e9  # of any amount: beyond it is a slip of the keyboard, and whole numbers would overflow
SERIES_AMOUNTS = ("interval", "interval_s", "deadline_s", "concurrency")
AMOUNTS = ("lambda_per_hour", "aht_s", "patience_s", "agents", "target_s", "max_asa_s", *SERIES_AMOUNTS)
INPUTS = ("id", "model", "series", *AMOUNTS, *SHARES)
WHOLE = ("agents", "interval", "concurrency")
TARGETS = {
    "B": ("target_sl", "max_occupancy", "max_blocking"),
    "C": ("target_sl", "max_asa_s", "max_occupancy"),
    "A": ("target_sl", "max_asa_s", "max_occupancy", "max_abandon"),
    "H": ("target_sl", "max_asa_s", "max_occupancy", "max_abandon"),
}
MODELS = (*TARGETS, "D")


def read_rows(table: pd.DataFrame, file: str = "", lines: Sequence[int] | None = None) -> Rows:
    """Read the cells, text or numbers, or raise `RefusedInput` with every fault (file, line, column, remedy)."""
    faults = CellFaults(file, lines)
    _check_header(table, faults)
    if faults.found:
        raise RefusedInput(faults.found)
    words = {column: _cells(table, column) for column in (*AMOUNTS, *SHARES)}
    words["aht_s"], lengths = split_lengths(words["aht_s"], _cells(table, "model"))
    number = {column: _numbers(words[column], column, faults) for column in (*AMOUNTS, *SHARES)}
    model = _models(table, number["patience_s"], faults)
    rows = Rows(model, number, _cells(table, "series").to_numpy(dtype=object))
    _check_missing(number, model, faults)
    rows.chat_s.update(read_lengths(rows, lengths, faults))
    check_series(rows, faults)
    if faults.found:
        raise RefusedInput(sorted(faults.found, key=lambda fault: fault.line or 0))
    return rows


def _check_header(table: pd.DataFrame, faults: CellFaults) -> None:
    columns = list(table.columns)
    for column in ("lambda_per_hour", "aht_s"):
        if column not in columns:
            text = "the column is missing"
            remedy = "Add it: contacts per hour are lambda_per_hour, seconds of handling are aht_s."
            faults.found.append(Fault("size.no_column", text, {}, remedy, file=faults.file, column=column))
    for column in INPUTS:
        if columns.count(column) > 1:
            text, remedy = "the column appears more than once", "Keep one of them."
            faults.found.append(Fault("size.twice", text, {}, remedy, file=faults.file, column=column))


def _cells(table: pd.DataFrame, column: str) -> pd.Series:
    """Cells as stripped text; blank is the empty string."""
    if column not in table.columns:
        return pd.Series([""] * len(table), dtype=object)
    cells = table[column].reset_index(drop=True).astype(object)
    words: pd.Series = cells.where(cells.notna(), "").map(lambda cell: str(cell).strip())
    return words.where(~words.str.lower().isin(["nan", "none", "<na>"]), "")


def _number(cell: str) -> float:
    """The number a cell spells, to the last digit; NaN when it spells none."""
    try:
        return float(cell) if "_" not in cell else np.nan
    except ValueError:
        return np.nan


def _numbers(cells: pd.Series, column: str, faults: CellFaults) -> FloatArray:
    """One column as floats, its unreadable and impossible cells reported."""
    got = np.array([_number(cell) for cell in cells], dtype=float)
    given = (cells != "").to_numpy(dtype=bool)
    share = "Write a share between 0 and 1, for instance 0.8 for 80 %."
    plain = share if column in SHARES else "Write a plain number such as 1200: no thousands separator or unit."
    faults.add(
        given & np.isnan(got),
        column,
        "not_a_number",
        "{value} is not a number",
        share if column in SHARES else plain,
        cells,
    )
    endless = np.isinf(got) & ((column != "patience_s") | (got < 0))
    faults.add(endless, column, "not_finite", "{value} is not a finite number", plain, cells)
    known = given & np.isfinite(got)
    fix = "Correct the cell; the most is {most}."
    too_much = known & (got > MOST)
    faults.add(too_much, column, "too_much", "{value} is more than can be meant", fix, cells, most=f"{MOST:,.0f}")
    negative = known & (got < 0)
    faults.add(negative, column, "negative", "{value} is negative", "Write a number that is 0 or more.", cells)
    if column in SHARES:
        faults.add(known & (got > 1), column, "share", "{value} is not a share between 0 and 1", share, cells)
    if column == "shrinkage":
        remedy = "Write a share below 1, for instance 0.3 for 30 %."
        faults.add(
            known & (got == 1), column, "shrinkage", "with shrinkage {value} nobody is left to work", remedy, cells
        )
    if column in WHOLE:
        remedy = "Write a whole number."
        if column == "agents":
            remedy = "Write a whole number, or leave the cell blank to have it sized."
        faults.add(known & (got != np.floor(got)), column, "whole", "{value} is not a whole number", remedy, cells)
    return np.asarray(got, dtype=float)


def _models(table: pd.DataFrame, patience_s: FloatArray, faults: CellFaults) -> npt.NDArray[np.object_]:
    """B, C, A, H or D per row; blank: A where patience is given, else C."""
    words = _cells(table, "model").str.upper()
    default = np.where(np.isfinite(patience_s), "A", "C")
    model = np.where(words == "", default, words).astype(object)
    remedy = (
        "Write B (calls are lost), C (callers wait), A (callers give up), H (chats, several at once) or "
        "D (work with a deadline), or leave the cell blank."
    )
    faults.add(~np.isin(model, list(MODELS)), "model", "unknown_model", "{value} is no known model", remedy, words)
    return model


def _check_missing(number: dict[str, FloatArray], model: npt.NDArray[np.object_], faults: CellFaults) -> None:
    """What a row needs beyond readable cells. A row without volume needs nothing else."""
    volume = number["lambda_per_hour"]
    blank = "the cell is blank"
    faults.add(
        np.isnan(volume), "lambda_per_hour", "missing", blank, "Write the contacts per hour, 0 if there are none."
    )
    busy = volume > 0
    aht = number["aht_s"]
    faults.add(
        busy & ~(aht > 0), "aht_s", "missing", "no handling time is given", "Write seconds above 0, such as 300."
    )
    patience = "Write the mean patience in seconds, or inf, or use model C."
    faults.add(busy & (model == "A") & np.isnan(number["patience_s"]), "patience_s", "missing", blank, patience)
    to_size = busy & np.isnan(number["agents"]) & faults.clean(len(volume))
    for kind, columns in TARGETS.items():
        some = np.any([~np.isnan(number[column]) for column in columns], axis=0)
        remedy = "Fill agents to evaluate the row, or a target to size it for: {columns}."
        text = "neither agents nor a target of this model is given"
        faults.add(to_size & (model == kind) & ~some, "agents", "no_target", text, remedy, columns=", ".join(columns))
    untimed = to_size & ~np.isin(model, ["B", "D"]) & ~np.isnan(number["target_sl"]) & np.isnan(number["target_s"])
    faults.add(untimed, "target_s", "missing", "target_sl is given without target_s", "Write the seconds, such as 20.")
