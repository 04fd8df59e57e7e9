"""Coverage counts who works in the middle of an interval, the night before included."""

from __future__ import annotations

import pandas as pd

from data.contracts.centre import Centre
from tests.workbench.figures.conftest import FIRST, LAST, at
from workbench.figures import staffing


def segments() -> pd.DataFrame:
    rows = [
        ("s1", at("2026-11-10 08:00"), at("2026-11-10 12:00"), "work"),
        ("s1", at("2026-11-10 12:00"), at("2026-11-10 13:00"), "meal"),
        ("s1", at("2026-11-10 13:00"), at("2026-11-10 17:00"), "work"),
        ("s3", at("2026-11-10 08:00"), at("2026-11-10 17:00"), "work"),
        ("s2", at("2026-11-11 22:00"), at("2026-11-12 07:00"), "work"),
    ]
    return pd.DataFrame(rows, columns=["shift_id", "start_ts", "end_ts", "activity"])


def mix() -> pd.DataFrame:
    ts = [at("2026-11-10 12:00"), at("2026-11-10 13:00")]
    return pd.DataFrame({"group": "g-own", "ts": ts, "positions": [2.0, 1.0], "heads": [2.5, 1.2], "cost_cny": 0.0})


def test_a_meal_takes_somebody_off_the_queue(centre: Centre, roster: pd.DataFrame):
    rows = staffing.coverage(roster, segments(), mix(), ["g-own"], FIRST, centre).set_index("ts")
    assert tuple(rows.loc[at("2026-11-10 12:00"), ["wanted", "on_work", "on_break"]]) == (2.5, 1.0, 1.0)
    assert tuple(rows.loc[at("2026-11-10 13:00"), ["wanted", "on_work", "on_break"]]) == (1.2, 2.0, 0.0)


def test_the_night_counts_on_both_of_its_days(centre: Centre, roster: pd.DataFrame):
    night = staffing.coverage(roster, segments(), mix(), ["g-own"], LAST, centre).set_index("ts")["on_work"]
    morning = staffing.coverage(
        roster, segments(), mix(), ["g-own"], LAST + pd.Timedelta(days=1), centre
    ).set_index("ts")["on_work"]  # fmt: skip
    assert night[at("2026-11-11 22:00")] == 1.0
    assert (morning[at("2026-11-12 06:00")], morning[at("2026-11-12 07:00")]) == (1.0, 0.0)


def test_groups_that_were_not_asked_for_are_not_counted(centre: Centre, roster: pd.DataFrame):
    rows = staffing.coverage(roster, segments(), mix(), ["g-pa"], FIRST, centre)
    assert rows[["wanted", "on_work"]].to_numpy().sum() == 0.0


def test_pools_stack_in_the_order_of_the_centre(centre: Centre):
    more = pd.concat([mix(), mix().assign(group="g-pa")])
    wide = staffing.by_pool(more, staffing.pool_of_group(centre), FIRST, "heads")
    assert list(wide.columns) == ["own", "pa"]
    assert list(wide["pa"]) == [2.5, 1.2]


def test_shortage_is_told_in_position_hours():
    ts = [at("2026-11-10 12:00"), at("2026-11-10 12:15")]
    rows = pd.DataFrame({"queue": "voice", "ts": ts, "positions": [4.0, 2.0], "reason": ["a", "b"]})
    (short,) = staffing.shortage_hours(rows, 15).to_dict("records")
    assert (short["hours"], short["peak"], short["reason"]) == (1.5, 4.0, "a; b")
