"""The deviation of a day's rate found again in day totals, however small the queue."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting.default.spread import LEVELS, Spread
from forecasting.paths.day_rates import PLAIN_DAY_SD, DayErrors, day_sds, day_variances


def drawn(mean: float, sd: float, days: int = 4000, queue: str = "q") -> DayErrors:
    """Days of past forecasts of `mean` contacts whose rates are off by `sd`; only their totals are told."""
    rng = np.random.default_rng(5)
    came = rng.poisson(mean * np.maximum(1.0 + sd * rng.standard_normal(days), 0.0)).astype(float)
    nothing, number = np.zeros(days), np.arange(days)
    where = number, number % 14, np.full(days, mean), came
    return DayErrors(queue, nothing, nothing, nothing, nothing, nothing, *where)


@pytest.mark.parametrize("mean", [80.0, 400.0, 20_000.0])
@pytest.mark.parametrize("sd", [0.05, 0.15])
def test_the_deviation_of_the_day_is_found_in_small_and_large_queues(mean: float, sd: float):
    assert day_sds([drawn(mean, sd)])[0] == pytest.approx(sd, rel=0.2, abs=0.01)


def test_counting_alone_is_no_deviation_of_the_rate():
    assert day_sds([drawn(100.0, 0.0)])[0] < 0.03


def test_without_a_past_the_plain_deviation_holds():
    assert day_sds([DayErrors.none("new")])[0] == pytest.approx(PLAIN_DAY_SD, rel=0.5)


def test_a_queue_of_few_days_takes_after_the_others():
    new = day_sds([drawn(1000.0, 0.04), drawn(1000.0, 0.04), DayErrors.none("new")])[2]
    assert 0.03 < new < 0.06


def test_one_freak_day_does_not_open_the_band():
    calm = drawn(1000.0, 0.03, days=60)
    wild = calm.came.copy()
    wild[7] *= 6.0
    freak = DayErrors(*(getattr(calm, name) for name in list(calm.__dataclass_fields__)[:-1]), wild)
    assert day_sds([freak])[0] < 2.0 * day_sds([calm])[0]


def test_large_queues_read_the_day_from_their_bands_and_small_ones_from_their_totals():
    share = np.array([0.5])
    large, small = np.full((1, 10), 5000.0), np.full((1, 10), 1.0)
    bands = [Spread(1.0, 0.04, LEVELS).quantiles(one) for one in (large, small)]
    assert day_variances(large, bands[0], share, 0.9)[0] == pytest.approx(0.5 * 0.04, rel=0.2)
    assert day_variances(small, bands[1], share, 0.1)[0] == pytest.approx(0.1**2, rel=0.1)
