"""The faults of a table in words people use: what a failed check of a schema means and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

import pandas as pd
import pandera.pandas as pa

from data.contracts.errors import Fault

UNIQUE = "multiple_fields_uniqueness"
# check of the schema -> code, message, remedy; {limit} is what stands between the brackets of the check
MEANINGS: tuple[tuple[str, str, str, str], ...] = (
    ("greater_than_or_equal_to", "table.too_low", "{value} is below {limit}", "Give {limit} or more."),
    ("less_than_or_equal_to", "table.too_high", "{value} is above {limit}", "Give {limit} or less."),
    ("isin", "table.unknown_word", "{value} is none of {limit}", "Use one of {limit}."),
    ("not_nullable", "table.blank", "the cell is blank", "Fill in the cell: this column may not be blank."),
    ("coerce_dtype", "table.wrong_kind", "{value} is no {kind}", "Write {example}."),
    ("dtype", "table.wrong_kind", "{value} is no {kind}", "Write {example}."),
    ("has_zone", "table.no_zone", "the instants have no time zone", "Give instants with their offset, as {example}."),
    ("is_day", "table.no_day", "the cells hold no calendar days", "Give days without a time of day, as {example}."),
)
EXAMPLES = {
    "word": "a word",
    "number": "a number such as 12.5",
    "whole": "a whole number such as 12",
    "flag": "true or false",
    "day": "2026-11-11",
    "instant": "2026-11-11T20:00:00+08:00",
}
KINDS = {"word": "word", "number": "number", "whole": "whole number", "flag": "yes or no", "day": "day"}


def faults_of(
    table: pa.DataFrameSchema, cases: pd.DataFrame, file: str = "", lines: Sequence[int] | None = None
) -> list[Fault]:
    """One fault for each failure case; a duplicate key is one fault per repeated row and names the first. O(cases)."""
    file = file or str(table.name)
    columns = cases["check"].isin(["column_in_schema", "column_in_dataframe"])
    repeated = cases["check"] == UNIQUE
    faults = column_faults(table, cases[columns], file)
    faults += _repeated_faults(cases[repeated], file, lines)
    seen: set[tuple[Any, str]] = set()
    for case in cases[~columns & ~repeated].to_dict("records"):
        cell = (case["index"], str(case["column"]))
        could_not_judge = cell[0] is None and str(case["failure_case"]).startswith("TypeError")
        if cell not in seen and not could_not_judge:  # a cell of the wrong kind fails several checks: the first tells
            seen.add(cell)
            faults.append(_cell_fault(table, dict(case), file, lines))
    return faults


def column_faults(table: pa.DataFrameSchema, cases: pd.DataFrame, file: str) -> list[Fault]:
    """Columns that are missing and columns nobody knows, with the nearest known name. O(cases)."""
    missing = [str(c["failure_case"]) for c in cases.to_dict("records") if c["check"] == "column_in_dataframe"]
    faults = []
    for case in cases.to_dict("records"):
        name = str(case["failure_case"])
        known = ", ".join(map(str, table.columns))
        if case["check"] == "column_in_dataframe":
            faults.append(
                Fault("table.missing_column", "column {name} is missing", {"name": name, "known": known},
                      "Add the column {name}; the columns of this table are {known}.", file, None, name)
            )  # fmt: skip
            continue
        near = get_close_matches(name, missing or list(map(str, table.columns)), 1)
        remedy = "Rename it to {near}." if near else "Remove it; the columns of this table are {known}."
        values = {"name": name, "known": known, "near": near[0] if near else ""}
        faults.append(
            Fault("table.unknown_column", "column {name} is not known", values, remedy, file, None, name)
        )  # fmt: skip
    return faults


def _repeated_faults(cases: pd.DataFrame, file: str, lines: Sequence[int] | None) -> list[Fault]:
    if cases.empty:
        return []
    key = [str(column) for column in cases["column"].unique()]
    faults = []
    first: dict[tuple[str, ...], int] = {}
    wide = cases.assign(word=cases["failure_case"].map(str)).pivot_table(
        index="index", columns="column", values="word", aggfunc="first"
    )
    for row, words in zip(wide.index, wide[key].itertuples(index=False, name=None), strict=True):
        line = _line(row, lines)
        earlier = first.setdefault(words, line or 0)
        if earlier == line:
            continue
        values = {"key": ", ".join(f"{k} {w}" for k, w in zip(key, words, strict=True)), "first": earlier}
        remedy = "Keep one of the two rows."
        faults.append(
            Fault("table.duplicate_key", "{key} stands already in line {first}", values, remedy, file, line,
                  "+".join(key))
        )  # fmt: skip
    return faults


def _cell_fault(table: pa.DataFrameSchema, case: dict[Any, Any], file: str, lines: Sequence[int] | None) -> Fault:
    check = str(case["check"])
    column = str(case["column"] or "") if case["schema_context"] == "Column" else ""
    known = column in table.columns
    kind = str((table.columns[column].metadata or {}).get("kind", "")) if known else ""
    limit = re.sub(r"^\w+\(|\)$", "", check).strip("[]").replace("''", "blank").replace("'", "")
    values = {
        "value": repr(case["failure_case"]), "rule": check, "limit": limit, "table": str(table.name),
        "kind": KINDS.get(kind, kind or "value"), "example": EXAMPLES.get(kind, "a value"),
    }  # fmt: skip
    line = _line(case["index"], lines)
    for name, code, template, remedy in MEANINGS:
        if check.split("(", maxsplit=1)[0] == name:
            return Fault(code, template, values, remedy, file, line, column)
    template = "{value} breaks the rule {rule} of table {table}"
    return Fault("table.contract", template, values, "See what table {table} may hold.", file, line, column)


def _line(index: Any, lines: Sequence[int] | None) -> int | None:
    if index is None or pd.isna(index):
        return None
    return int(index) + 2 if lines is None else int(lines[int(index)])
