"""Is the promise kept: what each queue promises, what the replay delivered, and where it fell short."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from data.contracts.centre import Centre, Queue
from data.contracts.grid import local_date

MEASURES = ("service_level", "asa_s", "abandonment", "occupancy", "p_target_met")
EASE = 1e-9  # a level that misses its promise only by how computers add is kept


def below(level: ArrayLike, promised: ArrayLike) -> NDArray[np.bool_]:
    """Where a level misses its promise: compared unrounded, the same rule everywhere; False where one is unknown.

    >>> below([0.7996, 0.8, float("nan")], 0.8).tolist()
    [True, False, False]
    """
    return np.asarray(level, dtype=float) < np.asarray(promised, dtype=float) - EASE


def by_queue(days: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """One row per queue of the centre, from REPLAY_DAYS, queues that miss most first. O(rows).

    Columns: queue, promised (share, NaN where none), target_s, offered, the measures weighted by contacts,
    days_met (mean over days of P(target met)), worst_date, worst (service level of that day), short (promised less
    delivered), kept (the service level of the whole window reaches the promise), days_below (days that miss it).
    """
    rows = [_queue_row(centre.queues[str(name)], of) for name, of in days.groupby("queue", sort=False)
            if name in centre.queues]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(_EMPTY))
    return table.sort_values("short", ascending=False, na_position="last", kind="stable").reset_index(drop=True)


_EMPTY = (
    "queue", "promised", "target_s", "offered", "service_level", "asa_s", "abandonment", "occupancy", "days_met",
    "worst_date", "worst", "short", "kept", "days_below",
)  # fmt: skip


def _queue_row(queue: Queue, of: pd.DataFrame) -> tuple[object, ...]:
    promised = np.nan if queue.target.service_level is None else queue.target.service_level
    level = weighted(of, "service_level")
    played = of.dropna(subset=["service_level"])
    worst = played.iloc[int(played["service_level"].argmin())] if len(played) else None
    return (
        queue.queue,
        promised,
        np.nan if queue.target.target_s is None else queue.target.target_s,
        float(of["offered"].sum()),
        level,
        weighted(of, "asa_s"),
        weighted(of, "abandonment"),
        weighted(of, "occupancy"),
        float(of["p_target_met"].mean()),
        pd.NaT if worst is None else worst["date"],
        np.nan if worst is None else float(worst["service_level"]),
        promised - level,
        not below(level, promised),
        int(below(of["service_level"], promised).sum()),
    )


def weighted(rows: pd.DataFrame, column: str) -> float:
    """Mean of a column weighted by the contacts offered; NaN without contacts."""
    known = rows.dropna(subset=[column])
    offered = known["offered"].sum()
    return float((known[column] * known["offered"]).sum() / offered) if offered > 0 else float("nan")


def live_wait_s(queues: pd.DataFrame, centre: Centre) -> float:
    """Mean wait over the queues answered at once, from `by_queue`: an hour for a mail is no wait on the phone."""
    live = queues["queue"].map({name: not queue.deferred for name, queue in centre.queues.items()}).astype(bool)
    return weighted(queues[live], "asa_s")


def levels_by_day(days: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Replayed service level, a row per queue in the order of the centre, a column per day."""
    wide = days.pivot(index="queue", columns="date", values="service_level")
    return wide.reindex([name for name in centre.queues if name in wide.index]).sort_index(axis=1)


def days_below(days: pd.DataFrame, centre: Centre) -> set[tuple[str, pd.Timestamp]]:
    """Queues and days on which the replay delivers less than was promised."""
    promised = days["queue"].map({name: queue.target.service_level for name, queue in centre.queues.items()})
    missed = days[below(days["service_level"], promised.astype(float))]
    return set(zip(missed["queue"], missed["date"], strict=True))


def worst_intervals(replay: pd.DataFrame, requirement: pd.DataFrame, centre: Centre, count: int = 12) -> pd.DataFrame:
    """Intervals where most contacts missed the promise: queue, ts, offered, promised, predicted, delivered, missed.

    `predicted` is what the formula promised at the required positions; `missed` contacts = offered x shortfall.
    O(rows log rows).
    """
    promised = {name: queue.target.service_level for name, queue in centre.queues.items()}
    rows = replay.assign(promised=replay["queue"].map(promised).astype(float)).dropna(
        subset=["service_level", "promised"]
    )
    rows = rows.assign(missed=rows["offered"] * (rows["promised"] - rows["service_level"]))
    rows = rows[rows["missed"] > 0.0].nlargest(count, "missed")
    planned = requirement[["queue", "ts", "service_level"]].rename(columns={"service_level": "predicted"})
    rows = rows.merge(planned, on=["queue", "ts"], how="left").rename(columns={"service_level": "delivered"})
    return rows[["queue", "ts", "offered", "promised", "predicted", "delivered", "asa_s", "missed"]]


def by_interval(replay: pd.DataFrame, requirement: pd.DataFrame, queue: str, date: pd.Timestamp) -> pd.DataFrame:
    """A queue's day: ts, offered, service_level and asa_s as replayed, predicted service level. O(rows)."""
    mine = replay[(replay["queue"] == queue) & (local_date(replay["ts"]) == date)]
    planned = requirement[["queue", "ts", "service_level"]].rename(columns={"service_level": "predicted"})
    return mine.merge(planned, on=["queue", "ts"], how="left").reset_index(drop=True)
