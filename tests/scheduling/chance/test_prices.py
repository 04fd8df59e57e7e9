"""What one more point costs: slopes between a little less and a little more, at the price of who would come."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scheduling.chance.prices import marginal_prices, point_prices
from tests.scheduling.chance.kit import DAY, SKILLS, centre, positions

RATES = pd.DataFrame(
    {"pool": ["own", "partner"], "cost_cny_per_h": [60.0, 40.0], "evening_factor": 1.0, "night_factor": 1.5,
     "holiday_factor": 3.0, "cost_cny_per_shift": 0.0}
)  # fmt: skip


def told(hours: float, level: float, chance: float) -> pd.DataFrame:
    row = {"queue": "voice", "date": DAY, "position_hours": hours, "expected_sl": level, "p_target_met": chance}
    return pd.DataFrame([row])


def test_hours_for_a_point_are_the_slope_between_less_and_more():
    price = pd.Series({("voice", DAY): 50.0})
    made = point_prices(told(100, 0.80, 0.5), told(96, 0.78, 0.4), told(104, 0.82, 0.6), price).iloc[0]
    assert made["hours_per_sl_point"] == pytest.approx(2.0)
    assert made["cost_cny_per_sl_point"] == pytest.approx(100.0)
    assert made["hours_per_p_point"] == pytest.approx(0.4)


def test_where_more_staff_changes_nothing_no_price_is_told():
    made = point_prices(told(100, 1.0, 1.0), told(96, 1.0, 1.0), told(104, 1.0, 1.0), pd.Series(dtype=float)).iloc[0]
    assert np.isnan(made["hours_per_p_point"])


def test_people_of_a_partner_set_the_price_where_they_may_serve():
    partner = SKILLS.assign(group="pa", pool="partner", proficiency=0.8)
    both = pd.concat([SKILLS, partner], ignore_index=True)
    daytime = positions(0.0).assign(positions=lambda rows: (rows["ts"].dt.hour == 10) * 8.0)
    assert marginal_prices(daytime, both, centre(rates=RATES)).iloc[0] == pytest.approx(40.0 / 0.8 / 0.9)


def test_nights_cost_their_factor():
    night = positions(0.0).assign(positions=lambda rows: (rows["ts"].dt.hour == 3) * 8.0)
    assert marginal_prices(night, SKILLS, centre(rates=RATES)).iloc[0] == pytest.approx(90.0)


def test_the_price_of_a_shift_is_spread_over_its_hours():
    daytime = positions(0.0).assign(positions=lambda rows: (rows["ts"].dt.hour == 10) * 8.0)
    with_fee = centre(rates=RATES.assign(cost_cny_per_shift=16.0))  # a centre without patterns: eight hours
    assert marginal_prices(daytime, SKILLS, with_fee).iloc[0] == pytest.approx(62.0)
