"""History rows brought to the centre's interval: found, merged, split or summed, and looked through for gaps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.grid import local_date
from data.intake.shift_words import clock_min

FEW_ROWS = 24  # fewer rows tell nothing about the interval of a source
COUNTS = ("offered", "handled", "abandoned")


def minute_of_hour(ts: pd.Series) -> np.ndarray:
    """Minutes past the local hour, with seconds as a fraction."""
    minutes: np.ndarray = ts.dt.minute.to_numpy() + ts.dt.second.to_numpy() / 60
    return minutes


def found_interval(ts: pd.Series, queue_codes: np.ndarray, centre_min: int) -> int:
    """The interval of the data: the coarsest of 15, 30 and 60 minutes that all but a few stamps lie on. O(n log n).

    Coarser than the centre only where most neighbours are that far apart and there are rows enough to tell.
    """
    minute = minute_of_hour(ts)
    found = 15
    for interval_min in (60, 30):
        if len(ts) and np.mean(minute % interval_min != 0) < 0.05:
            found = interval_min
            break
    if found <= centre_min:
        return found if len(ts) >= FEW_ROWS else centre_min
    utc_min = ts.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[m]").astype("int64")
    order = np.lexsort((utc_min, queue_codes))
    steps = np.diff(utc_min[order])[np.diff(queue_codes[order]) == 0]
    usual = float(np.median(steps)) if len(steps) else 0.0
    return found if len(ts) >= FEW_ROWS and usual == found else centre_min


def merged(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a queue and instant: counts add up, handling times weigh by contacts. O(n).

    A sum with a part that is not known is not known.
    """
    keys = ["code", "ts"]
    if not rows.duplicated(keys).any():
        return rows
    weight = rows["handled"].fillna(rows["offered"]).where(rows["aht_s"].notna(), 0.0).fillna(0.0)
    parts = rows.assign(weight=weight, weighted=weight * rows["aht_s"].fillna(0.0))
    groups = parts.groupby(keys, sort=False)
    sums = groups[[*COUNTS, "weight", "weighted"]].sum(min_count=1)
    unknown = groups[list(COUNTS)].count().ne(groups.size(), axis=0)
    sums[list(COUNTS)] = sums[list(COUNTS)].mask(unknown)
    average = (sums["weighted"] / sums["weight"]).where(sums["weight"] > 0, groups["aht_s"].mean())
    return sums.assign(aht_s=average).drop(columns=["weight", "weighted"]).reset_index()


def at_interval(rows: pd.DataFrame, from_min: int, to_min: int) -> tuple[pd.DataFrame, list[str]]:
    """Rows of `from_min` intervals as rows of `to_min` intervals. Coarser data divide evenly, finer data add up. O(n).

    A coarser interval of which a part is missing is not known: a missing part is not zero.
    """
    if from_min == to_min:
        return rows, []
    if from_min > to_min:
        parts = from_min // to_min
        split = rows.loc[rows.index.repeat(parts)].reset_index(drop=True)
        steps = np.tile(np.arange(parts), len(rows)) * to_min
        split["ts"] = split["ts"] + pd.to_timedelta(steps, unit="m").as_unit("us")
        split[list(COUNTS)] = split[list(COUNTS)] / parts
        return split, [
            f"The file has {from_min}-minute intervals and the centre {to_min}: contacts were split evenly over "
            f"{parts} intervals, so peaks inside {from_min} minutes are flattened."
        ]
    past = pd.to_timedelta(minute_of_hour(rows["ts"]) % to_min, unit="m").as_unit("us")
    coarse = rows.assign(ts=rows["ts"] - past)
    size = coarse.groupby(["code", "ts"], sort=False)["offered"].transform("size")
    short = (size < to_min // from_min).to_numpy()
    coarse.loc[short, list(COUNTS)] = np.nan
    made = merged(coarse)
    missing = int(coarse.loc[short, ["code", "ts"]].drop_duplicates().shape[0])
    warnings = (
        [f"{missing} intervals of {to_min} minutes have a missing part; they count as not known."] if missing else []
    )
    return made, warnings


def gap_warnings(rows: pd.DataFrame, names: tuple[str, ...], centre: Centre) -> list[str]:
    """Queues with open intervals between their first and last row that have no row: not known, not zero. O(n)."""
    warnings = []
    step = pd.Timedelta(minutes=centre.interval_min)
    for code, own in rows.groupby("code", sort=True):
        first, last = own["ts"].min(), own["ts"].max()
        if int((last - first) / step) + 1 == len(own) and own["offered"].notna().all():
            continue
        grid = pd.date_range(first, last, freq=step, unit="us")
        known = own.loc[own["offered"].notna(), "ts"]
        gaps = grid[~grid.isin(known)]
        gaps = gaps[_open(gaps, names[int(str(code))], centre)]
        if len(gaps):
            days = local_date(gaps.to_series()).nunique()
            warnings.append(
                f"Queue {names[int(str(code))]}: {len(gaps)} open intervals on {days} days are not known, the first at "
                f"{gaps[0].isoformat()}; they are left out, not taken as zero. If the queue is closed then, say so in "
                "open_hours.csv."
            )
    return warnings


def _open(grid: pd.DatetimeIndex, queue: str, centre: Centre) -> np.ndarray:
    hours = centre.tables["open_hours"]
    own = hours[hours["queue"] == queue]
    if own.empty:
        return np.ones(len(grid), dtype=bool)
    minute = (grid.hour * 60 + grid.minute).to_numpy()
    is_open = np.zeros(len(grid), dtype=bool)
    for weekday, opens, closes in zip(own["weekday"], own["open"], own["close"], strict=True):
        start, end = clock_min(opens) or 0, clock_min(closes) or 0
        is_open |= (grid.day_of_week.to_numpy() == weekday) & (minute >= start) & (minute < end)
    return is_open
