"""The forecast as pages show it: a queue by interval or by day with its band, scores of models, effects of events."""

from __future__ import annotations

import pandas as pd

from data.contracts.grid import local_date

BANDS = (("q05", "q95"), ("q25", "q75"))
EVERY = "*"
YEAR = pd.Timedelta(weeks=52)
NEAR_A_YEAR_D = 30  # a feast by the moon moves by up to a month


def by_interval(forecast: pd.DataFrame, queue: str, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """A queue's intervals from day `first` to `last`: ts, volume, aht_s and the quantiles of the bands."""
    rows = forecast[forecast["queue"] == queue]
    days = local_date(rows["ts"])
    columns = ["ts", "volume", "aht_s", *(name for band in BANDS for name in band)]
    return rows.loc[(days >= first) & (days <= last), columns].reset_index(drop=True)


def by_day(forecast: pd.DataFrame, queue: str, paths: pd.DataFrame | None = None) -> pd.DataFrame:
    """A queue's days: date, volume, aht_s (weighted by contacts) and the band.

    The band is that of the day's total by the law of the plan's paths (FORECAST_PATHS): as far as past days of the
    queue erred as a whole. A plan without paths adds up the quantiles of its intervals, as if all erred together: the
    widest case. O(rows).
    """
    rows = forecast[forecast["queue"] == queue]
    rows = rows.assign(date=local_date(rows["ts"]), work=rows["volume"] * rows["aht_s"])
    names = [name for band in BANDS for name in band]
    made = rows.groupby("date", as_index=False)[["volume", "work", *names]].sum()
    if paths is not None and len(rows):
        from forecasting.paths.draw import day_bands  # scipy, not needed by plans without paths

        own = day_bands(forecast[forecast["queue"] == queue], paths[paths["queue"] == queue])
        made[names] = own.set_index("date").loc[made["date"], names].to_numpy(dtype=float)
    made["aht_s"] = made["work"] / made["volume"].where(made["volume"] > 0)
    days: pd.DataFrame = made.drop(columns="work")
    return days


def history_by_day(history: pd.DataFrame, queue: str, days: int) -> pd.DataFrame:
    """The last `days` days of a queue's history: date, offered. O(rows of the queue)."""
    rows = history[history["queue"] == queue]
    if rows.empty:
        return pd.DataFrame({"date": pd.Series(dtype="datetime64[us]"), "offered": pd.Series(dtype=float)})
    rows = rows[rows["ts"] >= rows["ts"].max().normalize() - pd.Timedelta(days=days - 1)]
    made: pd.DataFrame = rows.assign(date=local_date(rows["ts"])).groupby("date", as_index=False)[["offered"]].sum()
    return made


def last_year(history: pd.DataFrame, queue: str, dates: pd.Series, events: pd.DataFrame | None = None) -> pd.DataFrame:
    """What came a year before: date of this year, offered; known days only.

    The same weekday 52 weeks before; a day of an event beside the same day (kind and offset) of last year's, where
    `events` (EVENTS) knows it. An event day of last year stands nowhere else. O(rows of the queue).
    """
    moved = _same_event_day(events, queue, dates) if events is not None else {}
    taken = set(moved.values())
    of = {moved.get(date, date - YEAR): date for date in dates if date in moved or date - YEAR not in taken}
    rows = history[(history["queue"] == queue) & history["offered"].notna()]
    rows = rows.assign(date=local_date(rows["ts"]).map(of)).dropna(subset=["date"])
    rows["date"] = rows["date"].astype("datetime64[us]")
    made: pd.DataFrame = rows.groupby("date", as_index=False)[["offered"]].sum()
    return made


def _same_event_day(events: pd.DataFrame, queue: str, dates: pd.Series) -> dict[pd.Timestamp, pd.Timestamp]:
    """The day of last year's occurrence for each day that is a day of an event of the queue."""
    own = events[events["queue"].isin([queue, EVERY])]
    days: dict[tuple[str, int], list[pd.Timestamp]] = {}
    for kind, offset, date in zip(own["kind"], own["offset_d"], own["date"], strict=True):
        days.setdefault((str(kind), int(offset)), []).append(pd.Timestamp(date))
    asked, found = set(dates), {}
    for known in days.values():
        for date in asked & set(known):
            before = [day for day in known if abs((date - YEAR - day).days) <= NEAR_A_YEAR_D]
            if before:
                found[date] = min(before, key=lambda day: abs((date - YEAR - day).days))
    return found


def outlook_table(forecast: pd.DataFrame, queue: str, system: pd.DataFrame | None = None) -> pd.DataFrame:
    """A queue's intervals for a download: ts, volume, all quantiles, aht_s; with `system`, its volume and aht_s too."""
    rows = forecast[forecast["queue"] == queue].drop(columns="queue").reset_index(drop=True)
    if system is None:
        return rows
    own = system.loc[system["queue"] == queue, ["ts", "volume", "aht_s"]]
    told = own.rename(columns={"volume": "system_volume", "aht_s": "system_aht_s"})
    merged: pd.DataFrame = rows.merge(told, on="ts", how="left")
    return merged


def scores(table: pd.DataFrame, queue: str | None = None) -> pd.DataFrame:
    """How models did in the backtest: queue, model, wape, bias, origins, seconds, chosen, note; best first. O(rows)."""
    rows = table if queue is None else table[table["queue"] == queue]
    made = rows.groupby(["queue", "model"], as_index=False, sort=False).agg(
        wape=("wape", "mean"),
        bias=("bias", "mean"),
        origins=("origin", "nunique"),
        seconds=("seconds", "sum"),
        chosen=("chosen", "max"),
        note=("note", lambda notes: "; ".join(dict.fromkeys(note for note in notes if note))),
    )
    return made.sort_values(["queue", "wape"], kind="stable", na_position="last").reset_index(drop=True)
