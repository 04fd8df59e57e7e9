"""Files of a backtest: anybody's history (queue, timestamp, offered), origins, holidays, events and closed days."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.intake.cells import Sheet, read_sheet

KINDS = ("holiday", "makeup_workday")
EVERY_QUEUE = "*"


def read_wall_history(path: Path) -> pd.DataFrame:
    """Columns queue (category), timestamp (naive, as written on the wall), offered; all faulty cells are told at once.

    A clean CSV takes a fast path of a few bytes a row; anything else is read cell by cell. O(rows).
    """
    quick = _quick(path)
    if quick is not None:
        return quick
    sheet = read_sheet(path)
    faults = _missing(sheet, ["timestamp", "offered"])
    if faults:
        raise RefusedInput(faults)
    words = sheet.words
    stamps, faults = _stamps(sheet, "timestamp")
    offered = pd.to_numeric(words["offered"], errors="coerce").to_numpy(dtype=float)
    bad = ~np.isfinite(offered) | (offered < 0)
    faults += _each_fault(sheet, "offered", bad, "{value} is no number of contacts", "Write a number of 0 or more.")
    queue = words["queue"] if "queue" in words else pd.Series(["all"] * len(words))
    faults += _each_fault(sheet, "queue", (queue == "").to_numpy(), "the name is missing", "Name the queue.")
    if len(words) == 0:
        faults.append(Fault("intake.empty", "the file holds no rows", {}, "Export it again.", sheet.file))
    if faults:
        raise RefusedInput(faults)
    return pd.DataFrame({"queue": pd.Categorical(queue.astype(str)), "timestamp": stamps, "offered": offered})


def _quick(path: Path) -> pd.DataFrame | None:
    """A clean UTF-8 CSV by typed columns, None when anything about it is not plain."""
    import pyarrow as pa
    from pyarrow import csv

    types = {"queue": pa.dictionary(pa.int32(), pa.string()), "timestamp": pa.timestamp("us"), "offered": pa.float64()}
    options = csv.ConvertOptions(
        column_types=types, include_columns=list(types), null_values=[], strings_can_be_null=False
    )
    try:
        table = csv.read_csv(path, convert_options=options, read_options=csv.ReadOptions(use_threads=False))
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError):
        return None
    frame: pd.DataFrame = table.to_pandas(split_blocks=True, self_destruct=True)
    del table  # emptied column by column: the history is never held twice
    pa.default_memory_pool().release_unused()
    names = [str(name) for name in frame["queue"].cat.categories]
    plain = len(frame) and bool((np.isfinite(frame["offered"]) & (frame["offered"] >= 0)).all())
    if not plain or frame["timestamp"].isna().any() or any(not name or name != name.strip() for name in names):
        return None
    return frame


def read_origins(path: Path) -> list[pd.Timestamp]:
    """First forecast days from a JSON list of dates, in order, each once."""
    try:
        listed = json.loads(path.read_text(encoding="utf-8-sig"))
        days = sorted({pd.Timestamp(str(day)).normalize() for day in listed})
    except (ValueError, TypeError) as error:
        values = {"error": str(error)}
        remedy = 'Write a JSON list of dates: ["2026-01-05", "2026-01-19"].'
        raise RefusedInput([Fault("origins.list", "no list of dates: {error}", values, remedy, path.name)]) from error
    if not days or not isinstance(listed, list) or any(day.tz is not None or pd.isna(day) for day in days):
        remedy = "Write a JSON list of dates without zone, at least one."
        raise RefusedInput([Fault("origins.list", "no list of dates", {}, remedy, path.name)])
    return days


def read_holidays(path: Path) -> pd.DataFrame:
    """Columns date, name, kind (holiday where the file has none)."""
    sheet = read_sheet(path)
    faults = _missing(sheet, ["date"])
    if faults:
        raise RefusedInput(faults)
    dates, faults = _stamps(sheet, "date")
    words = sheet.words
    names = words["name"] if "name" in words else pd.Series(["holiday"] * len(words))
    kinds = words["kind"].replace("", KINDS[0]) if "kind" in words else pd.Series([KINDS[0]] * len(words))
    remedy = "Write holiday or makeup_workday."
    faults += _each_fault(sheet, "kind", ~kinds.isin(KINDS).to_numpy(), "{value} is no kind of day", remedy)
    if faults:
        raise RefusedInput(faults)
    return pd.DataFrame({"date": dates.normalize(), "name": names.to_numpy(), "kind": kinds.to_numpy()})


def read_backtest_events(path: Path) -> pd.DataFrame:
    """Columns event, start_date, end_date, queue (`*` for all); an empty end is the day of the start."""
    sheet = read_sheet(path)
    faults = _missing(sheet, ["event", "start_date"])
    if faults:
        raise RefusedInput(faults)
    words = sheet.words
    start, faults = _stamps(sheet, "start_date")
    ends = words["end_date"].where(words["end_date"] != "", words["start_date"]) if "end_date" in words else None
    end, more = (start, []) if ends is None else _stamps(sheet, "end_date", ends)
    early = np.asarray(end < start)
    more += _each_fault(sheet, "end_date", early, "{value} lies before the start", "Put the end at or after the start.")
    if faults or more:
        raise RefusedInput([*faults, *more])
    queue = words["queue"].replace("", EVERY_QUEUE) if "queue" in words else pd.Series([EVERY_QUEUE] * len(words))
    return pd.DataFrame({"event": words["event"].to_numpy(), "start_date": start, "end_date": end,
                         "queue": queue.to_numpy()})  # fmt: skip


def read_closed(path: Path) -> pd.DataFrame:
    """Columns date, queue (`*` for all): days on which nobody works."""
    sheet = read_sheet(path)
    faults = _missing(sheet, ["date"])
    if faults:
        raise RefusedInput(faults)
    dates, faults = _stamps(sheet, "date")
    if faults:
        raise RefusedInput(faults)
    words = sheet.words
    queue = words["queue"].replace("", EVERY_QUEUE) if "queue" in words else pd.Series([EVERY_QUEUE] * len(words))
    return pd.DataFrame({"date": dates.normalize(), "queue": queue.to_numpy()})


def _missing(sheet: Sheet, columns: list[str]) -> list[Fault]:
    have = ", ".join(sheet.words.columns)
    return [
        Fault("intake.no_column", "there is no column {name}; there are: {have}", {"name": name, "have": have},
              "Name the column {name} in the first line.", sheet.file, 1, name)
        for name in columns if name not in sheet.words
    ]  # fmt: skip


def _stamps(sheet: Sheet, column: str, words: pd.Series | None = None) -> tuple[pd.DatetimeIndex, list[Fault]]:
    """Wall-clock labels without zone, and a fault for each cell that is none."""
    given = sheet.words[column] if words is None else words
    stamps = pd.to_datetime(given, errors="coerce", format="ISO8601")
    if stamps.dtype == object or getattr(stamps.dt, "tz", None) is not None:
        remedy = "Write wall-clock times without zone: 2026-11-11T09:30:00."
        return pd.DatetimeIndex([]), [Fault("backtest.zone", "times carry a zone", {}, remedy, sheet.file, 1, column)]
    remedy = "Write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS."
    faults = _each_fault(sheet, column, stamps.isna().to_numpy(), "{value} is no date", remedy, given)
    return pd.DatetimeIndex(stamps.astype("datetime64[us]")), faults


def _each_fault(
    sheet: Sheet, column: str, bad: np.ndarray, template: str, remedy: str, words: pd.Series | None = None
) -> list[Fault]:
    """A fault for each marked cell of a column."""
    given = words if words is not None else sheet.words.get(column)
    return [
        Fault("backtest.cell", template, {"value": "" if given is None else given.iloc[i]}, remedy, sheet.file,
              int(sheet.lines[i]), column)
        for i in np.flatnonzero(bad)
    ]  # fmt: skip
