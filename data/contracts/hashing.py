"""Content hashes of tables and values: the same content has the same name on every machine."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pandas as pd


def table_hash(table: pd.DataFrame) -> str:
    """SHA-256 of column names, kinds and values in row order; the index does not count. O(cells).

    >>> table_hash(pd.DataFrame({"a": [1.0]})) == table_hash(pd.DataFrame({"a": [1.0]}, index=[7]))
    True
    """
    digest = hashlib.sha256()
    for name in table.columns:
        kind, body = _column_bytes(table[name])
        digest.update(f"{name}\x1f{kind}\x1f{len(body)}\x1e".encode())
        digest.update(body)
    return digest.hexdigest()


def value_hash(value: Any) -> str:
    """SHA-256 of a JSON-able value, keys sorted."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str, ensure_ascii=True).encode()).hexdigest()


def _column_bytes(column: pd.Series) -> tuple[str, bytes]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        instants = column.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[us]")
        return "instant", instants.to_numpy().astype("<i8").tobytes()
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return "day", column.astype("datetime64[us]").to_numpy().astype("<i8").tobytes()
    if pd.api.types.is_bool_dtype(column.dtype):
        return "flag", column.to_numpy().astype("u1").tobytes()
    if pd.api.types.is_integer_dtype(column.dtype):
        return "whole", column.to_numpy().astype("<i8").tobytes()
    if pd.api.types.is_float_dtype(column.dtype):
        values = column.to_numpy(dtype="<f8") + 0.0  # -0.0 becomes 0.0
        return "number", np.where(np.isnan(values), np.nan, values).astype("<f8").tobytes()
    return "text", json.dumps(["" if pd.isna(v) else str(v) for v in column], ensure_ascii=False).encode()
