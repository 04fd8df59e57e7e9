import numpy as np
import pytest

from forecasting.arrays import weekdays
from forecasting.daily import QueueHistory
from forecasting.hygiene import clean_days, stale, told

DAYS = np.arange(20_000, 20_120)
SHAPE = np.array([10.0, 20, 40, 60, 50, 30, 20, 10])
NONE = np.zeros(len(DAYS), dtype=bool)


def _history(offered):
    return QueueHistory("a", DAYS, offered, offered, np.full_like(offered, 300.0), np.ones((7, 8), dtype=bool))


def _weeks():
    return np.tile(SHAPE, (len(DAYS), 1)) * (1.0 + 0.1 * weekdays(DAYS))[:, None]


def test_sound_days_are_kept_as_they_are():
    clean = clean_days(_history(_weeks()), NONE, NONE)
    assert clean.refused == {}
    np.testing.assert_allclose(clean.total, _weeks().sum(axis=1))


def test_a_short_gap_is_filled_by_the_usual_shape():
    offered = _weeks()
    offered[50, 1] = np.nan
    clean = clean_days(_history(offered), NONE, NONE)
    assert clean.total[50] == pytest.approx(_weeks()[50].sum())
    assert clean.counts[50, 1] == pytest.approx(_weeks()[50, 1])


def test_a_day_half_missing_is_refused_not_counted_as_small():
    offered = _weeks()
    offered[50, 3:] = np.nan
    assert clean_days(_history(offered), NONE, NONE).refused == {50: "missing intervals"}


def test_zeros_where_hundreds_were_due_are_an_outage():
    offered = _weeks()
    offered[50, 2:5] = 0.0
    assert clean_days(_history(offered), NONE, NONE).refused == {50: "outage"}


def test_zeros_of_a_quiet_queue_are_zeros():
    offered = _weeks() / 100
    offered[50, 2:5] = 0.0
    assert clean_days(_history(offered), NONE, NONE).refused == {}


def test_a_freak_day_is_refused_but_a_new_level_is_not():
    offered = _weeks()
    offered[50] *= 20
    offered[90:] *= 4
    assert clean_days(_history(offered), NONE, NONE).refused == {50: "freak volume"}


def test_a_special_day_is_no_freak():
    offered = _weeks()
    offered[50] *= 20
    special = NONE.copy()
    special[50] = True
    assert clean_days(_history(offered), special, NONE).refused == {}


def test_a_recorded_outage_is_refused_whole_and_told():
    bad = NONE.copy()
    bad[50] = True
    history = _history(_weeks())
    (line,) = told("a", history, clean_days(history, NONE, bad))
    assert line == "a: not learned from, recorded outage (1 d): 2024-11-23"


def test_a_history_that_ended_long_ago_is_told_in_one_line():
    offered = _weeks()
    offered[-20:] = np.nan
    history = _history(offered)
    lines = told("a", history, clean_days(history, NONE, NONE)) + stale("a", history)
    assert lines == ["a: the history ends on 2025-01-11, 20 days before the forecast; import newer data"]
    assert stale("a", _history(_weeks())) == []
