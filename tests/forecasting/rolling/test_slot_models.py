from __future__ import annotations

import numpy as np
import pytest

from forecasting.default.special import NO_DAYS, NOTHING_SPECIAL, EventDays, SpecialDays
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


DAILY = ("seasonal_mean", "ets")
HALF_DAYS = np.array([START + 60, START + 120, START + 203])


@pytest.mark.parametrize("model", DAILY)
def test_members_put_back_what_past_holidays_brought(model):
    history = daily()
    offered = history.offered.copy()
    offered[[60, 120]] *= 0.2
    plain = forecast_by(model, _task(daily(error=0.0))).mean[:, 0]
    told = forecast_by(model, _task(laid_out(offered), special=SpecialDays({"half": HALF_DAYS}))).mean[:, 0]
    assert 0.2 < told[3] / plain[3] < 0.55
    np.testing.assert_allclose(np.delete(told, 3), np.delete(plain, 3), rtol=0.05)


@pytest.mark.parametrize("model", DAILY)
def test_members_get_the_size_of_a_coming_event_and_its_doubt(model):
    special = SpecialDays(events={"promo": ((START + 203, START + 203),)})
    one = np.ones(1)
    coming = EventDays(np.array([START + 203]), np.log(3.0) * one, one, 0.04 * one, notes=("promo: likened",))
    calm = forecast_by(model, _task(daily(error=0.01)))
    told = forecast_by(model, Task(daily(error=0.01), 7, special, NO_DAYS, coming))
    assert told.mean[3, 0] == pytest.approx(3 * calm.mean[3, 0], rel=0.05)
    width = (told.quantiles[:, 0, 6] - told.quantiles[:, 0, 2]) / told.mean[:, 0]
    assert width[3] > 2 * width[4]
    assert "promo: likened" in told.notes
