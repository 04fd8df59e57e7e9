"""Mean of the last same weekdays: what planners do by hand, and hard to beat beyond a few days ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray, weekdays
from forecasting.models.forecaster import DailySeries, ModelFailed


@dataclass(frozen=True)
class SeasonalMean:
    """Mean of the last `weeks` known days of the same weekday; a weekday never seen gets the mean of the known days."""

    weeks: int = 6

    def forecast(self, series: DailySeries, ahead: IntArray) -> FloatArray:
        """Expected totals; exact under scaling of the history.

        >>> monday = np.arange(4, 18)  # two weeks
        >>> SeasonalMean().forecast(DailySeries(monday, np.arange(14.0)), np.array([18, 19])).tolist()
        [3.5, 4.5]
        """
        known = ~np.isnan(series.total)
        if not known.any():
            raise ModelFailed("No day of the history can be learned from.")
        weekday = weekdays(series.days)
        overall = float(series.total[known][-7 * self.weeks :].mean())
        means = np.full(7, overall)
        for w in range(7):
            own = series.total[known & (weekday == w)][-self.weeks :]
            if len(own):
                means[w] = own.mean()
        result: FloatArray = means[weekdays(ahead)]
        return result
