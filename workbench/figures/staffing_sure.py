"""How sure each promise is, and what it takes to be surer: figures of the tables `chance` and `chance_prices`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.grid import local_date

DAY, WINDOW = "day", "window"
MOST_POINTS = 15.0  # a price is that of the next point: further away it says less and less


def by_day(chance: pd.DataFrame, centre: Centre, column: str = "p_target_met") -> pd.DataFrame:
    """A measure of CHANCE: a row per queue in the order of the centre, a column per day. O(rows)."""
    rows = chance[chance["scope"] == DAY]
    wide = rows.assign(date=local_date(rows["ts"])).pivot(index="queue", columns="date", values=column)
    return wide.reindex([name for name in centre.queues if name in wide.index]).sort_index(axis=1)


def of_window(chance: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """CHANCE rows of the whole window, the least sure queue first, with `promised`. O(queues)."""
    promised = {name: queue.target.service_level for name, queue in centre.queues.items()}
    rows = chance[chance["scope"] == WINDOW]
    rows = rows.assign(promised=rows["queue"].map(promised).astype(float))
    return rows.sort_values("p_target_met", kind="stable", ignore_index=True)


def mean_of_days(chance: pd.DataFrame) -> float:
    """Mean over queues and days of the chance to keep the promise; NaN where nothing is known."""
    return float(chance.loc[chance["scope"] == DAY, "p_target_met"].mean())


def least_sure(prices: pd.DataFrame) -> dict[str, Any] | None:
    """The row of CHANCE_PRICES with the least chance; None where no chance is known. O(rows)."""
    known = prices.dropna(subset=["p_target_met"])
    if known.empty:
        return None
    return {str(name): value for name, value in known.iloc[int(known["p_target_met"].argmin())].items()}


@dataclass(frozen=True)
class Wish:
    """What a chosen probability would take: days below it, hours and cost by the price of the next point, and how many
    of the days lie further away than such a price reaches (`far`) or have no price (`unpriced`).
    """

    days_below: int
    days: int
    hours: float
    cost_cny: float
    far: int
    unpriced: int
    rows: pd.DataFrame


def wish(prices: pd.DataFrame, probability: float) -> Wish:
    """What it would take to keep each promise with `probability`, from CHANCE_PRICES. O(rows).

    `rows`: queue, date, p_target_met, points missing, hours, cost_cny of the days below, the dearest first. Straight
    from the price of the next point, so too little where much is missing: such days are counted in `far`.
    """
    known = prices.dropna(subset=["p_target_met"])
    below = known[known["p_target_met"] < probability - 1e-9]
    points = (probability - below["p_target_met"]) * 100.0
    rows = below.assign(
        points=points, hours=points * below["hours_per_p_point"], cost_cny=points * below["cost_cny_per_p_point"]
    )
    rows = rows.sort_values("cost_cny", ascending=False, kind="stable", ignore_index=True)
    priced = rows["cost_cny"].notna() & np.isfinite(rows["cost_cny"])
    return Wish(
        days_below=len(rows),
        days=len(known),
        hours=float(rows.loc[priced, "hours"].sum()),
        cost_cny=float(rows.loc[priced, "cost_cny"].sum()),
        far=int((rows["points"] > MOST_POINTS).sum()),
        unpriced=int((~priced).sum()),
        rows=rows[["queue", "date", "p_target_met", "expected_sl", "points", "hours", "cost_cny"]],
    )
