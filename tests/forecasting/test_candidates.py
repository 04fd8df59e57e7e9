import numpy as np
import pytest

from forecasting import candidates as module
from forecasting.arrays import weekdays
from forecasting.candidates import Basis, Trial, best_first, hindsight_of, run_model, trials_of
from forecasting.hygiene.clean import clean_days
from forecasting.models.forecaster import DailySeries, ModelFailed
from tests.forecasting.default.series import START, laid_out, truth, weekly


class _Says:
    def __init__(self, value):
        self.value = value

    def forecast(self, series, ahead):
        if isinstance(self.value, Exception):
            raise self.value
        return np.full(len(ahead), self.value)


@pytest.fixture
def models(monkeypatch):
    catalogue = {"good": _Says(400.0), "bad": _Says(600.0), "fails": _Says(ModelFailed("too short")),
                 "breaks": _Says(IndexError("oops")), "wild": _Says(1e9), "nan": _Says(np.nan)}  # fmt: skip
    for name, model in catalogue.items():
        monkeypatch.setitem(module.MODELS, name, model)
    return list(catalogue)


def _basis(history=None, boosting=False):
    history = history or _flat()
    none = np.zeros(len(history.days), dtype=bool)
    clean = clean_days(history, none, none)
    return Basis(history, clean, DailySeries(history.days, clean.total), ~none, none, none, boosting)


def _flat(days=100):
    return laid_out(np.where(np.arange(24) >= 20, 100.0, np.full((days, 24), np.nan)))


def _as_is(origin, normal, ahead):
    return normal


def _trials(models, actual=None):
    basis = _basis()
    totals = basis.clean.total if actual is None else actual
    return trials_of(models, basis, totals, [START + 72, START + 86], 14, _as_is)


def _trial(model, error, volume=100.0):
    return Trial(model, 0, np.ones((1, 1)), error, 0.0, volume, 0.0, "")


def test_the_model_nearest_to_the_truth_is_first_and_failures_come_last(models):
    trials = _trials(models)
    assert best_first(models, trials)[:2] == ["good", "bad"]
    first = {t.model: t for t in trials if t.origin == START + 72}
    assert first["bad"].wape == pytest.approx(0.5)
    assert first["bad"].bias == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("name", "why"), [("fails", "too short"), ("breaks", "oops"), ("wild", "away"), ("nan", "away")]
)
def test_a_failing_model_says_why_and_raises_nothing(models, name, why):
    answer = run_model(name, _basis(), 14)
    assert answer.mean is None
    assert why in answer.note


def test_days_that_are_not_trusted_are_not_scored(models):
    actual = np.full(100, 400.0)
    actual[80] = np.nan
    trial = _trials(["good"], actual)[0]
    assert (trial.abs_error, trial.volume) == (pytest.approx(0.0), 5200.0)


def test_the_default_stays_unless_another_is_clearly_better():
    names = ["default", "ets"]
    assert best_first(names, [_trial("default", 10.0), _trial("ets", 9.7)])[0] == "default"
    assert best_first(names, [_trial("default", 10.0), _trial("ets", 9.0)])[0] == "ets"


def test_what_the_planner_wants_is_taken_first():
    assert best_first(["default", "ets"], [_trial("default", 1.0), _trial("ets", 9.0)], "ets")[0] == "ets"
    assert best_first(["default"], [], "prophet") == ["prophet", "default"]


def test_without_trials_the_default_then_the_seasonal_mean():
    assert best_first(["ets", "seasonal_mean", "default"], []) == ["default", "seasonal_mean", "ets"]
    assert best_first(["ets", "seasonal_mean"], [])[0] == "seasonal_mean"


def test_ties_go_to_the_order_of_the_settings():
    trials = [_trial("seasonal_mean", 1.0), _trial("good", 1.0)]
    assert best_first(["seasonal_mean", "good"], trials)[0] == "seasonal_mean"
    assert best_first(["good", "seasonal_mean"], trials)[0] == "good"


def test_a_trial_of_the_default_sees_nothing_after_its_origin():
    history = weekly(200)
    changed = history.offered.copy()
    changed[150:] *= 3.0
    one, two = (run_model("default", _basis(h).before(START + 150), 14).mean for h in (history, laid_out(changed)))
    np.testing.assert_allclose(one, two)


def test_normal_counts_keep_the_shape_of_the_week(models):
    history = weekly(200)
    for name in ("default", "seasonal_mean"):
        mean = run_model(name, _basis(history), 14).mean
        expected = truth(np.arange(START + 200, START + 214))
        assert np.abs(mean - expected).sum() / expected.sum() < 0.1


def test_special_days_teach_the_default_nothing():
    history = weekly(200)
    offered = history.offered.copy()
    offered[60:64] *= 5.0
    basis = _basis(laid_out(offered))
    special = np.isin(np.arange(200), [60, 61, 62, 63])
    basis = module.replace(basis, special=special, usable=~special)
    calm, shaken = run_model("default", _basis(history), 14).mean, run_model("default", basis, 14).mean
    assert shaken.sum() == pytest.approx(calm.sum(), rel=0.05)


def test_the_past_of_a_member_is_that_of_its_trials(models):
    basis = _basis()
    past = hindsight_of(_trials(["good", "fails"]), basis.history, basis.usable)
    assert past.origins.tolist() == [START + 72, START + 86]
    assert past.mean.shape == past.actual.shape == (2, 14, 24)
    assert hindsight_of(_trials(["fails"]), basis.history, basis.usable) is None
    assert weekdays(past.origins).tolist() == weekdays(np.array([START + 72, START + 86])).tolist()
