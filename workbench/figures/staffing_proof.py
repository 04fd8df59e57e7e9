"""The proof of a plan: where the replay breaks the promise and what would mend it, and contacts that come again."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.contracts.centre import Centre
from data.contracts.grid import local_date
from workbench.figures.promise import below


@dataclass(frozen=True)
class Proof:
    """How a replay went: queue-days that keep their promise, stretches that break it, contacts short of it."""

    kept: int
    days: int
    stretches: int
    missed: float
    mended: int  # stretches that one more person would bring to the promise


def told(days: pd.DataFrame, breaks: pd.DataFrame, centre: Centre) -> Proof:
    """The replay in five figures, from REPLAY_DAYS and REPLAY_BREAKS. O(rows)."""
    promised = days["queue"].map({name: queue.target.service_level for name, queue in centre.queues.items()})
    judged = days[promised.notna() & days["service_level"].notna()]
    missed = below(judged["service_level"], promised[judged.index].astype(float))
    mended = breaks["service_level_plus_one"] >= breaks["promised"] - 1e-9
    return Proof(int((~missed).sum()), len(judged), len(breaks), float(breaks["missed"].sum()), int(mended.sum()))


def stretches(breaks: pd.DataFrame, queue: str = "", date: pd.Timestamp | None = None) -> pd.DataFrame:
    """REPLAY_BREAKS of a queue (blank: all) and day (None: all), those that miss most contacts first. O(rows log)."""
    rows = breaks if not queue else breaks[breaks["queue"] == queue]
    rows = rows if date is None else rows[local_date(rows["start_ts"]) == date]
    return rows.sort_values("missed", ascending=False, kind="stable", ignore_index=True)


def flows(rows: pd.DataFrame, queue: str = "") -> pd.DataFrame:
    """REPLAY_FLOWS over all days: a row per queue, a column per flow; flows that never happen are left out. O(rows)."""
    mine = rows if not queue else rows[rows["queue"] == queue]
    wide = mine.pivot_table(index="queue", columns="flow", values="contacts", aggfunc="sum", fill_value=0.0)
    wide = wide.loc[:, (wide > 0).any(axis=0)]
    return wide.reset_index()


def with_band(replay: pd.DataFrame, queue: str, date: pd.Timestamp) -> pd.DataFrame:
    """A queue's day of REPLAY; service_level_low and _high are NaN in plans that tell no band. O(rows)."""
    rows = replay[(replay["queue"] == queue) & (local_date(replay["ts"]) == date)].sort_values("ts")
    for name in ("service_level_low", "service_level_high"):
        if name not in rows.columns:
            rows = rows.assign(**{name: float("nan")})
    return rows.reset_index(drop=True)
