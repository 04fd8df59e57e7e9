import pandas as pd

from forecasting.rolling.special_tables import queue_days
from tests.forecasting.made_up import day_of


def _holidays(*rows):
    table = pd.DataFrame(rows, columns=["date", "name"])
    return table.assign(date=pd.to_datetime(table["date"]), kind="holiday")


def test_days_of_a_long_festival_are_named_by_their_place_from_its_main_day():
    days = _holidays(
        ("2026-02-16", "Spring Festival's Eve"), ("2026-02-17", "Spring Festival"), ("2026-02-18", "Spring Festival")
    )
    found = queue_days(["a"], days)["a"].special
    assert {name: list(at) for name, at in found.holidays.items()} == {
        "Spring Festival -1": [day_of("2026-02-16")],
        "Spring Festival": [day_of("2026-02-17")],
        "Spring Festival +1": [day_of("2026-02-18")],
    }


def test_the_days_before_and_after_spring_festival_are_runs_of_their_own():
    main = day_of("2026-02-17")
    found = queue_days(["a"], _holidays(("2026-02-17", "Spring Festival")))["a"].special
    assert found.events == {
        "before Spring Festival": ((main - 8, main - 2),),
        "after Spring Festival": ((main + 7, main + 14),),
    }


def test_a_short_holiday_shares_one_effect():
    found = queue_days(["a"], _holidays(("2026-12-25", "Christmas Day"), ("2026-12-26", "Christmas Day")))["a"].special
    assert list(found.holidays) == ["Christmas Day"]
    assert found.events == {}
