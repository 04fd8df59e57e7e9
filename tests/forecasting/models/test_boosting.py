from __future__ import annotations

import builtins

import numpy as np
import pytest

from forecasting.models import boosting
from forecasting.models.forecaster import ModelFailed


@pytest.fixture
def no_openmp(monkeypatch):
    plain = builtins.__import__

    def without(name, *rest, **more):
        if name == "lightgbm":
            raise OSError("libgomp.so.1: cannot open shared object file")
        return plain(name, *rest, **more)

    boosting.boosting_trouble.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    yield
    boosting.boosting_trouble.cache_clear()


def test_a_missing_openmp_is_told_with_its_remedy(no_openmp):
    assert "libgomp" in boosting.boosting_trouble()
    with pytest.raises(ModelFailed, match="without boosting"):
        boosting.Boosted(np.zeros((10, 2)), np.zeros(10), np.ones(10))


def test_trees_find_a_step():
    x = np.repeat([0.0, 1.0], 300)[:, None]
    model = boosting.Boosted(x, np.where(x[:, 0] > 0, 2.0, 1.0), np.ones(600))
    low, high = model.ratio(np.array([[0.0], [1.0]]))
    assert low == pytest.approx(1.0, abs=0.1)
    assert high == pytest.approx(2.0, abs=0.1)
