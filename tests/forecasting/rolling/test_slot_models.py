from __future__ import annotations

import numpy as np
import pytest

from forecasting.default.special import NO_DAYS, NOTHING_SPECIAL, SpecialDays
from forecasting.default.spread import UNLEARNED
from forecasting.rolling.slot_models import Task, forecast_by
from tests.forecasting.default.series import START, WEEK, laid_out

DRAW = np.random.Generator(np.random.PCG64(5))


def daily(number: int = 200, error: float = 0.02, size: float = 1000.0):
    """Daily totals of a steady queue that err little around their weekday."""
    days = np.arange(START, START + number)
    usual = size * WEEK[(days + 3) % 7]
    return laid_out((usual * (1.0 + error * DRAW.standard_normal(number)))[:, None])


def _task(history, horizon_d=7, special: SpecialDays = NOTHING_SPECIAL):
    return Task(history, horizon_d, special, NO_DAYS)


@pytest.mark.parametrize("model", ["seasonal_mean", "seasonal_naive", "ets"])
def test_a_calm_daily_queue_has_narrow_bands(model):
    outlook = forecast_by(model, _task(daily()))
    width = (outlook.quantiles[:, 0, 6] - outlook.quantiles[:, 0, 2]) / outlook.mean[:, 0]
    assert width.max() < 0.2  # the default law would say 0.36
    assert outlook.notes == ()


def test_a_history_too_short_for_bands_says_so():
    assert UNLEARNED in forecast_by("seasonal_mean", _task(daily(30))).notes
