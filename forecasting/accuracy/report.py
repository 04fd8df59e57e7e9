"""How right forecasts were, once history has arrived: contacts, handling time and workload, by any cut of the days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.errors import Fault, RefusedInput
from data.contracts.grid import QUANTILE_COLUMNS, local_date
from forecasting.accuracy.days import CUTS, cut_columns, day_types
from forecasting.accuracy.measures import SUMS, measured, slot_sums
from forecasting.accuracy.naive import HOUR_S, naive_scales
from forecasting.arrays import BoolArray, FloatArray
from forecasting.opening import open_mask

SYSTEM, ADJUSTED = "system", "adjusted"
QUANTITIES = ("volume", "aht_s", "workload")
ALL = "ALL"
MEASURES = (
    "n", "contacts", "actual", "forecast", "abs_error", "error", "wape", "bias", "mase", "coverage_80", "coverage_95",
    "wql",
)  # fmt: skip
_BANDED = ("inside_80", "inside_95", "loss")  # bands are those of contacts only


@dataclass(frozen=True)
class Judged:
    """A row per forecast, interval and quantity with the sums of its error, and what was left out of it.

    `rows`: quantity, version, the columns of `CUTS`, ts, contacts and `measures.SUMS`. `unknown`: intervals of open
    hours without a row of history; `outages`: intervals of days recorded as outages.
    """

    rows: pd.DataFrame
    unknown: int = 0
    outages: int = 0


def judge(forecasts: pd.DataFrame, actual: pd.DataFrame, centre: Centre) -> Judged:
    """Every forecast interval against what came.

    `forecasts`: the columns of FORECAST, `version` (system or adjusted), `plan` and `as_of` (naive midnight of the day
    on which it was made); an interval may be there once per version and plan. `actual`: HISTORY, the weeks before
    included, which MASE is measured in. Scored are open intervals with a row in the history; recorded outages are not.
    Handling time is weighted by the contacts handled; workload = contacts x handling time, in hours. O(rows).
    """
    mine = forecasts[forecasts["queue"].isin(list(centre.queues))]
    rows = mine.merge(
        actual[["queue", "ts", "offered", "handled", "aht_s"]], on=["queue", "ts"], how="left", suffixes=("", "_actual")
    )
    rows = rows.assign(date=local_date(rows["ts"]))
    rows = rows[_open(rows, centre)]
    rows = rows.merge(day_types(centre, list(rows["date"].unique())), on=["queue", "date"], how="left") \
        if len(rows) else rows.assign(day_type=[], outage=[])  # fmt: skip
    unknown = rows["offered"].isna().to_numpy()
    outage = rows["outage"].to_numpy(dtype=bool) & ~unknown
    scored = rows[~unknown & ~outage].reset_index(drop=True)
    if scored.empty:
        return Judged(_nothing(), int(unknown.sum()), int(outage.sum()))
    scales = naive_scales(actual, centre, scored["as_of"])
    scored = scored.merge(scales, on=["queue", "as_of"], how="left", suffixes=("", "_scale"))
    cuts = pd.DataFrame(
        {"version": scored["version"].astype("category"), "queue": scored["queue"].astype("category"),
         "plan": scored["plan"].astype("category"), "date": scored["date"], "day_type": scored["day_type"],
         **cut_columns(scored["ts"], scored["date"], scored["as_of"]), "ts": scored["ts"]}
    )  # fmt: skip
    parts = [_volume(scored, cuts), _handling_time(scored, cuts), _workload(scored, cuts)]
    made = pd.concat(parts, ignore_index=True)
    kinds = pd.Categorical(made["quantity"], categories=list(QUANTITIES), ordered=True)
    return Judged(made.assign(quantity=kinds), int(unknown.sum()), int(outage.sum()))


def _open(rows: pd.DataFrame, centre: Centre) -> BoolArray:
    """True for rows in opening hours. O(rows)."""
    wall = rows["ts"].dt.tz_localize(None)
    slot = (wall.dt.hour * 60 + wall.dt.minute).to_numpy() // centre.interval_min
    weekday = wall.dt.day_of_week.to_numpy()
    names = list(centre.queues)
    masks = np.stack([open_mask(centre, name) for name in names])
    at = pd.Categorical(rows["queue"], categories=names).codes
    return np.asarray(masks[at, weekday, slot], dtype=np.bool_)


def _volume(scored: pd.DataFrame, cuts: pd.DataFrame) -> pd.DataFrame:
    truth, mean = (scored[name].to_numpy(dtype=float) for name in ("offered", "volume"))
    bands = scored[list(QUANTILE_COLUMNS)].to_numpy(dtype=float)
    scale = scored["volume_scale"].to_numpy(dtype=float)
    return cuts.assign(quantity="volume", contacts=truth, **slot_sums(truth, mean, bands, scale))


def _handling_time(scored: pd.DataFrame, cuts: pd.DataFrame) -> pd.DataFrame:
    truth, mean = (scored[name].to_numpy(dtype=float) for name in ("aht_s_actual", "aht_s"))
    weight = scored["handled"].fillna(scored["offered"]).to_numpy(dtype=float)
    known = ~np.isnan(truth) & (weight > 0)
    scale = scored["aht_s_scale"].to_numpy(dtype=float)
    sums = _unbanded(weight * truth, weight * mean, weight * scale)
    made: pd.DataFrame = cuts.assign(quantity="aht_s", contacts=weight, **sums).loc[known]
    return made


def _workload(scored: pd.DataFrame, cuts: pd.DataFrame) -> pd.DataFrame:
    offered = scored["offered"].to_numpy(dtype=float)
    truth = np.where(offered > 0, offered * scored["aht_s_actual"].to_numpy(dtype=float) / HOUR_S, 0.0)
    mean = (scored["volume"] * scored["aht_s"]).to_numpy(dtype=float) / HOUR_S
    sums = _unbanded(truth, mean, scored["workload"].to_numpy(dtype=float))
    made: pd.DataFrame = cuts.assign(quantity="workload", contacts=offered, **sums).loc[~np.isnan(truth)]
    return made


def _unbanded(truth: FloatArray, mean: FloatArray, scale: FloatArray) -> dict[str, FloatArray]:
    blank = np.full((len(truth), len(QUANTILE_COLUMNS)), np.nan)
    return slot_sums(truth, mean, blank, scale) | dict.fromkeys(_BANDED, np.full(len(truth), np.nan))


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=["quantity", "version", *CUTS, "ts", "contacts", *SUMS])


def accuracy(judged: pd.DataFrame, cuts: Sequence[str] = ()) -> pd.DataFrame:
    """Measures of `Judged.rows` by quantity, version and the given cuts: these columns and `MEASURES`.

    `actual` and `forecast` are contacts, hours of work, or for aht_s its mean in s weighted by contacts; `abs_error`
    and `error` are contacts, hours, or seconds of all contacts together. Measures as `measures.measured`; NaN where
    nothing came, coverage and wql of contacts only. Raises `RefusedInput` for an unknown cut. O(rows).
    """
    check_cuts(cuts)
    keys = ["quantity", "version", *cuts]
    if judged.empty:
        return pd.DataFrame(columns=[*keys, *MEASURES])
    sums = judged.groupby(keys, observed=True, sort=True)[["contacts", *SUMS]].sum(min_count=1).reset_index()
    made = measured(sums)
    mean = (made["quantity"] == "aht_s").to_numpy()
    base = np.where(mean, made["contacts"], 1.0)
    made = made.assign(
        n=made["slots"].astype("int64"), actual=made["offered"] / base,
        forecast=(made["offered"] + made["error"]) / base,
    )  # fmt: skip
    plain = {name: made[name].astype(str) for name in keys if isinstance(made[name].dtype, pd.CategoricalDtype)}
    return made.assign(**plain)[[*keys, *MEASURES]]


def with_total(judged: pd.DataFrame, cuts: Sequence[str]) -> pd.DataFrame:
    """`accuracy` by the cuts, then a row over all (`ALL` in the columns of the cuts) per quantity and version."""
    by_cut = accuracy(judged, cuts)
    if not cuts:
        return by_cut
    total = accuracy(judged).assign(**dict.fromkeys(cuts, ALL))
    return pd.concat([by_cut.astype(dict.fromkeys(cuts, object)), total], ignore_index=True)[list(by_cut.columns)]


def check_cuts(cuts: Sequence[str]) -> None:
    """Refuse cuts that are none."""
    unknown = [name for name in cuts if name not in CUTS]
    if unknown:
        values = {"unknown": ", ".join(unknown), "known": ", ".join(CUTS)}
        raise RefusedInput([Fault("accuracy.cut", "there is no cut {unknown}", values, "Choose from {known}.")])


def side_by_side(table: pd.DataFrame, measure: str = "wape") -> pd.DataFrame:
    """System and adjusted in one row: the cuts, contacts, `system`, `adjusted` and `value_added` = system - adjusted.

    `table` as `accuracy` makes it. Above 0: the adjustments brought the forecast nearer to what came. O(rows).
    """
    keys = [name for name in table.columns if name not in (*MEASURES, "version")]
    wide = table.pivot(index=keys, columns="version", values=measure).reindex(columns=[SYSTEM, ADJUSTED])
    contacts = table.drop_duplicates(keys).set_index(keys)["contacts"].reindex(wide.index)
    made = wide.assign(contacts=contacts, value_added=wide[SYSTEM] - wide[ADJUSTED]).rename_axis(columns=None)
    return made.reset_index()[[*keys, "contacts", SYSTEM, ADJUSTED, "value_added"]]
