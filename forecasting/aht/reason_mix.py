"""How a told mix of contact reasons makes handling longer or shorter than the usual mix of the queue."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.contracts.centre import Centre
from forecasting.arrays import FloatArray, IntArray, day_number


def mix_factors(centre: Centre, queue: str, days: IntArray) -> FloatArray:
    """Mean AHT of the mix told for each day over that of the usual mix, shape (days,); NaN where none is told.

    Usual shares and handling times are those of `contact_reasons`, shares told for days those of `reason_mix`; a reason
    it does not name keeps its part of what is left. O(rows x days).
    """
    factors = np.full(len(days), np.nan)
    reasons, told = centre.tables.get("contact_reasons"), centre.tables.get("reason_mix")
    if reasons is None or told is None or told.empty:
        return factors
    usual = reasons[reasons["queue"] == queue].set_index("reason")
    own = told[told["queue"] == queue]
    total = float((usual["share"] * usual["aht_s"]).sum())
    if own.empty or not total > 0:
        return factors
    total /= float(usual["share"].sum())
    for _, rows in own.groupby(["start_date", "end_date"], sort=True):
        start, end = rows["start_date"].iloc[0], rows["end_date"].iloc[0]
        mean = float((told_shares(usual["share"], rows.set_index("reason")["share"]) * usual["aht_s"]).sum())
        factors[(days >= day_number(start)) & (days <= day_number(end))] = mean / total
    return factors


def told_shares(usual: pd.Series, told: pd.Series) -> pd.Series:
    """Shares of all reasons when some are told; the others share what is left as they usually do. They sum to 1.

    >>> usual = pd.Series({"parcel": 0.5, "invoice": 0.3, "other": 0.2})
    >>> told_shares(usual, pd.Series({"parcel": 0.75})).round(3).to_dict()
    {'parcel': 0.75, 'invoice': 0.15, 'other': 0.1}
    """
    shares = told.reindex(usual.index)
    rest = usual[shares.isna()]
    left = max(1.0 - float(shares.sum()), 0.0)
    if float(rest.sum()) > 0:
        shares = shares.fillna(usual * (left / float(rest.sum())))
    shares = shares.fillna(0.0)
    return shares / float(shares.sum())
