from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts.grid import QUANTILES
from forecasting.accuracy.measures import SUMS, measured, naive_scale, quantile_loss, slot_sums

COUNTS = st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), min_size=1, max_size=30)


def bands_at(values: list[float]) -> np.ndarray:
    return np.repeat(np.asarray(values)[:, None], len(QUANTILES), axis=1)


def score(truth, mean, bands=None, scale=1.0) -> pd.Series:
    truth, mean = np.asarray(truth, dtype=float), np.asarray(mean, dtype=float)
    sums = slot_sums(truth, mean, bands_at(list(mean)) if bands is None else bands, scale)
    assert tuple(sums) == SUMS
    return measured(pd.DataFrame([{name: column.sum() for name, column in sums.items()}])).iloc[0]


def test_measures_by_hand():
    row = score([10, 20, 0], [12, 15, 1], scale=4.0)
    assert (row["abs_error"], row["error"], row["offered"], row["slots"]) == (8, -2, 30, 3)
    assert row["wape"] == pytest.approx(8 / 30)
    assert row["bias"] == pytest.approx(-2 / 30)
    assert row["mase"] == pytest.approx(8 / 12)


def test_a_slot_on_the_edge_of_a_band_is_inside_it():
    bands = np.array([np.arange(1.0, 1.0 + len(QUANTILES))] * 4)  # 80 %: 3 to 7, 95 %: 1 to 9
    row = score([3, 7, 8, 10], [5, 5, 5, 5], bands)
    assert (row["coverage_80"], row["coverage_95"]) == (0.5, 0.75)


def test_the_quantile_loss_of_one_level_is_twice_the_pinball_loss():
    alone = [float(2 * max(q * 4, (q - 1) * 4)) for q in (0.025, 0.1, 0.5, 0.9, 0.975)]
    assert quantile_loss(np.array([12.0]), bands_at([8.0])) == pytest.approx(np.mean(alone))


@given(COUNTS)
def test_bias_is_never_larger_than_wape_and_a_perfect_forecast_errs_nowhere(pairs):
    truth, mean = (list(column) for column in zip(*pairs, strict=True))
    row = score(truth, mean)
    if row["offered"] > 0:
        assert abs(row["bias"]) <= row["wape"] * (1 + 1e-9) + 1e-12
    perfect = score(truth, truth)
    assert (perfect["abs_error"], perfect["error"], perfect["loss"]) == (0, 0, 0)
    assert perfect["coverage_80"] == 1


def test_the_naive_scale_needs_a_week_and_skips_what_is_unknown():
    counts = np.array([[1.0, 5.0]] * 7 + [[2.0, np.nan]] * 2)
    assert naive_scale(counts) == 1.0
    assert np.isnan(naive_scale(counts[:7]))
