"""Did the human touch help: each adjustment of a forecast judged by what came, with the contacts won or lost by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from data.contracts.tables import FORECAST
from forecasting.accuracy.report import ADJUSTED, SYSTEM, judge

TOLD = ("adjustment", "queue", "start_date", "end_date", "start_time", "end_time", "quantity", "kind", "value",
        "reason", "author")  # fmt: skip
WORTH = ("n", "contacts", "before", "after", "value_added", "won")


@dataclass(frozen=True)
class Touch:
    """One adjustment (a row of FORECAST_ADJUSTMENTS) in one plan: FORECAST tables just before and just after it."""

    adjustment: pd.Series
    before: pd.DataFrame
    after: pd.DataFrame
    as_of: pd.Timestamp


def value_added(touches: Sequence[Touch], actual: pd.DataFrame, centre: Centre) -> pd.DataFrame:
    """Worth of every adjustment over the intervals it changed: columns `TOLD` and `WORTH`.

    The same adjustment in several plans is one row. `before` and `after`: WAPE of its quantity without and with it,
    `value_added` = before - after, `won` = absolute error less by it: contacts, or seconds of handling of all contacts
    together; below 0: lost. As each starts from what those before it made, `won` of all adds up to the total.
    Adjustments whose days have not come yet have n = 0 and no figures. O(changed intervals + rows of the history).
    """
    if not touches:
        return pd.DataFrame(columns=[*TOLD, *WORTH])
    kinds = pd.DataFrame([touch.adjustment[list(TOLD)] for touch in touches]).reset_index(drop=True)
    number = kinds.astype(str).groupby(list(TOLD), sort=False).ngroup().to_numpy()
    parts = [part for at, touch in zip(number, touches, strict=True) for part in _changed(touch, int(at))]
    told = kinds.groupby(number, sort=True).head(1).reset_index(drop=True)
    scored = judge(pd.concat(parts, ignore_index=True), actual, centre).rows
    return pd.concat([told, _worth(scored, told["quantity"])], axis=1)


def _changed(touch: Touch, number: int) -> list[pd.DataFrame]:
    """The intervals that the adjustment changed, as versions of a plan of their own."""
    columns = list(FORECAST.columns)
    before, after = (table[columns].set_index(["queue", "ts"]) for table in (touch.before, touch.after))
    quantity = str(touch.adjustment["quantity"])
    after = after.loc[before.index]
    moved = ~np.isclose(before[quantity].to_numpy(), after[quantity].to_numpy(), rtol=1e-12, atol=1e-12)
    plan = f"{number}|{touch.as_of.date()}"
    return [table[moved].reset_index().assign(version=version, plan=plan, as_of=touch.as_of)
            for version, table in ((SYSTEM, before), (ADJUSTED, after))]  # fmt: skip


def _worth(scored: pd.DataFrame, quantities: pd.Series) -> pd.DataFrame:
    """The columns `WORTH` of the adjustments, numbered in the order of `quantities`."""
    number = scored["plan"].astype(str).str.partition("|")[0].astype("int64") if len(scored) else scored["plan"]
    own = scored.assign(number=number)
    own = own[own["quantity"].astype(str) == own["number"].map(quantities)]
    columns = ["slots", "contacts", "offered", "abs_error"]
    sums = {str(version): rows.groupby("number")[columns].sum()
            for version, rows in own.groupby("version", observed=True)}  # fmt: skip

    def of(version: str, column: str) -> pd.Series:
        found = sums[version][column] if version in sums else pd.Series(dtype=float)
        return found.reindex(range(len(quantities)))

    came, contacts = of(SYSTEM, "offered"), of(SYSTEM, "contacts").fillna(0.0)
    before, after = (of(version, "abs_error") for version in (SYSTEM, ADJUSTED))
    wape = [error / came.where(came > 0) for error in (before, after)]
    return pd.DataFrame(
        {"n": of(SYSTEM, "slots").fillna(0).astype("int64"), "contacts": contacts, "before": wape[0], "after": wape[1],
         "value_added": wape[0] - wape[1], "won": before - after}
    )  # fmt: skip
