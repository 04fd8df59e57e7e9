"""What MASE is measured in after the fact: weekly changes of a queue up to the day each forecast was made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.accuracy.measures import weekly_changes
from forecasting.arrays import FloatArray, day_number
from forecasting.daily import QueueHistory, split_queues

HOUR_S = 3600.0


def naive_scales(actual: pd.DataFrame, centre: Centre, as_ofs: pd.Series) -> pd.DataFrame:
    """Mean absolute weekly change before each `as_of`: queue, as_of, volume, aht_s (by contacts), workload (h).

    The same as `measures.naive_scale` of what was known on that day; NaN where nothing was. O(rows of the history).
    """
    days = [pd.Timestamp(day) for day in sorted(as_ofs.unique())]
    last = max(days).tz_localize(centre.zone)
    parts = []
    for queue in split_queues(actual, replace(centre, as_of=last)):
        found = {name: _until(queue, values, weights, days) for name, (values, weights) in _quantities(queue).items()}
        parts.append(pd.DataFrame({"queue": queue.queue, "as_of": days, **found}))
    return pd.concat(parts, ignore_index=True).assign(as_of=lambda made: made["as_of"].astype("datetime64[us]"))


def _quantities(queue: QueueHistory) -> dict[str, tuple[FloatArray, FloatArray]]:
    ones = np.ones(queue.offered.shape)
    work = np.where(queue.offered > 0, queue.offered * queue.aht_s / HOUR_S, queue.offered)
    handled = np.where(np.isnan(queue.handled), queue.offered, queue.handled)
    return {"volume": (queue.offered, ones), "aht_s": (queue.aht_s, handled), "workload": (work, ones)}


def _until(queue: QueueHistory, values: FloatArray, weights: FloatArray, days: list[pd.Timestamp]) -> FloatArray:
    changes = weekly_changes(values)
    known = ~np.isnan(changes) & ~np.isnan(weights)
    total = np.r_[0.0, np.cumsum(np.where(known, changes * weights, 0.0).sum(axis=1))]
    weight = np.r_[0.0, np.cumsum(np.where(known, weights, 0.0).sum(axis=1))]
    first = int(queue.days[0]) if len(queue.days) else 0
    at = np.clip([day_number(day) - first for day in days], 0, len(total) - 1)
    return np.asarray(np.divide(total[at], weight[at], out=np.full(len(days), np.nan), where=weight[at] > 0))
