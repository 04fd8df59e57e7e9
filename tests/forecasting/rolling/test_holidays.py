from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecasting.arrays import date_of
from forecasting.default.special import SpecialDays
from forecasting.rolling.holidays import closed_holidays, holiday_factors
from forecasting.rolling.roll import QueueDays, roll
from tests.forecasting.default.series import START, laid_out

COMING = START + 150
FEAST = SpecialDays({"feast": np.array([START + 50, COMING])})
AHEAD = np.arange(START + 140, START + 168)


def _history(value=np.nan, number=140):
    offered = np.full((number, 1), 100.0)
    offered[50] = value
    return laid_out(offered)


def test_a_holiday_that_never_had_rows_is_closed():
    assert closed_holidays(_history(), FEAST, AHEAD) == {COMING: "feast"}


@pytest.mark.parametrize("value", [0.0, 100.0])
def test_a_row_of_zero_is_a_row(value):
    assert closed_holidays(_history(value), FEAST, AHEAD) == {}


def test_a_queue_of_zeros_is_open():
    assert closed_holidays(laid_out(np.zeros((140, 1))), FEAST, AHEAD) == {}


def test_one_open_occurrence_or_another_name_with_rows_keeps_it_open():
    twice = SpecialDays({"feast": np.array([START + 50, START + 80, COMING])})
    other = SpecialDays({**FEAST.holidays, "other": np.array([START + 80, COMING])})
    assert closed_holidays(_history(), twice, AHEAD) == {}
    assert closed_holidays(_history(), other, AHEAD) == {}


def test_gaps_closed_weekdays_and_queues_that_leave_out_days_say_nothing():
    gap = _history().offered.copy()
    gap[45:60] = np.nan
    closed_weekday = _history().offered.copy()
    closed_weekday[50 % 7 :: 7] = np.nan
    sparse = _history().offered.copy()
    sparse[::3] = np.nan
    assert closed_holidays(_history(), FEAST, AHEAD, np.array([START + 50])) == {}
    for offered in (gap, closed_weekday, sparse):
        assert closed_holidays(laid_out(offered), FEAST, AHEAD) == {}


def test_a_backtest_forecasts_nothing_on_such_a_day_and_says_so():
    history = _history(number=168)
    rows = pd.DataFrame({"queue": "q", "timestamp": [date_of(int(d)) for d in history.days],
                         "offered": history.offered[:, 0]}).dropna()  # fmt: skip
    made = next(iter(roll(rows, [START + 140], 28, ["seasonal_mean", "default"], {"q": QueueDays(FEAST)})))
    assert str(date_of(COMING).date()) not in set(made.forecasts["timestamp"])
    assert made.sums["note"].str.contains("never rows on this holiday: feast").all()
    assert made.sums["note"].str.contains("1 holidays taken for closed have rows").all()
    assert made.sums["slots"].tolist() == [28, 28]


def test_an_unknown_holiday_brings_what_all_did_and_without_a_past_a_normal_day():
    normal = np.full(140, 100.0)
    normal[50] = np.nan
    other = SpecialDays({"feast": np.array([START + 50]), "new": np.array([COMING])})
    factors = holiday_factors(normal, _history(40.0), other, AHEAD)
    assert factors[10] == pytest.approx(0.7)
    assert (np.delete(factors, 10) == 1).all()
    only_new = SpecialDays({"new": np.array([COMING])})
    assert (holiday_factors(np.full(140, 100.0), _history(100.0), only_new, AHEAD) == 1).all()
