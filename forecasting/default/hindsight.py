"""What the default pipeline would have said at past origins, and what came: bands and joint laws learn from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecasting.arrays import FloatArray, IntArray
from forecasting.default.spread import LEVELS, Spread, quantiles_by_week
from forecasting.paths.joint import PastForecasts


@dataclass(frozen=True)
class Hindsight:
    """Origins (day numbers), expected and actual counts (origins, days ahead, slots), and the spreads learned of them.

    `actual` is NaN where it is not known or not to be learned from.
    """

    origins: IntArray
    mean: FloatArray
    actual: FloatArray
    spreads: list[Spread]

    def as_past(self, queue: str) -> PastForecasts:
        """With the quantiles that today's spreads give the past forecasts. O(past slots)."""
        parts = [quantiles_by_week(self.spreads, mean) for mean in self.mean]
        quantiles = np.stack(parts) if parts else np.zeros((*self.mean.shape, len(LEVELS)))
        return PastForecasts(queue, self.origins, self.mean, quantiles, self.actual)
