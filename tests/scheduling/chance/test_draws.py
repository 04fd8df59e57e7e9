"""Rates of paths: a day's factor has the deviation told, spread evenly, in the order of the paths' scores."""

from __future__ import annotations

import numpy as np
import pytest

from scheduling.chance.draws import PLAIN_AHT_SD, draw_queue
from tests.scheduling.chance.kit import forecast, paths


def test_the_rate_of_a_day_has_the_deviation_told():
    rates = draw_queue(forecast(), paths(0.1), 40, 1, 0).rates
    assert rates.mean() == pytest.approx(40.0, rel=0.005)
    assert np.log(rates[:, 0]).std() == pytest.approx(0.1, rel=0.05)


def test_all_intervals_of_a_day_are_off_alike_where_the_band_has_no_more():
    rates = draw_queue(forecast(), paths(0.1), 40, 1, 0).rates
    assert rates == pytest.approx(np.repeat(rates[:, :1], rates.shape[1], axis=1))


def test_paths_keep_the_order_of_their_scores():
    told = paths(0.1)
    rates = draw_queue(forecast(), told, 40, 1, 0).rates
    assert (np.argsort(rates[:, 0]) == np.argsort(told["score"].to_numpy())).all()


def test_without_paths_the_band_is_believed_and_handling_times_are_doubted_a_little():
    wide = forecast().assign(q10=20.0, q90=60.0)
    drawn = draw_queue(wide, None, 200, 1, 0)
    assert drawn.rates.std() == pytest.approx(np.sqrt((40 / 2.563) ** 2 - 40.0), rel=0.1)
    assert np.log(drawn.aht_s[:, 0]).std() == pytest.approx(PLAIN_AHT_SD, rel=0.05)


def test_the_same_seed_draws_the_same():
    one, two = (draw_queue(forecast(), paths(), 40, 3, 0).aht_s for _ in range(2))
    assert (one == two).all()
