"""A column described once, as data: kind, limits, title and unit; checks, templates and labels derive from it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa

from data.contracts.errors import Fault, RefusedInput


def text(title: str, *, isin: list[str] | None = None, nullable: bool = False, required: bool = True) -> pa.Column:
    """A column of words; missing words are the empty string unless `nullable`."""
    checks = [pa.Check.isin(isin)] if isin else []
    return pa.Column(str, checks, title=title, nullable=nullable, required=required)


def number(
    title: str,
    unit: str,
    *,
    ge: float | None = None,
    le: float | None = None,
    nullable: bool = False,
    required: bool = True,
) -> pa.Column:
    """A column of floats with its unit and limits; NaN means "not given" and needs `nullable`."""
    checks = [pa.Check.ge(ge)] if ge is not None else []
    checks += [pa.Check.le(le)] if le is not None else []
    return pa.Column(
        float, checks, title=title, nullable=nullable, required=required, coerce=True, metadata={"unit": unit}
    )


def whole(title: str, unit: str, *, ge: int | None = None, le: int | None = None, required: bool = True) -> pa.Column:
    """A column of whole numbers."""
    checks = [pa.Check.ge(ge)] if ge is not None else []
    checks += [pa.Check.le(le)] if le is not None else []
    return pa.Column("int64", checks, title=title, required=required, coerce=True, metadata={"unit": unit})


def flag(title: str, *, required: bool = True) -> pa.Column:
    """A column of yes and no."""
    return pa.Column(bool, title=title, required=required, coerce=True)


def instant(title: str, *, nullable: bool = False) -> pa.Column:
    """A column of instants; they always carry a zone."""
    zoned = pa.Check(lambda s: isinstance(s.dtype, pd.DatetimeTZDtype), name="has_zone", error="has no time zone")
    return pa.Column(None, [zoned], title=title, nullable=nullable)


def day(title: str, *, nullable: bool = False) -> pa.Column:
    """A column of local calendar days, as naive midnights."""
    is_day = pa.Check(
        lambda s: pd.api.types.is_datetime64_dtype(s.dtype) and bool((s.dropna() == s.dropna().dt.normalize()).all()),
        name="is_day",
        error="is no calendar day",
    )
    return pa.Column(None, [is_day], title=title, nullable=nullable)


def schema(table: str, key: list[str], /, **columns: pa.Column) -> pa.DataFrameSchema:
    """A table: its name, its key (unique) and its columns. Extra columns are refused."""
    return pa.DataFrameSchema(dict(columns), name=table, unique=key or None, strict=True, metadata={"key": key})


def unit_of(table: pa.DataFrameSchema, column: str) -> str:
    """The unit of a column, empty for words and flags."""
    metadata: dict[str, Any] = table.columns[column].metadata or {}
    return str(metadata.get("unit", ""))


def checked(table: pa.DataFrameSchema, rows: pd.DataFrame, file: str = "") -> pd.DataFrame:
    """The rows, their columns in the order of the table, or `RefusedInput` with every fault and its row.

    Row numbers count from 1 below the header, so that row 1 stands in line 2 of a file. O(rows).
    """
    rows = rows.reset_index(drop=True)
    try:
        valid: pd.DataFrame = table.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        raise RefusedInput(_faults(table, errors.failure_cases, file)) from None
    return valid[[column for column in table.columns if column in valid.columns]]


def _faults(table: pa.DataFrameSchema, cases: pd.DataFrame, file: str) -> list[Fault]:
    faults = []
    for case in cases.to_dict("records"):
        index = case["index"]
        line = None if index is None or pd.isna(index) else int(index) + 2
        column = case["column"] if case["schema_context"] == "Column" else ""
        faults.append(
            Fault(
                code="table.contract",
                template="{value} breaks the rule {rule} of table {table}",
                values={"value": repr(case["failure_case"]), "rule": str(case["check"]), "table": table.name},
                remedy="See the columns of {table} in docs/tables.md.",
                file=file or str(table.name),
                line=line,
                column=str(column or ""),
            )
        )
    return faults
