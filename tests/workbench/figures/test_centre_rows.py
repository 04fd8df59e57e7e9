"""Rows that wait for the next plan, the words of a new adjustment, and what an adjustment would change."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.figures import centre_rows

DAY = pd.Timestamp("2026-11-10")


def test_rows_of_a_plan_without_the_table_are_all_new() -> None:
    now = pd.DataFrame({"adjustment": ["a"], "value": [1.2]})
    states = centre_rows.states(None, now, ["adjustment"])
    assert states == {("a",): "added"}
    assert centre_rows.waiting(states) == 1
    assert centre_rows.waiting(centre_rows.states(now, now, ["adjustment"])) == 0


def test_a_new_adjustment_is_words_that_a_file_could_hold() -> None:
    row = centre_rows.new_adjustment("voice", (DAY, DAY), ("20:00", "02:00"), "volume", "factor", 1.2, "show")
    assert row["adjustment"].startswith("2026-11-10 voice ")
    assert (row["start_date"], row["end_date"], row["value"]) == ("2026-11-10", "2026-11-10", "1.2")
    other = centre_rows.new_adjustment("voice", (DAY, DAY), ("", ""), "volume", "factor", 1.2, "show")
    assert row["adjustment"] != other["adjustment"]


def test_adjustments_meet_on_days_and_queues() -> None:
    rows = pd.DataFrame(
        {"queue": ["voice", "*", "chat"], "start_date": [DAY] * 3, "end_date": [DAY] * 3, "adjustment": list("abc")}
    )
    assert centre_rows.touched(rows, ["voice"], DAY, DAY)["adjustment"].tolist() == ["a", "b"]
    assert len(centre_rows.touched(rows, ["*"], DAY, DAY)) == 3
    assert centre_rows.touched(rows, ["voice"], DAY + pd.Timedelta(days=1), DAY + pd.Timedelta(days=2)).empty


def test_before_and_after_by_day_weigh_handling_time_by_contacts() -> None:
    ts = pd.DatetimeIndex(["2026-11-10 09:00", "2026-11-10 10:00"]).tz_localize("Asia/Shanghai").as_unit("us")
    before = pd.DataFrame({"queue": "voice", "ts": ts, "volume": [10.0, 30.0], "aht_s": [100.0, 200.0]})
    after = before.assign(volume=before["volume"] * 2)
    (row,) = centre_rows.beside(before, after, ["voice"]).to_dict("records")
    assert (row["volume_before"], row["volume_after"]) == (40.0, 80.0)
    assert row["aht_s_before"] == pytest.approx(175.0)
    assert row["hours_after"] == pytest.approx(2 * 40 * 175 / 3600)
