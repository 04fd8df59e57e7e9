"""Pay of overtime, rest days and missed breaks lands in the price of the shifts."""

from __future__ import annotations

import pytest

from scheduling.roster.premium_pay import with_premiums
from tests.scheduling.roster.rules.test_library import limited, worked


def more(of, line: str) -> list[float]:
    rows = worked(of, line)
    return (with_premiums(rows, of)["cost_cny"] - rows["cost_cny"]).tolist()


def test_without_a_factor_nothing_changes():
    of = limited("max_week_h", 44.0)
    rows = worked(of, "eeeeee")
    assert with_premiums(rows, of) is rows


def test_overtime_and_a_rest_day_cost_on_top():
    of = limited("leave", 1.0, pay_overtime_factor=1.5, pay_rest_day_factor=2.0)
    # the pool pays 60 an hour: 3 h of overtime at half an hour on top, a rest day of 8 h at a whole one
    assert more(of, "Leeeee") == pytest.approx([90.0, 0.0, 0.0, 0.0, 0.0, 480.0])


def test_a_missed_meal_costs_an_hour():
    of = limited("meal_after_h", 5.0, "warn", break_premium_h=1.0)
    assert more(of, "eb") == pytest.approx([0.0, 60.0])
