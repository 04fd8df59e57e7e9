"""Chances of given positions against exact Erlang A, and the laws they obey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scheduling.chance.estimate import day_chances, estimate_chance
from scheduling.requirement import erlang
from tests.scheduling.chance.kit import GRID, SKILLS, centre, forecast, paths, positions, queue


def told(number: float, day_sd: float = 0.1, aht_sd: float = 0.0) -> pd.Series:
    rows = day_chances(forecast(), paths(day_sd, aht_sd), {"one": positions(number)}, centre())
    return rows.iloc[0]


def test_the_expected_service_level_is_that_of_exact_erlang_a_where_nothing_is_doubted():
    truth = float(erlang.measure(160.0, 180.0, 9, 20.0, 120.0).sl)
    assert told(9.0, day_sd=1e-6)["expected_sl"] == pytest.approx(truth, abs=0.015)


def test_the_chance_of_a_day_includes_chance_within_the_day():
    chance = [told(n, day_sd=1e-6)["p_target_met"] for n in (7.0, 8.0, 9.0, 10.0)]
    assert chance[0] == 0.0
    assert any(0.0 < one < 1.0 for one in chance)
    assert chance[-1] > 0.9


def test_more_staff_never_lowers_a_chance():
    steps = {f"{n}": positions(n) for n in (7.0, 7.5, 8.0, 8.5, 9.0, 10.0)}
    found = day_chances(forecast(), paths(), steps, centre())["p_target_met"].to_numpy()
    assert (np.diff(found) >= 0).all()


def test_a_wider_band_pulls_the_chance_to_the_middle():
    sure, unsure = (told(10.0, day_sd=sd)["p_target_met"] for sd in (0.02, 0.3))
    lost, open_ = (told(7.0, day_sd=sd)["p_target_met"] for sd in (0.02, 0.3))
    assert sure > unsure > 0.5
    assert lost < open_ < 0.5


def test_doubt_about_handling_times_counts_as_doubt_about_volumes():
    by_volume, by_time = told(9.5, day_sd=0.2)["p_target_met"], told(9.5, 1e-6, aht_sd=0.2)["p_target_met"]
    assert by_time == pytest.approx(by_volume, abs=0.08)


def test_the_table_speaks_of_intervals_days_and_the_window():
    made = estimate_chance(forecast(), paths(), positions(9.0), SKILLS, centre()).chance
    assert made["scope"].value_counts().to_dict() == {"interval": 96, "day": 1, "window": 1}
    day, window = (made[made["scope"] == scope].iloc[0] for scope in ("day", "window"))
    assert day["p_target_met"] == window["p_target_met"]  # of one day
    assert day["sl_p10"] < day["expected_sl"]
    assert day["position_hours"] == pytest.approx(9.0 * 24)


def test_where_nobody_comes_nothing_is_told():
    made = estimate_chance(forecast(volume=0.0), paths(), positions(0.0), SKILLS, centre()).chance
    assert made["p_target_met"].isna().all()


def test_no_positions_keep_no_promise():
    assert told(0.0)["p_target_met"] == 0.0


def test_work_that_may_wait_is_judged_by_its_deadline():
    late = centre(queue(patience_s=None, deadline_h=4.0))
    steps = {f"{n}": positions(n) for n in (5.0, 9.0)}
    few, many = day_chances(forecast(), paths(1e-6), steps, late)["expected_sl"]
    assert few < 0.9 < many
    assert many == pytest.approx(1.0, abs=0.01)


def test_another_place_of_work_answers_the_same():
    def backwards(work, parts):
        return list(map(work, reversed(parts)))[::-1]

    one, two = (
        estimate_chance(forecast(), paths(), positions(8.0), SKILLS, centre(), place=place).chance
        for place in (map, backwards)
    )
    pd.testing.assert_frame_equal(one, two)


def test_the_callers_tables_stay():
    asked = positions(9.0)
    before = asked.copy()
    estimate_chance(forecast(), paths(), asked, SKILLS, centre())
    pd.testing.assert_frame_equal(asked, before)
    assert len(GRID) == 96
