"""Backlogs, call-backs and campaigns summed."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.figures import staffing_channels

TS = pd.date_range("2026-11-10 23:00", periods=4, freq="30min", tz="Asia/Shanghai")


def test_the_most_that_waits_and_what_is_late():
    rows = pd.DataFrame({"queue": "mail", "ts": TS, "waiting": [1.0, 9.0, 4.0, 0.0], "waiting_h": 0.5,
                         "oldest_h": [0.1, 2.0, 1.0, 0.0], "late": [0.0, 2.0, 1.0, 0.0]})  # fmt: skip
    (row,) = staffing_channels.backlog_by_queue(rows).to_dict("records")
    assert (row["waiting"], row["waiting_ts"], row["oldest_h"], row["late"]) == (9.0, TS[1], 2.0, 3.0)


def test_call_backs_by_day_weigh_what_is_kept():
    rows = pd.DataFrame({"queue": "voice", "ts": TS, "offered": [10.0, 10.0, 0.0, 0.0], "callback_positions": 2.0})
    rows = rows.assign(accepted=[6.0, 2.0, 0.0, 0.0], kept=[1.0, 0.5, 1.0, 1.0])
    (row,) = staffing_channels.callbacks_by_day(rows, 30).to_dict("records")
    assert (row["accepted"], row["kept"], row["hours"]) == (8.0, pytest.approx(7 / 8), 2.0)


def test_a_campaign_tells_its_hours_and_who_is_left():
    rows = pd.DataFrame({"campaign": "c", "ts": TS, "contacts": [5.0, 5.0, 0.0, 0.0],
                         "blended_positions": [0.0, 2.0, 1.0, 0.0], "extra_positions": 0.0,
                         "left": [10.0, 6.0, 3.0, 3.0]})  # fmt: skip
    (row,) = staffing_channels.campaigns(rows, 30).to_dict("records")
    assert (row["contacts"], row["left"], row["blended_h"]) == (13.0, 3.0, 1.5)
    assert (row["first_ts"], row["last_ts"]) == (TS[1], TS[2])
