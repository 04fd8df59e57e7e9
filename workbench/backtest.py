"""A backtest asked for: files in, rolling origins by the forecast room, scores and forecasts written as they come."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from data.contracts.errors import Fault, RefusedInput
from data.contracts.progress import Progress, silent
from data.intake.backtest_files import (
    read_backtest_events,
    read_closed,
    read_holidays,
    read_origins,
)
from data.intake.country_holidays import country_holidays
from data.intake.wall_history import grid_faults, read_wall_history
from forecasting.arrays import date_of, day_number
from forecasting.rolling.roll import last_origins, roll
from forecasting.rolling.scores import score_table
from forecasting.rolling.special_tables import queue_days
from workbench.backtest_checks import file_faults, name_faults, option_faults, origin_faults, unknown_queues
from workbench.executor import open_place

DIGITS = 6
MOST_DIGITS = 9


@dataclass(frozen=True)
class BacktestAsked:
    """What to test: the history file, origins (JSON file or a number), days ahead, and the files beside it."""

    history: Path
    origins: str
    horizon_d: int
    models: Sequence[str] = ("default",)
    calendar: str = ""
    events: Path | None = None
    closed: Path | None = None
    jobs: int = 1


def run_backtest(
    asked: BacktestAsked, out: Path, forecasts: Path | None = None, progress: Progress = silent
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Write the scores (and forecasts) as CSV; returns the score table and what to mind.

    The forecasts of each queue are written as soon as they are there, to a file beside; both files take their names at
    the end. Raises `RefusedInput` for faulty files, for outputs that would overwrite one another or an input, and when
    nothing could be forecast; then, and when it is stopped, earlier results stay as they were.
    """
    inputs = {"--history": asked.history, "--events": asked.events, "--closed": asked.closed,
              "--origins": None if _number(asked.origins) is not None else Path(asked.origins),
              "--calendar": Path(asked.calendar) if _is_file(asked.calendar) else None}  # fmt: skip
    _refuse(option_faults(asked.horizon_d, asked.models, asked.jobs)
            + file_faults(inputs, {"--out": out, "--forecasts": forecasts}))  # fmt: skip
    progress(0.0, "reading history")
    history = read_wall_history(asked.history)
    queues = [str(name) for name in history["queue"].cat.categories]
    _refuse(name_faults(queues, asked.history.name) + grid_faults(history, asked.history))
    origins = _origins(asked, history)
    holidays, told = _holidays(asked.calendar, history, origins[-1] + asked.horizon_d)
    events = read_backtest_events(asked.events) if asked.events else None
    closed = read_closed(asked.closed) if asked.closed else None
    told += unknown_queues(events, queues, asked.events) + unknown_queues(closed, queues, asked.closed)
    days = queue_days(queues, holidays, events, closed)
    sums = []
    with _drafts(out, forecasts) as (scores_draft, forecasts_draft):
        with open_place("local", asked.jobs or os.cpu_count() or 1) as place:
            rolled = roll(history, origins, asked.horizon_d, asked.models, days,
                          with_forecasts=forecasts is not None, progress=progress, place=place)  # fmt: skip
            for one in rolled:
                sums.append(one.sums)
                told += one.warnings
                if forecasts_draft is not None and len(one.forecasts):
                    _append(one.forecasts, forecasts_draft)
        scores = score_table(pd.concat([part for part in sums if len(part)] or [pd.DataFrame()], ignore_index=True))
        if scores.empty:
            values = {"last": str(date_of(origins[-1]).date())}
            raise RefusedInput([Fault("backtest.nothing", "nothing could be forecast: no queue has rows before {last}",
                                      values, "Give later origins, or more history.", asked.history.name)])  # fmt: skip
        scores.to_csv(scores_draft, index=False, float_format=f"%.{DIGITS}g")
    return scores, tuple(told)


def _refuse(faults: list[Fault]) -> None:
    if faults:
        raise RefusedInput(faults)


@contextmanager
def _drafts(*files: Path | None) -> Iterator[list[Path | None]]:
    """Empty files to write to, which take the names asked for at the end; when anything fails, nothing has changed."""
    drafts: list[Path | None] = []
    try:
        for file in files:
            drafts.append(None if file is None else _draft(file.resolve()))
        yield drafts
        for file, draft in zip(files, drafts, strict=True):
            if file is not None and draft is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                draft.chmod(0o644)
                draft.replace(file.resolve())  # a link stays one
    finally:
        for draft in drafts:
            if draft is not None:
                draft.unlink(missing_ok=True)


def _draft(file: Path) -> Path:
    """A new file in the folder of `file`, or in the nearest one above that is there."""
    home = next(folder for folder in file.absolute().parents if folder.exists())
    handle, name = tempfile.mkstemp(prefix=".backtest-", dir=home)
    os.close(handle)
    return Path(name)


def _number(origins: str) -> int | None:
    """How many origins are asked for, None where a file is named."""
    return int(origins[:MOST_DIGITS]) if origins.isascii() and origins.isdecimal() else None


def _origins(asked: BacktestAsked, history: pd.DataFrame) -> list[int]:
    number = _number(asked.origins)
    if number is None:
        days = [day_number(day) for day in read_origins(Path(asked.origins))]
        _refuse(origin_faults(days, history, Path(asked.origins).name))
        return days
    if number < 1:
        raise RefusedInput([Fault("origins.none", "no origins are asked for", {}, "Give a number of 1 or more.")])
    first, end = day_number(history["timestamp"].min().normalize()), last_origins(history, 1, 1)[0] + 1
    most = max((end - first - 1) // asked.horizon_d, 0)
    if number > most:
        values = {"number": asked.origins[:MOST_DIGITS], "days": asked.horizon_d, "most": most}
        template = "{number} origins, {days} days apart, reach back before the history; it has room for {most}"
        raise RefusedInput([Fault("origins.many", template, values, "Give fewer origins or fewer days ahead.",
                                  asked.history.name)])  # fmt: skip
    return last_origins(history, number, asked.horizon_d)


def _is_file(calendar: str) -> bool:
    return Path(calendar).suffix.lower() in {".csv", ".xlsx"}


def _holidays(calendar: str, history: pd.DataFrame, stop: int) -> tuple[pd.DataFrame | None, list[str]]:
    if not calendar:
        return None, []
    if _is_file(calendar):
        return read_holidays(Path(calendar)), []
    first = history["timestamp"].min().normalize() - pd.Timedelta(days=7)
    return country_holidays(calendar, first, pd.Timestamp(0) + pd.Timedelta(days=stop + 7))


def _append(table: pd.DataFrame, draft: Path) -> None:
    table.to_csv(draft, mode="a", header=draft.stat().st_size == 0, index=False, float_format=f"%.{DIGITS}g")
