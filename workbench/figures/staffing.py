"""Who covers what: positions and heads by pool over a day, and how the roster covers what was wanted."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.grid import interval_grid, local_date


def pool_of_group(centre: Centre) -> dict[str, str]:
    """The pool of each skill group."""
    skills = centre.tables["skills"].drop_duplicates("group")
    return {str(group): str(pool) for group, pool in zip(skills["group"], skills["pool"], strict=True)}


def by_pool(mix: pd.DataFrame, pools: dict[str, str], date: pd.Timestamp, measure: str) -> pd.DataFrame:
    """`positions` or `heads` on a day: a row per interval (ts), a column per pool. O(rows)."""
    of_day = mix[local_date(mix["ts"]) == date]
    wide = of_day.assign(pool=of_day["group"].map(pools)).pivot_table(
        index="ts", columns="pool", values=measure, aggfunc="sum", fill_value=0.0, observed=True
    )
    return wide[[name for name in dict.fromkeys(pools.values()) if name in wide.columns]]


def required(requirement: pd.DataFrame, date: pd.Timestamp, queue: str | None = None) -> pd.DataFrame:
    """Required positions and offered load on a day, of one queue or summed: ts, positions, load_erl. O(rows)."""
    rows = requirement[local_date(requirement["ts"]) == date]
    rows = rows if queue is None else rows[rows["queue"] == queue]
    return rows.groupby("ts", as_index=False)[["positions", "load_erl", "volume"]].sum()


def requirement_by_hour(requirement: pd.DataFrame, queue: str, date: pd.Timestamp) -> pd.DataFrame:
    """A queue's day hour by hour: hour, volume, aht_s, load_erl, peak positions, service_level, asa_s, ... O(rows)."""
    rows = requirement[(requirement["queue"] == queue) & (local_date(requirement["ts"]) == date)]
    weight = rows["volume"]
    parts = rows.assign(
        hour=rows["ts"].dt.hour,
        **{name: rows[name] * weight for name in ("aht_s", "service_level", "asa_s", "abandonment", "occupancy")},
    )
    made = parts.groupby("hour").agg(
        volume=("volume", "sum"),
        load_erl=("load_erl", "mean"),
        positions=("positions", "max"),
        method=("method", lambda methods: ", ".join(sorted(set(methods)))),
    )
    for name in ("aht_s", "service_level", "asa_s", "abandonment", "occupancy"):
        made[name] = parts.groupby("hour")[name].sum() / made["volume"].where(made["volume"] > 0)
    return made.reset_index()


def shortage_hours(shortage: pd.DataFrame, interval_min: int) -> pd.DataFrame:
    """Positions left empty, by queue and day in hours: queue, date, hours, peak, reason (each once). O(rows)."""
    rows = shortage[shortage["positions"] > 1e-9]
    rows = rows.assign(date=local_date(rows["ts"]), hours=rows["positions"] * interval_min / 60.0)
    made = rows.groupby(["queue", "date"], as_index=False).agg(
        hours=("hours", "sum"),
        peak=("positions", "max"),
        reason=("reason", lambda told: "; ".join(dict.fromkeys("; ".join(dict.fromkeys(told)).split("; ")))),
    )
    return made.sort_values("hours", ascending=False, kind="stable").reset_index(drop=True)


def coverage(
    roster: pd.DataFrame,
    segments: pd.DataFrame,
    mix: pd.DataFrame,
    groups: Collection[str],
    date: pd.Timestamp,
    centre: Centre,
) -> pd.DataFrame:
    """Wanted and rostered heads of skill groups on a day: ts, wanted, on_work, on_break. O(segments of the day).

    `wanted` are the heads the mix books for queue work; `on_work` counts rostered people who work in the middle of the
    interval, those whose shift began the day before included.
    """
    grid = interval_grid(date, date, centre.interval_min, centre.zone)
    made = pd.DataFrame({"ts": grid})
    wanted = mix[mix["group"].isin(list(groups))].groupby("ts")["heads"].sum()
    made["wanted"] = wanted.reindex(grid).fillna(0.0).to_numpy()
    near = roster[roster["group"].isin(list(groups)) & roster["date"].between(date - pd.Timedelta(days=1), date)]
    cut = segments[segments["shift_id"].isin(near["shift_id"])]
    middle = grid + pd.Timedelta(minutes=centre.interval_min / 2)
    for name, rows in (("on_work", cut[cut["activity"] == "work"]), ("on_break", cut[cut["activity"] != "work"])):
        begun = rows["start_ts"].sort_values().searchsorted(middle, side="right")
        over = rows["end_ts"].sort_values().searchsorted(middle, side="right")
        made[name] = (begun - over).astype(float)
    return made
