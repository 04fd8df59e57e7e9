"""The calendar never stops a plan and the planner's own rows win."""

from __future__ import annotations

import pandas as pd

from data.contracts.settings import CALENDAR
from data.intake.calendar import calendar_warnings, merged_calendar, packaged_calendar
from data.intake.settings import empty_table

NONE = empty_table(CALENDAR, "UTC")


def own(*rows: tuple[str, str, bool]) -> pd.DataFrame:
    made = [
        {"date": pd.Timestamp(day), "region": "CN", "kind": kind, "name_en": "x", "name_zh": "x", "provisional": flag}
        for day, kind, flag in rows
    ]
    return pd.DataFrame(made).astype(NONE.dtypes.to_dict())


def test_the_packaged_calendar_knows_the_make_up_days_of_2026():
    rows = packaged_calendar("CN")
    assert (rows["kind"] == "makeup_workday").any()


def test_a_year_nobody_announced_gets_the_fixed_days_as_provisional():
    first, last = pd.Timestamp("2031-12-20"), pd.Timestamp("2032-01-10")
    rows = merged_calendar(NONE, "CN", first, last)
    new_year = rows[rows["date"] == pd.Timestamp("2032-01-01")]
    assert new_year["provisional"].tolist() == [True]
    told = [word.split(" are ")[0] for word in calendar_warnings(rows, "CN", first, last)]
    assert told == ["Holidays of CN in 2031", "Holidays of CN in 2032"]


def test_an_own_row_replaces_the_packaged_one_of_its_day():
    day = packaged_calendar("CN")["date"].iloc[0]
    rows = merged_calendar(own((str(day), "makeup_workday", False)), "CN", day, day)
    assert rows.loc[rows["date"] == day, "name_en"].tolist() == ["x"]


def test_an_announced_year_drops_the_provisional_rows():
    day = pd.Timestamp("2027-06-01")
    rows = merged_calendar(own(("2027-01-01", "holiday", False)), "CN", day, day)
    assert rows.loc[rows["date"].dt.year == 2027, "date"].tolist() == [pd.Timestamp("2027-01-01")]
    assert calendar_warnings(rows, "CN", day, day) == []


def test_a_country_without_a_table_warns_and_plans():
    day = pd.Timestamp("2026-06-01")
    rows = merged_calendar(NONE, "FR", day, day)
    assert rows.empty
    assert calendar_warnings(rows, "FR", day, day) == [
        "No holidays of FR are known for 2026: add them to calendar.csv."
    ]


def test_a_year_beyond_every_table_warns_and_plans():
    day = pd.Timestamp("2150-06-01")
    assert merged_calendar(NONE, "CN", day, day)["date"].dt.year.max() < 2150
    assert calendar_warnings(merged_calendar(NONE, "CN", day, day), "CN", day, day)
