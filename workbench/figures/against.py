"""What came against what was forecast: the intervals and the whole days of a queue."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.contracts.grid import local_date
from workbench.figures.forecasts import BANDS, by_day

NAMES = [name for band in BANDS for name in band]
COLUMNS = ["date", "offered", "system", "adjusted", *NAMES]
WHOLE = 0.99  # share of a day's expected contacts whose intervals must be recorded


def arrived_intervals(came: pd.DataFrame, queue: str, date: pd.Timestamp) -> pd.DataFrame:
    """What came to a queue on a day: ts, offered. O(rows)."""
    rows = came[came["queue"] == queue]
    found: pd.DataFrame = rows.loc[local_date(rows["ts"]) == date, ["ts", "offered"]]
    return found.sort_values("ts", ignore_index=True)


def whole_days(forecast: pd.DataFrame, came: pd.DataFrame, queue: str) -> pd.DataFrame:
    """Days of the forecast that are recorded whole: date, offered.

    A day is whole when the recorded intervals were to bring nearly all of its contacts, so that a day still running
    or one with an outage is not held against the forecast. O(rows).
    """
    rows = forecast.loc[forecast["queue"] == queue, ["ts", "volume"]]
    both = rows.merge(came.loc[came["queue"] == queue, ["ts", "offered"]], on="ts", how="left")
    both = both.assign(date=local_date(both["ts"]), known=both["volume"].where(both["offered"].notna(), 0.0))
    days = both.groupby("date", as_index=False)[["offered", "volume", "known"]].sum()
    whole = (days["volume"] > 0) & (days["known"] >= WHOLE * days["volume"])
    found: pd.DataFrame = days.loc[whole, ["date", "offered"]]
    return found.reset_index(drop=True)


def foretold(
    forecast: pd.DataFrame, system: pd.DataFrame, came: pd.DataFrame, queue: str, paths: pd.DataFrame | None = None
) -> pd.DataFrame:
    """COLUMNS of a queue's whole days: what came, what the models said, what was planned for and its band. O(rows)."""
    days = whole_days(forecast, came, queue)
    own = forecast[(forecast["queue"] == queue) & local_date(forecast["ts"]).isin(days["date"])]
    planned = by_day(own, queue, paths).rename(columns={"volume": "adjusted"})
    said = by_day(system, queue)[["date", "volume"]].rename(columns={"volume": "system"})
    return days.merge(said, on="date").merge(planned, on="date")[COLUMNS]


def together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """COLUMNS by day, summed over queues; bands of several queues do not add up and are NaN. O(rows)."""
    some = [part for part in parts if len(part)]
    if not some:
        return pd.DataFrame({name: pd.Series(dtype="datetime64[us]" if name == "date" else float) for name in COLUMNS})
    rows = pd.concat(some, ignore_index=True)
    summed = rows.groupby("date", as_index=False, sort=True)[COLUMNS[1:]].sum()
    several = rows.groupby("date")["offered"].size().gt(1).to_numpy()
    summed[NAMES] = summed[NAMES].mask(pd.Series(several), axis=0)
    return summed
