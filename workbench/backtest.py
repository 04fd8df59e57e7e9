"""A backtest asked for: files in, rolling origins by the forecast room, scores and forecasts written as they come."""

from __future__ import annotations

from collections.abc import Sequence
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
    read_wall_history,
)
from data.intake.country_holidays import country_holidays
from forecasting.arrays import day_number
from forecasting.rolling.roll import last_origins, roll
from forecasting.rolling.scores import score_table
from forecasting.rolling.special_tables import queue_days
from workbench.executor import open_place

DIGITS = 6


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

    The forecasts of each queue are written as soon as they are there. Raises `RefusedInput` for faulty files.
    """
    if asked.horizon_d < 1:
        raise RefusedInput([Fault("backtest.horizon", "{days} days ahead are none", {"days": asked.horizon_d},
                                  "Give --horizon-days 1 or more.")])  # fmt: skip
    progress(0.0, "reading history")
    history = read_wall_history(asked.history)
    origins = _origins(asked, history)
    holidays, warnings = _holidays(asked.calendar, history, origins[-1] + asked.horizon_d)
    events = read_backtest_events(asked.events) if asked.events else None
    closed = read_closed(asked.closed) if asked.closed else None
    queues = [str(name) for name in history["queue"].cat.categories]
    days = queue_days(queues, holidays, events, closed)
    for file in (out, forecasts):
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
    sums, told = [], list(warnings)
    with open_place("local", asked.jobs) as place:
        rolled = roll(history, origins, asked.horizon_d, asked.models, days, with_forecasts=forecasts is not None,
                      progress=progress, place=place)  # fmt: skip
        for one in rolled:
            sums.append(one.sums)
            told += one.warnings
            if forecasts is not None and len(one.forecasts):
                _append(one.forecasts, forecasts)
    scores = score_table(pd.concat([part for part in sums if len(part)] or [pd.DataFrame()], ignore_index=True))
    scores.to_csv(out, index=False, float_format=f"%.{DIGITS}g")
    return scores, tuple(told)


def _origins(asked: BacktestAsked, history: pd.DataFrame) -> list[int]:
    if asked.origins.isdigit():
        if int(asked.origins) < 1:
            raise RefusedInput([Fault("origins.none", "no origins are asked for", {}, "Give a number of 1 or more.")])
        return last_origins(history, int(asked.origins), asked.horizon_d)
    return [day_number(day) for day in read_origins(Path(asked.origins))]


def _holidays(calendar: str, history: pd.DataFrame, stop: int) -> tuple[pd.DataFrame | None, list[str]]:
    if not calendar:
        return None, []
    if Path(calendar).suffix.lower() in {".csv", ".xlsx"}:
        return read_holidays(Path(calendar)), []
    first = history["timestamp"].min().normalize() - pd.Timedelta(days=7)
    return country_holidays(calendar, first, pd.Timestamp(0) + pd.Timedelta(days=stop + 7))


def _append(table: pd.DataFrame, file: Path) -> None:
    table.to_csv(file, mode="a", header=not file.exists(), index=False, float_format=f"%.{DIGITS}g")
