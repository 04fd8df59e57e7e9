"""Rates of a path: they follow the day scores of the forecast where it has them, and a plain law where not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.contracts.grid import QUANTILE_COLUMNS, interval_grid
from scheduling.replay.paths import DAY_SHARE, DayScores, draw_rates, rate_deviation

DAY = pd.Timestamp("2026-11-02")


def forecast() -> pd.DataFrame:
    grid = interval_grid(DAY, DAY + pd.Timedelta(days=1), 15, "Asia/Shanghai")
    bands = dict.fromkeys(QUANTILE_COLUMNS, 100.0) | {"q10": 60.0, "q90": 140.0}
    return pd.DataFrame({"queue": "voice", "ts": grid, "volume": 100.0, **bands})


def paths(scores: list[float], share: float) -> pd.DataFrame:
    rows = [(path, "voice", DAY, score, share) for path, score in enumerate(scores)]
    return pd.DataFrame(rows, columns=["path", "queue", "date", "score", "day_share"])


def first_day(rates: np.ndarray) -> float:
    return float(rates[:96].mean())


def test_a_busy_day_is_busy_in_its_intervals():
    rows = forecast()
    scores = DayScores.of(rows, paths([2.0], 1.0))
    rates = draw_rates(rows, np.random.default_rng(1), scores, 0)
    assert rates[:96] == pytest.approx(100.0 + 2.0 * rate_deviation(rows)[0])


def test_each_path_takes_its_own_scores_and_they_begin_again():
    rows = forecast()
    scores = DayScores.of(rows, paths([-2.0, 2.0], 0.9))
    low, high, again = (first_day(draw_rates(rows, np.random.default_rng(1), scores, path)) for path in (0, 1, 2))
    assert low < 70.0 < 130.0 < high
    assert again == low


def test_the_share_is_the_days_part_of_the_variance():
    rows = forecast()
    normal = np.random.default_rng(5).standard_normal(400)
    scores = DayScores.of(rows, paths(list(normal), 0.3))
    days = [first_day(draw_rates(rows, np.random.default_rng(path), scores, path)) for path in range(400)]
    assert np.var(days) == pytest.approx(rate_deviation(rows)[0] ** 2 * (0.3 + 0.7 / 96), rel=0.15)


def test_a_day_without_scores_errs_interval_by_interval():
    rows = forecast()
    rates = draw_rates(rows, np.random.default_rng(1), DayScores.of(rows, paths([3.0], 1.0)), 0)
    assert rates[96:].mean() == pytest.approx(100.0, abs=8.0)


def test_without_paths_half_the_variance_is_the_days():
    rows = forecast()
    days = [first_day(draw_rates(rows, np.random.default_rng(seed))) for seed in range(600)]
    assert np.var(days) == pytest.approx(rate_deviation(rows)[0] ** 2 * DAY_SHARE, rel=0.2)


def test_where_paths_tell_the_deviation_of_the_day_it_is_believed():
    rows = forecast()
    told = paths([1.0], 0.2).assign(day_sd=0.1)
    rates = draw_rates(rows, np.random.default_rng(1), DayScores.of(rows, told), 0)
    assert first_day(rates) == pytest.approx(100.0 * np.exp(0.1 - 0.005), rel=0.03)
