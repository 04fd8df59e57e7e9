"""A promise is judged by contacts, not by days; what misses most comes first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data.contracts.centre import Centre
from workbench.charts.service import level_words
from workbench.figures import promise


def days(*rows: tuple[str, str, float, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["queue", "date", "offered", "service_level"])
    table["date"] = pd.to_datetime(table["date"])
    return table.assign(asa_s=10.0, abandonment=0.01, occupancy=0.7, p_target_met=[0.0, 1.0] * (len(rows) // 2))


def test_a_busy_bad_day_outweighs_a_quiet_good_one(centre: Centre):
    told = promise.by_queue(days(("voice", "2026-11-10", 900, 0.7), ("voice", "2026-11-11", 100, 1.0)), centre)
    row = told.iloc[0]
    assert row["service_level"] == pytest.approx(0.73)
    assert not row["kept"]
    assert row["days_met"] == 0.5
    assert (row["worst_date"], row["worst"]) == (pd.Timestamp("2026-11-10"), 0.7)


def test_the_queue_that_misses_most_comes_first(centre: Centre):
    rows = days(("voice", "2026-11-10", 10, 0.9), ("vip", "2026-11-10", 10, 0.5))
    assert list(promise.by_queue(rows, centre)["queue"]) == ["vip", "voice"]


def test_a_queue_without_contacts_breaks_no_promise(centre: Centre):
    rows = days(("voice", "2026-11-10", 0, np.nan), ("voice", "2026-11-11", 0, np.nan))
    row = promise.by_queue(rows, centre).iloc[0]
    assert row["kept"]
    assert np.isnan(row["service_level"])


def test_the_worst_interval_is_where_most_contacts_missed(centre: Centre):
    ts = pd.date_range("2026-11-10", periods=3, freq="h", tz="Asia/Shanghai")
    replay = pd.DataFrame(
        {"queue": "voice", "ts": ts, "offered": [1000.0, 10.0, 50.0], "service_level": [0.75, 0.0, 0.9], "asa_s": 9.0}
    )
    requirement = pd.DataFrame({"queue": "voice", "ts": ts, "service_level": 0.81})
    worst = promise.worst_intervals(replay, requirement, centre)
    assert list(worst["missed"]) == pytest.approx([50.0, 8.0])
    assert list(worst["predicted"]) == [0.81, 0.81]


def test_a_miss_is_judged_before_it_is_rounded(centre: Centre):
    promised = centre.queues["voice"].target.service_level
    assert promised is not None
    rows = days(("voice", "2026-11-10", 1000, promised + 0.1), ("voice", "2026-11-11", 10, promised - 1e-5))
    row = promise.by_queue(rows, centre).iloc[0]
    assert row["kept"]
    assert row["days_below"] == 1
    assert promise.days_below(rows, centre) == {("voice", pd.Timestamp("2026-11-11"))}
    assert level_words(promised - 1e-5, promised).endswith("▼")
    assert "▼" not in level_words(promised, promised)


def test_the_wait_of_a_letter_is_no_wait_on_the_phone(centre: Centre):
    rows = promise.by_queue(
        days(("voice", "2026-11-10", 10, 0.9), ("vip", "2026-11-10", 1000, 0.9)).assign(asa_s=[12.0, 3600.0]), centre
    )
    letters = replace(centre.queues["vip"], deadline_h=24.0)
    mixed = replace(centre, queues={**centre.queues, "vip": letters})
    assert promise.live_wait_s(rows, mixed) == 12.0
