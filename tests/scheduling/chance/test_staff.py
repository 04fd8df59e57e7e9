"""Positions for a chosen probability: more for more, as many as keep it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from scheduling.chance.estimate import day_chances
from scheduling.chance.staff import LADDER, between, read_factors, staffed_forecast, volume_factors, with_factors
from tests.scheduling.chance.kit import DAY, centre, forecast, paths, positions

BASE, RAISED = positions(9.0), positions(11.0)


def test_positions_lie_on_the_straight_line_of_two_sizings():
    assert between(BASE, RAISED, 1.125)["positions"].iloc[0] == pytest.approx(10.0)


def test_a_higher_probability_asks_more():
    made = volume_factors(forecast(), paths(), BASE, RAISED, centre(), [0.3, 0.6, 0.9])
    assert made["factor"].is_monotonic_increasing
    assert made["factor"].is_unique


def test_what_is_chosen_is_kept_as_often_as_asked():
    (factor,) = volume_factors(forecast(), paths(), BASE, RAISED, centre(), [0.8])["factor"]
    again = day_chances(forecast(), paths(), {"chosen": between(BASE, RAISED, factor)}, centre())
    assert again["p_target_met"].iloc[0] == pytest.approx(0.8, abs=0.1)


def told(chances: list[float]) -> pd.DataFrame:
    rungs = [f"{factor}" for factor in LADDER[: len(chances)]]
    return pd.DataFrame({"staffing": rungs, "queue": "voice", "date": DAY, "p_target_met": chances})


def test_a_probability_out_of_reach_gives_the_last_rung_and_says_so():
    (row,) = read_factors(told([0.1, 0.2, 0.3]), [0.9], 100).to_dict("records")
    assert row["factor"] == LADDER[2]
    assert row["reached"] == pytest.approx(0.3)


def test_a_day_that_is_sure_anyway_takes_the_first_rung():
    (row,) = read_factors(told([0.95, 1.0, 1.0]), [0.8], 100).to_dict("records")
    assert (row["factor"], row["reached"]) == (LADDER[0], pytest.approx(0.95))


def test_the_forecast_is_raised_on_the_days_told_only():
    factors = pd.DataFrame({"queue": ["other"], "date": [DAY], "factor": [2.0]})
    assert with_factors(forecast(), factors)["volume"].tolist() == forecast()["volume"].tolist()


def test_the_forecast_to_staff_keeps_each_day_with_the_chosen_probability():
    asked = centre()
    asked = replace(asked, staffing=replace(asked.staffing, probability=0.9))

    def size(rows: pd.DataFrame) -> pd.DataFrame:
        return positions(float(rows["volume"].mean()) * 9.0 / 40.0)

    raised, warnings = staffed_forecast(forecast(), paths(), asked, size)
    found = day_chances(forecast(), paths(), {"": size(raised)}, asked)["p_target_met"].iloc[0]
    assert 0.9 <= found <= 0.98
    assert warnings == ()


def test_sized_positions_below_the_straight_line_are_raised_until_they_keep_it():
    asked = centre()
    asked = replace(asked, staffing=replace(asked.staffing, probability=0.9))

    def size(rows: pd.DataFrame) -> pd.DataFrame:
        load = float(rows["volume"].mean()) / 40.0
        return positions(9.0 * load - (0.4 if 1.0 < load < 1.24 else 0.0))

    raised, _ = staffed_forecast(forecast(), paths(), asked, size)
    found = day_chances(forecast(), paths(), {"": size(raised)}, asked)["p_target_met"].iloc[0]
    assert found >= 0.9
