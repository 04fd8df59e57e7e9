"""The default pipeline's average of daily models, as one member among those a queue may choose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray
from forecasting.default.average import average_days
from forecasting.default.members import DayTotals
from forecasting.default.special import NOTHING_SPECIAL
from forecasting.models.forecaster import DailySeries, ModelFailed

LEAST_D = 21
PAST_ORIGINS = 3


@dataclass(frozen=True)
class DefaultAverage:
    """Regressions, same weekdays, last year and smoothing, weighted by their errors at past origins."""

    past: int = PAST_ORIGINS

    def forecast(self, series: DailySeries, ahead: IntArray) -> FloatArray:
        """Expected totals of normal days: events and holidays are gaps of the series, and added by others."""
        known = ~np.isnan(series.total)
        if known.sum() < LEAST_D:
            raise ModelFailed("{known} days are too few for the average of models; {least} are needed.",
                              known=int(known.sum()), least=LEAST_D)  # fmt: skip
        if not series.total[known].any():
            return np.zeros(len(ahead))
        origin = int(series.days[-1]) + 1
        horizon_d = int(ahead.max()) - origin + 1
        days = np.arange(int(series.days[0]), origin + horizon_d, dtype=np.int64)
        total = np.r_[series.total, np.full(horizon_d, np.nan)]
        totals = DayTotals(days, total, np.zeros(len(days), dtype=np.bool_))
        return average_days(totals, NOTHING_SPECIAL, origin, horizon_d, self.past).totals[ahead - origin]
