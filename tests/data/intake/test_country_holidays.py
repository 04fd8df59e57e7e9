import pandas as pd
import pytest

from data.contracts.errors import RefusedInput
from data.intake.calendar import packaged_calendar
from data.intake.country_holidays import country_holidays


def _between(code, first, last):
    return country_holidays(code, pd.Timestamp(first), pd.Timestamp(last))


def test_china_is_the_shipped_table_with_its_make_up_workdays():
    table, told = _between("CN", "2026-01-01", "2026-12-31")
    shipped = packaged_calendar("CN")
    assert table["date"].tolist() == shipped.loc[shipped["date"].dt.year == 2026, "date"].tolist()
    assert (table["kind"] == "makeup_workday").sum() == 6
    assert told == []


def test_a_year_not_announced_is_provisional_and_has_make_up_workdays():
    table, told = _between("CN", "2028-01-01", "2028-12-31")
    assert pd.Timestamp("2028-01-26") in table["date"].tolist()
    assert (table["kind"] == "makeup_workday").any()
    assert told == ["Holidays of CN in 2028 are provisional (not announced yet): check calendar.csv."]


def test_years_before_the_table_know_what_was_worked_for_days_off():
    table, _ = _between("CN", "2015-01-01", "2015-01-31")
    assert table.values.tolist() == [
        [pd.Timestamp("2015-01-01"), "New Year's Day", "holiday"],
        [pd.Timestamp("2015-01-02"), "Day off", "holiday"],
        [pd.Timestamp("2015-01-04"), "Make-up workday", "makeup_workday"],
    ]


def test_a_country_nobody_knows_is_refused():
    with pytest.raises(RefusedInput):
        _between("XX", "2026-01-01", "2026-12-31")
