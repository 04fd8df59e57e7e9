"""Scores made anew from forecast rows and the files, apart from the product's own measures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecasting.arrays import date_of
from forecasting.rolling.roll import QueueDays

LEVELS = {"q025": 0.025, "q10": 0.1, "q50": 0.5, "q90": 0.9, "q975": 0.975}


def scored_rows(forecasts: pd.DataFrame, history: pd.DataFrame, days: dict[str, QueueDays]) -> pd.DataFrame:
    """Forecast rows that have a row in the file on an open day, with `offered` and `lead` in days."""
    rows = forecasts.assign(timestamp=pd.to_datetime(forecasts["timestamp"]), start=pd.to_datetime(forecasts["origin"]))
    both = rows.merge(history, on=["queue", "timestamp"])
    both["lead"] = (both["timestamp"].dt.normalize() - both["start"]).dt.days
    shut = {(queue, date_of(int(day))) for queue, own in days.items() for day in own.shut}
    keep = [pair not in shut for pair in zip(both["queue"], both["timestamp"].dt.normalize(), strict=True)]
    return both[keep]


def long_enough(scored: pd.DataFrame, history: pd.DataFrame, least_d: int) -> pd.DataFrame:
    """Rows of the series that had at least so many days of history before the origin."""
    pairs = scored[["queue", "start"]].drop_duplicates()
    dates = {queue: own["timestamp"].dt.normalize().unique() for queue, own in history.groupby("queue")}
    keep = [
        (dates[queue] < start).sum() >= least_d for queue, start in zip(pairs["queue"], pairs["start"], strict=True)
    ]
    return scored.merge(pairs[keep], on=["queue", "start"])


def wape(scored: pd.DataFrame, model: str, days: int) -> float:
    """Sum of absolute errors over offered of the first `days` days, %; NaN for a model without forecasts."""
    own = scored[(scored["model"] == model) & (scored["lead"] < days)]
    return 100 * float((own["mean"] - own["offered"]).abs().sum() / own["offered"].sum()) if len(own) else float("nan")


def coverage(rows: pd.DataFrame, low: str, high: str) -> float:
    """Share of rows inside a band, %."""
    return 100 * float(((rows["offered"] >= rows[low]) & (rows["offered"] <= rows[high])).mean())


def quantile_loss(rows: pd.DataFrame) -> float:
    """Mean over five levels of twice the pinball loss, summed over rows, over offered, %."""
    parts = []
    for column, level in LEVELS.items():
        over = rows["offered"] - rows[column]
        parts.append(2 * np.maximum(level * over, (level - 1) * over).sum())
    return 100 * float(np.mean(parts) / rows["offered"].sum())
