"""Rows of a centre's tables as the desk edits them: which wait for the next plan, and a new row in words."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import pandas as pd

ADDED, CHANGED, REMOVED, PLANNED = "added", "changed", "removed", "planned"
EVERY = "*"


def states(planned: pd.DataFrame | None, now: pd.DataFrame, key: Sequence[str]) -> dict[tuple[str, ...], str]:
    """For each row by its key: planned, added, changed or removed since the plan was made. O(rows).

    >>> old, new = pd.DataFrame({"id": ["a", "b"], "x": [1, 2]}), pd.DataFrame({"id": ["b", "c"], "x": [3, 4]})
    >>> states(old, new, ["id"])
    {('b',): 'changed', ('c',): 'added', ('a',): 'removed'}
    """
    before, after = (_rows(table, key, now.columns) for table in (planned, now))
    told = {name: ADDED if name not in before else PLANNED if before[name] == row else CHANGED
            for name, row in after.items()}  # fmt: skip
    return {**told, **{name: REMOVED for name in before if name not in after}}


def _rows(table: pd.DataFrame | None, key: Sequence[str], columns: pd.Index) -> dict[tuple[str, ...], tuple[str, ...]]:
    if table is None or table.empty:
        return {}
    words = {str(name): table[name].astype(str).tolist() if name in table else [""] * len(table) for name in columns}
    names = zip(*(words[name] for name in key), strict=True)
    return dict(zip(names, zip(*words.values(), strict=True), strict=True))


def waiting(states_of_rows: dict[tuple[str, ...], str]) -> int:
    """How many rows the plan does not know as they are now."""
    return sum(state != PLANNED for state in states_of_rows.values())


def new_adjustment(
    queue: str,
    days: tuple[pd.Timestamp, pd.Timestamp],
    hours: tuple[str, str],
    quantity: str,
    kind: str,
    value: float,
    reason: str,
) -> dict[str, str]:
    """The words of a row of FORECAST_ADJUSTMENTS; `hours` blank for whole days, `value` as the table holds it."""
    first, last = (f"{day:%Y-%m-%d}" for day in days)
    name = f"{first} {'all' if queue == EVERY else queue} {uuid4().hex[:4]}"
    return {
        "adjustment": name, "queue": queue, "start_date": first, "end_date": last, "start_time": hours[0],
        "end_time": hours[1], "quantity": quantity, "kind": kind, "value": repr(round(value, 6)), "reason": reason,
    }  # fmt: skip


def touched(adjustments: pd.DataFrame, queues: Sequence[str], first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Adjustments that lie on some of these days and queues."""
    same = adjustments["queue"].isin([*queues, EVERY]) | (EVERY in queues)
    meets = (adjustments["start_date"] <= last) & (adjustments["end_date"] >= first)
    found: pd.DataFrame = adjustments[same & meets]
    return found


def beside(before: pd.DataFrame, after: pd.DataFrame, queues: Sequence[str]) -> pd.DataFrame:
    """Days of these queues together, before and after: date, volume and aht_s (by contacts) with _before and _after.

    Two FORECAST tables of the same intervals. O(rows).
    """
    days = [_days(table, queues).add_suffix(suffix) for table, suffix in ((before, "_before"), (after, "_after"))]
    return days[0].join(days[1]).rename_axis("date").reset_index()


def _days(table: pd.DataFrame, queues: Sequence[str]) -> pd.DataFrame:
    rows = table if EVERY in queues else table[table["queue"].isin(queues)]
    date = rows["ts"].dt.tz_localize(None).dt.normalize()
    made = rows.assign(date=date, work=rows["volume"] * rows["aht_s"]).groupby("date")[["volume", "work"]].sum()
    made["aht_s"] = made["work"] / made["volume"].where(made["volume"] > 0)
    return made.assign(hours=made.pop("work") / 3600.0)
