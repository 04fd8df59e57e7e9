from __future__ import annotations

import numpy as np
import pytest

from forecasting.default.pipeline import forecast_queue
from forecasting.default.shift import found_shift
from forecasting.default.special import NOTHING_SPECIAL, SpecialDays
from tests.forecasting.default.series import HOURS, START, laid_out, truth, weekly


def totals(number: int = 300, factor: float = 1.0, age: int = 15, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    days = np.arange(START, START + number)
    level = truth(days).sum(axis=1) * np.where(days >= START + number - age, factor, 1.0)
    noise = np.random.Generator(np.random.PCG64(seed))
    return days, noise.poisson(level * noise.gamma(400, 1 / 400, number)).astype(float)


@pytest.mark.parametrize("factor", [0.6, 0.75, 1.3, 1.5])
@pytest.mark.parametrize("age", [10, 40])
def test_a_jump_that_stays_is_found_with_its_day_and_size(factor, age):
    shift = found_shift(*totals(factor=factor, age=age), NOTHING_SPECIAL)
    assert shift is not None
    assert abs(shift.day - (START + 300 - age)) <= 3
    assert shift.factor == pytest.approx(factor, rel=0.05)


def test_a_steady_queue_has_no_new_level():
    assert all(found_shift(*totals(seed=seed), NOTHING_SPECIAL) is None for seed in range(20))


def test_a_week_that_went_as_it_came_is_no_new_level():
    days, total = totals()
    total[-21:-14] *= 1.5
    assert found_shift(days, total, NOTHING_SPECIAL) is None


def test_a_queue_that_doubles_overnight_is_on_a_wave_until_it_has_lasted():
    assert found_shift(*totals(factor=2.5, age=12), NOTHING_SPECIAL) is None
    assert found_shift(*totals(factor=2.5, age=60), NOTHING_SPECIAL) is not None


def test_days_of_a_known_event_are_no_new_level():
    days, total = totals(factor=1.5, age=10)
    known = SpecialDays(events={"sale": ((START + 290, START + 310),)})
    assert found_shift(days, total, known) is None


@pytest.mark.parametrize("number", [1, 10, 25])
def test_a_short_history_has_no_new_level(number):
    assert found_shift(*totals(number), NOTHING_SPECIAL) is None


def test_a_level_that_glides_is_no_step():
    """The season of a year that is not yet known as one."""
    days, total = totals(365)
    found = 0
    for start in range(0, 365, 30):
        season = 1 + 0.2 * np.sin(2 * np.pi * (days - START + start) / 365)
        found += found_shift(days, total * season, NOTHING_SPECIAL) is not None
    assert found == 0


@pytest.mark.parametrize("factor", [0.6, 1.5])
def test_the_forecast_starts_from_the_new_level_and_says_so(factor):
    calm = weekly(300, size=800.0)
    after = (calm.days >= START + 288)[:, None]
    jumped = np.round(calm.offered * np.where(after, factor, 1.0))
    outlook = forecast_queue(laid_out(jumped), 14, boosting=False)
    expected = factor * truth(outlook.days, 800.0)
    assert outlook.mean[:, HOURS > 0].sum() == pytest.approx(expected.sum(), rel=0.06)
    assert any("a new level since" in note for note in outlook.notes)
