"""The long-range stage: whole weeks, contracts kept, learned events in their month, planners' sizes first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.capacity import LONG_RANGE, LONG_RANGE_HOURS
from data.contracts.columns import checked
from forecasting.long_range import forecast_long_range
from tests.forecasting.made_up import AS_OF, day_of, events_table, made_up_centre, made_up_history, weekly

SIZE = 4.0


def _with_sale(level):
    usual = weekly(level)
    return lambda queue, days: usual(queue, days) * np.where(np.isin(days, [day_of("2025-11-11")]), SIZE, 1.0)


def _sale(size=np.nan, queue="*"):
    rows = [("sale-2025", "*", "2025-11-11", "sale", 0, np.nan, "")]
    return events_table([*rows, ("sale-2026", queue, "2026-11-11", "sale", 0, size, "")])


def _centre(events=None, names=("a",)):
    centre = made_up_centre(list(names), models=("default",))
    return centre if events is None else replace(centre, tables={**centre.tables, "events": events})


def _week_of(made, day, queue="a"):
    rows = made.weeks[made.weeks["queue"] == queue].set_index("week")["volume"]
    return float(rows[pd.Timestamp(day) - pd.Timedelta(days=pd.Timestamp(day).weekday())])


def test_whole_weeks_from_the_first_monday_and_hours_add_up_to_them():
    centre = _centre()
    made = forecast_long_range(made_up_history(centre, weekly(900)), centre, 3)
    checked(LONG_RANGE, made.weeks)
    checked(LONG_RANGE_HOURS, made.hours)
    assert made.weeks["week"].min().weekday() == 0
    assert AS_OF.tz_localize(None).normalize() <= made.weeks["week"].min()
    assert len(made.weeks) == 13
    assert made.hours["volume"].sum() == pytest.approx(made.weeks["volume"].sum())


def test_an_event_learned_a_year_ago_lifts_its_week():
    centre = _centre(_sale())
    made = forecast_long_range(made_up_history(centre, _with_sale(900)), centre, 3)
    sale, usual = _week_of(made, "2026-11-11"), _week_of(made, "2026-12-09")
    assert sale / usual == pytest.approx((6 + SIZE) / 7, rel=0.15)
    row = made.weeks[made.weeks["events"].str.contains("sale")]
    assert row["peak_day_share"].iloc[0] > 0.3
    assert row["log_sd"].iloc[0] > made.weeks["log_sd"].min()


def test_the_planners_size_goes_before_what_was_learned():
    centre = _centre(_sale(size=1.0))
    made = forecast_long_range(made_up_history(centre, _with_sale(900)), centre, 3)
    assert _week_of(made, "2026-11-11") == pytest.approx(_week_of(made, "2026-12-09"), rel=0.05)


def test_a_queue_without_contacts_is_planned_at_zero_with_a_note():
    centre = _centre(names=("a", "b"))
    history = made_up_history(centre, weekly(900))
    history = history[history["queue"] == "a"]
    made = forecast_long_range(history, centre, 1)
    assert made.weeks.loc[made.weeks["queue"] == "b", "volume"].sum() == 0.0
    assert any(warning.startswith("b: ") for warning in made.warnings)


def test_an_event_nobody_has_lived_through_is_told():
    events = events_table([("fair-2026", "*", "2026-11-11", "fair", 0, np.nan, "")])
    centre = _centre(events)
    made = forecast_long_range(made_up_history(centre, weekly(900)), centre, 2)
    assert any(line.startswith("fair-2026, 2026-11-11 to 2026-11-11: nothing like it") for line in made.warnings)
    assert _week_of(made, "2026-11-11") == pytest.approx(_week_of(made, "2026-12-09"), rel=0.05)


def test_newcomers_of_classes_ahead_do_not_lengthen_the_handling_time():
    # the capacity plan counts them by their ramp, and nobody is counted twice
    classes = pd.DataFrame(
        {"training_class": ["k"], "group": ["g"], "first_day": [AS_OF.tz_localize(None)], "heads": [5]}
    )
    ramps = pd.DataFrame({"group": ["*"], "week": [1], "proficiency": [0.5]})
    people = pd.DataFrame({"agent": ["a1"], "group": ["g"]})
    skills = pd.DataFrame({"group": ["g"], "queue": ["a"], "priority": [1], "proficiency": [1.0]})
    plain = _centre()
    tables = {"training_classes": classes, "ramps": ramps, "agents": people, "skills": skills}
    history = made_up_history(plain, weekly(900))
    slow = forecast_long_range(history, replace(plain, tables=tables), 1)
    fast = forecast_long_range(history, plain, 1)
    assert slow.weeks["aht_s"].tolist() == pytest.approx(fast.weeks["aht_s"].tolist())
