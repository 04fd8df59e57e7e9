"""What a what-if form asks for, as the overrides that a scenario is made of; what is left alone is not in it."""

from __future__ import annotations

import math

import pandas as pd

from data.contracts.centre import Centre
from workbench.levers import ALL


def queue_rows(centre: Centre) -> pd.DataFrame:
    """The form's rows of queues: queue, volume and aht as multiples, blank: as all queues."""
    names = list(centre.queues)
    return pd.DataFrame({"queue": names, "volume": [math.nan] * len(names), "aht": [math.nan] * len(names)})


def pool_rows(centre: Centre) -> pd.DataFrame:
    """The form's rows of pools as they are: pool, absence_pct, price (multiple), heads (most on a day)."""
    groups = centre.tables["skills"].drop_duplicates("group").set_index("group")["pool"]
    named = centre.tables["agents"]["group"].map(groups).value_counts()
    rows = [
        (name, round(pool.unplanned_absence * 100, 6), 1.0, pool.max_heads or int(named.get(name, 0)))
        for name, pool in centre.pools.items()
    ]
    return pd.DataFrame(rows, columns=["pool", "absence_pct", "price", "heads"])


def wishes(
    volume_pct: float, aht_pct: float, queues: pd.DataFrame, pools: pd.DataFrame, centre: Centre
) -> dict[str, dict[str, float]]:
    """Overrides by lever and name: only where the form differs from the centre. Empty: the base plan."""
    asked: dict[str, dict[str, float]] = {"volume": {}, "aht": {}, "absence": {}, "price": {}, "heads": {}}
    for lever, percent in (("volume", volume_pct), ("aht", aht_pct)):
        if percent != 100:
            asked[lever][ALL] = percent / 100.0
        for row in queues.to_dict("records"):
            if not _blank(row[lever]):
                asked[lever][str(row["queue"])] = float(row[lever])
    usual = pool_rows(centre).set_index("pool")
    for row in pools.to_dict("records"):
        name = str(row["pool"])
        before = usual.loc[name]
        if not _blank(row["absence_pct"]) and row["absence_pct"] != before["absence_pct"]:
            asked["absence"][name] = float(row["absence_pct"]) / 100.0
        if not _blank(row["price"]) and row["price"] != before["price"]:
            asked["price"][name] = float(row["price"])
        if not _blank(row["heads"]) and row["heads"] != before["heads"]:
            asked["heads"][name] = float(row["heads"])
    return {lever: own for lever, own in asked.items() if own}


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
