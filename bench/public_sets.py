"""The public sets of the forecast benchmark: file, calendar, horizon, bars and origins."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from data.intake.country_holidays import country_holidays
from forecasting.arrays import day_number
from forecasting.rolling.roll import QueueDays
from forecasting.rolling.special_tables import queue_days


@dataclass(frozen=True)
class PublicSet:
    """A file, how far ahead it is forecast, every how manieth queue, and the bars: WAPE % by days, loss %.

    `least_d`: days of history before an origin from which a series counts for the bars, as in the leaderboard.
    """

    file: str
    calendar: str
    horizon_d: int
    step: int
    bars: dict[int, float]
    aims: dict[int, float]
    loss: float | None = None
    least_d: int = 0


SETS = {
    "bank": PublicSet("bank_30min", "US", 14, 1, {14: 6.12}, {14: 5.9}, 3.1),
    "seafire": PublicSet("seafire_60min", "US-WA", 14, 1, {14: 35.3}, {14: 35.1}, 15.0),
    "assessor": PublicSet("assessor_60min", "US-NM", 14, 1, {14: 36.6}, {14: 36.5}),
    "holidayparks": PublicSet("holidayparks_daily", "NL", 91, 1, {28: 9.0, 91: 11.0}, {}),
    "swast": PublicSet("swast_daily", "GB-ENG", 91, 2, {28: 3.3, 91: 3.4}, {}),
    "favorita": PublicSet("favorita_daily", "EC", 91, 4, {28: 6.5, 91: 7.1}, {}, least_d=400),
}


def data_folder() -> Path | None:
    """Where the public files lie; None, said aloud, when they do not."""
    folder = Path(os.environ.get("PEAKCREW_BENCH_DATA", "../shared")) / "data" / "forecasting"
    if folder.is_dir():
        return folder
    print(f"no data in {folder}: set PEAKCREW_BENCH_DATA")
    return None


def asked_sets() -> list[str]:
    """Names of PEAKCREW_BENCH_SETS (comma list), else all."""
    asked = os.environ.get("PEAKCREW_BENCH_SETS", "")
    return [name for name in asked.split(",") if name] or list(SETS)


def read_set(name: str, public: PublicSet, folder: Path) -> tuple[pd.DataFrame, dict[str, QueueDays], list[int]]:
    """History (queue, timestamp, offered), special and closed days by queue, origins as day numbers."""
    history = pd.read_csv(folder / f"{public.file}.csv.gz")
    history["timestamp"] = pd.to_datetime(history["timestamp"])
    queues = sorted(history["queue"].unique())[:: public.step]
    history = history[history["queue"].isin(queues)].reset_index(drop=True)
    listed: dict[str, Any] = json.loads((folder / "origins.json").read_text())
    found = next(group[name] for group in listed.values() if isinstance(group, dict) and name in group)
    origins = [day_number(pd.Timestamp(day)) for day in found]
    first, last = history["timestamp"].min(), history["timestamp"].max() + pd.Timedelta(days=100)
    holidays, _ = country_holidays(public.calendar, first.normalize(), last)
    closed = None
    if (folder / f"{name}_closed_days.csv").exists():
        dates = pd.to_datetime(pd.read_csv(folder / f"{name}_closed_days.csv")["date"])
        closed = pd.DataFrame({"date": dates, "queue": "*"})
    return history, queue_days(queues, holidays, None, closed), origins
