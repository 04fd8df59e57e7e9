"""Measures of a backtest from its sums: per queue, origin and model, and pooled per model."""

from __future__ import annotations

import pandas as pd

from forecasting.accuracy.measures import SUMS, measured
from forecasting.arrays import date_of

SCORE_COLUMNS = (
    "queue", "origin", "model", "abs_error", "offered", "wape", "bias", "mase", "coverage_80", "coverage_95", "wql",
    "seconds", "slots", "note",
)  # fmt: skip
SUMMED = [*SUMS, "seconds"]
ALL = "ALL"


def score_table(sums: pd.DataFrame) -> pd.DataFrame:
    """Columns `SCORE_COLUMNS`: a row per queue, origin (YYYY-MM-DD) and model, then one pooled row (ALL) per model.

    `sums` as rolled (origin: day numbers). WAPE = abs_error / offered, bias = signed error / offered, MASE in mean
    absolute weekly changes before the origin, coverage = share of slots inside the band, wql = mean over five levels of
    twice the pinball loss over offered; shares from 0 to 1, NaN where nothing was scored. O(rows).
    """
    if sums.empty:
        return pd.DataFrame(columns=list(SCORE_COLUMNS))
    order = {name: i for i, name in enumerate(dict.fromkeys(sums["model"]))}
    each = sums.assign(origin=[str(date_of(int(o)).date()) for o in sums["origin"]])
    pooled = sums.groupby("model", sort=False)[SUMMED].sum().reset_index()
    pooled = pooled.sort_values("model", key=lambda names: names.map(order)).assign(queue=ALL, origin=ALL, note="")
    made = measured(pd.concat([each, pooled], ignore_index=True))
    return made.assign(seconds=made["seconds"].round(3), slots=made["slots"].astype(int))[list(SCORE_COLUMNS)]
