"""Work that may wait, call-backs and outbound calls over the days: sums and what is late, from the channels' tables."""

from __future__ import annotations

import pandas as pd

from data.contracts.grid import local_date


def backlog_by_queue(backlog: pd.DataFrame) -> pd.DataFrame:
    """DEFERRED_BACKLOG over all days: queue, waiting (most at once), waiting_ts, waiting_h, oldest_h, late. O(rows)."""
    rows = []
    for queue, own in backlog.groupby("queue", sort=False):
        most = own.iloc[int(own["waiting"].argmax())]
        rows.append((str(queue), float(most["waiting"]), most["ts"], float(own["waiting_h"].max()),
                     float(own["oldest_h"].max()), float(own["late"].sum())))  # fmt: skip
    made = pd.DataFrame(rows, columns=["queue", "waiting", "waiting_ts", "waiting_h", "oldest_h", "late"])
    return made.sort_values("late", ascending=False, kind="stable", ignore_index=True)


def backlog_of(backlog: pd.DataFrame, queue: str) -> pd.DataFrame:
    """DEFERRED_BACKLOG of a queue in order."""
    return backlog[backlog["queue"] == queue].sort_values("ts", ignore_index=True)


def callbacks_by_day(plan: pd.DataFrame, interval_min: int) -> pd.DataFrame:
    """CALLBACK_PLAN by queue and day: queue, date, offered, accepted, kept (share of those promised on the day), hours.

    `hours` of positions that make call-backs. O(rows).
    """
    rows = plan.assign(
        date=local_date(plan["ts"]), made=plan["accepted"] * plan["kept"],
        hours=plan["callback_positions"] * interval_min / 60.0,
    )  # fmt: skip
    days = rows.groupby(["queue", "date"], as_index=False)[["offered", "accepted", "made", "hours"]].sum()
    days = days.assign(kept=days["made"] / days["accepted"].where(days["accepted"] > 0))
    return days[days["offered"] > 0].drop(columns="made").reset_index(drop=True)


def campaigns(plan: pd.DataFrame, interval_min: int) -> pd.DataFrame:
    """OUTBOUND_PLAN by campaign: campaign, contacts, left, blended_h, extra_h, first_ts, last_ts. O(rows).

    `contacts` are all people of the campaign in these days, `left` those nobody has called at their end.
    """
    hours = interval_min / 60.0
    rows = []
    for name, own in plan.sort_values("ts").groupby("campaign", sort=False):
        busy = own[(own["blended_positions"] + own["extra_positions"]) > 0]
        left = float(own["left"].iloc[-1])
        rows.append((str(name), float(own["contacts"].sum()) + left, left,
                     float(own["blended_positions"].sum()) * hours, float(own["extra_positions"].sum()) * hours,
                     busy["ts"].min() if len(busy) else pd.NaT, busy["ts"].max() if len(busy) else pd.NaT))  # fmt: skip
    columns = ["campaign", "contacts", "left", "blended_h", "extra_h", "first_ts", "last_ts"]
    return pd.DataFrame(rows, columns=columns)


def day_of(plan: pd.DataFrame, key: str, name: str, date: pd.Timestamp) -> pd.DataFrame:
    """The rows of a queue or campaign (column `key`) on a day, in order."""
    return plan[(plan[key] == name) & (local_date(plan["ts"]) == date)].sort_values("ts", ignore_index=True)
