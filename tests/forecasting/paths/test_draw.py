"""Sample paths: standard normal scores that go together as the law says, volumes that keep the forecast's bands."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.contracts.grid import QUANTILE_COLUMNS, QUANTILES, interval_grid
from forecasting.default.spread import LEVELS, Spread
from forecasting.paths.draw import day_bands, draw_paths, path_volumes
from forecasting.paths.event_days import NO_EVENT, EventDays
from forecasting.paths.joint import JointLaw

DAY = pd.Timestamp("2026-11-02")
FIRST = int((DAY - pd.Timestamp(0)).days)


def law(share: float = 0.6, memory: float = 0.5, alike: float = 0.4) -> JointLaw:
    queues = ("app", "voice")
    day_sd = np.full(2, 0.12)
    return JointLaw(queues, np.full((2, 1), share), 0.0, memory, np.array([[1.0, alike], [alike, 1.0]]), day_sd)


def forecast(days: int = 2, mean: float = 60.0) -> pd.DataFrame:
    grid = interval_grid(DAY, DAY + pd.Timedelta(days=days - 1), 60, "Asia/Shanghai")
    volume = np.where(np.arange(len(grid)) % 24 < 8, 0.0, mean)
    bands = dict(zip(QUANTILE_COLUMNS, Spread(1.4, 0.03, LEVELS).quantiles(volume).T, strict=True))
    parts = [pd.DataFrame({"queue": q, "ts": grid, "volume": volume, **bands, "aht_s": 1.0}) for q in ("app", "voice")]
    return pd.concat(parts, ignore_index=True)


def wide(paths: pd.DataFrame) -> pd.DataFrame:
    return paths.pivot(index="path", columns=["queue", "date"], values="score")


def test_scores_are_standard_normal():
    scores = wide(draw_paths(law(), FIRST, 3, 4000, 1))
    assert scores.mean().abs().max() < 0.06
    assert scores.std().to_numpy() == pytest.approx(1.0, abs=0.05)


def test_scores_of_queues_and_days_go_together_as_the_law_says():
    scores = wide(draw_paths(law(), FIRST, 3, 4000, 1))
    day = pd.Timestamp(DAY)
    assert scores["app", day].corr(scores["voice", day]) == pytest.approx(0.4, abs=0.05)
    assert scores["app", day].corr(scores["app", day + pd.Timedelta(days=1)]) == pytest.approx(0.5, abs=0.05)
    assert scores["app", day].corr(scores["app", day + pd.Timedelta(days=2)]) == pytest.approx(0.25, abs=0.05)


def test_the_same_seed_gives_the_same_paths():
    pd.testing.assert_frame_equal(draw_paths(law(), FIRST, 3, 5, 7), draw_paths(law(), FIRST, 3, 5, 7))
    assert not draw_paths(law(), FIRST, 3, 5, 7).equals(draw_paths(law(), FIRST, 3, 5, 8))


def test_volumes_keep_the_bands_of_the_forecast():
    rows = forecast()
    volumes = path_volumes(rows, draw_paths(law(), FIRST, 2, 4000, 1), np.random.default_rng(2))
    open_ = rows["volume"].to_numpy() > 0
    below = (volumes[:, open_, None] <= rows.loc[open_, list(QUANTILE_COLUMNS)].to_numpy()).mean(axis=0)
    assert below == pytest.approx(np.broadcast_to(QUANTILES, below.shape), abs=0.03)


def test_closed_intervals_stay_empty():
    rows = forecast()
    volumes = path_volumes(rows, draw_paths(law(), FIRST, 2, 50, 1), np.random.default_rng(2))
    assert (volumes[:, rows["volume"].to_numpy() == 0] == 0).all()


def test_day_bands_are_those_of_many_paths():
    rows = forecast(days=1)
    paths = draw_paths(law(), FIRST, 1, 6000, 1)
    volumes = path_volumes(rows, paths, np.random.default_rng(2))
    drawn = np.quantile(volumes[:, (rows["queue"] == "app").to_numpy()].sum(axis=1), QUANTILES)
    band = day_bands(rows, paths).set_index("queue").loc["app", list(QUANTILE_COLUMNS)].to_numpy(dtype=float)
    assert band == pytest.approx(drawn, rel=0.03)


def test_day_bands_are_narrower_than_if_all_intervals_erred_together():
    rows = forecast(days=1)
    band = day_bands(rows, draw_paths(law(share=0.3), FIRST, 1, 2, 1)).set_index("queue").loc["app"]
    summed = rows[rows["queue"] == "app"][list(QUANTILE_COLUMNS)].sum()
    assert band["q95"] - band["q05"] < 0.8 * (summed["q95"] - summed["q05"])


def test_a_day_without_scores_errs_interval_by_interval():
    rows = forecast(days=2)
    paths = draw_paths(law(), FIRST, 1, 3000, 1)
    volumes = path_volumes(rows, paths, np.random.default_rng(2))
    second = ((rows["queue"] == "app") & (rows["ts"].dt.day == 3) & (rows["volume"] > 0)).to_numpy()
    together = np.corrcoef(volumes[:, second].T)
    assert np.abs(together[~np.eye(len(together), dtype=bool)]).mean() < 0.03


def test_more_paths_begin_with_those_of_fewer():
    few, many = (draw_paths(law(), FIRST, 3, number, 7) for number in (5, 9))
    pd.testing.assert_frame_equal(few, many[many["path"] < 5].reset_index(drop=True))


def test_an_event_widens_the_rates_of_its_days_only():
    event = EventDays(np.array([[NO_EVENT, 0], [NO_EVENT, 0]]), np.full((2, 2), 0.09))
    found = draw_paths(law(), FIRST, 2, 2, 1, events=event).query("path == 0 and queue == 'app'")["day_sd"].tolist()
    assert found == pytest.approx([0.12, (0.12**2 + 0.09) ** 0.5])
