"""How far the rate of a whole day is off, told from day totals: small queues show it nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray
from forecasting.paths.marginals import rate_deviation, rate_share

PLAIN_DAY_SD = 0.10  # of a day's rate where nothing can be learned
FEW_D = 10.0  # so many past days of a queue weigh as much as what the other queues say
LEAST_DAY_SD = 0.01
HELD = 4.0  # so many times the next largest is the most that one day may have
UNSURE = 0.5  # a variance learned from n origins is widened by this over n, as Student's law widens a band


@dataclass(frozen=True)
class DayErrors:
    """Days of past forecasts of one `queue`: sums of interval scores, of their rate shares, and where they stood.

    All (days,): `total` sum of scores, `own` sum of their squares, `reach` (sum of root rate shares)^2, `rates` sum of
    rate shares, `number` of intervals, `origin` and `lead` in days; `expected` and `came`: contacts of these intervals.
    """

    queue: str
    total: FloatArray
    own: FloatArray
    reach: FloatArray
    rates: FloatArray
    number: FloatArray
    origin: IntArray
    lead: IntArray
    expected: FloatArray
    came: FloatArray

    @staticmethod
    def none(queue: str) -> DayErrors:
        """Of a queue that was never forecast before."""
        nothing, no_days = np.zeros(0), np.zeros(0, dtype=np.int64)
        return DayErrors(queue, nothing, nothing, nothing, nothing, nothing, no_days, no_days, nothing, nothing)


def day_sds(errors: Sequence[DayErrors]) -> FloatArray:
    """Relative standard deviation of each queue's day rate, (queues,): what day totals scatter beyond counting.

    The total of a day with M contacts expected has the variance M + sd^2 M^2; days weigh by how well they tell sd, a
    queue of few days is drawn to the others. O(past days).
    """
    found = [_variance(one) for one in errors]
    known = [variance for variance, days in found if days >= FEW_D]
    usual = float(np.median(known)) if known else PLAIN_DAY_SD**2
    sds = []
    for one, (variance, days) in zip(errors, found, strict=True):
        drawn = (days * variance + FEW_D * usual) / (days + FEW_D)
        origins = len(np.unique(one.origin))
        sds.append(np.sqrt(max(drawn, LEAST_DAY_SD**2) * (1.0 + UNSURE / max(origins, 3))))
    return np.array(sds)


def day_variances(volume: FloatArray, quantiles: FloatArray, share: FloatArray, day_sd: float) -> FloatArray:
    """Relative variance of the rate of each coming day, (days,), of a queue with volumes (days, slots) and their bands.

    Where rates stand out of counting in the bands of the intervals, the day has `share` (days,) of their variance; as
    far as counting hides them, `day_sd` of day totals is believed instead. O(slots).
    """
    flat = quantiles.reshape(-1, quantiles.shape[-1])
    rate_sd = rate_deviation(volume.ravel(), flat).reshape(volume.shape)
    rates = np.where(volume > 0, rate_share(volume.ravel(), flat).reshape(volume.shape), 0.0)
    visible = rates.sum(axis=1) / np.maximum((volume > 0).sum(axis=1), 1)
    total = np.maximum(volume.sum(axis=1), 1e-12)
    by_bands = share * (rate_sd.sum(axis=1) / total) ** 2
    return np.asarray(visible * by_bands + (1.0 - visible) * day_sd**2)


def _variance(errors: DayErrors) -> tuple[float, float]:
    """Relative variance of the rates of past days and the number of days that tell it as well as large days would."""
    some = errors.expected > 0
    expected, came = errors.expected[some], errors.came[some]
    if not len(expected):
        return 0.0, 0.0
    chance = 1.0 / expected
    seen = (came / expected - 1.0) ** 2
    if len(seen) > 1:
        seen = np.minimum(seen, HELD * np.partition(seen, -2)[-2])
    weight = (PLAIN_DAY_SD**2 / (PLAIN_DAY_SD**2 + chance)) ** 2
    return max(float(np.average(seen - chance, weights=weight)), 0.0), float(weight.sum())
