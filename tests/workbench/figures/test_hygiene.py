"""Marked days: what was recorded, what is usual for the weekday, and what the planner says now."""

from __future__ import annotations

import pandas as pd

from workbench.figures import hygiene

ZONE = "Asia/Shanghai"
DAY = pd.Timestamp("2026-10-12")


def history() -> pd.DataFrame:
    """Mondays at nine: 10, 20, 30 around a Monday with nothing; Tuesdays are louder."""
    stamps = ["2026-10-05", "2026-10-12", "2026-10-19", "2026-09-28", "2026-10-13"]
    ts = pd.DatetimeIndex([f"{day} 09:00" for day in stamps]).tz_localize(ZONE).as_unit("us")
    return pd.DataFrame({"queue": "voice", "ts": ts, "offered": [10.0, 0.0, 30.0, 20.0, 99.0]})


def test_the_usual_is_the_median_of_the_same_weekdays_without_the_day_itself() -> None:
    (row,) = hygiene.usual_day(history(), "voice", DAY, 30, ZONE).to_dict("records")
    assert (row["ts"], row["offered"]) == (pd.Timestamp("2026-10-12 09:00", tz=ZONE), 20.0)


def test_the_day_is_told_as_recorded() -> None:
    assert hygiene.day_of(history(), "voice", DAY)["offered"].tolist() == [0.0]


def test_a_queues_own_word_goes_before_that_for_all() -> None:
    marks = pd.DataFrame({"date": [DAY, DAY + pd.Timedelta(days=1)]})
    rows = [("voice", DAY, "refuse"), ("*", DAY, "accept")]
    decisions = pd.DataFrame(rows, columns=["queue", "date", "decision"])
    assert hygiene.decided(marks, decisions, "voice") == ["refuse", ""]
    assert hygiene.decided(marks, decisions, "chat") == ["accept", ""]


def test_days_count_once_however_many_marks_they_have() -> None:
    marks = pd.DataFrame({"queue": "voice", "date": [DAY, DAY], "used": [False, True], "start_ts": [2, 1]})
    assert hygiene.set_aside(marks) == 1
    assert hygiene.of_queue(marks, "voice")["start_ts"].tolist() == [1, 2]
    assert hygiene.set_aside(marks.iloc[:0]) == 0


def test_what_is_missing_breaks_the_line_and_is_a_gap() -> None:
    ts = pd.Series(pd.date_range("2026-03-03 09:00", periods=5, freq="h", unit="us"))
    usual = pd.DataFrame({"ts": ts, "offered": 5.0})
    seen = hygiene.with_gaps(usual.iloc[[0, 3, 4]].assign(offered=[1.0, 2.0, 3.0]), usual)
    assert seen["offered"].isna().tolist() == [False, True, True, False, False]
    assert hygiene.gaps(seen, 60) == [(ts[1], ts[3])]
    assert hygiene.gaps(usual, 60) == []
