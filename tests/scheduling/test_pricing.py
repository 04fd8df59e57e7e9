"""The price of a shift."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.pricing import holidays_of, rates_by_pool, shift_cost_cny

RATE = {
    "cost_cny_per_h": 60.0,
    "evening_factor": 1.2,
    "night_factor": 1.5,
    "holiday_factor": 3.0,
    "cost_cny_per_shift": 0.0,
}
DAY = pd.Timestamp("2026-11-10")


def test_a_day_shift_costs_its_paid_hours():
    assert shift_cost_cny(RATE, DAY, 9 * 60, 540, 480, ()) == 480.0


def test_evening_and_night_minutes_carry_their_factors():
    assert shift_cost_cny(RATE, DAY, 17 * 60, 360, 360, ()) == pytest.approx(60 * (1 + 4 * 1.2 + 1 * 1.5))


def test_a_night_shift_into_a_holiday_pays_the_holiday_after_midnight_only():
    assert shift_cost_cny(RATE, DAY, 22 * 60, 480, 480, {pd.Timestamp("2026-11-11")}) == pytest.approx(
        60 * 1.5 * (2 + 6 * 3)
    )


@given(st.integers(0, 1439), st.integers(60, 960))
def test_the_price_adds_up_minute_by_minute(start_min: int, span_min: int):
    expected = 0.0
    for minute in range(start_min, start_min + span_min):
        hour = minute // 60 % 24
        expected += 1.5 if hour >= 22 or hour < 6 else 1.2 if hour >= 18 else 1.0
    assert shift_cost_cny(RATE, DAY, start_min, span_min, span_min, ()) == pytest.approx(expected, abs=0.01)


def test_holidays_come_from_the_calendar_without_make_up_days():
    calendar = pd.DataFrame(
        {"date": pd.to_datetime(["2026-10-01", "2026-10-10"]), "kind": ["holiday", "makeup_workday"]}
    )
    assert holidays_of(calendar) == {pd.Timestamp("2026-10-01")}
    assert holidays_of(None) == frozenset()


def test_rates_are_found_by_pool():
    assert rates_by_pool(pd.DataFrame([{"pool": "own", **RATE}]))["own"]["night_factor"] == 1.5
