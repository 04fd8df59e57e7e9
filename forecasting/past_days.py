"""What the chain's chosen model expected at past origins: the spread of its bands and how its errors go together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from forecasting.arrays import weekdays
from forecasting.backtest import Trial
from forecasting.bands import Dispersion, count_quantiles, fitted_dispersion
from forecasting.daily import QueueHistory
from forecasting.default.spread import LEVELS
from forecasting.joint import DayErrors, PastForecasts, day_errors
from forecasting.lessons import Learnable
from forecasting.profile import weekday_profile


def bands_and_errors(history: QueueHistory, known: Learnable, trials: Sequence[Trial]) -> tuple[Dispersion, DayErrors]:
    """Scatter of intervals around what the trials' model and the profile of that day had expected, and its joint side.

    Only usable days count; the plain dispersion and no errors without any. O(past slots).
    """
    able = [trial for trial in trials if len(trial.normal)]
    if not able:
        return Dispersion(), DayErrors.none(history.queue)
    means, actuals = [], []
    for trial in able:
        profile = weekday_profile(known.clean.counts, history.days, known.usable, history.open, trial.origin)
        rows = np.arange(len(trial.normal)) + trial.origin - int(history.days[0])
        means.append(trial.normal[:, None] * profile[weekdays(history.days[rows])])
        actuals.append(np.where(known.usable[rows, None], history.offered[rows], np.nan))
    mean, actual = np.stack(means), np.stack(actuals)
    dispersion = fitted_dispersion(mean.ravel(), actual.ravel())
    flat = mean.ravel()
    quantiles = count_quantiles(flat, dispersion.variance(flat)).reshape(*mean.shape, len(LEVELS))
    origins = np.array([trial.origin for trial in able], dtype=np.int64)
    return dispersion, day_errors(PastForecasts(history.queue, origins, mean, quantiles, actual))
