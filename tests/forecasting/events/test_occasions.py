import numpy as np
import pandas as pd

from forecasting.events.occasions import OUTAGE, occasions_of, outage_mask, special_mask
from tests.forecasting.made_up import day_of, events_table, made_up_centre


def _calendar(*rows):
    table = pd.DataFrame(rows, columns=["date", "kind", "name_en", "region"])
    return table.assign(date=pd.to_datetime(table["date"]), name_zh="", provisional=False)


def test_a_queues_own_row_overrules_the_row_for_all():
    events = events_table([("s", "*", "2026-11-11", "sale", 0, 3.0, ""), ("s", "a", "2026-11-11", "sale", 0, 5.0, "")])
    found = occasions_of(made_up_centre(["a", "b"], events=events))
    assert [o.size for o in found["a"]] == [5.0]
    assert [o.size for o in found["b"]] == [3.0]


def test_days_of_a_holiday_are_counted_from_its_first():
    calendar = _calendar(
        ("2026-10-02", "holiday", "National Day", "CN"),
        ("2026-10-01", "holiday", "National Day", "CN"),
        ("2026-10-10", "makeup_workday", "National Day", "CN"),
        ("2026-10-03", "holiday", "Unity Day", "DE"),
    )
    found = occasions_of(made_up_centre(["a"], calendar=calendar))["a"]
    assert [(o.kind, o.offset_d) for o in found] == [
        ("holiday:National Day", 0),
        ("holiday:National Day", 1),
        ("makeup_workday", 0),
    ]


def test_a_holiday_inside_an_event_belongs_to_the_event():
    events = events_table([("s", "*", "2026-10-01", "sale", 0, np.nan, "")])
    calendar = _calendar(("2026-10-01", "holiday", "National Day", "CN"))
    assert [o.kind for o in occasions_of(made_up_centre(["a"], events=events, calendar=calendar))["a"]] == ["sale"]


def test_an_outage_hides_a_day_and_makes_none_special():
    events = events_table([("o", "*", "2026-03-18", OUTAGE, 0, np.nan, "")])
    found = occasions_of(made_up_centre(["a"], events=events))["a"]
    days = np.array([day_of("2026-03-17"), day_of("2026-03-18")])
    assert outage_mask(days, found).tolist() == [False, True]
    assert special_mask(days, found).tolist() == [False, False]
