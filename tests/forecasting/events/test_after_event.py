from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from forecasting.events.after_event import LESSONS, after_event
from tests.forecasting.made_up import events_table, flat, made_up_centre, made_up_history

SALE = [
    ("sale-2025", "*", "2025-11-05", "sale", 0, np.nan, ""),
    ("sale-2026", "*", "2026-10-20", "sale", 0, np.nan, ""),
    ("sale-2026", "*", "2026-10-21", "sale", 1, np.nan, ""),
]
FIRST, SECOND = pd.Timestamp("2026-10-20"), pd.Timestamp("2026-10-21")
LAST_YEAR = pd.Timestamp("2025-11-05")


def _centre():
    return made_up_centre(["a"], events=events_table(SALE))


def _history(times=2.0):
    centre = _centre()
    history = made_up_history(centre, flat(2400.0), aht_s=330.0)
    date = history["ts"].dt.tz_localize(None).dt.normalize()
    more = np.where(date == FIRST, times, np.where(date == LAST_YEAR, 3.0, 1.0))
    return history.assign(offered=history["offered"] * more, handled=history["handled"] * more)


def _forecast(history, times):
    rows = history[history["ts"].dt.tz_localize(None).dt.normalize().isin([FIRST, SECOND])]
    date = rows["ts"].dt.tz_localize(None).dt.normalize()
    usual = rows["offered"] / np.where(date == FIRST, 2.0, 1.0)
    volume = usual * np.where(date == FIRST, times, 1.0)
    return rows[["queue", "ts"]].assign(volume=volume, q10=volume * 0.8, q90=volume * 1.2, aht_s=300.0)


def _effects(size=3.0):
    rows = [("sale-2026", "a", FIRST, size, "learned", ""), ("sale-2026", "a", SECOND, 1.0, "none", "")]
    return pd.DataFrame(rows, columns=["event", "queue", "date", "size", "source", "note"])


def _lessons(**given):
    history = given.pop("history", _history())
    system = _forecast(_history(), 3.0)
    adjusted = _forecast(_history(), given.pop("adjusted", 2.5))
    return after_event(history, _centre(), "sale-2026", (system, adjusted), _effects(), **given)


def test_sizes_are_multiples_of_the_models_normal_day():
    row = _lessons().iloc[0]
    assert row["normal"] == pytest.approx(2400)
    assert [row[f"size_{part}"] for part in ("system", "planned", "actual")] == pytest.approx([3.0, 2.5, 2.0])
    assert row["error_share"] == pytest.approx(0.25)


def test_hours_bands_and_handling_time_are_judged():
    rows = _lessons(adjusted=2.0)
    assert rows["in_band"].tolist() == [1.0, 1.0]
    assert rows["moved"].tolist() == pytest.approx([0.0, 0.0])
    assert rows["aht_s"].tolist() == pytest.approx([330.0, 330.0])
    assert rows["aht_planned_s"].tolist() == pytest.approx([300.0, 300.0])
    assert _lessons(adjusted=4.0)["in_band"].tolist() == [0.0, 1.0]


def test_contacts_that_come_at_other_hours_are_told():
    history = _history()
    on = history["ts"].dt.tz_localize(None).dt.normalize() == SECOND
    late = history["ts"].dt.hour >= 12
    history.loc[on, "offered"] = np.where(late[on], history.loc[on, "offered"], 0.0)
    assert _lessons(history=history).iloc[1]["moved"] > 0.3


def test_the_pool_believes_less_after_a_smaller_occurrence():
    row = _lessons().iloc[0]
    assert row["believed_before"] == pytest.approx(3.0, rel=0.02)
    assert 2.0 < row["believed_after"] < 2.6


def test_phases_take_the_names_given_and_else_before_main_and_after():
    assert _lessons()["phase"].tolist() == ["main", "after"]
    assert _lessons(phases={("sale", 1): "returns"})["phase"].tolist() == ["main", "returns"]


def test_a_day_with_a_gap_in_its_record_is_left_out():
    history = _history()
    history = history.drop(history.index[history["ts"] == pd.Timestamp("2026-10-20 10:00", tz="Asia/Shanghai")])
    assert _lessons(history=history)["date"].tolist() == [SECOND]


def test_before_the_event_there_is_nothing_to_learn():
    history = _history()
    early = history[history["ts"] < pd.Timestamp("2026-10-20", tz="Asia/Shanghai")]
    rows = _lessons(history=early)
    assert rows.empty
    assert list(rows.columns) == list(LESSONS)


def test_the_callers_tables_stay_as_they_are():
    history = _history()
    before = history.copy()
    after_event(history, replace(_centre()), "sale-2026", (_forecast(history, 3.0),) * 2, _effects())
    pd.testing.assert_frame_equal(history, before)
