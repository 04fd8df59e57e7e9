"""The rates of a path from its day scores: the one law that the chance stage and the replay share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

# Width of the 80 % band of a normal variable in standard deviations: turns q90 - q10 into a deviation.
BAND80_SD = 2.5631031310892007
# Log-normal handling times with the coefficient of variation of an exponential, as measured in contact centres.
AHT_CV = 1.0


def rate_variance(forecast: pd.DataFrame) -> NDArray[np.float64]:
    """Variance of each row's rate: that of its band less the Poisson noise that the arrivals add, (rows,)."""
    spread = (forecast["q90"] - forecast["q10"]).to_numpy(dtype=float) / BAND80_SD
    variance: NDArray[np.float64] = np.maximum(spread**2 - forecast["volume"].to_numpy(dtype=float), 0.0)
    return variance


def path_rates(
    forecast: pd.DataFrame,
    day_sd: NDArray[np.float64],
    day: NDArray[np.float64],
    own: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Rates (paths, rows) or (rows,) of a forecast (volume, q10, q90) at the scores `day` and `own` of that shape.

    A day's rate is off by a log-normal factor of mean 1 and relative deviation `day_sd` (rows,); an interval errs on
    its own by what its band has more. Never below 0. O(paths x rows).
    """
    volume = forecast["volume"].to_numpy(dtype=float)
    own_sd = np.sqrt(np.maximum(rate_variance(forecast) - (day_sd * volume) ** 2, 0.0))
    rates: NDArray[np.float64] = np.maximum(volume * np.exp(day_sd * day - 0.5 * day_sd**2) + own_sd * own, 0.0)
    return rates
