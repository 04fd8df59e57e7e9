"""Forecasts on public contact volumes: one default pipeline on six sets, against the bars and the peers of the lock.

Data from the folder `data/forecasting` under PEAKCREW_BENCH_DATA. Slow peers (Prophet twice, SARIMAX) run when
PEAKCREW_BENCH_PEERS=1; statsforecast lives in an environment of its own and is not run here. Scores are made anew from
the forecast rows and the files, apart from the product's own measures.
"""

from __future__ import annotations

import json
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data.intake.country_holidays import country_holidays
from forecasting.arrays import date_of, day_number
from forecasting.rolling import QueueDays, QueueTrial, roll_queue
from forecasting.special_tables import queue_days
from forecasting.wall_clock import interval_of, split_labels

PEERS = ("prophet_plain", "prophet_tuned")
CHEAP = ("top_down", "seasonal_naive", "seasonal_mean", "ets")
LIBRARIES = ("ets", "sarimax", *PEERS)
WORSE, BETTER_ON_BANK = 1.01, 0.92
LATE_ORIGINS = slice(3, 8)  # bands are scored on origins 4 to 8
LEVELS = {"q025": 0.025, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q975": 0.975}


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


def run() -> bool:
    """Print every bar and aim with our figure beside it; True when all bars hold."""
    folder = Path(os.environ.get("PEAKCREW_BENCH_DATA", "../shared")) / "data" / "forecasting"
    if not folder.is_dir():
        print(f"no data in {folder}: set PEAKCREW_BENCH_DATA")
        return False
    asked = os.environ.get("PEAKCREW_BENCH_SETS", "")
    names = [name for name in asked.split(",") if name] or list(SETS)
    missed = [name for name in names if not _run_set(name, SETS[name], folder)]
    return not missed


def _run_set(name: str, public: PublicSet, folder: Path) -> bool:
    history, days, origins = read_set(name, public, folder)
    models = ["default", *CHEAP] if public.horizon_d == 14 else ["default", "ets"]
    models += PEERS if os.environ.get("PEAKCREW_BENCH_PEERS") else ()
    trials = [
        QueueTrial(part, (origin,), public.horizon_d, (model,), days.get(part.queue, QueueDays()), True)
        for part in split_labels(history, interval_of(history)) for origin in origins for model in models
    ]  # fmt: skip
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        rolled = list(pool.map(roll_queue, trials))
    forecasts = pd.concat([one.forecasts for one in rolled if len(one.forecasts)], ignore_index=True)
    sums = pd.concat([one.sums for one in rolled if len(one.sums)], ignore_index=True)
    scored = _scored(forecasts, history, days)
    if public.least_d:
        print(f"  {name:12} default, every series with any history: "
              + "  ".join(f"{d} d {_wape(scored, 'default', d):.2f} %" for d in public.bars))  # fmt: skip
        scored = _long_enough(scored, history, public.least_d)
    wape = {(model, d): _wape(scored, model, d) for model in models for d in public.bars}
    seconds = sums.groupby("model")["seconds"].mean()
    for model in models:
        figures = "  ".join(f"{d} d {wape[model, d]:6.2f} %" for d in public.bars)
        print(f"  {name:12} {model:15} WAPE {figures}  {seconds[model]:6.2f} s a series-origin")
    good = [
        _bar(f"{name} WAPE {d} days", wape["default", d], top, public.aims.get(d)) for d, top in public.bars.items()
    ]
    if public.horizon_d == 14:
        good += _bands(name, public, scored, origins)
    good += _against_peers(name, public, wape, [m for m in models if m in LIBRARIES])
    return all(good)


def read_set(name: str, public: PublicSet, folder: Path) -> tuple[pd.DataFrame, dict[str, QueueDays], list[int]]:
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


def _scored(forecasts: pd.DataFrame, history: pd.DataFrame, days: dict[str, QueueDays]) -> pd.DataFrame:
    """Forecast rows that have a row in the file on an open day, with `offered` and `lead` in days."""
    rows = forecasts.assign(timestamp=pd.to_datetime(forecasts["timestamp"]), start=pd.to_datetime(forecasts["origin"]))
    both = rows.merge(history, on=["queue", "timestamp"])
    both["lead"] = (both["timestamp"].dt.normalize() - both["start"]).dt.days
    shut = {(queue, date_of(int(day))) for queue, own in days.items() for day in own.shut}
    keep = [pair not in shut for pair in zip(both["queue"], both["timestamp"].dt.normalize(), strict=True)]
    return both[keep]


def _long_enough(scored: pd.DataFrame, history: pd.DataFrame, least_d: int) -> pd.DataFrame:
    """Rows of the series that had at least so many days of history before the origin."""
    pairs = scored[["queue", "start"]].drop_duplicates()
    dates = {queue: own["timestamp"].dt.normalize().unique() for queue, own in history.groupby("queue")}
    keep = [
        (dates[queue] < start).sum() >= least_d for queue, start in zip(pairs["queue"], pairs["start"], strict=True)
    ]
    return scored.merge(pairs[keep], on=["queue", "start"])


def _wape(scored: pd.DataFrame, model: str, days: int) -> float:
    own = scored[(scored["model"] == model) & (scored["lead"] < days)]
    return 100 * float((own["mean"] - own["offered"]).abs().sum() / own["offered"].sum())


def _bar(label: str, figure: float, top: float, aim: float | None) -> bool:
    told = "" if aim is None else f", aim {aim:g}: {'met' if figure <= aim else 'missed'}"
    print(f"  {'ok  ' if figure <= top else 'MISS'} {label}: {figure:.2f} (bar {top:g}{told})")
    return figure <= top


def _bands(name: str, public: PublicSet, scored: pd.DataFrame, origins: list[int]) -> list[bool]:
    late = {str(date_of(o).date()) for o in origins[LATE_ORIGINS]}
    own = scored[(scored["model"] == "default") & scored["origin"].isin(late)]
    good = []
    for low, high, least, most in (("q10", "q90", 76, 84), ("q025", "q975", 92.5, 97.5)):
        inside = 100 * float(((own["offered"] >= own[low]) & (own["offered"] <= own[high])).mean())
        good.append(least <= inside <= most)
        print(
            f"  {'ok  ' if good[-1] else 'MISS'} {name} {low} to {high} covers {inside:.1f} % (bar {least} to {most})"
        )
    parts = []
    for column, level in LEVELS.items():
        over = own["offered"] - own[column]
        parts.append(2 * np.maximum(level * over, (level - 1) * over).sum())
    loss = 100 * float(np.mean(parts) / own["offered"].sum())
    if public.loss is None:
        print(f"       {name} weighted quantile loss: {loss:.2f}")
        return good
    return [*good, _bar(f"{name} weighted quantile loss", loss, public.loss, None)]


def _against_peers(name: str, public: PublicSet, wape: dict[tuple[str, int], float], peers: list[str]) -> list[bool]:
    """No more than 1 % worse than the best library peer of the run; on bank at least 8 % better."""
    good = []
    for days in public.bars:
        best = min(peers, key=lambda model: wape[model, days])
        top = wape[best, days] * (BETTER_ON_BANK if name == "bank" else WORSE)
        good.append(_bar(f"{name} {days} days against {best}", wape["default", days], round(top, 3), None))
    return good
