"""Last week again: the yardstick that every other model has to beat."""

from __future__ import annotations

from dataclasses import dataclass

from forecasting.arrays import FloatArray, IntArray
from forecasting.models.forecaster import DailySeries
from forecasting.models.seasonal_mean import SeasonalMean


@dataclass(frozen=True)
class SeasonalNaive:
    """The last known day of the same weekday."""

    def forecast(self, series: DailySeries, ahead: IntArray) -> FloatArray:
        """Expected totals.

        >>> import numpy as np
        >>> SeasonalNaive().forecast(DailySeries(np.arange(4, 18), np.arange(14.0)), np.array([18, 19])).tolist()
        [7.0, 8.0]
        """
        return SeasonalMean(weeks=1).forecast(series, ahead)
