"""Words of a settings file turned into its typed table, with every fault of every cell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pandera.pandas as pa

from data.contracts.columns import checked, kind_of
from data.contracts.errors import Fault, RefusedInput
from data.contracts.table_faults import EXAMPLES, column_faults
from data.intake import values
from data.intake.aliases import chinese_headers, known_headers, plain
from data.intake.cells import Sheet, formula_faults

# words that are blank where nothing is said; no part of a key is
MAY_BE_ABSENT = frozenset(
    {
        "note",
        "shape",
        "partner",
        "preference",
        "start_time",
        "end_time",
        "reason",
        "author",
        "model",
        "calling_from",
        "calling_until",
        "event_kind",
    }
)
FREE_WORDS = frozenset({"note"})
MOST_WHOLE = 2.0**31 - 1  # a whole number of a setting is a handful; far beyond it would overflow


@dataclass(frozen=True)
class TypedTable:
    """A settings table (None when its columns are not all there), the line of each row, and what is wrong."""

    rows: pd.DataFrame | None
    lines: np.ndarray
    faults: list[Fault]


def empty_table(schema: pa.DataFrameSchema, zone: str) -> pd.DataFrame:
    """The table without rows, its columns of the right kinds."""
    kinds = {
        "word": "str", "number": "float64", "whole": "int64", "flag": "bool", "day": "datetime64[us]",
        "instant": f"datetime64[us, {zone}]",
    }  # fmt: skip
    return pd.DataFrame({str(c): pd.Series([], dtype=kinds[kind_of(schema, str(c))]) for c in schema.columns})


def typed_table(schema: pa.DataFrameSchema, sheet: Sheet, zone: str) -> TypedTable:
    """The sheet as the table of `schema`; instants without an offset are local to `zone`. O(cells).

    Rows with faults keep a harmless value in the faulty cells, so that other tables can still be judged against them.
    """
    words, faults = _named(schema, sheet)
    missing = [c for c in schema.columns if c not in words.columns]
    faults += _missing_faults(schema, missing, sheet.file)
    columns = [str(c) for c in schema.columns if c in words.columns]
    named = Sheet(sheet.file, words[columns], sheet.lines)
    faults += formula_faults(named, [c for c in columns if kind_of(schema, c) == "word" and c not in FREE_WORDS])
    typed: dict[str, pd.Series] = {}
    for column in columns:
        typed[column], wrong = _typed(schema, column, named, zone)
        faults += wrong
    faults += _key_faults(schema, named)
    if missing:
        return TypedTable(None, sheet.lines, faults)
    table = pd.DataFrame(typed)
    faults += _contract_faults(schema, table, named, faults)
    return TypedTable(table, sheet.lines, faults)


def _named(schema: pa.DataFrameSchema, sheet: Sheet) -> tuple[pd.DataFrame, list[Fault]]:
    known = known_headers(schema)
    names: dict[str, str] = {}
    unknown, faults = [], []
    for header in map(str, sheet.words.columns):
        column = known.get(plain(header))
        if column is None:
            unknown.append(header)
        elif column in names.values():
            values_ = {"name": header, "column": column}
            template = "{name} means the column {column}, which is already there"
            faults.append(
                Fault("table.repeated_column", template, values_, "Remove one of them.", sheet.file, 1, header)
            )
        else:
            names[header] = column
    words = sheet.words[list(names)].rename(columns=names)
    cases = [{"check": "column_in_schema", "failure_case": name} for name in unknown]
    cases += [{"check": "column_in_dataframe", "failure_case": str(c)} for c in schema.columns if c not in words]
    of_header = column_faults(schema, pd.DataFrame(cases, columns=["check", "failure_case"]), sheet.file)
    faults += [fault for fault in of_header if fault.code == "table.unknown_column"]
    key = (schema.metadata or {})["key"]
    for column in schema.columns:
        told = schema.columns[column]
        may_be_absent = told.nullable or not told.required or (column in MAY_BE_ABSENT and column not in key)
        if column not in words and may_be_absent:
            words[str(column)] = ""
    return words, faults


def _missing_faults(schema: pa.DataFrameSchema, missing: list[str], file: str) -> list[Fault]:
    known = ", ".join(map(str, schema.columns))
    faults = []
    for column in map(str, missing):
        values = {"name": column, "known": known, "words": ", ".join(chinese_headers(schema, column))}
        template, remedy = "column {name} is missing", "Add the column {name}; the columns of this table are {known}."
        if values["words"]:
            remedy = "Add the column {name} (or {words}); the columns of this table are {known}."
        faults.append(Fault("table.missing_column", template, values, remedy, file, None, column))
    return faults


def _typed(schema: pa.DataFrameSchema, column: str, sheet: Sheet, zone: str) -> tuple[pd.Series, list[Fault]]:
    words, kind = sheet.words[column], kind_of(schema, column)
    if kind == "word":
        return words.astype("str"), []
    unreal = np.zeros(len(words), dtype=bool)
    if kind == "instant":
        moments = values.instants(words, zone, zone)
        parsed, unreal = values.Parsed(moments.values, moments.blank, moments.wrong), moments.unreal
    elif kind in ("number", "whole"):
        parsed = values.numbers(words)
    else:
        parsed = values.flags(words) if kind == "flag" else values.days(words)
    wrong, blank = parsed.wrong, parsed.blank
    typed = parsed.values
    if kind == "whole":
        wrong = wrong | (~blank & ~wrong & ((typed != typed.round()) | (typed.abs() > MOST_WHOLE)).to_numpy())
        typed = typed.where(~(wrong | blank), _harmless(schema, column)).round().astype("int64")
    if kind == "number" and not schema.columns[column].nullable:
        typed = typed.where(~(wrong | blank), _harmless(schema, column))
    faults = [_wrong_fault(sheet, column, kind, int(row)) for row in np.flatnonzero(wrong)]
    if not schema.columns[column].nullable:
        faults += [_blank_fault(sheet, column, kind, int(row)) for row in np.flatnonzero(blank)]
    faults += [_unreal_fault(sheet, column, zone, int(row)) for row in np.flatnonzero(unreal)]
    return typed, faults


def _harmless(schema: pa.DataFrameSchema, column: str) -> float:
    lows = [check.statistics.get("min_value", 0.0) for check in schema.columns[column].checks]
    return float(max([0.0, *lows]))


def _wrong_fault(sheet: Sheet, column: str, kind: str, row: int) -> Fault:
    about = {"value": repr(sheet.words[column].iloc[row]), "example": EXAMPLES[kind]}
    line = int(sheet.lines[row])
    template, remedy = "{value} is not {example}", "Write {example}."
    if kind == "day":
        template, remedy = "{value} is no date", "Write dates like 2026-11-11."
    elif kind == "instant":
        template, remedy = "{value} is no date and time", "Write it like 2026-11-11T20:00:00+08:00."
    return Fault(f"settings.no_{kind}", template, about, remedy, sheet.file, line, column)


def _blank_fault(sheet: Sheet, column: str, kind: str, row: int) -> Fault:
    about = {"example": EXAMPLES[kind]}
    return Fault(
        "table.blank", "the cell is blank", about, "Write {example}.", sheet.file, int(sheet.lines[row]), column
    )


def _unreal_fault(sheet: Sheet, column: str, zone: str, row: int) -> Fault:
    about = {"value": repr(sheet.words[column].iloc[row]), "zone": zone}
    template = "{value} does not exist or comes twice on the clock of {zone} that day"
    remedy = "Add the offset, for example 2026-10-25T02:30:00+01:00."
    return Fault("intake.dst", template, about, remedy, sheet.file, int(sheet.lines[row]), column)


def _key_faults(schema: pa.DataFrameSchema, sheet: Sheet) -> list[Fault]:
    key = [str(c) for c in (schema.metadata or {})["key"]]
    if not set(key) <= set(sheet.words.columns):
        return []
    faults = []
    first: dict[tuple[str, ...], int] = {}
    for line, words in zip(sheet.lines, sheet.words[key].itertuples(index=False, name=None), strict=True):
        for column, word in zip(key, words, strict=True):
            if not word and kind_of(schema, column) == "word" and schema.columns[column].required:
                about = {"column": column}
                remedy = "Give each row its {column}."
                faults.append(Fault("table.blank", "the cell is blank", about, remedy, sheet.file, int(line), column))
        earlier = first.setdefault(words, int(line))
        if earlier != line:
            about = {"key": ", ".join(f"{k} {w}" for k, w in zip(key, words, strict=True)), "first": str(earlier)}
            template, remedy = "{key} stands already in line {first}", "Keep one of the two rows."
            where = (sheet.file, int(line), "+".join(key))
            faults.append(Fault("table.duplicate_key", template, about, remedy, *where))
    return faults


def _contract_faults(schema: pa.DataFrameSchema, table: pd.DataFrame, sheet: Sheet, known: list[Fault]) -> list[Fault]:
    told = {(fault.line, fault.column) for fault in known}
    try:
        checked(schema, table, sheet.file, list(sheet.lines))
    except RefusedInput as refused:
        more = [fault for fault in refused.faults if fault.code != "table.duplicate_key"]
        return [fault for fault in more if (fault.line, fault.column) not in told]
    return []
