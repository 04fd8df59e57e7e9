"""What a daily model is: totals of past days in, expected totals of coming days out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from data.contracts.errors import PeakcrewError
from forecasting.arrays import FloatArray, IntArray, weekdays


class ModelFailed(PeakcrewError):
    """A model cannot forecast this series; another one takes its place."""


@dataclass(frozen=True)
class DailySeries:
    """Totals of consecutive days (day numbers); NaN where not to be learned from: events, holidays, outages, closed."""

    days: IntArray
    total: FloatArray

    def before(self, day: int) -> DailySeries:
        """The part strictly before a day."""
        keep = self.days < day
        return DailySeries(self.days[keep], self.total[keep])


class Forecaster(Protocol):
    """A daily model."""

    def forecast(self, series: DailySeries, ahead: IntArray) -> FloatArray:
        """Expected totals of the days `ahead` (day numbers after the series), shape (days,); raises `ModelFailed`."""
        ...


def weekday_factors(series: DailySeries, weeks: int = 26) -> FloatArray:
    """Volume of each weekday as a multiple of the mean weekday, shape (7,); 1 for weekdays never seen.

    Ratio of each total to the mean of the known days in the four weeks around it, over the last `weeks`.

    >>> week = np.array([8.0, 8, 8, 8, 8, 16, 0])
    >>> weekday_factors(DailySeries(np.arange(4, 32), np.tile(week, 4))).round(2).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 0.0]
    """
    total = series.total
    known = ~np.isnan(total)
    ones = np.ones(min(28, max(len(total), 1)))
    near = np.convolve(np.nan_to_num(total), ones, mode="same") / np.maximum(np.convolve(known, ones, mode="same"), 1)
    weekday = weekdays(series.days)
    recent = known & (np.arange(len(total)) >= len(total) - 7 * weeks) & (near > 0)
    factors = np.full(7, np.nan)
    for w in range(7):
        own = recent & (weekday == w)
        if own.any():
            factors[w] = total[own].sum() / near[own].sum()
    seen = ~np.isnan(factors)
    mean = factors[seen].mean() if seen.any() else 1.0
    return np.where(seen, factors / (mean if mean > 0 else 1.0), 1.0)


def filled(series: DailySeries) -> DailySeries:
    """The series without gaps: missing days get the level of the known days beside them times their weekday's factor.

    Raises `ModelFailed` when nothing is known.
    """
    known = ~np.isnan(series.total)
    if not known.any():
        raise ModelFailed("No day of the history can be learned from.")
    factor = np.maximum(weekday_factors(series)[weekdays(series.days)], 0.05)
    level = series.total / factor
    places = np.arange(len(level))
    calm = np.interp(places, places[known], _running_mean(level[known], 7))
    return DailySeries(series.days, np.where(known, series.total, calm * factor))


def _running_mean(values: FloatArray, width: int) -> FloatArray:
    ones = np.ones(min(width, len(values)))
    mean: FloatArray = np.convolve(values, ones, mode="same") / np.convolve(np.ones(len(values)), ones, mode="same")
    return mean
