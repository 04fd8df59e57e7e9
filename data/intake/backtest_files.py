"""Files beside the history of a backtest: origins, holidays, events and closed days."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.intake.cells import Sheet, formula_faults, read_sheet
from data.intake.wall_stamps import each_fault, missing_columns, parsed, plain_headers, stamps_of

KINDS = ("holiday", "makeup_workday")
EVERY_QUEUE = "*"


def read_origins(path: Path) -> list[pd.Timestamp]:
    """First forecast days from a JSON list of dates (YYYY-MM-DD, or their midnight), in order, each once."""
    remedy = 'Write a JSON list of dates: ["2026-01-05", "2026-01-19"].'
    if not path.is_file():
        template = "there is no file {file}"
        remedy = "Give a JSON file with a list of dates, or how many origins."
        raise RefusedInput([Fault("origins.no_file", template, {"file": str(path)}, remedy)])
    try:
        listed = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        values = {"error": str(error)}
        raise RefusedInput([Fault("origins.list", "no list of dates: {error}", values, remedy, path.name)]) from error
    if not listed or not isinstance(listed, list):
        raise RefusedInput([Fault("origins.list", "no list of dates", {}, remedy, path.name)])
    days = [parsed(day) if isinstance(day, str) else None for day in listed]
    wrong = [given for given, day in zip(listed, days, strict=True) if day is None or day != day.normalize()]
    if wrong:
        remedy = "An origin is a day without time and zone, from 1970 to 2199: 2026-01-05."
        raise RefusedInput([
            Fault("origins.list", "no list of dates: {value} is no day", {"value": json.dumps(given)[:50]}, remedy,
                  path.name) for given in wrong
        ])  # fmt: skip
    return sorted({day for day in days if day is not None})


def read_holidays(path: Path) -> pd.DataFrame:
    """Columns date, name, kind (holiday where the file has none)."""
    sheet = _sheet(path, ("date", "name", "kind"), ["date"])
    dates, faults = stamps_of(sheet, "date", whole_days=True)
    words = sheet.words
    names = words["name"] if "name" in words else pd.Series(["holiday"] * len(words))
    kinds = words["kind"].replace("", KINDS[0]) if "kind" in words else pd.Series([KINDS[0]] * len(words))
    remedy = "Write holiday or makeup_workday."
    faults += each_fault(sheet, "kind", ~kinds.isin(KINDS).to_numpy(), "{value} is no kind of day", remedy)
    faults += formula_faults(sheet, ["name"] if "name" in words else [])
    both = pd.Series(kinds.to_numpy()).groupby(np.asarray(dates)).transform("nunique").to_numpy() > 1
    template, remedy = "{value} is both a holiday and a workday made up", "Keep one kind for the day."
    faults += each_fault(sheet, "date", both, template, remedy)
    if faults:
        raise RefusedInput(faults)
    return pd.DataFrame({"date": dates, "name": names.to_numpy(), "kind": kinds.to_numpy()})


def read_backtest_events(path: Path) -> pd.DataFrame:
    """Columns event, start_date, end_date, queue (`*` for all); an empty end is the day of the start."""
    sheet = _sheet(path, ("event", "start_date", "end_date", "queue"), ["event", "start_date"])
    words = sheet.words
    start, faults = stamps_of(sheet, "start_date", whole_days=True)
    ends = words["end_date"].where(words["end_date"] != "", words["start_date"]) if "end_date" in words else None
    end, more = (start, []) if ends is None else stamps_of(sheet, "end_date", ends, whole_days=True)
    early = np.asarray(end < start)
    more += each_fault(sheet, "end_date", early, "{value} lies before the start", "Put the end at or after the start.")
    more += each_fault(sheet, "event", (words["event"] == "").to_numpy(), "the name is missing", "Name the event.")
    more += formula_faults(sheet, ["event"])
    if faults or more:
        raise RefusedInput([*faults, *more])
    queue = words["queue"].replace("", EVERY_QUEUE) if "queue" in words else pd.Series([EVERY_QUEUE] * len(words))
    return pd.DataFrame({"event": words["event"].to_numpy(), "start_date": start, "end_date": end,
                         "queue": queue.to_numpy()})  # fmt: skip


def read_closed(path: Path) -> pd.DataFrame:
    """Columns date, queue (`*` for all): days on which nobody works."""
    sheet = _sheet(path, ("date", "queue"), ["date"])
    dates, faults = stamps_of(sheet, "date", whole_days=True)
    if faults:
        raise RefusedInput(faults)
    words = sheet.words
    queue = words["queue"].replace("", EVERY_QUEUE) if "queue" in words else pd.Series([EVERY_QUEUE] * len(words))
    return pd.DataFrame({"date": dates, "queue": queue.to_numpy()})


def _sheet(path: Path, names: tuple[str, ...], needed: list[str]) -> Sheet:
    sheet, faults = plain_headers(read_sheet(path), names)
    faults = faults or missing_columns(sheet, needed)
    if faults:
        raise RefusedInput(faults)
    return sheet
