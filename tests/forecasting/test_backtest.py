import numpy as np
import pytest

from forecasting import backtest as module
from forecasting.backtest import backtest, best_first, forecast_with_fallback, run_model
from forecasting.models.forecaster import DailySeries, ModelFailed

DAYS = np.arange(20_000, 20_100)


class _Says:
    def __init__(self, value):
        self.value = value

    def forecast(self, series, ahead):
        if isinstance(self.value, Exception):
            raise self.value
        return np.full(len(ahead), self.value)


@pytest.fixture
def models(monkeypatch):
    catalogue = {"good": _Says(100.0), "bad": _Says(150.0), "fails": _Says(ModelFailed("too short")),
                 "breaks": _Says(IndexError("oops")), "wild": _Says(1e9), "nan": _Says(np.nan)}  # fmt: skip
    for name, model in catalogue.items():
        monkeypatch.setitem(module.MODELS, name, model)
    return list(catalogue)


def _series(value=100.0):
    return DailySeries(DAYS, np.full(len(DAYS), value))


def _as_is(origin, normal, ahead):
    return normal


def _trials(models, series, actual=None):
    return backtest(models, series, series.total if actual is None else actual, [20_072, 20_086], 14, _as_is)


def test_the_model_nearest_to_the_truth_is_first_and_failures_come_last(models):
    trials = _trials(models, _series())
    assert best_first(models, trials)[:2] == ["good", "bad"]
    assert {t.model: t.wape for t in trials if t.origin == 20_072}["bad"] == pytest.approx(0.5)
    assert {t.model: t.bias for t in trials if t.origin == 20_072}["bad"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("name", "why"), [("fails", "too short"), ("breaks", "oops"), ("wild", "away"), ("nan", "away")]
)
def test_a_failing_model_says_why_and_raises_nothing(models, name, why):
    expected, seconds, note = run_model(name, _series(), DAYS[-1] + np.arange(1, 4))
    assert expected is None
    assert why in note
    assert seconds >= 0


def test_the_next_best_takes_over(models):
    expected, model, note = forecast_with_fallback(["fails", "good"], _series(), DAYS[-1] + np.arange(1, 4))
    assert (model, expected.tolist()) == ("good", [100.0] * 3)
    assert "too short" in note


def test_with_nothing_to_learn_from_the_answer_is_zero():
    expected, _, note = forecast_with_fallback(["ets"], _series(np.nan), DAYS[-1] + np.arange(1, 4))
    assert expected.tolist() == [0.0] * 3
    assert "zero" in note


def test_days_that_are_not_trusted_are_not_scored(models):
    actual = np.full(len(DAYS), 100.0)
    actual[80] = np.nan
    trial = _trials(["good"], _series(), actual)[0]
    assert (trial.abs_error, trial.volume) == (0.0, 1300.0)


def test_too_little_history_compares_nothing_and_takes_the_seasonal_mean():
    short = DailySeries(DAYS[:10], np.full(10, 5.0))
    trials = backtest(["ets", "seasonal_mean"], short, short.total, [20_005], 14, _as_is)
    assert trials == []
    assert best_first(["ets", "seasonal_mean"], trials)[0] == "seasonal_mean"


def test_ties_go_to_the_order_of_the_settings(models):
    trials = _trials(["seasonal_mean", "good"], _series())
    assert best_first(["seasonal_mean", "good"], trials)[0] == "seasonal_mean"
    assert best_first(["good", "seasonal_mean"], trials)[0] == "good"
