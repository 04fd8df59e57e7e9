"""A column described once, as data: kind, limits, title and unit; checks, templates and labels derive from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pa

from data.contracts.errors import RefusedInput
from data.contracts.table_faults import faults_of


def text(title: str, *, isin: list[str] | None = None, nullable: bool = False, required: bool = True) -> pa.Column:
    """A column of words; missing words are the empty string unless `nullable`."""
    checks = [pa.Check.isin(isin)] if isin else []
    return pa.Column(str, checks, title=title, nullable=nullable, required=required, metadata={"kind": "word"})


def number(
    title: str,
    unit: str,
    *,
    ge: float | None = None,
    le: float | None = None,
    nullable: bool = False,
    required: bool = True,
    measured: bool = False,
) -> pa.Column:
    """A column of floats with its unit and limits; NaN means "not given" and needs `nullable`.

    `measured`: taken from the clock while the table was made, so another run gives another value.
    """
    checks = [pa.Check.ge(ge)] if ge is not None else []
    checks += [pa.Check.le(le)] if le is not None else []
    about = {"kind": "number", "unit": unit, "measured": measured}
    return pa.Column(float, checks, title=title, nullable=nullable, required=required, coerce=True, metadata=about)


def whole(title: str, unit: str, *, ge: int | None = None, le: int | None = None, required: bool = True) -> pa.Column:
    """A column of whole numbers."""
    checks = [pa.Check.ge(ge)] if ge is not None else []
    checks += [pa.Check.le(le)] if le is not None else []
    about = {"kind": "whole", "unit": unit}
    return pa.Column("int64", checks, title=title, required=required, coerce=True, metadata=about)


def flag(title: str, *, required: bool = True) -> pa.Column:
    """A column of yes and no."""
    return pa.Column(bool, title=title, required=required, coerce=True, metadata={"kind": "flag"})


def instant(title: str, *, nullable: bool = False) -> pa.Column:
    """A column of instants; they always carry a zone."""
    zoned = pa.Check(lambda s: isinstance(s.dtype, pd.DatetimeTZDtype), name="has_zone", error="has no time zone")
    return pa.Column(None, [zoned], title=title, nullable=nullable, metadata={"kind": "instant"})


def day(title: str, *, nullable: bool = False, required: bool = True) -> pa.Column:
    """A column of local calendar days, as naive midnights."""
    is_day = pa.Check(
        lambda s: pd.api.types.is_datetime64_dtype(s.dtype) and bool((s.dropna() == s.dropna().dt.normalize()).all()),
        name="is_day",
        error="is no calendar day",
    )
    return pa.Column(None, [is_day], title=title, nullable=nullable, required=required, metadata={"kind": "day"})


def schema(table: str, key: list[str], /, **columns: pa.Column) -> pa.DataFrameSchema:
    """A table: its name, its key (unique) and its columns. Extra columns are refused."""
    return pa.DataFrameSchema(dict(columns), name=table, unique=key or None, strict=True, metadata={"key": key})


def unit_of(table: pa.DataFrameSchema, column: str) -> str:
    """The unit of a column, empty for words and flags."""
    metadata: dict[str, Any] = table.columns[column].metadata or {}
    return str(metadata.get("unit", ""))


def kind_of(table: pa.DataFrameSchema, column: str) -> str:
    """What a column holds: `word`, `number`, `whole`, `flag`, `day` or `instant`."""
    metadata: dict[str, Any] = table.columns[column].metadata or {}
    return str(metadata.get("kind", ""))


def checked(
    table: pa.DataFrameSchema, rows: pd.DataFrame, file: str = "", lines: Sequence[int] | None = None
) -> pd.DataFrame:
    """The rows, their columns in the order of the table, or `RefusedInput` with every fault and its row.

    Rows count from line 2 (line 1 is the header) unless `lines` tells the line of each row in its file. O(rows).
    """
    rows = rows.reset_index(drop=True)
    try:
        valid: pd.DataFrame = table.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        raise RefusedInput(faults_of(table, errors.failure_cases, file, lines)) from None
    return valid[[column for column in table.columns if column in valid.columns]]
