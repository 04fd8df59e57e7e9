"""The requirement of a queue's day: its stretches by method and reason, what callers meet, and what sharing saves."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

import pandas as pd

from data.contracts.centre import Target
from data.contracts.grid import local_date
from workbench.figures.promise import weighted

THROUGH_TIME, MOMENT, STILL, DEADLINE = "through_time", "moment", "still", "deadline"
USED_UP = 0.98  # of a limit, from which on it is the one that decides
FAMILIES = (STILL, MOMENT, THROUGH_TIME, DEADLINE)


def family(method: str) -> str:
    """The kind of a method: load followed through time, load of the moment, each interval by itself, or a deadline.

    >>> family("transient"), family("chat_mol"), family("erlang_a"), family("deadline_workload")
    ('through_time', 'moment', 'still', 'deadline')
    """
    if "transient" in method:
        return THROUGH_TIME
    if "mol" in method.split("_"):
        return MOMENT
    return DEADLINE if method.startswith("deadline") else STILL


def queue_day(requirement: pd.DataFrame, queue: str, date: pd.Timestamp) -> pd.DataFrame:
    """REQUIREMENT rows of a queue and day in order, with `family`; `reason` is blank in older plans. O(rows)."""
    rows = requirement[(requirement["queue"] == queue) & (local_date(requirement["ts"]) == date)].sort_values("ts")
    rows = rows if "reason" in rows.columns else rows.assign(reason="")
    return rows.assign(family=rows["method"].map(family)).reset_index(drop=True)


def stretches(day: pd.DataFrame, interval_min: int) -> pd.DataFrame:
    """Runs of intervals sized alike, from `queue_day`: start_ts, end_ts, method, family, reason, volume, positions.

    Intervals without contacts and positions end a run; `positions` is the most of the run. O(rows).
    """
    busy = day[(day["volume"] > 0) | (day["positions"] > 0)]
    step = pd.Timedelta(minutes=interval_min)
    new = (
        (busy["method"] != busy["method"].shift())
        | (busy["reason"] != busy["reason"].shift())
        | (busy["ts"].diff() != step)
    )
    made = busy.groupby(new.cumsum()).agg(
        start_ts=("ts", "min"), end_ts=("ts", "max"), method=("method", "first"), family=("family", "first"),
        reason=("reason", "first"), volume=("volume", "sum"), positions=("positions", "max"),
    )  # fmt: skip
    return made.assign(end_ts=made["end_ts"] + step).reset_index(drop=True)


@dataclass(frozen=True)
class DayTold:
    """A queue's day in figures; `peak_ts` None where nobody is needed, levels NaN where they are not known."""

    contacts: float
    peak: float
    peak_ts: pd.Timestamp | None
    position_h: float
    predicted: float
    replayed: float


def told(day: pd.DataFrame, replay: pd.DataFrame, interval_min: int) -> DayTold:
    """Figures of a day from `queue_day` and the REPLAY rows of the same queue and day. O(rows)."""
    peak = day.iloc[int(day["positions"].argmax())] if len(day) else None
    predicted = day.rename(columns={"volume": "offered"})
    return DayTold(
        contacts=float(day["volume"].sum()),
        peak=0.0 if peak is None else float(peak["positions"]),
        peak_ts=peak["ts"] if peak is not None and peak["positions"] > 0 else None,
        position_h=float(day["positions"].sum()) * interval_min / 60.0,
        predicted=weighted(predicted, "service_level"),
        replayed=weighted(replay, "service_level"),
    )


def binding(day: pd.DataFrame, target: Target) -> str | None:
    """The promise that sets the number of people at the peak of `queue_day`: the one that is used up there.

    service_level, max_asa_s, max_occupancy or max_abandon; None where none of them is reached, as on whole people or
    where another interval decides. Of what may be missed, waited, busy or lost, at least `USED_UP` is used. O(rows).
    """
    if day.empty or not day["positions"].max() > 0:
        return None
    peak = day.iloc[int(day["positions"].argmax())]
    limits = {
        "service_level": (1.0 - float(peak.get("service_level", nan)), 1.0 - (target.service_level or nan)),
        "max_asa_s": (float(peak.get("asa_s", nan)), target.max_asa_s),
        "max_occupancy": (float(peak.get("occupancy", nan)), target.max_occupancy),
        "max_abandon": (float(peak.get("abandonment", nan)), target.max_abandon),
    }
    used = {name: got / most for name, (got, most) in limits.items() if most and not isnan(got / most)}
    first = max(used, key=lambda name: used[name], default=None)
    return first if first is not None and used[first] >= USED_UP else None


def keeps_its_own(cuts: pd.DataFrame, queue: str, date: pd.Timestamp) -> bool:
    """Whether the queue shares people on a day, but keeps its own positions: a cut over it alone. O(rows)."""
    return bool(((cuts["cut"] == queue) & (local_date(cuts["ts"]) == date)).any())


def sharing(
    cuts: pd.DataFrame, requirement: pd.DataFrame, queue: str, date: pd.Timestamp, interval_min: int
) -> pd.DataFrame:
    """What queues need together against apart on a day: cut, apart_h, together_h, apart, together (most). O(rows).

    Only cuts of the queue with others; a row stands for the intervals in which the cut binds.
    """
    own_cuts = {cut for cut in cuts["cut"].unique() if queue in str(cut).split("+") and cut != queue}
    mine = cuts[cuts["cut"].isin(own_cuts) & (local_date(cuts["ts"]) == date)]
    rows = []
    for cut, own in mine.groupby("cut", sort=False):
        members = requirement[requirement["queue"].isin(str(cut).split("+")) & requirement["ts"].isin(own["ts"])]
        apart = members.groupby("ts")["positions"].sum().reindex(own["ts"]).fillna(0.0)
        hours = interval_min / 60.0
        rows.append((str(cut), float(apart.sum()) * hours, float(own["positions"].sum()) * hours,
                     float(apart.max()), float(own["positions"].max())))  # fmt: skip
    return pd.DataFrame(rows, columns=["cut", "apart_h", "together_h", "apart", "together"])
