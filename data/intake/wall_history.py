"""Anybody's history by wall clock (queue, timestamp, offered), and whether its labels lie on one grid of intervals."""

from __future__ import annotations

from math import gcd
from pathlib import Path

import numpy as np
import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.intake.cells import CONTROL, FORMULA, formula_faults, read_sheet
from data.intake.wall_stamps import FIRST, LAST, each_fault, missing_columns, plain_headers, stamps_of

MOST_CONTACTS = 1e9  # in an interval: more is a phone number or an id
FAR_YEARS = 20
MINUTE_US, DAY_MIN = 60_000_000, 1440
GRIDS_MIN = (DAY_MIN, 60, 30, 20, 15, 12, 10, 6, 5)
STRAY_SHARE = 0.01
CHUNK = 1_000_000  # rows looked at together: memory does not follow the history
SHOWN = 5


def read_wall_history(path: Path) -> pd.DataFrame:
    """Columns queue (category), timestamp (naive, as written on the wall), offered; all faulty cells are told at once.

    A clean CSV takes a fast path of a few bytes a row; anything else is read cell by cell. O(rows).
    """
    quick = _quick(path)
    if quick is not None:
        return quick
    sheet, faults = plain_headers(read_sheet(path), ("queue", "timestamp", "offered"))
    faults = faults or missing_columns(sheet, ["timestamp", "offered"])
    if faults:
        raise RefusedInput(faults)
    words = sheet.words
    stamps, faults = stamps_of(sheet, "timestamp")
    template = "{value} lies more than 20 years from the middle of the file"
    faults += each_fault(sheet, "timestamp", _far(stamps), template, "Correct the year, or leave the row out.")
    template = "the time has seconds, but an interval starts at a full minute"
    remedy = "Write the start of the interval: 2026-11-11T09:30."
    off = np.asarray(stamps != stamps.floor("min")) & ~np.asarray(stamps.isna())
    faults += each_fault(sheet, "timestamp", off, template, remedy)
    offered = pd.to_numeric(words["offered"], errors="coerce").to_numpy(dtype=float)
    bad = ~np.isfinite(offered) | (offered < 0)
    faults += each_fault(sheet, "offered", bad, "{value} is no number of contacts", "Write a number of 0 or more.")
    template = "{value} is more than a thousand million contacts"
    faults += each_fault(sheet, "offered", ~bad & (offered > MOST_CONTACTS), template, "Check what the column counts.")
    queue = words["queue"] if "queue" in words else pd.Series(["all"] * len(words))
    faults += each_fault(sheet, "queue", (queue == "").to_numpy(), "the name is missing", "Name the queue.")
    faults += formula_faults(sheet, ["queue"] if "queue" in words else [])
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
    return frame if len(frame) and _plain(frame) else None


def _plain(frame: pd.DataFrame) -> bool:
    """True where nothing is left to complain of."""
    names = [str(name) for name in frame["queue"].cat.categories]
    if any(not name or name != name.strip() or FORMULA.match(name) or CONTROL.search(name) for name in names):
        return False
    stamps, offered = pd.DatetimeIndex(frame["timestamp"]), frame["offered"]
    if stamps.hasnans or not (offered.min() >= 0 and offered.max() <= MOST_CONTACTS) or offered.isna().any():
        return False
    if stamps.min() < FIRST or stamps.max() > LAST or _far(stamps).any():
        return False
    stamp_us = _micros(frame)
    return not any((stamp_us[i : i + CHUNK] % MINUTE_US).any() for i in range(0, len(stamp_us), CHUNK))


def _far(stamps: pd.DatetimeIndex) -> np.ndarray:
    """True for labels more than `FAR_YEARS` from the middle one."""
    known = stamps[~np.asarray(stamps.isna())]
    reach = pd.Timedelta(days=FAR_YEARS * 365.25)
    if not len(known) or known.max() - known.min() <= reach:
        return np.zeros(len(stamps), dtype=bool)
    middle = pd.Timestamp(int(np.median(known.to_numpy().astype("datetime64[us]").view(np.int64))), unit="us")
    return np.asarray((stamps < middle - reach) | (stamps > middle + reach))


def _micros(history: pd.DataFrame) -> np.ndarray:
    return history["timestamp"].to_numpy().astype("datetime64[us]", copy=False).view(np.int64)


def grid_faults(history: pd.DataFrame, path: Path) -> list[Fault]:
    """What keeps the labels of a history off one grid: strays, intervals we do not know, days beside intervals.

    The grid is that of at least 99 % of the labels; the rows off it are named by their lines. O(rows).
    """
    stamp_us = _micros(history)
    queue = history["queue"].astype("category")
    codes, late = queue.cat.codes.to_numpy(), np.zeros(len(queue.cat.categories), dtype=bool)
    counts = np.zeros(DAY_MIN, dtype=np.int64)
    for first in range(0, len(stamp_us), CHUNK):
        minute = stamp_us[first : first + CHUNK] // MINUTE_US % DAY_MIN
        counts += np.bincount(minute, minlength=DAY_MIN)
        late[codes[first : first + CHUNK][minute > 0]] = True
    step = gcd(DAY_MIN, *map(int, np.flatnonzero(counts)))
    enough = (1 - STRAY_SHARE) * len(stamp_us)
    common = next((grid for grid in GRIDS_MIN if counts[::grid].sum() >= enough), step)
    daily = [str(queue.cat.categories[i]) for i in np.unique(codes) if not late[i]]
    if step % common:
        off = np.flatnonzero(stamp_us // MINUTE_US % common)
        return _strays(path, off, common)
    if step not in GRIDS_MIN:
        remedy = "Sum the contacts to intervals of 5, 10, 15, 20, 30 or 60 minutes, or to days."
        return [Fault("backtest.grid", "the times lie {step} minutes apart", {"step": step}, remedy, path.name, None,
                      "timestamp")]  # fmt: skip
    if step < DAY_MIN and daily:
        shown = ", ".join(daily[:SHOWN]) + (" ..." if len(daily) > SHOWN else "")
        remedy = "Test queues by day and queues by interval in files of their own."
        return [Fault("backtest.mixed", "queues by day stand beside queues by interval: {queues}", {"queues": shown},
                      remedy, path.name)]  # fmt: skip
    return []


def _strays(path: Path, rows: np.ndarray, grid: int) -> list[Fault]:
    try:
        lines = read_sheet(path).lines[rows]
    except RefusedInput:  # too big to be read by cells
        lines = rows + 2
    template = "the time is off the grid of {grid} minutes on which nearly all rows lie"
    remedy = "Correct these rows, or test queues of another grid in a file of their own."
    return [Fault("backtest.stray", template, {"grid": grid}, remedy, path.name, int(line), "timestamp")
            for line in lines]  # fmt: skip
