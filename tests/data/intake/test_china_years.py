"""The rules agree with what was announced under them, and with a second table of the moon."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pandas as pd
import pytest

from data.intake.calendar import expected_calendar, packaged_calendar
from data.intake.china_years import expected_year, festivals

LIBRARY = {
    "spring": "Chinese New Year (Spring Festival)",
    "tomb": "Tomb-Sweeping Day",
    "dragon": "Dragon Boat Festival",
    "autumn": "Mid-Autumn Festival",
}


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_rules_give_what_was_announced(year):
    announced = packaged_calendar("CN")
    announced = announced[announced["date"].dt.year == year]
    told = list(zip(announced["date"].dt.date, announced["kind"], announced["name_en"], strict=True))
    rule = [row[:3] for row in expected_year(year)]
    if year == 2026:  # the announcement counts the Sunday before the eve to the festival, and so do the rules
        assert (date(2026, 2, 15), "holiday", "Spring Festival") in rule
    assert rule == told


def test_2027_ships_as_the_rules_have_it_and_provisional():
    shipped = packaged_calendar("CN")
    shipped = shipped[shipped["date"].dt.year == 2027].reset_index(drop=True)
    assert shipped["provisional"].all()
    pd.testing.assert_frame_equal(shipped, expected_calendar("CN", [2027]))


def test_festivals_follow_the_moon_as_a_second_table_has_it():
    for year, own in festivals().items():
        listed = holidays.country_holidays("CN", years=year, language="en_US")
        for festival, name in LIBRARY.items():
            days = [day for day, names in listed.items() if name in names.split("; ")]
            assert own[festival] == min(days), (year, festival)


@pytest.mark.parametrize("year", range(2027, 2060))
def test_every_year_gives_back_the_working_days_it_takes(year):
    rows = expected_year(year)
    off = {day for day, kind, _, _ in rows if kind == "holiday"}
    worked = [day for day, kind, _, _ in rows if kind == "makeup_workday"]
    assert not off & set(worked)
    assert len(worked) == len(set(worked))
    assert all(day.weekday() >= 5 for day in worked)
    workdays_off = sum(day.weekday() < 5 for day in off)
    assert 12 <= workdays_off - len(worked) <= 13  # thirteen days of the law; a Saturday in a Wednesday rule costs none
    spring = festivals()[year]["spring"]
    assert {spring + timedelta(days=n) for n in range(-1, 7)} <= off


def test_beyond_the_table_there_is_nothing_and_no_error():
    assert expected_year(2200) == []
