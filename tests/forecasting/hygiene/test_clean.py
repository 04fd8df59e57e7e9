import numpy as np
import pytest

from forecasting.arrays import weekdays
from forecasting.daily import QueueHistory
from forecasting.hygiene.clean import clean_days, stale, told

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
    assert clean_days(_history(offered), NONE, NONE).refused == {50: "missing"}


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
    assert clean_days(_history(offered), NONE, NONE).refused == {50: "outlier_high"}


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


def _noisy(seed=3, days=120, level=1.0):
    weekday = 1.0 + 0.1 * weekdays(DAYS[:days])
    return np.random.default_rng(seed).poisson(np.tile(SHAPE * level, (days, 1)) * weekday[:, None]).astype(float)


def test_a_typo_of_one_interval_is_repaired_and_the_day_kept():
    offered = _noisy()
    truth = offered[50].sum()
    offered[50, 3] *= 20
    clean = clean_days(_history(offered), NONE, NONE)
    assert clean.refused == {}
    assert clean.total[50] == pytest.approx(truth, rel=0.15)


def test_a_day_that_the_planner_calls_real_is_learned_from():
    offered = _noisy()
    offered[50] *= 20
    clean = clean_days(_history(offered), NONE, NONE, {int(DAYS[50]): "refuse"})
    assert clean.refused == {}
    assert clean.proposed == {50: "outlier_high"}
    assert clean.total[50] == pytest.approx(offered[50].sum())


def test_a_spike_that_the_planner_calls_real_is_learned_from():
    offered = _noisy()
    offered[50, 3] *= 20
    clean = clean_days(_history(offered), NONE, NONE, {int(DAYS[50]): "refuse"})
    assert clean.total[50] == pytest.approx(offered[50].sum())


def test_a_recorded_outage_that_the_planner_calls_real_is_learned_from():
    bad = NONE.copy()
    bad[50] = True
    offered = _noisy()
    clean = clean_days(_history(offered), NONE, bad, {int(DAYS[50]): "refuse"})
    assert clean.total[50] == pytest.approx(offered[50].sum())


def test_a_day_half_missing_is_filled_where_the_planner_calls_it_real():
    offered = _weeks()
    offered[50, 4:] = np.nan
    clean = clean_days(_history(offered), NONE, NONE, {int(DAYS[50]): "refuse"})
    assert clean.total[50] == pytest.approx(_weeks()[50].sum())


def test_a_day_without_a_mark_can_be_set_aside():
    clean = clean_days(_history(_noisy()), NONE, NONE, {int(DAYS[50]): "accept"})
    assert clean.refused == {50: "planner"}
    assert np.isnan(clean.total[50])


def test_accepting_a_mark_does_what_was_proposed():
    offered = _noisy()
    offered[50, 3] *= 20
    history = _history(offered)
    accepted = clean_days(history, NONE, NONE, {int(DAYS[50]): "accept"})
    np.testing.assert_array_equal(accepted.total, clean_days(history, NONE, NONE).total)


def test_a_queue_closed_on_a_holiday_is_no_outage():
    offered = _noisy()
    offered[50] = 0.0
    special = NONE.copy()
    special[50] = True
    assert clean_days(_history(offered), special, NONE).total[50] == 0.0


def test_the_callers_history_is_not_changed():
    offered = _noisy()
    offered[50, 3] *= 20
    history = _history(offered)
    before = history.offered.copy()
    clean_days(history, NONE, NONE)
    np.testing.assert_array_equal(history.offered, before)


@pytest.mark.parametrize("number", [14, 28, 35])
def test_a_giant_interval_in_a_short_history_casts_no_shadow_on_the_weeks_beside_it(number):
    days, offered = DAYS[:number], _weeks()[:number]
    offered[10, 3] = 900_000.0
    history = QueueHistory("a", days, offered, offered, np.full_like(offered, 300.0), np.ones((7, 8), dtype=bool))
    clean = clean_days(history, NONE[:number], NONE[:number])
    assert clean.refused == {}
    assert np.argwhere(clean.cells).tolist() == [[10, 3]]
    assert clean.total[10] == pytest.approx(_weeks()[10].sum(), rel=0.1)
