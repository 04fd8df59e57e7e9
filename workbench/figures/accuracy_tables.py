"""Accuracy as the page shows it: one scope of the tables, heat maps, both versions in a row, cost by queue and day."""

from __future__ import annotations

import pandas as pd

from workbench.desk import Accuracy

Cuts = tuple[str, ...]
SHADES = ("weekday", "lead", "day_type")  # what the rows of the heat map can be
ALL = "ALL"
MEASURES = ("wape", "bias", "mase", "coverage_80", "coverage_95", "wql")


def asked_cuts(queue: str | None) -> tuple[Cuts, ...]:
    """The cuts that the page needs, of one queue or of all together."""
    scope: Cuts = () if queue is None else ("queue",)
    lists: list[Cuts] = [(), ("queue",)]
    for name in SHADES:
        lists += [(*scope, name), (*scope, name, "hour")]
    return tuple(dict.fromkeys(lists))


def scoped(told: Accuracy, queue: str | None, cuts: Cuts) -> pd.DataFrame:
    """The table of these cuts for one queue, or for all together; without its total row."""
    if queue is None:
        table = told.tables[cuts]
        return table[table[cuts[0]] != ALL] if cuts else table
    table = told.tables[("queue", *cuts)]
    return table[table["queue"] == queue].drop(columns="queue")


def heat(table: pd.DataFrame, rows: str, measure: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A measure and the contacts of the adjusted volume, a row per value of `rows`, a column per hour of the day."""
    own = table[(table["quantity"] == "volume") & (table["version"] == "adjusted")]
    wide = own.pivot(index=rows, columns="hour", values=measure)
    contacts = own.pivot(index=rows, columns="hour", values="contacts")
    return wide.sort_index(axis=1), contacts.reindex(columns=wide.columns.sort_values())


def paired(table: pd.DataFrame, key: str, quantity: str = "volume") -> pd.DataFrame:
    """Both versions in one row: key, n, contacts, actual, `<measure>_system`, `<measure>_adjusted`, value_added."""
    own = table[table["quantity"] == quantity] if quantity else table
    made = {version: of.set_index(key) for version, of in own.groupby("version")}
    if set(made) != {"system", "adjusted"}:
        return pd.DataFrame(columns=[key])
    left = made["adjusted"]
    columns = {f"{name}_{version}": made[version][name] for name in (*MEASURES, "forecast")
               for version in ("system", "adjusted")}  # fmt: skip
    rows = left[["n", "contacts", "actual"]].assign(**columns)
    return rows.assign(value_added=rows["wape_system"] - rows["wape_adjusted"]).reset_index()


def cost_rows(cost: pd.DataFrame, by: str, queue: str | None, version: str = "adjusted") -> pd.DataFrame:
    """Hours too many and too few, their cost and the contacts answered late, summed by `queue` or `date`."""
    own = cost[cost["version"] == version]
    own = own if queue is None else own[own["queue"] == queue]
    own = own.assign(
        live=own["contacts"].where(own["service_level"].notna(), 0.0),
        kept=(own["service_level"] * own["contacts"]).fillna(0.0),
        chance_h=own["chance_over_h"] + own["chance_under_h"],
    )
    summed = ["contacts", "planned_h", "needed_h", "over_h", "over_cost_cny", "under_h", "late", "live", "kept",
              "chance_over_h", "chance_under_h", "chance_h"]  # fmt: skip
    made = own.groupby(by, as_index=False, sort=True)[summed].sum()
    level: pd.DataFrame = made.assign(service_level=made["kept"] / made["live"].where(made["live"] > 0))
    return level
